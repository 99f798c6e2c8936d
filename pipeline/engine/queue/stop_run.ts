import { Problem } from "../../../infra/errors.ts";
import type { RunRecord } from "../history.ts";
import type { Ledger } from "../history/ledger.ts";
import { isFinal, type RunId } from "../types.ts";

/** Who wants a run to end, when (milliseconds since 1970) and why. */
export interface StopRequest {
  readonly at: number;
  readonly by: string;
  readonly reason: string;
  /** Network address that it is asked from, for the audit. @default not known */
  readonly address?: string | undefined;
}

/**
 * Cancels a run and records who did it: a waiting one at once; of one that is executed all processes end within the grace time
 * of its worker; one that no process has is recorded as canceled.
 *
 * @returns the run as it is now: `canceled`, or what it is until its processes have ended
 * @throws {Problem} of kind usage when there is no such run, or it has ended
 */
export async function stopRun(ledger: Ledger, run: RunId, request: StopRequest): Promise<RunRecord> {
  const { history, coordination: { queue } } = ledger;
  const record = await runOf(ledger, run);
  if (isFinal(record.status)) throw ended(record);
  if (!await queue.requestCancel(run, request)) {
    const now = await runOf(ledger, run);
    if (isFinal(now.status)) throw ended(now);
    // No process has it, so nobody else would ever end it.
    const { at: time, by, reason } = request;
    const message = `canceled by ${by}: ${reason}; no process was executing it`;
    await history.write(run, {
      run: { status: "canceled", endedAt: time },
      events: [{ kind: "run_status", status: "canceled", message, time }],
    });
  }
  const { at, by, reason, address } = request;
  const details = { reason, ...(address === undefined ? {} : { address }) };
  await ledger.coordination.audit({ time: at, actor: by, action: "run.cancel", target: run, details });
  return await runOf(ledger, run);
}

async function runOf({ history }: Ledger, run: RunId): Promise<RunRecord> {
  const record = await history.run(run);
  if (record !== undefined) return record;
  throw new Problem("usage", `Cannot cancel run "${run}": there is no such run`, { place: `run ${run}` });
}

function ended({ id, status }: RunRecord): Problem {
  return new Problem("usage", `Cannot cancel run "${id}": it has ended already, as ${status}`, {
    place: `run ${id}`,
    remedy: "Look at the run to see how.",
  });
}
