import { fileURLToPath } from "node:url";
import { denoCommand, type Guardian, type ProcessCommand, startProcessGroup } from "../infra/processes/mod.ts";
import type { Launch, RunRecord } from "../pipeline/engine/mod.ts";
import { hostOf, writtenFolders } from "./permissions.ts";
import type { Workspace } from "./wire.ts";

/** What the process of a run is started with beside the run. */
export interface LaunchOptions {
  readonly workspace: Workspace;
  /** `--set` of the worker; those of the run come after them. */
  readonly set: readonly string[];
  readonly guardian: Guardian;
}

/** Starts runs as processes of this program, which may write only where the configuration says. */
export function runLauncher({ workspace, set, guardian }: LaunchOptions): Launch {
  const { root, environment } = workspace;
  return ({ run, fence }, record) => {
    const settings = [...set, ...overridesOf(record)].flatMap((one) => ["--set", one]);
    const place = ["--env", environment, "--root", root];
    const words = ["execute-run", run, "--fence", String(fence), ...place, ...settings];
    const { command, args } = programCommand(workspace);
    return startProcessGroup({ command, args: [...args, ...words], cwd: root }, guardian);
  };
}

/** `--set` texts that a run was asked for with. */
export function overridesOf({ request }: RunRecord): readonly string[] {
  return Array.isArray(request["overrides"]) ? request["overrides"].map(String) : [];
}

/** The program as a command, with the rights that a run needs. */
function programCommand({ settings }: Workspace): OwnCommand {
  const { history } = settings;
  return ownCommand([
    "-P=run",
    `--allow-write=${listed(writtenFolders(settings))}`,
    ...(history.kind === "postgres" ? [`--allow-net=${hostOf(history.url, "5432")}`] : []),
  ]);
}

/** The program as a command that answers a query of the console; it writes only what is to be downloaded. */
export function queryCommand({ settings, root }: Pick<Workspace, "settings" | "root">): ProcessCommand {
  const { command, args } = ownCommand([
    "-P=run",
    "--deny-net",
    `--allow-write=${listed([settings.engine.temp_directory])}`,
    "--v8-flags=--max-old-space-size=1024",
  ]);
  return { command, args: [...args, "answer-query"], cwd: root };
}

interface OwnCommand {
  readonly command: string;
  readonly args: readonly string[];
}

/** This program once more; a binary has the rights that it was built with. */
function ownCommand(rights: readonly string[]): OwnCommand {
  if (Deno.build.standalone) return { command: Deno.execPath(), args: [] };
  const path = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url));
  return {
    command: denoCommand(),
    args: ["run", "--quiet", "--no-prompt", `--config=${path("deno.json")}`, ...rights, path("main.ts")],
  };
}

function listed(values: readonly string[]): string {
  return values.map((value) => value.replaceAll(",", ",,")).join(",");
}
