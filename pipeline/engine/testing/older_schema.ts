import { copyTables, insertInto, tablesOf } from "../../../infra/copy_tables.ts";
import { removeIfExists } from "../../../infra/fs.ts";
import { migrate } from "../../../infra/migrate.ts";
import { openSqlite, type SqlParameters } from "../../../infra/sqlite.ts";
import { migrations } from "../history/migrations.ts";

/**
 * Turns a history file into one that an earlier version of the program made: the first `version` migrations, and of every
 * row the columns that there were.
 */
export async function makeOlder(path: string, version: number): Promise<void> {
  const older = `${path}.older`;
  {
    using source = openSqlite(path);
    using target = openSqlite(older);
    migrate(target, migrations.slice(0, version));
    target.exec("PRAGMA foreign_keys = OFF; PRAGMA journal_mode = DELETE");
    const known = new Map(tablesOf(source).map(({ name, columns }) => [name, new Set(columns)]));
    const tables = tablesOf(target).map((table) => ({
      ...table,
      columns: table.columns.filter((column) => known.get(table.name)?.has(column)),
    }));
    const read = { all: <Row>(sql: string, values?: SqlParameters) => Promise.resolve(source.all<Row>(sql, values)) };
    await copyTables(read, tables.filter(({ columns }) => columns.length > 0), insertInto(target));
  }
  for (const end of ["", "-wal", "-shm"]) await removeIfExists(`${path}${end}`);
  await Deno.rename(older, path);
}
