import { spanRecorder } from "../infra/monitoring/mod.ts";
import type { Claim, Ledger, Project, RunListener, RunOptions, RunRequest, RunResult } from "../pipeline/engine/mod.ts";
import type { CommandContext } from "./command.ts";
import { deferredLogger } from "./deferred_logger.ts";
import { loadEngine } from "./later.ts";
import { type LogFormat, openLog } from "./open_log.ts";
import { workerName } from "./worker_name.ts";
import { assetsFolder, type Workspace } from "./wire.ts";

/** What is run, and where it is recorded. */
export interface RunParts {
  readonly project: Project;
  readonly ledger: Ledger;
  readonly request: RunRequest;
  readonly workspace: Workspace;
  /** Under which a queued run is executed. @default the run is this process's own */
  readonly claim?: Claim;
}

/** How a run is watched and ended. */
export interface RunWatch {
  readonly signal: AbortSignal;
  readonly onEvent: RunListener;
  /** Gets log records as text. */
  readonly onLine: (text: string) => void;
  /** Gets the messages of urgent records alone; they then do not come as {@link RunWatch.onLine}. @default nobody */
  readonly onUrgent?: ((isError: boolean, message: string) => void) | undefined;
  /** Shows every record of the configured level, in this form. @default urgent ones, as text */
  readonly format?: LogFormat | undefined;
  /** Steps at the same time. @default as configured */
  readonly concurrency?: number | undefined;
}

/** Executes a run with the program's clock, history and log. */
export async function runEngine(parts: RunParts, context: CommandContext, watch: RunWatch): Promise<RunResult> {
  const result = await executeLogged(parts, context, watch);
  const { recordRunSpans } = await loadEngine();
  recordRunSpans(result, spanRecorder("clustering"));
  return result;
}

async function executeLogged(parts: RunParts, context: CommandContext, watch: RunWatch): Promise<RunResult> {
  const { project, ledger, request, workspace, claim } = parts;
  const { engine, queue } = workspace.settings;
  const { executeOwnRun, executeRun, patientHistory } = await loadEngine();
  const log = deferredLogger();
  let logging: Promise<AsyncDisposable> | undefined;
  // Loading the log takes as long as a third of a short run: the first step need not wait for it.
  const startLog = () => logging ??= connectLog();
  const connectLog = async () => {
    const opened = await openLog(workspace, context, watch);
    log.connect(opened.logger);
    return opened;
  };
  try {
    const options: Omit<RunOptions, "history"> = {
      root: assetsFolder(workspace),
      clock: context.effects.clock,
      random: context.effects.random,
      log,
      signal: watch.signal,
      concurrency: watch.concurrency ?? engine.max_concurrent_steps ?? navigator.hardwareConcurrency,
      redact: workspace.redact,
      onEvent(event) {
        watch.onEvent(event);
        if (event.kind === "step_started") startLog().catch(() => undefined); // Told when it is closed.
      },
    };
    if (claim === undefined) {
      return await executeOwnRun(project, request, { ...options, ledger, worker: workerName(context.effects) });
    }
    // Work that does not end is given up before the worker gives the process up.
    const grace = queue.grace_seconds * 800;
    const history = patientHistory(ledger.history, { clock: context.effects.clock, log });
    return await executeRun(project, request, { ...options, history, fence: claim.fence, grace });
  } finally {
    await (await startLog())[Symbol.asyncDispose]();
  }
}
