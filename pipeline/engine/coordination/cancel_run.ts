import type { Queries } from "../../../infra/database.ts";
import { writeBatch } from "../history/sql_write.ts";
import type { RunId } from "../types.ts";
import type { Row } from "./rows.ts";

/** Who wants a run to be canceled, when and why. */
export interface CancelRequest {
  readonly at: number;
  readonly by: string;
  readonly reason: string;
}

/**
 * Cancels a run that waits, asks the worker of a claimed one; called in an exclusive transaction of the queue.
 *
 * @returns false when the run is not in the queue
 */
export async function cancelRun(db: Queries, run: RunId, { at, by, reason }: CancelRequest): Promise<boolean> {
  const row = await db.get<Row>("SELECT worker FROM queue WHERE run = ?", [run]);
  if (row === undefined) return false;
  if (row.worker !== null) {
    await db.run("UPDATE queue SET cancel_at = ?, cancel_by = ?, cancel_reason = ? WHERE run = ?", [
      at,
      by,
      reason,
      run,
    ]);
    return true;
  }
  await recordCanceled(db, run, { at, message: `canceled by ${by} before it started: ${reason}` });
  await db.run("DELETE FROM queue WHERE run = ?", [run]);
  return true;
}

/** Records that a run that no process executes is canceled. */
export async function recordCanceled(
  db: Queries,
  run: RunId,
  { at, message }: { readonly at: number; readonly message: string },
): Promise<void> {
  await writeBatch(db, run, {
    run: { status: "canceled", endedAt: at },
    events: [{ kind: "run_status", status: "canceled", message, time: at }],
  });
}
