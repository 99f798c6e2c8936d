import { Guardian } from "../infra/processes/mod.ts";
import type { Problem } from "../infra/errors.ts";
import { onReloadSignal } from "../infra/signals.ts";
import type { Service } from "../pipeline/engine/mod.ts";
import type { CommandContext } from "./command.ts";
import { toProblem } from "./failure.ts";
import { interrupted } from "./interrupted.ts";
import { type Live, LiveServices, requireSameHistory, type ServiceParts, together } from "./live_services.ts";
import { type LogFormat, openLog } from "./open_log.ts";
import { jsonLine } from "./output/mod.ts";
import { requireReachable, requireWritable } from "./permissions.ts";
import { printLines } from "./print.ts";
import { openWorkspace, openWorkspaceLedger, openWorkspaceProject } from "./wire.ts";
import { workerName } from "./worker_name.ts";
import { ownGuardian, workerService } from "./worker_service.ts";

export type { Live, ServiceParts } from "./live_services.ts";

/** How a worker, a daemon or the pages are started. */
export interface WorkOptions {
  /** Name of the command, for messages. */
  readonly command: "worker" | "daemon" | "ui";
  readonly env: string;
  readonly set: readonly string[];
  /** Whether queued runs are executed here. @default true */
  readonly executes?: boolean;
  /** Runs of this process at once. @default as many as the limits allow */
  readonly slots?: number | undefined;
  /** What is told, and log records on standard error, are lines of JSON. */
  readonly json: boolean;
  /** Form of log records on standard error, all of the configured level. @default text, and warnings only */
  readonly logFormat?: LogFormat | undefined;
  /** What goes on beside the execution of runs; made anew for every configuration. */
  readonly services: (parts: ServiceParts, context: CommandContext) => Promise<readonly Service[]>;
  /** What goes on whatever becomes of the configuration. @default nothing */
  readonly lasting?: (live: Live, context: CommandContext) => Promise<Lasting>;
}

/** A service that a reload leaves alone. */
export interface Lasting {
  readonly service: Service;
  /** Told when the program has started, such as the address of its pages. */
  readonly started: Readonly<Record<string, string>>;
}

/**
 * Executes queued runs and keeps services going until Ctrl-C or TERM; a second signal ends everything at once. HUP has the
 * configuration read again.
 */
export async function work(context: CommandContext, options: WorkOptions): Promise<number> {
  const { effects } = context;
  const { command, env, set, executes = true, logFormat, services } = options;
  const json = options.json || logFormat === "json";
  const words = [command, "--env", env];
  const logReader = { onLine: (text: string) => effects.stderr.write(`${text}\n`), format: logFormat };
  await using opened = new AsyncDisposableStack();
  const open = async (before?: ServiceParts): Promise<ServiceParts> => {
    const workspace = await openWorkspace(context, { environment: env, set });
    const started = { program: effects.program, words, set: command === "ui" ? "ui" : "worker" };
    if (executes) requireWritable(workspace.settings, started);
    requireReachable(workspace.settings, { ...started, tells: executes && command !== "worker" });
    if (before !== undefined) requireSameHistory(before.workspace, workspace);
    const project = await openWorkspaceProject(workspace);
    const ledger = before?.ledger ?? await openWorkspaceLedger(workspace);
    if (before === undefined) opened.use(ledger.history);
    const { logger: log } = opened.use(await openLog(workspace, context, logReader));
    return { workspace, project, ledger, log };
  };
  const told = teller(context, { json, name: workerName(effects) });
  using interrupt = interrupted(effects);
  const live = await LiveServices.start(await open(), {
    read: open,
    services: async (parts) => await services(parts, context),
    onReload: (problem) => told.reloaded(live, problem),
  });
  const running: Service[] = [live];
  const lasting = await options.lasting?.(live, context);
  if (lasting !== undefined) running.push(lasting.service);
  if (executes) {
    const guardian = opened.use(new Guardian(ownGuardian()));
    running.push(workerService(live, context, { guardian, name: told.name, role: command, set, slots: options.slots }));
  }
  using _reload = onReloadSignal(() => live.reload(), { source: effects.signals });
  const names = [...(executes ? ["runs"] : []), ...live.names];
  told.say({ kind: "started", environment: env, services: names, ...lasting?.started });
  interrupt.signal.addEventListener("abort", () => told.say({ kind: "stopping" }));
  await together(running, interrupt.signal);
  told.say({ kind: "stopped" });
  return 0;
}

type Said =
  | {
    readonly kind: "started";
    readonly environment: string;
    readonly services: readonly string[];
    readonly url?: string;
    /** What the first administrator is made with. */
    readonly setup?: string;
  }
  | { readonly kind: "stopping" | "stopped" | "reloaded" }
  | { readonly kind: "reload_refused"; readonly error: string };

/** What a person or a program is told of a process that goes on. */
function teller(context: CommandContext, { json, name }: { readonly json: boolean; readonly name: string }) {
  const say = (said: Said): void => {
    if (json) context.effects.stdout.write(jsonLine({ ...said, worker: name }));
    else printLines(context, [textOf(said, context)]);
  };
  return {
    name,
    say,
    reloaded(live: Live, error: Error | undefined): void {
      const { log, workspace } = live.current;
      if (error === undefined) {
        log.info("The configuration was read again");
        return say({ kind: "reloaded" });
      }
      const problem = toProblem(error);
      const text = workspace.redact(describe(problem));
      log.error("The changed configuration cannot be used; the one before it stays", { error: text });
      say({ kind: "reload_refused", error: text });
    },
  };
}

function describe({ message, place }: Problem): string {
  return place === undefined ? message : `${message} (${place})`;
}

function textOf(said: Said, { style }: CommandContext): string {
  switch (said.kind) {
    case "started": {
      const { environment, url, services, setup } = said;
      const where = url === undefined ? environment : `${environment} on ${style.cyan(url)}`;
      const what = services.length === 0 ? "" : `: ${services.join(", ")}`;
      const first = setup === undefined ? "" : `\nNobody can log in yet: open ${url}setup with the secret ${setup}`;
      return `${where}${what}  ${style.dim("Ctrl-C ends it")}${first}`;
    }
    case "stopping":
      return "No further run is started; those under way get the grace time.";
    case "stopped":
      return "Stopped.";
    case "reloaded":
      return "The configuration was read again.";
    case "reload_refused":
      return `The changed configuration cannot be used, so the one before it stays: ${said.error}`;
    default:
      return said satisfies never;
  }
}
