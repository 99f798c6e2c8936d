import type { Queries } from "../../../infra/database.ts";
import type {
  Backfill,
  BackfillChange,
  BackfillItem,
  BackfillLaunch,
  BackfillNext,
  BackfillStatus,
} from "../backfill.ts";
import type { RunId } from "../types.ts";
import { withErrors } from "./backfill_errors.ts";
import { isUnderWay, itemOf, itemQuery } from "./backfill_rows.ts";
import { cancelRun, recordCanceled } from "./cancel_run.ts";
import type { Row } from "./rows.ts";
import { enqueueRuns } from "./sql_queue.ts";

/** Rows changed by one statement. */
const together = 50;

/** Queues runs for items that wait; called in an exclusive transaction of the queue. */
export async function launchItems(
  db: Queries,
  id: string,
  launches: readonly BackfillLaunch[],
): Promise<readonly RunId[]> {
  const backfill = await db.get<Row>("SELECT status, concurrency FROM backfills WHERE id = ?", [id]);
  if (backfill?.status !== "running") return [];
  const active = await runsUnderWay(db, id);
  const waiting = new Map<string, RunId | undefined>();
  for (
    const { partition, run } of await waitingItems(
      db,
      id,
      launches.flatMap(({ partitions }) => partitions).length,
    )
  ) {
    waiting.set(partition, run);
  }
  const chosen: BackfillLaunch[] = [];
  for (const launch of launches) {
    if (active.size + chosen.length >= (backfill.concurrency as number)) break;
    if (!launch.partitions.every((key) => waiting.has(key) && waiting.get(key) === launch.previous)) continue;
    for (const key of launch.partitions) waiting.delete(key);
    chosen.push(launch);
  }
  const taken = await enqueueRuns(db, chosen);
  const queued = new Set(taken);
  const pairs = chosen.filter(({ record }) => queued.has(record.id))
    .flatMap(({ partitions, record }) => partitions.map((key) => [key, record.id] as const));
  await setRuns(db, id, pairs);
  return taken;
}

/** What is to be launched next, in order, and how many runs there is room for. */
export async function nextItems(db: Queries, backfill: Backfill): Promise<BackfillNext> {
  const { id, status, concurrency, settings } = backfill;
  const room = status === "running" ? Math.max(0, concurrency - (await runsUnderWay(db, id)).size) : 0;
  return { room, items: room === 0 ? [] : await waitingItems(db, id, room * settings.group) };
}

async function runsUnderWay(db: Queries, id: string): Promise<ReadonlySet<RunId>> {
  const rows = await db.all<Row>(`${itemQuery} WHERE backfill = ? AND backfill_items.status = 'queued'`, [id]);
  return new Set(rows.filter(isUnderWay).map(({ run }) => run as RunId));
}

async function waitingItems(db: Queries, id: string, limit: number): Promise<readonly BackfillItem[]> {
  const sql = `${itemQuery} WHERE backfill = ? AND backfill_items.status = 'waiting' ORDER BY position LIMIT ?`;
  return (await db.all<Row>(sql, [id, limit])).map(itemOf);
}

function setRuns(db: Queries, id: string, pairs: readonly (readonly [partition: string, run: RunId])[]) {
  return setItems(db, id, "run = found.column2, status = 'queued', error = NULL", pairs);
}

/** Sets columns of items: each row begins with the key, as `found.column1`. */
async function setItems(db: Queries, id: string, set: string, rows: readonly (readonly (string | null)[])[]) {
  for (let first = 0; first < rows.length; first += together) {
    const some = rows.slice(first, first + together);
    // Filled up with what there is: the statement stays the same.
    const all = some.length === 1 ? some : Array.from({ length: together }, (_, i) => some[i] ?? some[0]!);
    const values = all.map((row) => `(${row.map(() => "?").join(", ")})`).join(", ");
    await db.run(
      `UPDATE backfill_items SET ${set} FROM (VALUES ${values}) AS found
       WHERE backfill = ? AND partition = found.column1`,
      [...all.flat(), id],
    );
  }
}

