import type { Clock } from "../../../infra/clock.ts";
import { Problem } from "../../../infra/errors.ts";
import type { RandomSource } from "../../../infra/random.ts";
import type { QueueEntry } from "../coordination.ts";
import type { RunRecord } from "../history.ts";
import type { Ledger } from "../history/ledger.ts";
import { gatherKnowledge } from "../knowledge.ts";
import { newQueuedRun } from "../new_run.ts";
import { planRun } from "../plan.ts";
import type { Plan, RunRequest } from "../plan_types.ts";
import type { Project } from "../project.ts";

/** What a run is queued with. */
export interface EnqueueOptions {
  readonly ledger: Pick<Ledger, "history" | "coordination">;
  readonly clock: Clock;
  readonly random: RandomSource;
  /** What differs from a run that a person asked for, of priority 0, that is not executed a second time. @default {} */
  readonly entry?: Partial<Omit<QueueEntry, "run">>;
}

/**
 * Puts a run into the queue, for a worker or daemon to execute.
 *
 * @returns the run as it is recorded, and what it will do
 * @throws {Problem} when it cannot be planned, which is told now and not when nobody looks; of kind usage when a setting of it
 * is a secret, which the queue must not keep
 */
export async function enqueueRun(
  project: Project,
  request: RunRequest,
  options: EnqueueOptions,
): Promise<{ readonly run: RunRecord; readonly plan: Plan }> {
  const { ledger, clock, random, entry = {} } = options;
  refuseSecrets(request);
  const plan = planRun(project, request, await gatherKnowledge(project, request, ledger.history));
  const queued = newQueuedRun(project, request, { clock, random, entry });
  await ledger.coordination.queue.enqueue([queued]);
  return { run: queued.record, plan };
}

/** The history must not hold secrets, and the process of a queued run knows no other overrides than those of the history. */
function refuseSecrets({ details }: RunRequest): void {
  if (details?.["secretOverrides"] !== true) return;
  throw new Problem("usage", "Cannot queue the run: --set holds a secret, which the queue must not keep", {
    place: "--set",
    remedy: "Put the secret into an environment variable or a .env file that the worker reads.",
  });
}
