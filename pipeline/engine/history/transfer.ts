import { type CopiedTable, copyTables, insertInto, quoted, tablesOf } from "../../../infra/copy_tables.ts";
import type { Queries } from "../../../infra/database.ts";
import { Problem } from "../../../infra/errors.ts";
import { writeAtomically } from "../../../infra/fs.ts";
import { migrate, requireSoundSchema, schemaVersion } from "../../../infra/migrate.ts";
import { openPostgres, type PostgresOptions } from "../../../infra/postgres_database.ts";
import { openSqlite, type SqlParameters, type SqlValue } from "../../../infra/sqlite.ts";
import { copySqlite } from "../../../infra/sqlite_copy.ts";
import { sqliteDatabase } from "../../../infra/sqlite_database.ts";
import type { Materialization } from "../history.ts";
import { damagedHistory, isSound } from "./checksums.ts";
import { migrations } from "./migrations.ts";
import { migratePostgres, readableSchema } from "./postgres.ts";
import * as rows from "./rows.ts";
import { columns } from "./sql_write.ts";
import { verifyLedger } from "./verify.ts";

/**
 * Copies a history file, consistent as of now while runs go on, to another one, and looks through the copy.
 *
 * @throws {Problem} of kind data when the history is damaged: then there is no copy
 */
export async function copySqliteLedger(path: string, target: string): Promise<void> {
  await writeAtomically(target, async (temporary) => {
    await copySqlite(path, temporary);
    await requireSound(temporary, path);
  });
}

/**
 * Copies the history of a PostgreSQL database, as of one moment, to a SQLite file, and looks through the copy.
 *
 * @throws {Problem} when the server cannot be reached, its tables are of another version, or the history is damaged
 */
export async function copyPostgresLedger(url: string, target: string, options: PostgresOptions = {}): Promise<void> {
  await using source = await openPostgres(url, options);
  const version = await readableSchema(source);
  await writeAtomically(target, async (temporary) => {
    {
      using copy = openSqlite(temporary);
      migrate(copy, migrations.slice(0, version));
      copy.exec("PRAGMA journal_mode = DELETE; PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF");
      await source.transaction(async (db) => {
        await db.run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
        await copyTables(db, tablesOf(copy), insertInto(copy));
      });
    }
    await requireSound(temporary, source.name);
  });
}

/** Brings a copy to the newest schema. @throws {Problem} when it is of a newer program, or no history */
export function updateLedgerCopy(path: string): void {
  using db = openSqlite(path);
  migrate(db, migrations);
  db.exec("PRAGMA journal_mode = DELETE");
}

/** Version of the schema that this program writes. */
export const newestSchema: number = migrations.length;

/** What a history file holds. */
export interface LedgerCopyFacts {
  readonly schema: number;
  readonly runs: number;
  /** Time of the newest run, milliseconds since 1970. */
  readonly newest: number | undefined;
}

/** Counts what a history file holds. */
export function ledgerCopyFacts(path: string): LedgerCopyFacts {
  using db = openSqlite(path, { readOnly: true });
  const row = db.get<{ runs: number; newest: number | null }>(
    "SELECT count(*) AS runs, max(created_at) AS newest FROM runs",
  );
  return { schema: schemaVersion(db), runs: row?.runs ?? 0, newest: row?.newest ?? undefined };
}

/** The newest values of everything in a history file of the newest schema, in the order in which they were made. */
export function ledgerCopyValues(path: string): readonly Materialization[] {
  using db = openSqlite(path, { readOnly: true });
  const found = db.all<rows.Row>(
    `SELECT ${columns.materializations}, checksum FROM materializations
       WHERE version IN (SELECT version FROM latest) ORDER BY id`,
  );
  return found.map((row) => {
    if (isSound("materializations", row)) return rows.materializationOf(row);
    throw damagedHistory(path, 'a row of "materializations" is not as it was written');
  });
}

/**
 * Puts a history file, of the newest schema, in the place of all that a PostgreSQL database has recorded, in one transaction.
 *
 * @throws {Problem} when the server cannot be reached, or a run that lives is in it
 */
export async function replacePostgresLedger(
  url: string,
  path: string,
  options: PostgresOptions & { readonly now: number },
): Promise<void> {
  const { now, ...rest } = options;
  await using target = await openPostgres(url, rest);
  await migratePostgres(target, rest.schema);
  using source = openSqlite(path, { readOnly: true });
  const tables = tablesOf(source);
  const read = { all: <Row>(sql: string, values?: SqlParameters) => Promise.resolve(source.all<Row>(sql, values)) };
  await target.transaction(async (db) => {
    await db.run(`LOCK TABLE ${tables.map(({ name }) => quoted(name)).join(", ")} IN ACCESS EXCLUSIVE MODE`);
    await refuseLiving(db, target.name, now);
    await db.run(`TRUNCATE ${tables.map(({ name }) => quoted(name)).join(", ")}`);
    await copyTables(read, tables, (table, part) => insertRows(db, table, part));
    for (const { name, columns } of tables.filter(({ key }) => key.join() === "id")) {
      const sequence = await db.get<{ name: string | null }>(
        "SELECT pg_get_serial_sequence(?, 'id') AS name",
        [quoted(name)],
      );
      if (sequence?.name === null || sequence?.name === undefined || !columns.includes("id")) continue;
      await db.get(`SELECT setval(?, (SELECT coalesce(max(id), 0) + 1 FROM ${quoted(name)}), false)`, [sequence.name]);
    }
  }, { exclusive: "migrate" });
}

/** @throws {Problem} when a worker holds a run of the database */
async function refuseLiving(db: Queries, name: string, now: number): Promise<void> {
  const claim = await db.get<{ run: string }>("SELECT run FROM queue WHERE worker IS NOT NULL AND lease_until > ?", [
    now,
  ]);
  if (claim === undefined) return;
  throw new Problem("usage", `Cannot restore the history "${name}": run "${claim.run}" is being executed`, {
    place: name,
    remedy: "Stop daemons, workers and runs, and try again.",
  });
}

/** Rows per statement: PostgreSQL takes 65,535 parameters at most. */
async function insertRows(
  db: Queries,
  { name, columns }: CopiedTable,
  all: readonly Record<string, SqlValue>[],
): Promise<void> {
  const most = Math.floor(30_000 / columns.length);
  const line = `(${columns.map(() => "?").join(", ")})`;
  for (let from = 0; from < all.length; from += most) {
    const part = all.slice(from, from + most);
    await db.run(
      `INSERT INTO ${quoted(name)} (${columns.map(quoted).join(", ")}) OVERRIDING SYSTEM VALUE VALUES ${
        part.map(() => line).join(", ")
      }`,
      part.flatMap((row) => columns.map((column) => row[column] ?? null)),
    );
  }
}

async function requireSound(path: string, name: string): Promise<void> {
  const db = openSqlite(path);
  db.exec("PRAGMA journal_mode = DELETE");
  await using database = sqliteDatabase(db);
  const [fault] = await verifyLedger(database);
  if (fault !== undefined) throw damagedHistory(name, fault);
}

/** Looks through a history file. @returns what is damaged, in words; nothing when all is sound */
export async function verifySqliteLedger(path: string): Promise<readonly string[]> {
  const db = openSqlite(path, { readOnly: true });
  await using database = sqliteDatabase(db);
  requireSoundSchema(db);
  return await verifyLedger(database);
}
