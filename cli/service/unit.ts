/** What a systemd unit runs, and where. */
export interface ServiceUnit {
  /** Name of the service, without `.service`. */
  readonly name: string;
  /** The program and its first words: one word for the binary, those of Deno for a script. */
  readonly program: readonly string[];
  /** What it does: `daemon`, `worker` or `ui`. */
  readonly command: string;
  readonly environment: string;
  /** The project's folder. */
  readonly root: string;
  /** User of the system that the program runs as. */
  readonly user: string;
  /** Absolute folders that it writes. */
  readonly writes: readonly string[];
  /** Milliseconds that runs get to end. */
  readonly grace: number;
}

/**
 * The text of a systemd unit: restarts what dies, reloads by HUP, stops by TERM with the grace time of runs, and lets the program
 * see and write no more than it needs.
 *
 * Reference: systemd.exec(5), systemd.service(5)
 */
export function unitText(unit: ServiceUnit): string {
  const { name, program, command, environment, root, user, writes, grace } = unit;
  const start = [...program, command, "--env", environment, "--root", root, "--log-format", "json"];
  const lines = [
    "[Unit]",
    `Description=Store clustering: ${command} of ${escaped(environment)}`,
    "After=network-online.target",
    "Wants=network-online.target",
    "StartLimitIntervalSec=300",
    "StartLimitBurst=10",
    "",
    "[Service]",
    "Type=exec",
    `User=${escaped(user)}`,
    `WorkingDirectory=${escaped(root)}`,
    `ExecStart=${start.map(quoted).join(" ")}`,
    "ExecReload=/bin/kill -HUP $MAINPID",
    "Restart=on-failure",
    "RestartSec=5",
    "# Only the program itself is told; it gives its runs the grace time. What is left then is killed.",
    "KillMode=mixed",
    `TimeoutStopSec=${Math.ceil(grace / 1000) + stopSlack}`,
    `CacheDirectory=${escaped(name)}`,
    `Environment=CLUSTERING_CACHE=/var/cache/${escaped(name)}`,
    "UMask=0027",
    "",
    "# What it may see and do. MemoryDenyWriteExecute= is not here: JavaScript is compiled while it runs.",
    "ProtectSystem=strict",
    ...writes.map((path) => `ReadWritePaths=-${quoted(path)}`),
    ...hardening,
    "",
    "[Install]",
    "WantedBy=multi-user.target",
  ];
  return `${lines.join("\n")}\n`;
}

/** Seconds between the end of the grace time and that of patience. */
const stopSlack = 30;

const hardening = [
  "ProtectHome=read-only",
  "PrivateTmp=yes",
  "PrivateDevices=yes",
  "NoNewPrivileges=yes",
  "CapabilityBoundingSet=",
  "AmbientCapabilities=",
  "ProtectClock=yes",
  "ProtectControlGroups=yes",
  "ProtectHostname=yes",
  "ProtectKernelLogs=yes",
  "ProtectKernelModules=yes",
  "ProtectKernelTunables=yes",
  "ProtectProc=invisible",
  "RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX",
  "RestrictNamespaces=yes",
  "RestrictRealtime=yes",
  "RestrictSUIDSGID=yes",
  "LockPersonality=yes",
  "RemoveIPC=yes",
  "SystemCallArchitectures=native",
  "SystemCallFilter=@system-service",
  "SystemCallErrorNumber=EPERM",
] as const;

/** systemd reads `%` as the start of a specifier. */
function escaped(text: string): string {
  return text.replaceAll("%", "%%");
}

function quoted(word: string): string {
  const text = escaped(word).replaceAll("$", "$$$$");
  return /[\s"'\\;]/.test(text) ? `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"` : text;
}
