import { Problem } from "./errors.ts";
import type { Sqlite, SqlValue } from "./sqlite.ts";
import { textChecksum } from "./text_checksum.ts";

/** A statement of a migration. */
export interface MigrationQuery {
  readonly sql: string;
  readonly parameters: readonly SqlValue[];
}

/** One step of a database's schema; published steps never change, a change is a new step. */
export interface Migration {
  /** 1, 2, 3, … without gaps. */
  readonly version: number;
  readonly name: string;
  /** Statements that lead from the version before to this one. */
  readonly sql: string;
  /** What SQL alone cannot do, after `sql` and in the same transaction: each statement that it yields gives it back its rows. */
  readonly work?: () => Generator<MigrationQuery, void, readonly Record<string, SqlValue>[]>;
}

/**
 * Brings a database to the newest schema, each step in a transaction of its own; the version is kept in `user_version`. Several
 * processes may do so at once.
 *
 * @returns the versions that were applied now.
 * @throws {Problem} for a database with a newer schema than the program knows, one that belongs to something else, and a
 * step that fails.
 * @throws {RangeError} for migrations that are not numbered 1, 2, 3, …
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { migrate } from "./migrate.ts";
 * import { openSqlite } from "./sqlite.ts";
 *
 * using db = openSqlite(":memory:");
 * const migrations = [{ version: 1, name: "runs", sql: "CREATE TABLE runs (id TEXT PRIMARY KEY) STRICT" }];
 * assert.deepEqual(migrate(db, migrations), [1]);
 * assert.deepEqual(migrate(db, migrations), []);
 * ```
 */
export function migrate(db: Sqlite, migrations: readonly Migration[]): readonly number[] {
  const wrong = migrations.find(({ version }, i) => version !== i + 1);
  if (wrong !== undefined) {
    throw new RangeError(`Cannot migrate: "${wrong.name}" has number ${wrong.version}, not in order`);
  }
  refuseForeign(db, migrations.length);
  requireSoundSchema(db);
  const applied: number[] = [];
  for (const migration of migrations) {
    if (schemaVersion(db) >= migration.version) continue;
    if (apply(db, migration)) applied.push(migration.version);
  }
  return applied;
}

/** The version of the newest migration that a database has; 0 for a new one. */
export function schemaVersion(db: Sqlite): number {
  return db.get<{ user_version: number }>("PRAGMA user_version")?.user_version ?? 0;
}

/**
 * Refuses a database whose tables and indexes are not as they were made: a flipped bit in their definitions reads as other
 * columns. One that was migrated before such a mark was kept is taken as it is.
 *
 * @throws {Problem} of kind data
 */
export function requireSoundSchema(db: Sqlite): void {
  // Read in one statement: another process may be migrating.
  const rows = db.all<{ sql: string; mark: number }>(
    `SELECT sql, application_id AS mark FROM sqlite_schema, pragma_application_id WHERE sql IS NOT NULL ORDER BY type, name`,
  );
  const mark = rows[0]?.mark ?? 0;
  if (mark === 0 || mark === markOf(rows)) return;
  throw new Problem("data", `Cannot open "${db.path}": the database is damaged: its tables are not as they were made`, {
    place: db.path,
    remedy: 'Restore it from a backup (a history with the command "restore FILE").',
  });
}

function schemaMark(db: Sqlite): number {
  return markOf(db.all<{ sql: string }>("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type, name"));
}

/** A signed number of 32 bits, never 0, of the definitions of all tables and indexes. */
function markOf(rows: readonly { readonly sql: string }[]): number {
  return textChecksum(rows.map(({ sql }) => sql).join("\n")) | 1;
}

function refuseForeign(db: Sqlite, newest: number): void {
  const version = schemaVersion(db);
  const place = db.path;
  if (version > newest) {
    const found = `its schema has version ${version}, this program knows versions up to ${newest}`;
    const remedy = "Use the newer version of the program, or give another path.";
    throw new Problem("configuration", `Cannot open "${db.path}": ${found}`, { place, remedy });
  }
  if (version !== 0) return;
  // Version and tables are read in one statement: another process may be at the first step right now.
  const table = db.get<{ name: string }>(
    "SELECT name FROM sqlite_schema, pragma_user_version WHERE user_version = 0 ORDER BY name LIMIT 1",
  );
  if (table === undefined) return;
  throw new Problem(
    "configuration",
    `Cannot open "${db.path}": it belongs to another program (it has "${table.name}")`,
    {
      place,
      remedy: "Give the path of a file that does not exist yet.",
    },
  );
}

function apply(db: Sqlite, migration: Migration): boolean {
  try {
    return db.transaction(() => {
      if (schemaVersion(db) >= migration.version) return false;
      db.exec(migration.sql);
      const work = migration.work?.();
      for (let step = work?.next(); step !== undefined && step.done !== true;) {
        step = work!.next(db.all(step.value.sql, step.value.parameters));
      }
      db.exec(`PRAGMA user_version = ${migration.version}; PRAGMA application_id = ${schemaMark(db)}`);
      return true;
    });
  } catch (error) {
    if (error instanceof Problem) throw error;
    const step = `migration ${migration.version} "${migration.name}"`;
    throw new Problem("unexpected", `Cannot open "${db.path}": ${step} failed`, {
      place: db.path,
      remedy: "The database is as it was before; report this.",
      cause: error,
    });
  }
}
