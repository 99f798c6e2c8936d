import { quoteName } from "../../core/mod.ts";
import { cellOf, columnsOf, isNumeric, isTemporal, tableSql } from "./cells.ts";
import type { Confined } from "./confined.ts";
import type { CellValue, ColumnProfile, DataColumn, DataFile } from "./types.ts";

const bins = 24;
const mostFrequent = 8;
/** Different values of a column that are counted; more of them are estimated. */
const mostCounted = 2_000;

/** Which columns are looked at. */
export interface ProfilePart {
  /** @default 0 */
  readonly offset?: number;
  /** @default 40 */
  readonly limit?: number;
}

/** What the columns of an asset's files hold, in the order of the columns. */
export async function profileColumns(
  confined: Confined,
  files: readonly DataFile[],
  { offset = 0, limit = 40 }: ProfilePart,
): Promise<{ readonly columns: readonly ColumnProfile[]; readonly total: number }> {
  const table = tableSql(files);
  const all = await columnsOf(confined, table);
  const columns = all.slice(offset, offset + limit);
  const facts = await factsOf(confined, table, columns);
  const [counted, histograms] = [await countedOf(confined, table, facts), await histogramsOf(confined, table, facts)];
  const found: ColumnProfile[] = [];
  for (const { column: { name, type }, rows, filled, distinct, least, greatest, mean } of facts) {
    const histogram = histograms.get(name);
    const exact = counted.get(name);
    found.push({
      ...{ name, type, nulls: rows === 0 ? 0 : (rows - filled) / rows },
      ...{ distinct: exact ?? Math.min(distinct, filled), estimated: exact === undefined },
      ...{ least: cellOf(least), greatest: cellOf(greatest) },
      ...(mean === null ? {} : { mean }),
      ...(histogram === undefined ? {} : { histogram }),
      ...(isNumeric(type) || isTemporal(type) ? {} : { frequent: await frequentOf(confined, table, name) }),
    });
  }
  return { columns: found, total: all.length };
}

interface Facts {
  readonly column: DataColumn;
  readonly rows: number;
  readonly filled: number;
  readonly distinct: number;
  readonly least: unknown;
  readonly greatest: unknown;
  readonly mean: number | null;
}

async function factsOf(
  { session, signal }: Confined,
  table: string,
  columns: readonly DataColumn[],
): Promise<readonly Facts[]> {
  if (columns.length === 0) return [];
  const parts = columns.map(({ name, type }, i) => {
    const column = quoteName(name);
    const value = isNumeric(type) ? `CAST(${column} AS DOUBLE)` : `left(CAST(${column} AS VARCHAR), 200)`;
    const finite = isNumeric(type) ? `FILTER (isfinite(CAST(${column} AS DOUBLE)))` : "";
    const mean = isNumeric(type) ? `avg(CAST(${column} AS DOUBLE)) ${finite}` : "NULL::DOUBLE";
    return `count(${column}) AS filled${i}, approx_count_distinct(${column}) AS distinct${i},
      min(${value}) ${finite} AS least${i}, max(${value}) ${finite} AS greatest${i}, ${mean} AS mean${i}`;
  });
  const row = await session.row<Record<string, unknown>>(
    `SELECT count(*) AS rows, ${parts.join(", ")} FROM ${table}`,
    [],
    { signal },
  );
  return columns.map((column, i): Facts => ({
    column,
    rows: Number(row?.["rows"] ?? 0),
    filled: Number(row?.[`filled${i}`] ?? 0),
    distinct: Number(row?.[`distinct${i}`] ?? 0),
    least: row?.[`least${i}`],
    greatest: row?.[`greatest${i}`],
    mean: row?.[`mean${i}`] as number | null,
  }));
}

/** Numbers of different values of columns that have few of them, by name. */
async function countedOf(
  { session, signal }: Confined,
  table: string,
  facts: readonly Facts[],
): Promise<ReadonlyMap<string, number>> {
  const few = facts.filter(({ distinct }) => distinct <= mostCounted);
  if (few.length === 0) return new Map();
  const counts = few.map(({ column }, i) => `count(DISTINCT ${quoteName(column.name)}) AS n${i}`);
  const row = await session.row<Record<string, unknown>>(`SELECT ${counts.join(", ")} FROM ${table}`, [], { signal });
  return new Map(few.map(({ column }, i) => [column.name, Number(row?.[`n${i}`] ?? 0)]));
}

async function histogramsOf(
  { session, signal }: Confined,
  table: string,
  facts: readonly Facts[],
): Promise<ReadonlyMap<string, readonly number[]>> {
  const spread = facts.filter(({ column, least, greatest }) =>
    isNumeric(column.type) && typeof least === "number" && typeof greatest === "number" && greatest > least
  );
  if (spread.length === 0) return new Map();
  // One pass over the table: a column's part of the range is a small number, and those are counted in a list.
  const parts = spread.map(({ column, least, greatest }, i) => {
    const value = `CAST(${quoteName(column.name)} AS DOUBLE)`;
    const share = `(${value} - (${least}::DOUBLE)) / ((${greatest}::DOUBLE) - (${least}::DOUBLE))`;
    const bin = `CAST(least(${bins - 1}, floor(${share} * ${bins})) AS INTEGER)`;
    const counts = Array.from({ length: bins }, (_, at) => `count(*) FILTER (b${i} = ${at})`);
    return { bin: `CASE WHEN isfinite(${value}) THEN ${bin} END AS b${i}`, counts: `[${counts.join(", ")}] AS h${i}` };
  });
  const row = await session.row<Record<string, number[]>>(
    `SELECT ${parts.map(({ counts }) => counts).join(", ")}
     FROM (SELECT ${parts.map(({ bin }) => bin).join(", ")} FROM ${table})`,
    [],
    { signal },
  );
  return new Map(spread.map(({ column }, i) => [column.name, row?.[`h${i}`] ?? []]));
}

async function frequentOf(
  { session, signal }: Confined,
  table: string,
  name: string,
): Promise<NonNullable<ColumnProfile["frequent"]>> {
  const column = quoteName(name);
  const rows = await session.rows<{ value: CellValue; rows: number }>(
    `SELECT left(CAST(${column} AS VARCHAR), 200) AS value, count(*) AS rows FROM ${table} WHERE ${column} IS NOT NULL
     GROUP BY ALL ORDER BY rows DESC, value LIMIT ${mostFrequent}`,
    [],
    { signal },
  );
  return rows.map(({ value, rows }) => ({ value: cellOf(value), rows }));
}
