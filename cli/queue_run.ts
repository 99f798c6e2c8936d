import type { Ledger, QueueItem, RunOrigin, RunRecord } from "../pipeline/engine/mod.ts";
import type { Clock } from "../infra/clock.ts";
import type { CommandContext } from "./command.ts";
import { interrupted } from "./interrupted.ts";
import { loadEngine } from "./later.ts";
import { printJson, printLines } from "./print.ts";
import type { RunParts } from "./run_engine.ts";
import { queueLimits, type Workspace } from "./wire.ts";

/** How a run is queued. */
export interface QueueRunOptions {
  readonly json: boolean;
  /** Whether the run is followed to its end. */
  readonly wait: boolean;
  readonly priority: number;
  readonly origin: RunOrigin;
}

const poll = 250;

/** Puts a run into the queue, tells its name, and waits for its end if wanted. Gives the exit code. */
export async function queueRun(parts: RunParts, context: CommandContext, options: QueueRunOptions): Promise<number> {
  const { project, ledger, request, workspace } = parts;
  const { json, wait, priority, origin } = options;
  const { enqueueRun } = await loadEngine();
  const { on_crash: onCrash, attempts } = workspace.settings.queue;
  const { clock, random } = context.effects;
  const entry = { priority, origin, onCrash, attempts };
  const { run } = await enqueueRun(project, request, { ledger, clock, random, entry });
  const { waiting, waitingBecause: because = "a worker has it" } = await waitOf(ledger, workspace, run.id, clock);
  if (!wait) {
    if (json) printJson(context, { ...run, waiting, waitingBecause: because });
    else printLines(context, [`${run.id}  queued: ${because}`]);
    return 0;
  }
  if (!json) printLines(context, [`${run.id}  queued: ${because}`]);
  const ended = await follow(ledger, run.id, context);
  if (json) printJson(context, ended);
  else {printLines(context, [
      `${ended.id}  ${ended.status}${ended.error === undefined ? "" : `: ${ended.error.message}`}`,
    ]);}
  return endCode(ended);
}

function endCode({ status }: RunRecord): number {
  return status === "success" ? 0 : status === "canceled" ? 130 : 4;
}

async function waitOf(
  ledger: Ledger,
  workspace: Workspace,
  run: string,
  clock: Clock,
): Promise<Pick<QueueItem, "waiting" | "waitingBecause">> {
  const items = await ledger.coordination.queue.items(queueLimits(workspace), clock.now());
  return items.find(({ entry }) => entry.run === run) ?? {};
}

async function follow({ history }: Ledger, id: string, { effects }: CommandContext): Promise<RunRecord> {
  const { isFinal } = await loadEngine();
  using interrupt = interrupted(effects);
  for (;;) {
    const run = await history.run(id);
    if (run !== undefined && isFinal(run.status)) return run;
    await effects.clock.sleep(poll, interrupt.signal);
  }
}
