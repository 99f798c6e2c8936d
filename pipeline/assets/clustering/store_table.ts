import { createTable, type Matrix, quoteList, quoteName, type Table as FeatureTable } from "../../../core/mod.ts";
import type { Column, Session, Table } from "../../resources/types.ts";
import { describeTable } from "../relations.ts";

/** The column that says which store a row is about. */
export const storeKey = "STORE_NBR";

/** Columns of features beside the stores that they describe, one row per store, ascending. */
export interface Stores {
  readonly stores: Float64Array;
  readonly table: FeatureTable;
}

/** Names of the columns of a table other than the store. */
export function featureNames(table: { readonly columns: readonly Column[] }): readonly string[] {
  return table.columns.map(({ name }) => name).filter((name) => name !== storeKey);
}

/** Reads a table of stores: numbers as typed arrays, texts by their place among the column's distinct values. */
export async function readStores(session: Session, table: Table, signal: AbortSignal): Promise<Stores> {
  const features = table.columns.filter(({ name }) => name !== storeKey);
  const levels = new Map<string, readonly string[]>();
  for (const { name } of features.filter(isText)) levels.set(name, await levelsOf(session, table, name, signal));
  const cells = features.map(({ name }, i) => {
    const texts = levels.get(name);
    const value = texts === undefined
      ? `${quoteName(name)}::DOUBLE`
      : `list_position(${quoteList(texts)}::VARCHAR[], ${quoteName(name)})`;
    return `${value} AS c${i}`;
  });
  const columns = await session.columns(
    `SELECT ${[storeKey, ...cells].join(", ")} FROM ${quoteName(table.relation)} ORDER BY ${storeKey}`,
    undefined,
    { signal },
  );
  const stores = columns.get(storeKey)!;
  const found = features.map(({ name }, i) => {
    const values = columns.get(`c${i}`)!;
    const texts = levels.get(name);
    return texts === undefined
      ? { kind: "number" as const, name, values }
      : { kind: "text" as const, name, values: Array.from(values, (place) => texts[place - 1] ?? null) };
  });
  return { stores, table: createTable(found, stores.length, stores) };
}

/** Reads a table whose columns beside the store are all numbers, row after row by store. */
export async function readMatrix(
  session: Session,
  table: Table,
  names: readonly string[],
  signal: AbortSignal,
): Promise<{ readonly stores: Float64Array; readonly x: Matrix }> {
  const cells = names.map((name, i) => `${quoteName(name)} AS c${i}`);
  const columns = await session.columns(
    `SELECT ${[storeKey, ...cells].join(", ")} FROM ${quoteName(table.relation)} ORDER BY ${storeKey}`,
    undefined,
    { signal },
  );
  const stores = columns.get(storeKey)!;
  const x = { rows: stores.length, columns: names.length, data: new Float64Array(stores.length * names.length) };
  names.forEach((_, j) => {
    const values = columns.get(`c${j}`)!;
    for (let i = 0; i < values.length; i++) x.data[i * names.length + j] = values[i]!;
  });
  return { stores, x };
}

/** A column of a table that is to be made. */
export interface NewColumn {
  readonly name: string;
  readonly type: "DOUBLE" | "INTEGER" | "VARCHAR" | "BOOLEAN";
  /** The value in a row; null for none. */
  readonly cell: (row: number) => string | number | boolean | null;
}

const appendedRows = 20_000;

/** Makes a table of the session with the store in front. */
export async function writeStores(
  session: Session,
  relation: string,
  stores: Float64Array,
  columns: readonly NewColumn[],
  signal: AbortSignal,
): Promise<Table> {
  const types = columns.map(({ name, type }) => `${quoteName(name)} ${type}`);
  await session.run(`CREATE OR REPLACE TABLE ${quoteName(relation)} (${[`${storeKey} BIGINT`, ...types].join(", ")})`);
  for (let start = 0; start < stores.length; start += appendedRows) {
    signal.throwIfAborted();
    const rows = Array.from({ length: Math.min(appendedRows, stores.length - start) }, (_, i) => start + i);
    await session.append(relation, [
      rows.map((row) => BigInt(stores[row]!)),
      ...columns.map(({ cell }) => rows.map(cell)),
    ]);
  }
  return await describeTable(session, relation);
}

/** The columns of a matrix, to be written. */
export function matrixColumns(x: Matrix, names: readonly string[]): readonly NewColumn[] {
  return names.map((name, j) => ({ name, type: "DOUBLE", cell: (row) => x.data[row * x.columns + j]! }));
}

function isText({ type }: Column): boolean {
  return type === "VARCHAR" || type.startsWith("ENUM");
}

async function levelsOf(session: Session, table: Table, name: string, signal: AbortSignal): Promise<readonly string[]> {
  const rows = await session.rows<{ level: string }>(
    `SELECT DISTINCT ${quoteName(name)}::VARCHAR AS level FROM ${quoteName(table.relation)}
     WHERE ${quoteName(name)} IS NOT NULL ORDER BY level`,
    undefined,
    { signal },
  );
  return rows.map(({ level }) => level);
}
