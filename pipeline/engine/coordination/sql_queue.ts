import type { Database, Queries } from "../../../infra/database.ts";
import type { Claim, QueueEntry, QueueItem, QueueLimits, RunQueue, WorkerLedger } from "../coordination.ts";
import type { RunRecord } from "../history.ts";
import { withChecksum } from "../history/checksums.ts";
import { eventRow, runRow } from "../history/rows.ts";
import { writeLabels } from "../history/run_labels.ts";
import { columns } from "../history/sql_write.ts";
import type { RunId } from "../types.ts";
import { type CancelRequest, cancelRun } from "./cancel_run.ts";
import { insertRows } from "./insert_rows.ts";
import { Usage } from "./limits.ts";
import { effectiveLimits } from "./sql_limits.ts";
import { waitingForWorker, waitingText } from "./waiting.ts";
import { entryColumns, entryRow, itemOf, queueColumns, type Row } from "./rows.ts";

/** A run to put into the queue. */
export interface NewRun {
  readonly record: RunRecord;
  readonly entry: QueueEntry;
}

/** Waiting runs that are looked at together when one is claimed. */
const pageSize = 200;

const exclusive = { exclusive: "queue" };

/** The queue in a database of either kind. */
export class SqlQueue implements RunQueue {
  readonly #db: Database;
  readonly #workers: WorkerLedger;

  constructor(db: Database, workers: WorkerLedger) {
    this.#db = db;
    this.#workers = workers;
  }

  enqueue(runs: readonly NewRun[]): Promise<readonly RunId[]> {
    return this.#db.transaction((db) => enqueueRuns(db, runs), exclusive);
  }

