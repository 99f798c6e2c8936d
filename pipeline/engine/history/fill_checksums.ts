import { quoted } from "../../../infra/copy_tables.ts";
import type { MigrationQuery } from "../../../infra/migrate.ts";
import { type Sqlite } from "../../../infra/sqlite.ts";
import { type CheckedTable, checksumOf, covered } from "./checksums.ts";
import type { Row } from "./rows.ts";

/** What tells the rows of a table apart. */
export const rowKeys: Readonly<Record<CheckedTable, readonly string[]>> = {
  runs: ["id"],
  steps: ["id"],
  events: ["run", "sequence"],
  materializations: ["id"],
  latest: ["asset", "partition"],
  checks: ["id"],
  partition_keys: ["name", "key"],
  origins: ["version"],
  settings_texts: ["digest"],
};

const pageSize = 500;

/**
 * Gives rows that versions of the program without checksums made theirs. From then on a row without one is damaged: a flipped
 * bit can make a whole row read as something else, and its checksum as missing.
 */
export function* fillChecksums(): Generator<MigrationQuery, void, readonly Row[]> {
  for (const table of Object.keys(covered) as CheckedTable[]) {
    const keys = rowKeys[table];
    const key = keys.map(quoted).join(", ");
    const columns = covered[table].filter((column) => column !== "total").map(quoted);
    const total = table === "partition_keys"
      ? ", (SELECT count(*) FROM partition_keys AS other WHERE other.name = partition_keys.name) AS total"
      : "";
    const read = `SELECT ${[...new Set([...keys.map(quoted), ...columns])].join(", ")}${total} FROM ${table}
      WHERE checksum IS NULL`;
    const update = `UPDATE ${table} SET checksum = ? WHERE ${keys.map((name) => `${quoted(name)} = ?`).join(" AND ")}`;
    let last: Row | undefined;
    for (;;) {
      const above: string = last === undefined ? "" : `AND (${key}) > (${keys.map(() => "?").join(", ")})`;
      const values = keys.flatMap((name) => last === undefined ? [] : [last[name] ?? null]);
      const rows: readonly Row[] = yield {
        sql: `${read} ${above} ORDER BY ${key} LIMIT ${pageSize}`,
        parameters: values,
      };
      for (const row of rows) {
        yield { sql: update, parameters: [checksumOf(table, row), ...keys.map((name) => row[name] ?? null)] };
      }
      last = rows.at(-1);
      if (rows.length < pageSize) break;
    }
  }
}

/** Gives rows whose checksum is NULL theirs; for tests that change rows behind the back of the history. */
export function sealRows(db: Sqlite): void {
  const steps = fillChecksums();
  for (let step = steps.next(); step.done !== true;) {
    step = steps.next(db.all<Row>(step.value.sql, step.value.parameters));
  }
}
