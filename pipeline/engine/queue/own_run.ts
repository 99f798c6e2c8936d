import { type Clock, systemClock } from "../../../infra/clock.ts";
import { Problem } from "../../../infra/errors.ts";
import { silentLogger } from "../../../infra/log.ts";
import { systemRandom } from "../../../infra/random.ts";
import type { Claim } from "../coordination.ts";
import { executeRun } from "../execute.ts";
import type { Ledger } from "../history/ledger.ts";
import { gatherKnowledge } from "../knowledge.ts";
import { newQueuedRun } from "../new_run.ts";
import { planRun } from "../plan.ts";
import type { RunRequest } from "../plan_types.ts";
import type { Project } from "../project.ts";
import type { RunOptions, RunResult } from "../run.ts";
import { patientHistory } from "./patient_ledger.ts";

/** Longer than a worker's, because a step that computes in JavaScript keeps the process from renewing it. */
const lease = 60_000;
const poll = 500;

/** What asked for a run to be canceled, as an error. */
export function cancelProblem({ by, reason }: { readonly by: string; readonly reason: string }): Problem {
  return new Problem("interrupted", `Cannot go on: canceled by ${by}: ${reason}`);
}

/**
 * Executes a run in this process, seen by workers and other people as one of the queue: it counts for the limits, can be
 * canceled from elsewhere, and is found when this process dies.
 *
 * @throws {Problem} as {@link executeRun} does; what cannot be planned is not recorded.
 */
export async function executeOwnRun(
  project: Project,
  request: RunRequest,
  options: Omit<RunOptions, "history" | "fence"> & { readonly ledger: Ledger; readonly worker: string },
): Promise<RunResult> {
  const { ledger: { history, coordination: { queue } }, worker, clock = systemClock, random = systemRandom } = options;
  planRun(project, request, await gatherKnowledge(project, request, history));
  const run = newQueuedRun(project, request, { clock, random });
  const claim = await queue.adopt(run, worker, clock.now() + lease);
  const canceled = new AbortController();
  using _watch = watch(options.ledger, claim, clock, (error) => canceled.abort(error));
  const signal = AbortSignal.any([canceled.signal, ...(options.signal === undefined ? [] : [options.signal])]);
  try {
    const patient = patientHistory(history, { clock, log: options.log ?? silentLogger, signal: options.signal });
    const settings = { ...options, history: patient, clock, random, signal, fence: claim.fence };
    return await executeRun(project, { ...request, runId: claim.run }, settings);
  } finally {
    await queue.finish(claim).catch(() => undefined);
  }
}

/** Renews the lease and looks for requests to cancel. What fails is tried again: the run itself tells when nothing works. */
function watch(
  { coordination: { queue } }: Ledger,
  claim: Claim,
  clock: Clock,
  onCancel: (error: Error) => void,
): Disposable {
  let renewedAt = clock.elapsed();
  let busy = false;
  const look = async () => {
    if (clock.elapsed() - renewedAt >= lease / 6) {
      await queue.renew(claim, clock.now() + lease);
      renewedAt = clock.elapsed();
    }
    const request = (await queue.item(claim.run))?.cancelRequested;
    if (request !== undefined) onCancel(cancelProblem(request));
  };
  return clock.every(poll, () => {
    if (busy) return;
    busy = true;
    look().catch(() => undefined).finally(() => busy = false);
  });
}
