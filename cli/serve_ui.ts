import { basename, join } from "node:path";
import type { Backend, CallerAddress } from "../ui/mod.ts";
import { newSecret } from "../infra/auth/mod.ts";
import { Problem } from "../infra/errors.ts";
import type { Ledger } from "../pipeline/engine/mod.ts";
import { backupFile, backupsFolder } from "./backup/backup_file.ts";
import type { CommandContext } from "./command.ts";
import { loadInspection, loadUi } from "./later.ts";
import { queryCommand } from "./launch_run.ts";
import { metricsText } from "./metrics_text.ts";
import { programVersion } from "./version.ts";
import { openWorkspace, openWorkspaceProject, queueLimits } from "./wire.ts";
import type { Lasting, Live, ServiceParts } from "./work.ts";
import { actorName } from "./worker_name.ts";

/** Where and how pages are served. */
export interface ServeUiOptions {
  readonly host: string;
  readonly port: number;
  /** Whether the pages change nothing. */
  readonly readOnly: boolean;
  /** `key=value` texts of `--set`. */
  readonly set: readonly string[];
}

/** Serves the pages of the configuration that holds now; listens before it resolves. */
export async function serveUi(live: Live, context: CommandContext, options: ServeUiOptions): Promise<Lasting> {
  const { createApp, FirstSetup, isLoopback, serve } = await loadUi();
  const { separateExecution } = await loadInspection();
  const { host, port, readOnly } = options;
  const { clock } = context.effects;
  const { settings: { auth: { enabled: login } } } = live.current.workspace;
  const secret = login ? await firstSecret(live.current.ledger, context, isLoopback(host) && !readOnly) : undefined;
  const setup = secret === undefined ? {} : { setup: new FirstSetup(secret, live.current.ledger) };
  const execute = (parts: ServiceParts) => separateExecution(queryCommand(parts.workspace));
  const appOf = (parts: ServiceParts) =>
    createApp({ ...backendOf(parts, context, options), ...setup, execute: execute(parts) }, {
      metrics: () => metricsText(parts.ledger, parts.workspace, clock),
    });
  const make = (parts: ServiceParts) => ({ parts, app: appOf(parts) });
  let made = make(live.current);
  const app = {
    fetch(request: Request, caller: CallerAddress): Response | Promise<Response> {
      if (made.parts !== live.current) made = make(live.current);
      return made.app.fetch(request, caller);
    },
  };
  const end = new AbortController();
  const listening = Promise.withResolvers<string>();
  const served = serve(app, { host, port, login, clock, signal: end.signal, onListen: listening.resolve });
  const url = await Promise.race([listening.promise, served.then(() => "")]);
  return {
    started: { url, ...(secret === undefined ? {} : { setup: secret }) },
    service: {
      name: "pages",
      async run(signal) {
        if (signal.aborted) end.abort();
        signal.addEventListener("abort", () => end.abort(), { once: true });
        await served;
      },
    },
  };
}

/**
 * What the first administrator is made with; undefined where there is one. With nobody who could log in the pages would be
 * closed to all. @param here whether one is made from the pages, which only this machine may see until then
 */
async function firstSecret(
  { accounts }: Ledger,
  { effects: { random } }: CommandContext,
  here: boolean,
): Promise<string | undefined> {
  if ((await accounts.users()).some(({ role }) => role === "admin")) return undefined;
  if (here) return newSecret("set", random);
  throw new Problem("configuration", "Cannot serve the pages: callers log in, and there is no administrator", {
    place: "auth.enabled",
    remedy: 'Make one: "clustering user add NAME --role admin".',
  });
}

/** What the pages show, and what they need to act. */
function backendOf(
  parts: ServiceParts,
  context: CommandContext,
  { readOnly, set }: Pick<ServeUiOptions, "readOnly" | "set">,
): Backend {
  const { ledger, workspace, project, log } = parts;
  const { clock, random, program } = context.effects;
  return {
    ledger,
    project,
    settings: workspace.settings,
    configuration: workspace.entries,
    root: workspace.root,
    limits: queueLimits(workspace),
    configure: async (overrides) => {
      const { environment } = workspace;
      const opened = await openWorkspace(context, { environment, set: [...set, ...overrides] });
      const project = await openWorkspaceProject(opened);
      const { settings, entries: configuration, redact } = opened;
      return { project, settings, configuration, redact };
    },
    environment: workspace.environment,
    backup: {
      folder: join(workspace.root, backupsFolder),
      make: async ({ historyOnly }) => {
        const now = clock.now();
        const folder = join(workspace.root, backupsFolder);
        await Deno.mkdir(folder, { recursive: true });
        const target = backupFile(folder, workspace.environment, now);
        const { writeBackup } = await import("./backup/write_backup.ts");
        const { manifest: { runs }, bytes, values } = await writeBackup(workspace, { target, historyOnly, now });
        return { file: basename(target), bytes, runs, values };
      },
    },
    readOnly,
    actor: actorName(context.effects),
    redact: workspace.redact,
    clock,
    random,
    version: programVersion,
    program,
    log,
  };
}