/** Whether something is left to be done and no run has ended whose end is not kept. */
export async function isSettled(db: Queries, id: string): Promise<boolean> {
  const rows = await db.all<Row>(
    `SELECT backfill_items.status, runs.status AS run_status, count(*) AS n
     FROM backfill_items LEFT JOIN runs ON runs.id = backfill_items.run
     WHERE backfill = ? AND backfill_items.status IN ('waiting', 'queued')
     GROUP BY backfill_items.status, runs.status`,
    [id],
  );
  return rows.length > 0 && rows.every((row) => row.status === "waiting" || isUnderWay(row));
}

/** Keeps how runs have ended, and ends the backfill when all have; called in an exclusive transaction of the queue. */
export async function settleItems(db: Queries, id: string, at: number): Promise<void> {
  const rows = await db.all<Row>(`${itemQuery} WHERE backfill = ? AND backfill_items.status = 'queued'`, [id]);
  const ended = Map.groupBy(rows.filter((row) => !isUnderWay(row)).map(itemOf), ({ run }) => run);
  const ends: BackfillItem[] = [];
  for (const [run, items] of ended) {
    const { status } = items[0]!;
    const done = status === "success" || run === undefined ? new Set<string>() : await finishedKeys(db, run);
    ends.push(...items.map((item) => done.has(item.partition) ? { ...item, status: "success" as const } : item));
  }
  const kept = (await withErrors(db, id, ends)).map(({ partition, status, error }) => {
    return [partition, status, error === undefined ? null : JSON.stringify(error)];
  });
  await setItems(db, id, "status = found.column2, error = found.column3", kept);
  await endIfOver(db, id, at);
}

/** Keys that a run has made although it did not succeed: all of their steps are done, and all steps without a key. */
async function finishedKeys(db: Queries, run: RunId): Promise<ReadonlySet<string>> {
  const steps = await db.all<Row>(
    `SELECT partition, min(CASE WHEN status IN ('success', 'reused') THEN 1 ELSE 0 END) AS done
     FROM steps WHERE run = ? GROUP BY partition`,
    [run],
  );
  if (steps.some(({ partition, done }) => partition === null && done === 0)) return new Set();
  return new Set(steps.filter(({ done }) => done === 1).map(({ partition }) => partition as string));
}

async function endIfOver(db: Queries, id: string, at: number): Promise<void> {
  const counted = await db.all<Row>(
    "SELECT status, count(*) AS n FROM backfill_items WHERE backfill = ? GROUP BY status",
    [id],
  );
  const found = new Set(counted.map(({ status }) => status));
  if (found.has("waiting") || found.has("queued")) return;
  const end: BackfillStatus = found.has("failure") || found.has("canceled") ? "failed" : "done";
  await db.run(
    `UPDATE backfills SET status = CASE WHEN status = 'canceling' THEN 'canceled' ELSE :end END, ended_at = :at
     WHERE id = :id AND status IN ('running', 'paused', 'canceling')`,
    { end, at, id },
  );
}

/** Cancels what waits and asks all runs under way to end; called in an exclusive transaction of the queue. */
export async function cancelItems(db: Queries, id: string, { at, by, reason }: BackfillChange): Promise<void> {
  await db.run("UPDATE backfill_items SET status = 'canceled' WHERE backfill = ? AND status = 'waiting'", [id]);
  const why = `backfill ${id}${reason === undefined ? " is canceled" : `: ${reason}`}`;
  for (const run of await runsUnderWay(db, id)) {
    if (await cancelRun(db, run, { at, by, reason: why })) continue;
    await recordCanceled(db, run, { at, message: `canceled by ${by}: ${why}; no process was executing it` });
  }
}

/** Lets failed and canceled items wait again, and the backfill run. @returns how many items */
export async function retryItems(db: Queries, id: string): Promise<number> {
  const backfill = await db.get<Row>("SELECT status FROM backfills WHERE id = ?", [id]);
  if (backfill === undefined || backfill.status === "canceling") return 0;
  const items = await db.run(
    `UPDATE backfill_items SET status = 'waiting', error = NULL, run = (SELECT id FROM runs WHERE id = backfill_items.run)
     WHERE backfill = ? AND status IN ('failure', 'canceled')`,
    [id],
  );
  if (items === 0) return 0;
  // What is paused stays so until it is resumed.
  await db.run("UPDATE backfills SET status = 'running', ended_at = NULL WHERE id = ? AND status <> 'paused'", [id]);
  return items;
}
