import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import { Problem } from "../../infra/errors.ts";
import { exists, removeIfExists } from "../../infra/fs.ts";
import { sqliteProblem } from "../../infra/sqlite_errors.ts";
import { readBatches } from "../batches.ts";
import { takeTurn } from "../file_turns.ts";
import { quoteName } from "../sql.ts";
import type { WriteReport } from "../types.ts";
import { assertSameColumns } from "./append.ts";
import { type DatabaseConfig, databaseConfig, writeDatabase } from "./database_file.ts";
import { refusal, writeProblem } from "./problems.ts";
import { sqliteColumn } from "./sqlite_types.ts";
import { type TargetTable, type TargetTables, vanishedTables } from "./table_names.ts";
import { defineWriter, type WriteContext } from "./types.ts";

/**
 * A table in a SQLite file, replaced or added to in one transaction; readers see the old table until it ends. SQLite has no NaN (it
 * becomes NULL) and no negative zero; types as in {@link sqliteColumn}.
 */
export const sqliteWriter = defineWriter({
  kind: "sqlite",
  summary: "A table in a SQLite file, replaced or added to in one transaction.",
  config: databaseConfig("SQLite"),
  async write(config, source, context): Promise<WriteReport> {
    return await writeDatabase(config, source, context, { replaceTables, problem });
  },
});

function problem(error: unknown, path: string, context: WriteContext): unknown {
  return tooLarge(error, path, context) ?? sqliteProblem(path, "write", writeProblem(error, path, context));
}

function tooLarge(error: unknown, path: string, { place }: WriteContext): Problem | undefined {
  if (!(error instanceof Error) || !/Conversion Error.*INT64/s.test(error.message)) return undefined;
  return refusal(path, "a whole number is beyond the 64 bits that SQLite has", {
    place,
    remedy: "Cast the column to VARCHAR or DOUBLE first, or write another kind.",
    cause: error,
  });
}

async function replaceTables(config: DatabaseConfig, targets: TargetTables, context: WriteContext): Promise<void> {
  const { path } = config;
  // A second writer of this process would wait for SQLite's lock on the thread on which the first has to go on.
  const done = await takeTurn(path, context.signal);
  try {
    const isNew = !await exists(path);
    try {
      await fillTables(config, targets, context);
    } catch (error) {
      if (isEmpty(path) && isNew) await Promise.allSettled([path, `${path}-journal`].map(removeIfExists));
      throw error;
    }
  } finally {
    done();
  }
}

async function fillTables(config: DatabaseConfig, targets: TargetTables, context: WriteContext): Promise<void> {
  const database = new DatabaseSync(config.path);
  try {
    database.exec("PRAGMA busy_timeout = 10000; BEGIN IMMEDIATE");
    for (const target of targets.tables) await fillTable(database, config, target, context);
    if (targets.map !== undefined) replaceMap(database, targets.map, targets);
    database.exec("COMMIT");
  } catch (error) {
    rollBack(database);
    throw error;
  } finally {
    database.close();
  }
}

function rollBack(database: DatabaseSync): void {
  try {
    database.exec("ROLLBACK");
  } catch {
    // On a full disk SQLite gives up its own rollback, and readers without the right to write are locked out until someone
    // who has it opens the file; `isEmpty` does.
  }
}

/** Whether nobody, in another process either, has made a table in the file. */
function isEmpty(path: string): boolean {
  try {
    const database = new DatabaseSync(path);
    try {
      return database.prepare("SELECT count(*) AS n FROM sqlite_schema").get()?.n === 0;
    } finally {
      database.close();
    }
  } catch {
    return false;
  }
}

async function fillTable(
  database: DatabaseSync,
  { path, append }: DatabaseConfig,
  { name, table }: TargetTable,
  context: WriteContext,
): Promise<void> {
  refuseView(database, path, name, context);
  const columns = table.columns.map((column) => ({ name: quoteName(column.name), ...sqliteColumn(column) }));
  const before = append === true ? columnsOf(database, name) : [];
  if (before.length > 0) assertSameColumns(`${path}#${name}`, before, table.columns, context);
  else {
    const declared = columns.map((column) => `${column.name} ${column.type}`).join(", ");
    database.exec(`DROP TABLE IF EXISTS ${quoteName(name)}; CREATE TABLE ${quoteName(name)} (${declared})`);
  }
  const names = columns.map((column) => column.name).join(", ");
  const marks = columns.map(() => "?").join(", ");
  const insert = database.prepare(`INSERT INTO ${quoteName(name)} (${names}) VALUES (${marks})`);
  const cells = columns.map(({ sql }) => sql);
  for await (const rows of readBatches<SQLInputValue>(context.session, table, cells, { signal: context.signal })) {
    for (const row of rows) insert.run(...row);
  }
}

/** Names of a table's columns; none when there is no such table. */
function columnsOf(database: DatabaseSync, table: string): string[] {
  return database.prepare("SELECT name FROM pragma_table_xinfo(?)").all(table).map(({ name }) => String(name));
}

function refuseView(database: DatabaseSync, path: string, name: string, { place }: WriteContext): void {
  const found = database.prepare("SELECT type FROM sqlite_schema WHERE lower(name) = lower(?)").get(name);
  if (found === undefined || found.type === "table") return;
  throw new Problem("configuration", `Cannot write "${path}#${name}": a ${found.type} of that name stands there`, {
    place: `${place}.table`,
    remedy: `Drop the ${found.type}, or write under another name.`,
  });
}

function replaceMap(database: DatabaseSync, map: string, targets: TargetTables): void {
  database.exec(`CREATE TABLE IF NOT EXISTS ${quoteName(map)} ("partition" TEXT, table_name TEXT, "rows" INTEGER)`);
  const before = database.prepare(`SELECT table_name FROM ${quoteName(map)}`).all().map((row) => row.table_name);
  for (const name of vanishedTables(before, targets)) database.exec(`DROP TABLE IF EXISTS ${quoteName(name)}`);
  database.exec(`DELETE FROM ${quoteName(map)}`);
  const insert = database.prepare(`INSERT INTO ${quoteName(map)} VALUES (?, ?, ?)`);
  for (const { name, key = "", table } of targets.tables) insert.run(key, name, table.rows);
}
