import type { Queries } from "./database.ts";
import type { Sqlite, SqlValue } from "./sqlite.ts";

/** A table and how its rows are told apart. */
export interface CopiedTable {
  readonly name: string;
  readonly columns: readonly string[];
  /** Columns of the primary key, in its order. */
  readonly key: readonly string[];
}

type Row = Record<string, SqlValue>;

/** Settings of {@link copyTables}. */
export interface CopyTablesOptions {
  /** Rows that are held at once. @default 1000 */
  readonly page?: number;
}

/**
 * Hands the rows of tables on, page by page, each table in the order of its key. Whoever wants one state of all tables
 * gives `source` in a transaction.
 *
 * @returns rows in all
 */
export async function copyTables(
  source: Pick<Queries, "all">,
  tables: readonly CopiedTable[],
  write: (table: CopiedTable, rows: readonly Row[]) => void | Promise<void>,
  options: CopyTablesOptions = {},
): Promise<number> {
  const { page = 1000 } = options;
  let copied = 0;
  for (const table of tables) {
    const key = table.key.map(quoted).join(", ");
    const read = [...new Set([...table.key, ...table.columns])].map(quoted).join(", ");
    const select = `SELECT ${read} FROM ${quoted(table.name)}`;
    const above = `WHERE (${key}) > (${table.key.map(() => "?").join(", ")})`;
    let last: Row | undefined;
    for (;;) {
      const from: Row | undefined = last;
      const rows: Row[] = await source.all<Row>(
        `${select} ${from === undefined ? "" : above} ORDER BY ${key} LIMIT ${page}`,
        from === undefined ? [] : table.key.map((name) => from[name]!),
      );
      if (rows.length > 0) await write(table, rows);
      copied += rows.length;
      last = rows.at(-1);
      if (rows.length < page) break;
    }
  }
  return copied;
}

/** The tables of a SQLite database in the order in which they were made: what others refer to comes first. */
export function tablesOf(db: Sqlite): readonly CopiedTable[] {
  const names = db.all<{ name: string }>(
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY rowid",
  );
  return names.map(({ name }) => {
    const columns = db.all<{ name: string; pk: number }>("SELECT name, pk FROM pragma_table_info(?)", [name]);
    const key = columns.filter(({ pk }) => pk > 0).sort((a, b) => a.pk - b.pk).map((column) => column.name);
    return { name, columns: columns.map((column) => column.name), key: key.length === 0 ? ["rowid"] : key };
  });
}

/** Writes rows as they are; for {@link copyTables}. */
export function insertInto(db: Sqlite): (table: CopiedTable, rows: readonly Row[]) => void {
  return ({ name, columns }, rows) => {
    const values = columns.map(() => "?").join(", ");
    const sql = `INSERT INTO ${quoted(name)} (${columns.map(quoted).join(", ")}) VALUES (${values})`;
    db.transaction(() => {
      for (const row of rows) db.run(sql, columns.map((column) => row[column] ?? null));
    });
  };
}

/** A name as every database takes it. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
