import type { Database, Queries } from "../../../infra/database.ts";
import type { Claim, QueueEntry, QueueItem, QueueLimits, RunQueue } from "../coordination.ts";
import type { RunRecord } from "../history.ts";
import { insertRun, writeBatch } from "../history/sql_write.ts";
import type { RunId } from "../types.ts";
import { Usage } from "./limits.ts";
import { entryRow, itemOf, queueColumns, type Row } from "./rows.ts";

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

  constructor(db: Database) {
    this.#db = db;
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
      const found = await firstAllowed(db, limits, now);
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

  requestCancel(
    run: RunId,
    { at, by, reason }: { readonly at: number; readonly by: string; readonly reason: string },
  ): Promise<boolean> {
    return this.#db.transaction(async (db) => {
      const [item] = await select(db, "WHERE queue.run = ?", [run]);
      if (item === undefined) return false;
      if (item.claim !== undefined) {
        await db.run("UPDATE queue SET cancel_at = ?, cancel_by = ?, cancel_reason = ? WHERE run = ?", [
          at,
          by,
          reason,
          run,
        ]);
        return true;
      }
      const message = `canceled by ${by} before it started: ${reason}`;
      await writeBatch(db, run, {
        run: { status: "canceled", endedAt: at },
        events: [{ kind: "run_status", status: "canceled", message, time: at }],
      });
      await db.run("DELETE FROM queue WHERE run = ?", [run]);
      return true;
    }, exclusive);
  }

  async items(limits: QueueLimits, now: number): Promise<readonly QueueItem[]> {
    const items = await select(this.#db, "ORDER BY priority DESC, queue.run", []);
    const usage = usageOf(items);
    let place = 0;
    return items.map((item) => {
      if (item.claim !== undefined) return item;
      const waitingBecause = usage.blocks(item, limits, now) ?? "it is about to start";
      return { ...item, place: ++place, waitingBecause };
    });
  }

  async item(run: RunId): Promise<QueueItem | undefined> {
    return (await select(this.#db, "WHERE queue.run = ?", [run]))[0];
  }
}

/** Records runs and puts them into the queue; called in a transaction. Returns those whose key was not seen before. */
export async function enqueueRuns(db: Queries, runs: readonly NewRun[]): Promise<readonly RunId[]> {
  const taken: RunId[] = [];
  for (const { record, entry } of runs) {
    const { id, createdAt: time } = record;
    if (entry.runKey !== undefined) {
      const claimed = await db.run(
        "INSERT INTO run_keys (key, run, time) VALUES (?, ?, ?) ON CONFLICT (key) DO NOTHING",
        [
          entry.runKey,
          id,
          time,
        ],
      );
      if (claimed === 0) continue;
    }
    await insertRun(db, record);
    await writeBatch(db, id, { events: [{ kind: "run_status", status: "queued", time }] });
    await db.run(
      `INSERT INTO queue (run, priority, pools, origin, run_key, not_before, on_crash, attempts, enqueued_at)
       VALUES (:run, :priority, :pools, :origin, :run_key, :not_before, :on_crash, :attempts, :enqueued_at)`,
      entryRow(entry, time),
    );
    taken.push(id);
  }
  return taken;
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
