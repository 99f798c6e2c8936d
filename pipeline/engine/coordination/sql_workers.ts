import type { Database } from "../../../infra/database.ts";
import type { WorkerLedger, WorkerRecord } from "../coordination.ts";
import type { Row } from "./rows.ts";

const kept = 24 * 3_600_000;

/** Workers in a database of either kind. */
export class SqlWorkers implements WorkerLedger {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  async seen({ name, role, slots, startedAt, seenAt }: WorkerRecord): Promise<void> {
    const known = await this.#db.run("UPDATE workers SET seen_at = ?, slots = ? WHERE name = ?", [
      seenAt,
      slots ?? null,
      name,
    ]);
    if (known === 1) return;
    await this.#db.run("DELETE FROM workers WHERE seen_at < ?", [seenAt - kept]);
    await this.#db.run(
      `INSERT INTO workers (name, role, slots, started_at, seen_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT (name) DO NOTHING`,
      [name, role ?? null, slots ?? null, startedAt, seenAt],
    );
  }

  async gone(name: string): Promise<void> {
    await this.#db.run("DELETE FROM workers WHERE name = ?", [name]);
  }

  async list(): Promise<readonly WorkerRecord[]> {
    const rows = await this.#db.all<Row>("SELECT name, role, slots, started_at, seen_at FROM workers ORDER BY name");
    return rows.map((row) => ({
      name: row.name as string,
      ...(row.role === null ? {} : { role: row.role as string }),
      ...(row.slots === null ? {} : { slots: row.slots as number }),
      startedAt: row.started_at as number,
      seenAt: row.seen_at as number,
    }));
  }
}
