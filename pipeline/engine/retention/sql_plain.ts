import type { Queries } from "../../../infra/database.ts";
import type { Amount, PlainKind, PlainLimits } from "./retained.ts";

interface PlainTable {
  readonly table: string;
  /** When a row was made. */
  readonly time: string;
  readonly key: readonly string[];
  /** Columns whose rows are counted apart for `most`. @default none: all together */
  readonly each?: readonly string[];
  readonly where?: string;
  readonly bytes: string;
}

const tables: Readonly<Record<PlainKind, PlainTable>> = {
  ticks: {
    table: "ticks",
    time: "time",
    key: ["kind", "name", "time"],
    each: ["kind", "name"],
    bytes: "length(name) + length(runs) + coalesce(length(message), 0) + coalesce(length(cursor), 0) + 50",
  },
  deliveries: {
    table: "deliveries",
    time: "ended_at",
    key: ["id"],
    where: "state = 'sent'",
    bytes: "length(key) + length(body) + coalesce(length(error), 0) + 60",
  },
  deadLetters: {
    table: "deliveries",
    time: "ended_at",
    key: ["id"],
    where: "state = 'dead'",
    bytes: "length(key) + length(body) + coalesce(length(error), 0) + 60",
  },
  audit: {
    table: "audit",
    time: "time",
    key: ["id"],
    bytes: "length(actor) + length(action) + length(target) + length(details) + 30",
  },
  backfills: {
    table: "backfills",
    time: "ended_at",
    key: ["id"],
    where: "ended_at IS NOT NULL",
    bytes: "length(job) + length(selection) + 2 * length(partitions) + 60",
  },
};

/** How many rows go, and about how many bytes. */
export async function countPlain(db: Queries, kind: PlainKind, limits: PlainLimits): Promise<Amount> {
  const row = await db.get<Amount>(
    `SELECT count(*) AS count, coalesce(sum(bytes), 0) AS bytes FROM (${doomed(kind)}) AS doomed`,
    { ...limits },
  );
  return { count: Number(row!.count), bytes: Number(row!.bytes) };
}

/** Removes up to `rows` of them. */
export function removePlain(db: Queries, kind: PlainKind, limits: PlainLimits, rows: number): Promise<number> {
  const { table, key } = tables[kind];
  const keys = key.join(", ");
  return db.run(
    `DELETE FROM ${table} WHERE (${keys}) IN (SELECT ${keys} FROM (${doomed(kind)} LIMIT :rows) AS doomed)`,
    {
      ...limits,
      rows,
    },
  );
}

/** The newest of each is kept whatever its age. */
function doomed(kind: PlainKind): string {
  const { table, time, key, each = [], where, bytes } = tables[kind];
  const parts = each.length === 0 ? "" : `PARTITION BY ${each.join(", ")} `;
  const condition = where === undefined ? "" : `WHERE ${where}`;
  const last = [time, ...key.filter((name) => name !== time && !each.includes(name))].map((name) => `${name} DESC`);
  const columns = [...new Set([...key, time])].join(", ");
  return `SELECT * FROM (SELECT ${columns}, ${bytes} AS bytes,
      row_number() OVER (${parts}ORDER BY ${last.join(", ")}) AS place FROM ${table} ${condition}) AS ranked
    WHERE place > 1 AND (place > :most OR ${time} < :before)`;
}
