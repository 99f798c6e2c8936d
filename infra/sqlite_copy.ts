import { basename, dirname, join } from "node:path";
import { type Clock, systemClock } from "./clock.ts";
import { copyTables, insertInto, tablesOf } from "./copy_tables.ts";
import { Problem } from "./errors.ts";
import { removeIfExists, writeAtomically } from "./fs.ts";
import { schemaVersion } from "./migrate.ts";
import { openSqlite, type Sqlite, type SqlParameters } from "./sqlite.ts";

/** Settings of {@link copySqlite}. */
export interface CopyOptions {
  /** Looks at what is about to be copied; when it throws, no copy is made. @default anything is copied */
  readonly check?: (source: Sqlite) => void;
}

/**
 * Copies a database file, consistent as of now, while others go on writing; free pages are left out. The copy is there whole
 * or not at all. Rows are copied, not pages: this runtime attaches no databases, and a file that is read past SQLite loses
 * its locks.
 *
 * @throws {Problem} when the database cannot be read or the copy cannot be written
 */
export async function copySqlite(path: string, target: string, options: CopyOptions = {}): Promise<void> {
  const { check = () => {} } = options;
  await writeAtomically(target, async (temporary) => {
    using source = openSqlite(path, { readOnly: true });
    using copy = openSqlite(temporary);
    // Until it has its name nobody relies on it, and then it is flushed.
    copy.exec("PRAGMA journal_mode = DELETE; PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF");
    source.exec("BEGIN");
    check(source);
    const made = source.all<{ type: string; sql: string }>(
      "SELECT type, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'",
    );
    for (const { type, sql } of made) if (type === "table") copy.exec(sql);
    const read = { all: <Row>(sql: string, values?: SqlParameters) => Promise.resolve(source.all<Row>(sql, values)) };
    await copyTables(read, tablesOf(source), insertInto(copy));
    for (const { type, sql } of made) if (type !== "table") copy.exec(sql);
    const mark = source.get<{ application_id: number }>("PRAGMA application_id")?.application_id ?? 0;
    copy.exec(`PRAGMA user_version = ${schemaVersion(source)}; PRAGMA application_id = ${mark}`);
  });
}

/** Settings of {@link backUpBeforeMigrating}. */
export interface MigrationBackupOptions {
  /** @default the machine's clock */
  readonly clock?: Clock;
  /** Copies that are kept beside the database. @default 3 */
  readonly keep?: number;
}

/**
 * Keeps a copy of a database beside it, `<name>.schema<version>-<time>.bak`, if it has an older schema than `newest`. Of
 * several processes that do so at once each makes one of the same state; who comes too late makes none.
 *
 * @returns the copy's path; undefined when there is nothing to migrate
 * @throws {Problem} when the copy cannot be made: nothing was changed then
 */
export async function backUpBeforeMigrating(
  db: Sqlite,
  newest: number,
  options: MigrationBackupOptions = {},
): Promise<string | undefined> {
  const { clock = systemClock, keep = 3 } = options;
  const version = schemaVersion(db);
  if (version === 0 || version >= newest || db.path === ":memory:") return undefined;
  const time = new Date(clock.now()).toISOString().replaceAll(/[-:]|\.\d+/g, "");
  const target = `${db.path}.schema${version}-${time}.bak`;
  try {
    await copySqlite(db.path, target, {
      check(source) {
        // A copy of another process may have the same name: one of a migrated state must not take its place.
        if (schemaVersion(source) !== version) throw new MigratedMeanwhile();
      },
    });
  } catch (error) {
    if (error instanceof MigratedMeanwhile) return undefined;
    const message = `Cannot migrate "${db.path}": no copy of it can be made`;
    const remedy = `Make room for a second file of its size in ${dirname(db.path)}; nothing was changed.`;
    throw new Problem("pipeline", message, { place: target, remedy, cause: error });
  }
  for (const old of (await migrationBackups(db.path)).slice(keep)) await removeIfExists(old);
  return target;
}

/** Paths of the copies that {@link backUpBeforeMigrating} kept, newest first. */
export async function migrationBackups(path: string): Promise<readonly string[]> {
  const start = `${basename(path)}.schema`;
  const found: { readonly name: string; readonly time: string }[] = [];
  for await (const { name } of Deno.readDir(dirname(path))) {
    const time = name.startsWith(start) ? /^\d+-(\d{8}T\d{6}Z)\.bak$/.exec(name.slice(start.length))?.[1] : undefined;
    if (time !== undefined) found.push({ name, time });
  }
  const newestFirst = found.sort((a, b) => a.time === b.time ? (a.name < b.name ? 1 : -1) : a.time < b.time ? 1 : -1);
  return newestFirst.map(({ name }) => join(dirname(path), name));
}

/** Another process has migrated since the version was read, and made a copy before it did. */
class MigratedMeanwhile extends Error {}
