import { DatabaseSync, type SQLOutputValue } from "node:sqlite";
import { setImmediate } from "node:timers";
import { z } from "../../infra/zod.ts";
import { sqliteProblem } from "../../infra/sqlite_errors.ts";
import type { Cell } from "../duckdb/types.ts";
import { quoteLiteral, quoteName } from "../sql.ts";
import { locateFile } from "./files.ts";
import { noTable } from "./table_duckdb.ts";
import { defineReader, type StageContext, type Staged } from "./types.ts";

const batchRows = 20_000;

interface SqliteColumn {
  readonly name: string;
  /** DuckDB type that keeps every value of the column. */
  readonly type: "BIGINT" | "DOUBLE" | "VARCHAR";
  /** SQLite SQL for the value. */
  readonly sql: string;
  readonly binary: boolean;
}

/**
 * A table or view of a SQLite file. SQLite lets every cell have a type of its own: a column is whole numbers or numbers when
 * every value is, and else text; binary values come as hexadecimal text.
 */
export const sqliteReader = defineReader({
  kind: "sqlite",
  summary: "A table or view of a SQLite file.",
  config: z.strictObject({
    path: z.string().min(1).describe("SQLite file"),
    table: z.string().min(1).describe("Table or view to read"),
  }),
  files: async (config, context) => [await locateFile(config.path, context)],
  async stage({ path: pattern, table }, context): Promise<Staged> {
    const file = await locateFile(pattern, context);
    const { path } = file;
    const target = context.scratch("sqlite");
    let database: DatabaseSync | undefined;
    try {
      database = new DatabaseSync(path, { readOnly: true });
      // One transaction, so that the types found are those of the rows read.
      database.exec("PRAGMA busy_timeout = 10000; BEGIN; SELECT count(*) FROM sqlite_schema");
      const columns = await tableColumns(database, path, table, context);
      await copyRows(database, table, columns, target, context);
      return staged(target, `${path}#${table}`, columns, [file]);
    } catch (error) {
      throw sqliteProblem(path, "read", error);
    } finally {
      database?.close();
    }
  },
});

async function tableColumns(
  database: DatabaseSync,
  path: string,
  table: string,
  context: StageContext,
): Promise<SqliteColumn[]> {
  const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') ORDER BY name").all()
    .map(({ name }) => String(name));
  if (!tables.some((name) => name.toLowerCase() === table.toLowerCase())) {
    throw noTable(path, table, tables.filter((name) => !name.startsWith("sqlite_")), context);
  }
  const names = database.prepare("SELECT name FROM pragma_table_xinfo(?) WHERE hidden <> 1").all(table)
    .map(({ name }) => String(name));
  const found = names.map(() => new Set<string>());
  const kinds = names.map((name, index) => `typeof(${quoteName(name)}) AS ${quoteName(`c${index}`)}`);
  for await (const rows of readBatches(database, kinds, table, context)) {
    for (const row of rows) found.forEach((kinds, index) => kinds.add(String(row[`c${index}`])));
  }
  return names.map((name, index) => {
    const has = (kind: string) => found[index]!.has(kind);
    const binary = has("blob");
    const column = quoteName(name);
    const type = binary || has("text") ? "VARCHAR" : has("real") ? "DOUBLE" : has("integer") ? "BIGINT" : "VARCHAR";
    return { name, type, binary, sql: binary ? `iif(typeof(${column}) = 'blob', hex(${column}), ${column})` : column };
  });
}

/** Rows of a table some thousand at a time; in between, timers and cancellation get their turn, as SQLite blocks them. */
async function* readBatches(
  database: DatabaseSync,
  cells: readonly string[],
  table: string,
  { options: { limit, signal } }: StageContext,
): AsyncGenerator<readonly Record<string, SQLOutputValue>[]> {
  const sql = `SELECT ${cells.join(", ") || "NULL"} FROM ${quoteName(table)} LIMIT ${limit ?? -1}`;
  const query = database.prepare(sql);
  query.setReadBigInts(true);
  let batch: Record<string, SQLOutputValue>[] = [];
  for (const row of query.iterate()) {
    batch.push(row);
    if (batch.length < batchRows) continue;
    yield batch;
    batch = [];
    await new Promise<void>((resolve) => setImmediate(resolve));
    signal?.throwIfAborted();
  }
  yield batch;
  // On Deno before 2.5 an iterator does not keep its statement alive, and a collected one crashes the process: this use does.
  query.setReadBigInts(false);
}

async function copyRows(
  database: DatabaseSync,
  table: string,
  columns: readonly SqliteColumn[],
  target: string,
  context: StageContext,
): Promise<void> {
  const { session } = context;
  const declared = columns.map(({ type }, index) => `${quoteName(`c${index}`)} ${type}`);
  await session.run(`CREATE TABLE ${quoteName(target)} (${["line INTEGER", ...declared].join(", ")})`);
  const cells = columns.map(({ sql }, index) => `${sql} AS ${quoteName(`c${index}`)}`);
  let line = 0;
  for await (const rows of readBatches(database, cells, table, context)) {
    const values = columns.map(({ type }, index) => rows.map((row) => cellOf(row[`c${index}`], type)));
    await session.append(target, [rows.map(() => ++line), ...values]);
  }
}

function cellOf(value: unknown, type: SqliteColumn["type"]): Cell {
  if (value === null || value === undefined) return null;
  if (type === "DOUBLE") return Number(value);
  return type === "BIGINT" ? value as bigint : String(value);
}

function staged(
  target: string,
  origin: string,
  columns: readonly SqliteColumn[],
  files: Staged["files"],
): Staged {
  const binary = columns.filter((column) => column.binary).map(({ name }) => `"${name}"`);
  return {
    from: quoteName(target),
    storage: "table",
    columns: columns.map(({ name, type }, index) => ({ name, type, sql: quoteName(`c${index}`) })),
    origin: { file: quoteLiteral(origin), line: "line::BIGINT" },
    files,
    nullValues: [],
    warnings: binary.length === 0
      ? []
      : [`${origin}: ${binary.join(", ")} hold binary values, which are read as hexadecimal text`],
  };
}
