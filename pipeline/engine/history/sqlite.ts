import { systemClock } from "../../../infra/clock.ts";
import { Problem } from "../../../infra/errors.ts";
import { migrate, requireSoundSchema, schemaVersion } from "../../../infra/migrate.ts";
import { backUpBeforeMigrating } from "../../../infra/sqlite_copy.ts";
import { openSqlite, type Sqlite, type SqliteOptions } from "../../../infra/sqlite.ts";
import { sqliteDatabase } from "../../../infra/sqlite_database.ts";
import type { History } from "../history.ts";
import { damagedHistory } from "./checksums.ts";
import { type Ledger, sqlLedger } from "./ledger.ts";
import { migrations } from "./migrations.ts";

/**
 * Opens a history in a SQLite file, and makes or migrates it if need be; before it is migrated a copy is kept beside it.
 * Several processes may have it open.
 *
 * @throws {Problem} when the file is no history, has a newer schema, is damaged, or cannot be read or written.
 */
export async function openSqliteHistory(path: string, options: SqliteOptions = {}): Promise<History> {
  return (await openSqliteLedger(path, options)).history;
}

/**
 * Opens history and coordination in a SQLite file, as {@link openSqliteHistory} does. An older one is migrated also where it
 * is opened for reading, if the file may be written.
 *
 * @throws {Problem} when the file is no history, has a newer schema, is damaged, or cannot be read or written.
 */
export async function openSqliteLedger(path: string, options: SqliteOptions = {}): Promise<Ledger> {
  await refuseEmpty(path);
  if (options.readOnly === true) await bringUpToDate(path);
  const db = openSqlite(path, options);
  try {
    if (options.readOnly === true) {
      refuseOtherSchema(db);
      requireSoundSchema(db);
    } else {
      await backUpBeforeMigrating(db, migrations.length);
      migrate(db, migrations);
    }
    return sqlLedger(sqliteDatabase(db));
  } catch (error) {
    db.close();
    throw error;
  }
}

/** A file that stays empty was cut off: SQLite would begin a new database in it, and all that ran would be forgotten. */
async function refuseEmpty(path: string): Promise<void> {
  if (path === ":memory:") return;
  const found = await Deno.stat(path).catch(() => undefined);
  const settled = systemClock.now() - emptyFor;
  if (found === undefined || !found.isFile || found.size >= smallestPage || (found.mtime?.getTime() ?? 0) > settled) {
    return;
  }
  const log = await Deno.stat(`${path}-wal`).catch(() => undefined);
  if (log === undefined || log.size === 0) {
    throw damagedHistory(path, `it has ${found.size} bytes; to begin a new one, remove it`);
  }
}

/** SQLite takes a file with less for a new database. */
const smallestPage = 512;

/** Milliseconds within which another process may just be making the file. */
const emptyFor = 60_000;

/** Whoever only looks after an upgrade shall see something, too. Where the file may not be written it is refused later. */
async function bringUpToDate(path: string): Promise<void> {
  const version = versionOf(path);
  if (version === 0 || version >= migrations.length) return;
  try {
    await (await openSqliteLedger(path)).history.close();
  } catch (error) {
    if (!(error instanceof Problem && error.kind === "configuration" && versionOf(path) === version)) throw error;
  }
}

function versionOf(path: string): number {
  using db = openSqlite(path, { readOnly: true });
  return schemaVersion(db);
}

function refuseOtherSchema(db: Sqlite): void {
  const version = schemaVersion(db);
  if (version === migrations.length) return;
  const found = `its schema has version ${version}, this program needs version ${migrations.length}`;
  throw new Problem("configuration", `Cannot read the history "${db.path}": ${found}`, {
    place: db.path,
    remedy: version < migrations.length
      ? "Open it once for writing, as running a job does, which brings it up to date."
      : "Use the newer version of the program.",
  });
}
