import { DatabaseSync } from "node:sqlite";
import { openSession } from "../../io/duckdb/mod.ts";

/** Kind of a database file. */
export type DatabaseKind = "duckdb" | "sqlite";

/** Runs statements in a database file, which is made if absent. */
export async function runInFile(path: string, kind: DatabaseKind, sql: string): Promise<void> {
  if (kind === "duckdb") {
    await using session = await openSession({ path });
    await session.run(sql);
    return;
  }
  const database = new DatabaseSync(path);
  database.exec(sql);
  database.close();
}

/** `<name> <rows>` of every table of a database file, which is opened without the right to change it. */
export async function tablesIn(path: string, kind: DatabaseKind): Promise<string[]> {
  if (kind === "duckdb") {
    await using session = await openSession({ path, readOnly: true });
    const names = await session.rows<{ name: string }>("SELECT table_name AS name FROM duckdb_tables() ORDER BY name");
    const counts = names.map(async ({ name }) => {
      const row = await session.row<{ rows: number }>(`SELECT count(*) AS rows FROM "${name}"`);
      return `${name} ${row?.rows}`;
    });
    return await Promise.all(counts);
  }
  const database = new DatabaseSync(path, { readOnly: true });
  const names = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").all();
  const counts = names.map(({ name }) => {
    const row = database.prepare(`SELECT count(*) AS rows FROM "${name}"`).get();
    return `${name} ${row?.rows}`;
  });
  database.close();
  return counts;
}
