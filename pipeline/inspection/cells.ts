import { Problem } from "../../infra/errors.ts";
import { didYouMean } from "../../infra/suggest.ts";
import { quoteList, quoteLiteral, quoteName } from "../../core/mod.ts";
import type { Confined } from "./confined.ts";
import type { CellValue, DataColumn, DataFile } from "./types.ts";

const longestText = 2_000;

const numeric = /^(U?(TINY|SMALL|BIG)INT|U?INTEGER|FLOAT|DOUBLE|U?HUGEINT|DECIMAL\(.*\))$/;
const exact = /^(U?(TINY|SMALL|BIG)INT|U?INTEGER|FLOAT|DOUBLE|BOOLEAN)$/;
const temporal = /^(DATE|TIME|TIMESTAMP)/;

/** Whether values of a type are numbers. */
export function isNumeric(type: string): boolean {
  return numeric.test(type);
}

/** Whether values of a type are dates or times. */
export function isTemporal(type: string): boolean {
  return temporal.test(type);
}

/** SQL for a value as a cell: numbers and truths as they are, anything else as text of bounded length. */
function cellSql(value: string, type: string): string {
  return exact.test(type) ? value : `left(CAST(${value} AS VARCHAR), ${longestText})`;
}

/** A value that the database gave as a cell. */
export function cellOf(value: unknown): CellValue {
  if (value === null || value === undefined) return null;
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (typeof value === "boolean" || typeof value === "string") return value;
  return String(value);
}

/** SQL that reads the files of an asset as one table; where they are partitions, with a column that says which. */
export function tableSql(files: readonly DataFile[]): string {
  const paths = files.map(({ path }) => path);
  if (files.length === 1 && files[0]!.partition === undefined) return `read_parquet(${quoteList(paths)})`;
  const keys = files.map(({ path, partition = "" }) => `${quoteLiteral(path)}: ${quoteLiteral(partition)}`);
  return `(SELECT (MAP {${keys.join(", ")}})[${fileColumn}] AS "partition", * EXCLUDE (${fileColumn})
    FROM read_parquet(${quoteList(paths)}, union_by_name = true, filename = '${fileColumn}'))`;
}

const fileColumn = "__file__";

/** Columns of a table expression, in order. */
export async function columnsOf({ session, signal }: Confined, table: string): Promise<readonly DataColumn[]> {
  const sql = `SELECT column_name AS name, column_type AS type FROM (DESCRIBE FROM ${table})`;
  return await session.rows<DataColumn>(sql, [], { signal });
}

/** The column of a name. @throws {Problem} of kind usage when there is none */
export function columnNamed(columns: readonly DataColumn[], name: string): DataColumn {
  const found = columns.find((column) => column.name === name);
  if (found !== undefined) return found;
  const names = columns.map((column) => column.name);
  throw new Problem("usage", `Cannot find the column "${name}": there is none${didYouMean(name, names)}`, {
    place: name,
    remedy: `Columns are ${names.slice(0, 20).join(", ")}${names.length > 20 ? ", …" : ""}.`,
  });
}

/** Rows of a query as cells, columns by position, so that equal names do not hide each other. */
export async function readCells(
  { session, signal }: Confined,
  query: string,
  columns: readonly DataColumn[],
  params: Readonly<Record<string, string | number>> = {},
): Promise<readonly (readonly CellValue[])[]> {
  const names = columns.map((_, index) => `c${index}`);
  const cells = columns.map(({ type }, index) => `${cellSql(names[index]!, type)} AS ${names[index]}`);
  const sql = `SELECT ${cells.join(", ")} FROM (${query}\n) AS t(${names.map(quoteName).join(", ")})`;
  const rows = await session.rows<Record<string, unknown>>(sql, params, { signal });
  return rows.map((row) => names.map((name) => cellOf(row[name])));
}
