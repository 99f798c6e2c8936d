import type { Database, Queries } from "../../../infra/database.ts";
import { Problem } from "../../../infra/errors.ts";
import { openPostgres, type PostgresOptions } from "../../../infra/postgres_database.ts";
import type { Migration } from "../../../infra/migrate.ts";
import { type Ledger, sqlLedger } from "./ledger.ts";
import { migrations } from "./migrations.ts";

/**
 * Opens history and coordination in a PostgreSQL database, and makes or migrates its tables if need be. Any number of
 * processes on any number of machines may have it open.
 *
 * @throws {Problem} when the server cannot be reached, refuses the user, or holds the tables of a newer program
 */
export async function openPostgresLedger(url: string, options: PostgresOptions = {}): Promise<Ledger> {
  const database = await openPostgres(url, options);
  try {
    await migratePostgres(database, options.schema);
    return sqlLedger(database);
  } catch (error) {
    await database.close();
    throw error;
  }
}

/**
 * Opens history and coordination for looking only: nothing is made or migrated.
 *
 * @returns undefined where nothing was ever recorded
 * @throws {Problem} when the server cannot be reached, refuses the user, or holds the tables of another version
 */
export async function readPostgresLedger(url: string, options: PostgresOptions = {}): Promise<Ledger | undefined> {
  const database = await openPostgres(url, options);
  try {
    const version = await versionOf(database);
    if (version === 0) {
      await database.close();
      return undefined;
    }
    if (version > migrations.length) throw newerSchema(database.name, version);
    if (version < migrations.length) throw olderSchema(database.name, version);
    return sqlLedger(database);
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** Makes or migrates the tables, all steps in one transaction: what PostgreSQL cannot finish it has not begun. */
export async function migratePostgres(
  database: Database,
  schema: string | undefined,
  steps: readonly Migration[] = migrations,
): Promise<void> {
  await database.transaction(async (db) => {
    if (schema !== undefined) await db.run(`CREATE SCHEMA IF NOT EXISTS "${schema.replaceAll('"', '""')}"`);
    await db.run("CREATE TABLE IF NOT EXISTS schema_version (version BIGINT NOT NULL)");
    const version = await versionOf(db);
    if (version > steps.length) throw newerSchema(database.name, version);
    for (const migration of steps.slice(version)) {
      for (const statement of statementsOf(migration.sql)) await db.run(statement);
      const work = migration.work?.();
      for (let step = work?.next(); step !== undefined && step.done !== true;) {
        step = work!.next(await db.all(step.value.sql, step.value.parameters));
      }
    }
    if (version === steps.length) return;
    await db.run("DELETE FROM schema_version");
    await db.run("INSERT INTO schema_version (version) VALUES (?)", [steps.length]);
  }, { exclusive: "migrate" });
}

/** The version of the tables, which may be older than this program's. @throws {Problem} for none and for a newer one */
export async function readableSchema(database: Database): Promise<number> {
  const version = await versionOf(database);
  if (version > migrations.length) throw newerSchema(database.name, version);
  if (version > 0) return version;
  throw new Problem("configuration", `Cannot read "${database.name}": nothing was recorded there yet`, {
    place: database.name,
  });
}

/** 0 where there are no tables yet. */
async function versionOf(db: Queries): Promise<number> {
  const table = await db.get<{ found: string | null }>("SELECT to_regclass('schema_version')::TEXT AS found");
  if (table === undefined || table.found === null) return 0;
  return (await db.get<{ version: number }>("SELECT version FROM schema_version"))?.version ?? 0;
}

function olderSchema(name: string, version: number): Problem {
  const found = `its schema has version ${version}, this program needs version ${migrations.length}`;
  return new Problem("configuration", `Cannot read "${name}": ${found}`, {
    place: name,
    remedy: "Open it once for writing, as running a job does, which brings it up to date.",
  });
}

function newerSchema(name: string, version: number): Problem {
  const found = `its schema has version ${version}, this program knows versions up to ${migrations.length}`;
  return new Problem("configuration", `Cannot open "${name}": ${found}`, {
    place: name,
    remedy: "Use the newer version of the program, or give another database or schema.",
  });
}

/** SQLite's words for tables in PostgreSQL's. */
function statementsOf(sql: string): readonly string[] {
  return sql
    .replaceAll(/\)\s*STRICT(, WITHOUT ROWID)?/g, ")")
    .replaceAll(/\bid INTEGER PRIMARY KEY\b/g, "id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY")
    .replaceAll(/\bINTEGER\b/g, "BIGINT")
    .replaceAll(/\bREAL\b/g, "DOUBLE PRECISION")
    // Texts sort by their bytes, as in SQLite, whatever language the database was made for.
    .replaceAll(/\bTEXT\b/g, 'TEXT COLLATE "C"')
    .split(";").map((statement) => statement.trim()).filter((statement) => statement !== "");
}
