import type {
  Backfill,
  BackfillCounts,
  BackfillError,
  BackfillItem,
  BackfillItemStatus,
  BackfillSettings,
} from "../backfill.ts";
import { isFinal, type RunStatus } from "../types.ts";
import type { Row } from "./rows.ts";

/** Columns of a backfill. */
export const backfillColumns =
  "id, job, selection, status, partitions, concurrency, created_at, created_by, ended_at, request";

/** A backfill as the database takes it. */
export function backfillRow(backfill: Backfill): Row {
  return {
    id: backfill.id,
    job: backfill.job,
    selection: backfill.selection,
    status: backfill.status,
    partitions: JSON.stringify(backfill.partitions),
    concurrency: backfill.concurrency,
    created_at: backfill.createdAt,
    created_by: backfill.by ?? null,
    ended_at: backfill.endedAt ?? null,
    request: JSON.stringify(backfill.settings),
  };
}

/** A backfill from its row. */
export function backfillOf(row: Row): Backfill {
  return {
    id: row.id as string,
    job: row.job as string,
    selection: row.selection as string,
    status: row.status as Backfill["status"],
    partitions: JSON.parse(row.partitions as string) as string[],
    concurrency: row.concurrency as number,
    createdAt: row.created_at as number,
    ...(row.created_by === null ? {} : { by: row.created_by as string }),
    ...(row.ended_at === null ? {} : { endedAt: row.ended_at as number }),
    settings: JSON.parse(row.request as string) as BackfillSettings,
  };
}

/**
 * Items with the state of their runs: `partition`, `run`, `status` and `error` (as they were kept) and `run_status` (null for a
 * run that is gone).
 */
export const itemQuery = `SELECT partition, run, backfill_items.status, backfill_items.error, runs.status AS run_status
  FROM backfill_items LEFT JOIN runs ON runs.id = backfill_items.run`;

/** What {@link itemOf} tells as the status of an item, as a part of a query. */
export const statusColumn = `CASE WHEN backfill_items.status <> 'queued' THEN backfill_items.status
  WHEN runs.status IS NULL THEN 'failure' WHEN runs.status = 'starting' THEN 'running' ELSE runs.status END`;

/** An item from its row: what its run says holds before what was kept of it, until the end of the run is kept. */
export function itemOf(row: Row): BackfillItem {
  return {
    partition: row.partition as string,
    ...(row.run === null ? {} : { run: row.run as string }),
    status: statusNow(row.status as BackfillItemStatus, row.run_status as RunStatus | null),
    ...(typeof row.error === "string" ? { error: JSON.parse(row.error) as BackfillError } : {}),
  };
}

function statusNow(kept: BackfillItemStatus, run: RunStatus | null): BackfillItemStatus {
  if (kept !== "queued") return kept;
  // A run that is not in the history any more can tell of no success.
  if (run === null) return "failure";
  return run === "starting" ? "running" : run;
}

/** Whether the run of an item's row is still to end. */
export function isUnderWay(row: Row): boolean {
  return row.status === "queued" && row.run_status !== null && !isFinal(row.run_status as RunStatus);
}

/** No item in any state. */
export const noItems: BackfillCounts = { waiting: 0, queued: 0, running: 0, success: 0, failure: 0, canceled: 0 };
