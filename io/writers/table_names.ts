import { safeFileNames } from "../../core/names.ts";
import type { Table, WriteSource } from "../types.ts";
import { assertPartitions, noSheets } from "./files.ts";
import { assertNotEmpty } from "./problems.ts";
import type { WriteContext } from "./types.ts";

/** A table to make in a database file. */
export interface TargetTable {
  /** Name in the database. */
  readonly name: string;
  /** Partition that it holds; absent when the source is one table. */
  readonly key?: string;
  readonly table: Table;
}

/** What to make in a database file. */
export interface TargetTables {
  /** Name that was asked for. */
  readonly base: string;
  readonly tables: readonly TargetTable[];
  /** Name of the table of partition keys, table names and rows; absent when the source is one table. */
  readonly map?: string;
}

/**
 * Names for what a source becomes in a database: one table is called `name`; a partition `name_<key>` with the key made
 * safe as in file names, and `name__map` says which is which.
 *
 * @throws Problem of kind `data` for an empty table or no partitions
 */
export function targetTables(name: string, source: WriteSource, context: WriteContext): TargetTables {
  if (source.kind === "table") {
    assertNotEmpty(source.table, context);
    return { base: name, tables: [{ name, table: source.table }] };
  }
  if (source.kind === "workbook") throw noSheets(context);
  assertPartitions(source.tables, context);
  const safe = safeFileNames(source.tables.keys());
  const tables = [...source.tables].map(([key, table]) => ({ name: `${name}_${safe.get(key)}`, key, table }));
  return { base: name, tables, map: `${name}__map` };
}

/** Of the tables that an earlier map names, those of partitions that are gone; never a table that this writer did not name. */
export function vanishedTables(before: readonly unknown[], targets: TargetTables): string[] {
  const current = new Set(targets.tables.map(({ name }) => name.toLowerCase()));
  return before.filter((name): name is string =>
    typeof name === "string" && name.startsWith(`${targets.base}_`) && !current.has(name.toLowerCase())
  );
}