  claim(
    worker: string,
    { now, until }: { readonly now: number; readonly until: number },
    limits: QueueLimits,
  ): Promise<Claim | undefined> {
    return this.#db.transaction(async (db) => {
      const found = await firstAllowed(db, await effectiveLimits(db, limits), now);
      if (found === undefined) return undefined;
      const row = await db.get<Row>(
        `UPDATE queue SET worker = :worker, lease_until = :until, fence = fence + 1, attempt = attempt + 1
         WHERE run = :run RETURNING fence, attempt`,
        { worker, until, run: found.entry.run },
      );
      return {
        run: found.entry.run,
        worker,
        fence: row!.fence as number,
        attempt: row!.attempt as number,
        leaseUntil: until,
        entry: found.entry,
      };
    }, exclusive);
  }

  adopt({ record, entry }: NewRun, worker: string, until: number): Promise<Claim> {
    return this.#db.transaction(async (db) => {
      const [run] = await enqueueRuns(db, [{ record, entry }]);
      if (run === undefined) throw new TypeError(`Cannot adopt run "${record.id}": its key was seen before`);
      const sql = "UPDATE queue SET worker = ?, lease_until = ?, fence = 1, attempt = 1 WHERE run = ?";
      await db.run(sql, [worker, until, run]);
      return { run, worker, fence: 1, attempt: 1, leaseUntil: until, entry };
    }, exclusive);
  }

  async takeOver(claim: Claim, worker: string, until: number): Promise<Claim | undefined> {
    const row = await this.#db.get<Row>(
      `UPDATE queue SET worker = ?, lease_until = ?, fence = fence + 1
       WHERE run = ? AND fence = ? AND worker IS NOT NULL AND lease_until = ? RETURNING fence`,
      [worker, until, claim.run, claim.fence, claim.leaseUntil],
    );
    return row === undefined ? undefined : { ...claim, worker, leaseUntil: until, fence: row.fence as number };
  }

  async renew({ run, fence }: Claim, until: number): Promise<boolean> {
    const sql = "UPDATE queue SET lease_until = ? WHERE run = ? AND fence = ? AND worker IS NOT NULL";
    return await this.#db.run(sql, [until, run, fence]) === 1;
  }

  async finish({ run, fence }: Claim): Promise<void> {
    await this.#db.run("DELETE FROM queue WHERE run = ? AND fence = ? AND worker IS NOT NULL", [run, fence]);
  }

  async release({ run, fence }: Claim): Promise<void> {
    await this.#db.run(
      `UPDATE queue SET worker = NULL, lease_until = NULL, attempt = attempt - 1
       WHERE run = ? AND fence = ? AND worker IS NOT NULL`,
      [run, fence],
    );
  }

  async retry({ run, fence }: Claim, { notBefore }: { readonly notBefore?: number }): Promise<boolean> {
    const sql = `UPDATE queue SET worker = NULL, lease_until = NULL, not_before = ?
      WHERE run = ? AND fence = ? AND worker IS NOT NULL`;
    return await this.#db.run(sql, [notBefore ?? null, run, fence]) === 1;
  }

  async expired(now: number): Promise<readonly Claim[]> {
    const items = await select(this.#db, "WHERE worker IS NOT NULL AND lease_until < ? ORDER BY queue.run", [now]);
    return items.flatMap(({ claim }) => claim ?? []);
  }

  requestCancel(run: RunId, request: CancelRequest): Promise<boolean> {
    return this.#db.transaction((db) => cancelRun(db, run, request), exclusive);
  }

  async items(limits: QueueLimits, now: number): Promise<readonly QueueItem[]> {
    const items = await select(this.#db, "ORDER BY priority DESC, queue.run", []);
    const workers = await this.#workers.list();
    const holding = await effectiveLimits(this.#db, limits);
    const usage = usageOf(items);
    const executed = (worker: string) => items.filter(({ claim }) => claim?.worker === worker).length;
    const free = waitingForWorker(workers, executed, now);
    let place = 0;
    return items.map((item) => {
      if (item.claim !== undefined) return item;
      const waiting = usage.blocks(item, holding, now) ?? free;
      return { ...item, place: ++place, waiting, waitingBecause: waitingText(waiting) };
    });
  }

  async item(run: RunId): Promise<QueueItem | undefined> {
    return (await select(this.#db, "WHERE queue.run = ?", [run]))[0];
  }
}

/** Records runs and puts them into the queue; called in a transaction. Returns those whose key was not seen before. */
export async function enqueueRuns(db: Queries, runs: readonly NewRun[]): Promise<readonly RunId[]> {
  const taken: NewRun[] = [];
  for (const run of runs) if (await isNewKey(db, run)) taken.push(run);
  await insertRows(db, "runs", [...columns.runs.split(", "), "last_sequence", "checksum"], taken.map(runRowOf));
  await writeLabels(db, taken.map(({ record }) => record));
  await insertRows(db, "events", [...columns.events.split(", "), "checksum"], taken.map(firstEventRow));
  await insertRows(db, "queue", entryColumns, taken.map(({ record, entry }) => entryRow(entry, record.createdAt)));
  return taken.map(({ record }) => record.id);
}

async function isNewKey(db: Queries, { record: { id, createdAt }, entry: { runKey } }: NewRun): Promise<boolean> {
  if (runKey === undefined) return true;
  const sql = "INSERT INTO run_keys (key, run, time) VALUES (?, ?, ?) ON CONFLICT (key) DO NOTHING";
  return await db.run(sql, [runKey, id, createdAt]) === 1;
}

function runRowOf({ record }: NewRun): Row {
  return { ...withChecksum("runs", runRow(record)), last_sequence: 1 };
}

function firstEventRow({ record: { id: run, createdAt: time } }: NewRun): Row {
  return withChecksum("events", eventRow({ kind: "run_status", status: "queued", time, run, sequence: 1 }));
}

async function firstAllowed(db: Queries, limits: QueueLimits, now: number): Promise<QueueItem | undefined> {
  const usage = usageOf(await select(db, "WHERE worker IS NOT NULL", []));
  for (let skipped = 0;; skipped += pageSize) {
    const page = await select(
      db,
      `WHERE worker IS NULL ORDER BY priority DESC, queue.run LIMIT ${pageSize} OFFSET ${skipped}`,
      [],
    );
    const found = page.find((item) => usage.blocks(item, limits, now) === undefined);
    if (found !== undefined || page.length < pageSize) return found;
  }
}

function usageOf(items: readonly QueueItem[]): Usage {
  const usage = new Usage();
  for (const item of items) if (item.claim !== undefined) usage.add(item);
  return usage;
}

async function select(db: Queries, rest: string, values: readonly (string | number)[]): Promise<QueueItem[]> {
  const rows = await db.all<Row>(`SELECT ${queueColumns} FROM queue JOIN runs ON runs.id = queue.run ${rest}`, values);
  return rows.map(itemOf);
}
