import type { Database, Queries } from "../../../infra/database.ts";
import type { Migration } from "../../../infra/migrate.ts";
import type { LimitKind, LimitLedger, LimitOverride, QueueLimits } from "../coordination.ts";
import type { Row } from "./rows.ts";

/** What the schema gets for limits that people set. */
export const limitsMigration: Omit<Migration, "version"> = {
  name: "limits of the queue that people set",
  sql: `
    CREATE TABLE queue_limits (
      kind TEXT NOT NULL,
      name TEXT NOT NULL,
      most INTEGER NOT NULL,
      set_at REAL NOT NULL,
      set_by TEXT NOT NULL,
      PRIMARY KEY (kind, name)
    ) STRICT, WITHOUT ROWID;
  `,
};

/** Limits that people set, in a database of either kind. */
export class SqlLimits implements LimitLedger {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  list(): Promise<readonly LimitOverride[]> {
    return listLimits(this.#db);
  }

  async set({ kind, name, limit, setAt, setBy }: LimitOverride): Promise<void> {
    await this.#db.run(
      `INSERT INTO queue_limits (kind, name, most, set_at, set_by) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (kind, name) DO UPDATE SET most = excluded.most, set_at = excluded.set_at, set_by = excluded.set_by`,
      [kind, name, limit, setAt, setBy],
    );
  }

  async clear({ kind, name }: Pick<LimitOverride, "kind" | "name">): Promise<boolean> {
    return await this.#db.run("DELETE FROM queue_limits WHERE kind = ? AND name = ?", [kind, name]) > 0;
  }

  effective(configured: QueueLimits): Promise<QueueLimits> {
    return effectiveLimits(this.#db, configured);
  }
}

/** The limits that hold now. */
export async function effectiveLimits(db: Queries, configured: QueueLimits): Promise<QueueLimits> {
  const overrides = await listLimits(db);
  if (overrides.length === 0) return configured;
  const of = (kind: LimitKind) =>
    overrides.filter((one) => one.kind === kind).map(({ name, limit }) => [name, limit] as const);
  return {
    total: of("all")[0]?.[1] ?? configured.total,
    jobs: { ...configured.jobs, ...Object.fromEntries(of("job")) },
    tags: { ...configured.tags, ...Object.fromEntries(of("tag")) },
    pools: { ...configured.pools, ...Object.fromEntries(of("pool")) },
  };
}

async function listLimits(db: Queries): Promise<readonly LimitOverride[]> {
  const rows = await db.all<Row>("SELECT kind, name, most, set_at, set_by FROM queue_limits ORDER BY kind, name", []);
  return rows.map((row) => ({
    kind: row.kind as LimitKind,
    name: row.name as string,
    limit: Number(row.most),
    setAt: row.set_at as number,
    setBy: row.set_by as string,
  }));
}
