import { Problem } from "../../infra/errors.ts";
import { didYouMean } from "../../infra/suggest.ts";
import type { Confined } from "./confined.ts";
import { type NamedTable, readingQuery } from "./select_only.ts";
import type { ConsoleTable } from "./types.ts";

/** Finds the tables that a query names; names in lower case. */
export type FindTables = (names: ReadonlySet<string>) => Promise<readonly ConsoleTable[]>;

/** What a query may ask of. */
export interface ConsoleCatalog {
  readonly find: FindTables;
  /** Names of all tables, for a hint to the right one. */
  readonly names: () => readonly string[];
}

/** A query that only reads, and the tables that it reads. */
export interface PlannedQuery {
  readonly sql: string;
  readonly tables: readonly ConsoleTable[];
}

/**
 * Finds out what a query reads, without running any of it.
 *
 * @throws {Problem} of kind usage for a query that does more than read, and for tables that are not in the catalog
 */
export async function planQuery(confined: Confined, text: string, catalog: ConsoleCatalog): Promise<PlannedQuery> {
  const { sql, tables: named } = await readingQuery(confined, text);
  const tables = await catalog.find(new Set(named.keys()));
  const known = new Set(tables.map(({ name }) => name));
  const missing = [...named].find(([name]) => !known.has(name));
  if (missing !== undefined) throw missingTable(missing[1], catalog.names());
  return { sql, tables };
}

function missingTable({ name, line }: NamedTable, names: readonly string[]): Problem {
  const meant = didYouMean(name, names);
  return new Problem("usage", `Cannot run the query: Table with name ${name} does not exist`, {
    place: `line ${line}`,
    remedy: meant === ""
      ? "Tables are the assets at the side, latest values only; files cannot be named."
      : `Perhaps${meant}`,
  });
}
