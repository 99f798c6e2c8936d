import type { Database } from "../../../infra/database.ts";
import type { Backfill, BackfillItem, BackfillLedger } from "../coordination.ts";
import type { Metadata } from "../types.ts";
import type { Row } from "./rows.ts";
import { enqueueRuns, type NewRun } from "./sql_queue.ts";

const columns = "id, job, selection, status, partitions, concurrency, created_at, ended_at, request";

/** Backfills in a database of either kind. */
export class SqlBackfills implements BackfillLedger {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  create(backfill: Backfill): Promise<void> {
    return this.#db.transaction(async (db) => {
      await db.run(
        `INSERT INTO backfills (${columns}) VALUES (:id, :job, :selection, :status, :partitions, :concurrency, :created_at,
           :ended_at, :request)`,
        {
          id: backfill.id,
          job: backfill.job,
          selection: backfill.selection,
          status: backfill.status,
          partitions: JSON.stringify(backfill.partitions),
          concurrency: backfill.concurrency,
          created_at: backfill.createdAt,
          ended_at: backfill.endedAt ?? null,
          request: JSON.stringify(backfill.request),
        },
      );
      for (const [position, partition] of backfill.partitions.entries()) {
        await db.run(
          "INSERT INTO backfill_items (backfill, position, partition, status) VALUES (?, ?, ?, 'waiting')",
          [backfill.id, position, partition],
        );
      }
    });
  }

  async backfill(id: string): Promise<Backfill | undefined> {
    const row = await this.#db.get<Row>(`SELECT ${columns} FROM backfills WHERE id = ?`, [id]);
    return row === undefined ? undefined : backfillOf(row);
  }

  async backfills(limit = 50): Promise<readonly Backfill[]> {
    const rows = await this.#db.all<Row>(`SELECT ${columns} FROM backfills ORDER BY id DESC LIMIT ?`, [limit]);
    return rows.map(backfillOf);
  }

  async items(id: string): Promise<readonly BackfillItem[]> {
    const rows = await this.#db.all<Row>(
      "SELECT partition, run, status FROM backfill_items WHERE backfill = ? ORDER BY position",
      [id],
    );
    return rows.map((row) => ({
      partition: row.partition as string,
      ...(row.run === null ? {} : { run: row.run as string }),
      status: row.status as BackfillItem["status"],
    }));
  }

  launch(id: string, runs: readonly (NewRun & { readonly partition: string })[]): Promise<void> {
    return this.#db.transaction(async (db) => {
      for (const run of runs) {
        const key = [id, run.partition];
        const item = await db.get<Row>("SELECT status FROM backfill_items WHERE backfill = ? AND partition = ?", key);
        if (item?.status !== "waiting" || (await enqueueRuns(db, [run])).length === 0) continue;
        await db.run("UPDATE backfill_items SET run = ?, status = 'queued' WHERE backfill = ? AND partition = ?", [
          run.record.id,
          ...key,
        ]);
      }
    }, { exclusive: "queue" });
  }

  async setItem(id: string, { partition, run, status }: BackfillItem): Promise<void> {
    await this.#db.run("UPDATE backfill_items SET run = ?, status = ? WHERE backfill = ? AND partition = ?", [
      run ?? null,
      status,
      id,
      partition,
    ]);
  }

  async setStatus(id: string, status: Backfill["status"], at: number): Promise<void> {
    const isOver = status !== "running" && status !== "paused";
    await this.#db.run("UPDATE backfills SET status = ?, ended_at = ? WHERE id = ?", [status, isOver ? at : null, id]);
  }
}

function backfillOf(row: Row): Backfill {
  return {
    id: row.id as string,
    job: row.job as string,
    selection: row.selection as string,
    status: row.status as Backfill["status"],
    partitions: JSON.parse(row.partitions as string) as string[],
    concurrency: row.concurrency as number,
    createdAt: row.created_at as number,
    ...(row.ended_at === null ? {} : { endedAt: row.ended_at as number }),
    request: JSON.parse(row.request as string) as Metadata,
  };
}
