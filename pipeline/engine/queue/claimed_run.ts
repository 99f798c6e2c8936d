import { Problem } from "../../../infra/errors.ts";
import type { Claim } from "../coordination.ts";
import type { Ledger } from "../history/ledger.ts";
import { requestOf } from "../new_run.ts";
import type { RunRequest } from "../plan_types.ts";
import type { RunId } from "../types.ts";

/** A claimed run as its process executes it. */
export interface ClaimedRun {
  readonly claim: Claim;
  /** For `executeRun`, together with the claim's fence. */
  readonly request: RunRequest;
}

/**
 * What the process of a claimed run has to execute: all of it the first time; after a crash, by the policy of the entry, what
 * was not finished before.
 *
 * @throws {Problem} of kind pipeline when the claim is no longer the newest.
 */
export async function claimedRun(
  { history, coordination: { queue } }: Ledger,
  run: RunId,
  fence: number,
): Promise<ClaimedRun> {
  const [record, item] = [await history.run(run), await queue.item(run)];
  const claim = item?.claim;
  if (record === undefined || claim === undefined || claim.fence !== fence) {
    throw new Problem("pipeline", `Cannot execute run "${run}": it is not claimed under the number ${fence}`, {
      place: `run ${run}`,
      remedy: "Leave the starting of queued runs to a worker.",
    });
  }
  const request = requestOf(record);
  const goesOn = record.startedAt !== undefined && claim.entry.onCrash === "resume";
  return { claim, request: goesOn ? { ...request, fromFailure: run } : request };
}
