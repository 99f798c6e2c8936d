import type { SqlValue } from "../../../infra/sqlite.ts";
import type { Claim, QueueEntry, QueueItem } from "../coordination.ts";
import type { Tags } from "../types.ts";

/** A row as the database gives and takes it. */
export type Row = Record<string, SqlValue>;

/** Columns of the queue beside those of its run. */
export const queueColumns =
  "queue.run, priority, pools, origin, run_key, not_before, on_crash, attempts, enqueued_at, " +
  "worker, fence, attempt, lease_until, cancel_at, cancel_by, cancel_reason, runs.job, runs.tags";

/** Columns of a new entry. */
export const entryColumns = [
  "run",
  "priority",
  "pools",
  "origin",
  "run_key",
  "not_before",
  "on_crash",
  "attempts",
  "enqueued_at",
] as const;

/** A new entry as the database takes it. */
export function entryRow(entry: QueueEntry, enqueuedAt: number): Row {
  return {
    run: entry.run,
    priority: entry.priority,
    pools: JSON.stringify(entry.pools),
    origin: JSON.stringify(entry.origin),
    run_key: entry.runKey ?? null,
    not_before: entry.notBefore ?? null,
    on_crash: entry.onCrash,
    attempts: entry.attempts,
    enqueued_at: enqueuedAt,
  };
}

/** A queued run from its row. */
export function itemOf(row: Row): QueueItem {
  const entry = entryOf(row);
  return {
    entry,
    job: row.job as string,
    tags: JSON.parse(row.tags as string) as Tags,
    enqueuedAt: row.enqueued_at as number,
    ...(row.worker === null ? {} : { claim: claimOf(row, entry) }),
    ...(row.cancel_at === null ? {} : {
      cancelRequested: {
        at: row.cancel_at as number,
        by: row.cancel_by as string,
        reason: row.cancel_reason as string,
      },
    }),
  };
}

function entryOf(row: Row): QueueEntry {
  return {
    run: row.run as string,
    priority: row.priority as number,
    pools: JSON.parse(row.pools as string) as QueueEntry["pools"],
    origin: JSON.parse(row.origin as string) as QueueEntry["origin"],
    ...(row.run_key === null ? {} : { runKey: row.run_key as string }),
    ...(row.not_before === null ? {} : { notBefore: row.not_before as number }),
    onCrash: row.on_crash as QueueEntry["onCrash"],
    attempts: row.attempts as number,
  };
}

function claimOf(row: Row, entry: QueueEntry): Claim {
  return {
    run: entry.run,
    worker: row.worker as string,
    fence: row.fence as number,
    attempt: row.attempt as number,
    leaseUntil: row.lease_until as number,
    entry,
  };
}
