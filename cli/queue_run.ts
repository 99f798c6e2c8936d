import type { Ledger, QueueEntry, QueueItem, RunOrigin, RunRecord, RunRequest } from "../pipeline/engine/mod.ts";
import type { Clock } from "../infra/clock.ts";
import { Problem } from "../infra/errors.ts";
import type { CommandContext } from "./command.ts";
import { interrupted } from "./interrupted.ts";
import { loadEngine } from "./later.ts";
import { printJson, printLines } from "./print.ts";
import type { RunParts } from "./run_engine.ts";
import { planRequest, queueLimits, type Workspace } from "./wire.ts";

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
  refuseSecrets(request);
  // What cannot be planned is told now, not when nobody looks.
  await planRequest(project, request, ledger.history);
  const { newQueuedRun } = await loadEngine();
  const { on_crash: onCrash, attempts } = workspace.settings.queue;
  const entry: Partial<QueueEntry> = { priority, origin, onCrash, attempts };
  const { clock, random } = context.effects;
  const run = newQueuedRun(project, request, { clock, random, entry });
  await ledger.coordination.queue.enqueue([run]);
  const { waiting, waitingBecause: because = "a worker has it" } = await waitOf(
    ledger,
    workspace,
    run.record.id,
    clock,
  );
  if (!wait) {
    if (json) printJson(context, { ...run.record, waiting, waitingBecause: because });
    else printLines(context, [`${run.record.id}  queued: ${because}`]);
    return 0;
  }
  if (!json) printLines(context, [`${run.record.id}  queued: ${because}`]);
  const ended = await follow(ledger, run.record.id, context);
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

/** The history must not hold secrets, and the process of a queued run knows no other overrides than those of the history. */
function refuseSecrets({ details }: RunRequest): void {
  if (details?.["secretOverrides"] !== true) return;
  throw new Problem("usage", "Cannot queue the run: --set holds a secret, which the queue must not keep", {
    place: "--set",
    remedy: "Put the secret into an environment variable or a .env file that the worker reads.",
  });
}
