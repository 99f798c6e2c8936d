import { join } from "node:path";
import { migrate } from "../../infra/migrate.ts";
import { openSqlite } from "../../infra/sqlite.ts";
import { sqliteDatabase } from "../../infra/sqlite_database.ts";
import { openPostgres } from "../../infra/postgres_database.ts";
import { openPostgresLedger } from "../../pipeline/engine/mod.ts";
import { migrations } from "../../pipeline/engine/history/migrations.ts";
import { fillHistory, type HistorySize, type MadeHistory } from "./fill.ts";

/** A history to read, and what is in it. */
export interface Place {
  /** Path of a SQLite file, or URL of a PostgreSQL server. */
  readonly history: string;
  readonly made: MadeHistory;
}

const schema = "bench_ui";

/** The history of such a size below a folder; made on the first call, brought up to date on later ones. */
export async function sqlitePlace(folder: string, size: HistorySize, tell: (line: string) => void): Promise<Place> {
  const history = join(folder, `${nameOf(size)}.sqlite`);
  const known = join(folder, `${nameOf(size)}.json`);
  const text = await Deno.readTextFile(known).catch(() => undefined);
  if (text === undefined) {
    for (const end of ["", "-wal", "-shm"]) await Deno.remove(history + end).catch(() => undefined);
  }
  const sqlite = openSqlite(history);
  // Not by opening the ledger: that keeps a copy of an older one.
  migrate(sqlite, migrations);
  if (text !== undefined) {
    sqlite.close();
    return { history, made: JSON.parse(text) };
  }
  // If the machine fails meanwhile the file is made again.
  sqlite.exec("PRAGMA synchronous = OFF; PRAGMA cache_size = -200000");
  await using db = sqliteDatabase(sqlite);
  const made = await fillHistory(db, size, teller(size, tell));
  sqlite.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  await Deno.writeTextFile(known, JSON.stringify(made));
  return { history, made };
}

/** The same on a server, in a schema that is emptied before. */
export async function postgresPlace(url: string, size: HistorySize, tell: (line: string) => void): Promise<Place> {
  {
    await using db = await openPostgres(url);
    await db.run(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
  }
  await (await openPostgresLedger(url, { schema })).history.close();
  await using db = await openPostgres(url, { schema });
  const made = await fillHistory(db, size, teller(size, tell));
  await db.run("ANALYZE");
  return { history: url, made };
}

function nameOf({ runs, events, assets }: HistorySize): string {
  return `ui-${runs}-${events}-${assets}`;
}

function teller({ runs }: HistorySize, tell: (line: string) => void): (done: number) => void {
  let told = 0;
  return (done) => {
    if (done - told < runs / 10) return;
    told = done;
    tell(`made ${done} of ${runs} runs`);
  };
}
