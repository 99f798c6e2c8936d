import { type CopiedTable, copyTables } from "../../../infra/copy_tables.ts";
import type { Database } from "../../../infra/database.ts";
import { Problem } from "../../../infra/errors.ts";
import { type CheckedTable, covered, isSound } from "./checksums.ts";
import { rowKeys } from "./fill_checksums.ts";
import { migrations } from "./migrations.ts";
import type { Row } from "./rows.ts";

const mostTold = 20;
const pageSize = 500;

/**
 * Looks through everything that is recorded: the database's own structure, the checksum of every row, references between
 * rows, events without gaps. Others may go on writing meanwhile.
 *
 * @returns what is damaged, in words, at most twenty; nothing when all is sound
 */
export async function verifyLedger(db: Database, signal?: AbortSignal): Promise<readonly string[]> {
  const faults: string[] = [];
  try {
    if (db.dialect === "sqlite") faults.push(...await structureFaults(db));
    if (faults.length === 0) faults.push(...await rowFaults(db, signal));
  } catch (error) {
    // A page that cannot be read at all.
    if (!(error instanceof Problem) || error.kind !== "data") throw error;
    faults.push(error.message);
  }
  return faults.slice(0, mostTold);
}

async function structureFaults(db: Database): Promise<string[]> {
  const rows = await db.all<{ integrity_check: string }>(`PRAGMA integrity_check(${mostTold})`);
  const faults = rows.map((row) => row.integrity_check).filter((text) => text !== "ok");
  if (faults.length > 0) return faults;
  const tail = await bytesOfNoPage(db);
  if (tail > 0) return [`the file ends within a page, after ${tail} bytes of it: it was cut off`];
  const lost = await db.all<{ table: string; parent: string }>("PRAGMA foreign_key_check");
  return lost.map(({ table, parent }) => `a row of "${table}" refers to a row of "${parent}" that is not there`);
}

/** SQLite takes what is missing of the last page for zeros, and often nothing but zeros is missing. */
async function bytesOfNoPage(db: Database): Promise<number> {
  const row = await db.get<{ file: string; page_size: number }>(
    "SELECT file, page_size FROM pragma_database_list, pragma_page_size WHERE name = 'main'",
  );
  if (row === undefined || row.file === "") return 0;
  return (await Deno.stat(row.file)).size % row.page_size;
}

async function rowFaults(db: Database, signal: AbortSignal | undefined): Promise<string[]> {
  const faults: string[] = [];
  if (!await hasChecksums(db)) return faults;
  const ends = await lastSequences(db);
  const partitionKeys: Row[] = [];
  const events = new Sequences(ends);
  const check = (table: CheckedTable, rows: readonly Row[]) => {
    signal?.throwIfAborted();
    if (table === "partition_keys") return void partitionKeys.push(...rows);
    for (const row of rows) {
      if (!isSound(table, row)) faults.push(`a row of "${table}" is not as it was written (${named(table, row)})`);
      if (table === "events") faults.push(...events.see(row));
    }
  };
  await copyTables(db, tables, ({ name }, rows) => check(name as CheckedTable, rows), { page: pageSize });
  faults.push(...await events.wrongEnds(db));
  const totals = new Map<unknown, number>();
  for (const { name } of partitionKeys) totals.set(name, (totals.get(name) ?? 0) + 1);
  for (const row of partitionKeys) {
    if (isSound("partition_keys", { ...row, total: totals.get(row.name)! })) continue;
    faults.push(`keys of the partitions "${row.name}" are not as they were written`);
  }
  return [...new Set(faults)];
}

/** What an earlier version of the program made, and nobody has migrated, has none, or not everywhere. */
async function hasChecksums(db: Database): Promise<boolean> {
  if (db.dialect === "postgres") return true;
  const row = await db.get<{ user_version: number }>("PRAGMA user_version");
  return (row?.user_version ?? 0) >= migrations.length;
}

const tables: readonly CopiedTable[] = (Object.keys(covered) as CheckedTable[]).map((name) => ({
  name,
  key: rowKeys[name],
  columns: [...covered[name].filter((column) => column !== "total"), "checksum"],
}));

function named(table: CheckedTable, row: Row): string {
  return rowKeys[table].map((name) => `${name} ${row[name]}`).join(", ");
}

/** Of runs that have ended already now: nothing is added to those while the rest is looked through. */
async function lastSequences(db: Database): Promise<ReadonlyMap<string, number>> {
  const rows = await db.all<{ id: string; last_sequence: number }>(
    "SELECT id, last_sequence FROM runs WHERE status IN ('success', 'failure', 'canceled')",
  );
  return new Map(rows.map((row) => [row.id, row.last_sequence]));
}

/** Events as they come, run by run; the first ones of a run, or all, may have been removed because they are old. */
class Sequences {
  readonly #ends: ReadonlyMap<string, number>;
  readonly #last = new Map<string, number>();

  constructor(ends: ReadonlyMap<string, number>) {
    this.#ends = ends;
  }

  see({ run, sequence }: Row): string[] {
    const before = this.#last.get(run as string);
    this.#last.set(run as string, sequence as number);
    if (before === undefined || sequence === before + 1) return [];
    return [`event ${before + 1} of run "${run}" is missing`];
  }

  /** Of each run that has events the last one must be the one that its record names. */
  async wrongEnds(db: Database): Promise<string[]> {
    const faults: string[] = [];
    for (const [run, last] of this.#last) {
      const end = this.#ends.get(run) ?? last;
      if (end === last) continue;
      // Even to a run that has ended something may be added, such as how its processes ended.
      const row = await db.get<{ last_sequence: number }>("SELECT last_sequence FROM runs WHERE id = ?", [run]);
      const added = await db.get("SELECT run FROM events WHERE run = ? AND sequence = ?", [
        run,
        row?.last_sequence ?? 0,
      ]);
      if (row === undefined || (row.last_sequence >= last && added !== undefined)) continue;
      faults.push(`the last event of run "${run}" is ${last}, not ${row.last_sequence}`);
    }
    return faults;
  }
}
