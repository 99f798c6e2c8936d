import type { Database } from "../../../infra/database.ts";
import type { SqlValue } from "../../../infra/sqlite.ts";
import type { FreshnessLedger, FreshnessState, FreshnessStatus } from "./types.ts";

/** How assets stood, in the history's database. */
export class SqlFreshness implements FreshnessLedger {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  async states(): Promise<readonly FreshnessState[]> {
    const rows = await this.#db.all<Record<string, SqlValue>>(
      "SELECT asset, status, since, deadline, confirmed_at, checked_at FROM freshness ORDER BY asset",
    );
    return rows.map((row) => ({
      asset: row.asset as string,
      status: row.status as FreshnessStatus,
      since: row.since as number,
      ...(row.deadline === null ? {} : { deadline: row.deadline as number }),
      ...(row.confirmed_at === null ? {} : { confirmedAt: row.confirmed_at as number }),
      checkedAt: row.checked_at as number,
    }));
  }

  async put({ asset, status, since, deadline = null, confirmedAt = null, checkedAt }: Put): Promise<void> {
    await this.#db.run(
      `INSERT INTO freshness (asset, status, since, deadline, confirmed_at, checked_at)
       VALUES (:asset, :status, :since, :deadline, :confirmedAt, :checkedAt)
       ON CONFLICT (asset) DO UPDATE SET status = excluded.status, since = excluded.since, deadline = excluded.deadline,
         confirmed_at = excluded.confirmed_at, checked_at = excluded.checked_at`,
      { asset, status, since, deadline, confirmedAt, checkedAt },
    );
  }

  async remove(asset: string): Promise<void> {
    await this.#db.run("DELETE FROM freshness WHERE asset = ?", [asset]);
  }
}

type Put = Omit<FreshnessState, "deadline" | "confirmedAt"> & {
  readonly deadline?: number | null;
  readonly confirmedAt?: number | null;
};
