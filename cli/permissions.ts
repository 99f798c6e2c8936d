import { dirname } from "node:path";
import { Problem } from "../infra/errors.ts";
import { isWithin } from "../infra/paths.ts";
import type { Settings } from "../pipeline/mod.ts";

/** Settings of {@link requireWritable}. */
export interface WritableOptions {
  /** How a person calls the program, such as `deno task cli`. */
  readonly program: string;
  /** The words after the program that are asked for again, such as `run my_job --env prod`. */
  readonly words: readonly string[];
  /** Permission set of deno.json that the command is started with. @default "run" */
  readonly set?: string;
  /** @default asks Deno */
  readonly mayWrite?: (path: string) => boolean;
}

/**
 * Refuses, before anything is done, a configuration that writes where Deno does not allow it; else each folder would be
 * refused by itself, one after the other.
 *
 * @throws {Problem} of kind configuration with the folders and the command that allows them
 */
export function requireWritable(settings: Settings, options: WritableOptions): void {
  const { program, words, set = "run", mayWrite = isGranted } = options;
  const folders = writtenFolders(settings);
  const refused = folders.filter((path) => !mayWrite(path));
  if (refused.length === 0) return;
  // The flag takes the place of what the permission set allows to write.
  const flag = `--allow-write=${folders.map((path) => path.replaceAll(",", ",,")).join(",")}`;
  const deno = program.replace(/ ?task cli$/, "");
  throw new Problem("configuration", `Cannot write to ${refused.join(" and ")}: Deno does not allow it`, {
    place: refused[0],
    remedy: deno === program
      ? "Choose folders that the program was built to write to."
      : `Allow it for this run, ${deno} run -P=${set} ${quoted(flag)} main.ts ${words.join(" ")}, or for all of them ` +
        `in the permission set "${set}" of deno.json.`,
  });
}

/** Folders that a run writes to, each without those inside it. */
export function writtenFolders({ paths, engine, history, writers }: Settings): readonly string[] {
  const targets = Object.values(writers).flatMap((writer) => "path" in writer ? [dirname(String(writer.path))] : []);
  const all = [
    ...[paths.data, paths.internal, paths.external, paths.merging, paths.logs],
    ...[engine.temp_directory, ...(history.kind === "sqlite" ? [dirname(history.path)] : []), ...targets],
  ];
  const roots = all.filter((path) => !all.some((other) => other !== path && isWithin(other, path)));
  return [...new Set(roots)];
}

/** Settings of {@link requireReachable}. */
export interface ReachableOptions extends Omit<WritableOptions, "mayWrite"> {
  /** Whether alerts leave this process. @default true */
  readonly tells?: boolean;
  /** @default asks Deno */
  readonly mayReach?: (host: string) => boolean;
}

/**
 * Refuses, before anything is done, a configuration that needs hosts which Deno does not let the process reach: at night nobody
 * would see that no alert leaves.
 *
 * @throws {Problem} of kind configuration with the hosts and the command that allows them
 */
export function requireReachable(settings: Settings, options: ReachableOptions): void {
  const { program, words, set = "run", tells = true, mayReach = isReachable } = options;
  const refused = reachedHosts(settings, { tells }).filter((host) => !mayReach(host));
  if (refused.length === 0) return;
  const deno = program.replace(/ ?task [a-z]+$/, "");
  // The flag takes the place of the hosts that the permission set allows.
  const flag = `--allow-net=${[...alwaysReached, ...refused].join(",")}`;
  throw new Problem("configuration", `Cannot reach ${refused.join(" and ")}: Deno does not allow it`, {
    place: refused[0],
    remedy: deno === program
      ? "Choose hosts that the program was built to reach."
      : `Allow it for this run, ${deno} run -P=${set} ${quoted(flag)} main.ts ${words.join(" ")}, or for all of them ` +
        `in the permission set "${set}" of deno.json.`,
  });
}

/** What the permission sets of deno.json allow: this machine, and the one public service whose host is known beforehand. */
const alwaysReached = ["127.0.0.1", "localhost", "[::1]", "hooks.slack.com:443"];

/** Hosts, each with its port, that the configuration needs. */
export function reachedHosts(
  { history, alerts, lineage }: Pick<Settings, "history" | "alerts" | "lineage">,
  { tells = true }: { readonly tells?: boolean } = {},
): readonly string[] {
  const hosts = history.kind === "postgres" ? [hostOf(history.url, "5432")] : [];
  if (tells && lineage.url !== null) hosts.push(hostOf(lineage.url));
  if (tells && alerts.enabled) {
    for (const channel of Object.values(alerts.channels)) {
      hosts.push(channel.kind === "email" ? `${channel.host}:${channel.port}` : hostOf(channel.url));
    }
  }
  return [...new Set(hosts)];
}

/** Host and port of an address. */
export function hostOf(address: string, otherwise = address.startsWith("https:") ? "443" : "80"): string {
  const { hostname, port } = new URL(address);
  return `${hostname}:${port === "" ? otherwise : port}`;
}

function isReachable(host: string): boolean {
  return Deno.permissions.querySync({ name: "net", host }).state === "granted";
}

function quoted(flag: string): string {
  return /[\s'[\]]/.test(flag) ? `'${flag.replaceAll("'", "'\\''")}'` : flag;
}

function isGranted(path: string): boolean {
  return Deno.permissions.querySync({ name: "write", path }).state === "granted";
}
