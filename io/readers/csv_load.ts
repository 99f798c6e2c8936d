import { wholeNumber } from "../schema/mod.ts";
import type { TableContract } from "../schema/mod.ts";
import { quoteList, quoteLiteral, quoteName, structLiteral } from "../sql.ts";
import type { CsvConfig } from "./csv_config.ts";
import type { OpenedCsv } from "./csv_open.ts";
import type { StagedColumn } from "./types.ts";

/** A column as a file is loaded. */
export interface LoadedColumn extends StagedColumn {
  readonly sql: string;
  /** Type that the file is parsed as. */
  readonly parsedAs: "DOUBLE" | "VARCHAR";
}

/**
 * Numbers that must have a value are parsed while the file is read; whole ones as DOUBLE, for DuckDB would round 101.5.
 * Everything else stays text, which the admit step trims and casts.
 *
 * @param present columns of the file
 * @param names columns of the table, which may come from several files
 */
export function loadedColumns(
  present: readonly string[],
  names: readonly string[],
  { decimal_separator }: CsvConfig,
  contract: TableContract | undefined,
): readonly LoadedColumn[] {
  return names.map((name) => {
    const column = contract?.columns.find((one) => one.name === name);
    const typed = column !== undefined && !column.nullable && decimal_separator === "." &&
      (column.type === "BIGINT" || column.type === "DOUBLE");
    const type = typed ? column.type : "VARCHAR";
    const value = present.includes(name) ? quoteName(name) : "NULL::VARCHAR";
    const sql = type === "BIGINT" ? wholeNumber(value) : decimal_separator === "," ? decimalPoint(value) : value;
    return { name, type, sql, parsedAs: typed ? "DOUBLE" : "VARCHAR" };
  });
}

/** A number written with a decimal comma, with a point; other text as it is. */
function decimalPoint(text: string): string {
  return `CASE WHEN regexp_matches(${text}, '^\\s*[+-]?[0-9]*,[0-9]+\\s*$') THEN replace(${text}, ',', '.') ELSE ${text} END`;
}

/** Names of the tables that DuckDB keeps rejected lines in. */
export interface RejectTables {
  readonly rejects: string;
  readonly scans: string;
  /** Most lines that are kept. */
  readonly limit: number;
}

/** SELECT over a file; without `kept`, the first line that cannot be parsed is an error. */
export function selectSql(
  file: OpenedCsv,
  columns: readonly LoadedColumn[],
  config: CsvConfig,
  kept: RejectTables | undefined,
): string {
  const { layout, dialect, names, readPath, inOrder } = file;
  const parsedAs = new Map(columns.map(({ name, parsedAs }) => [name, parsedAs]));
  const types = names.map((name) => [name, quoteLiteral(parsedAs.get(name) ?? "VARCHAR")] as const);
  const options = [
    "auto_detect = false",
    `header = ${dialect.header}`,
    `skip = ${layout.linesBefore}`,
    `delim = ${quoteLiteral(dialect.delimiter)}`,
    `quote = ${quoteLiteral(dialect.quote)}`,
    `escape = ${quoteLiteral(dialect.quote)}`,
    `new_line = '${layout.lineEnd}'`,
    // The admit step finds the other tokens in the distinct texts; here each would be compared with every cell.
    `nullstr = ${quoteList(config.null_values.includes("") ? [""] : config.null_values)}`,
    `columns = ${structLiteral(Object.fromEntries(types))}`,
    ...(inOrder ? ["parallel = false"] : []),
    ...(kept === undefined ? [] : [
      "store_rejects = true",
      `rejects_table = ${quoteLiteral(kept.rejects)}`,
      `rejects_scan = ${quoteLiteral(kept.scans)}`,
      `rejects_limit = ${kept.limit}`,
    ]),
  ];
  return `SELECT ${columns.map(({ name, sql }) => `${sql} AS ${quoteName(name)}`).join(", ")}
    FROM read_csv(${quoteLiteral(readPath)}, ${options.join(", ")})`;
}

/** What was wrong with a line, as {@link keepSql} writes it. */
export const lineFaults = { number: 0, cells: 1, encoding: 2, other: 3 } as const;

/**
 * Copies what DuckDB rejected to the table `faults`: the byte that the line starts at, the worst of {@link lineFaults}, the
 * 0-based column whose text is no number, and how often the line was rejected.
 */
export function keepSql(faults: string, { rejects }: RejectTables): string {
  return `CREATE TABLE ${quoteName(faults)} AS
    SELECT line_byte_position - 1 AS start,
      max(CASE error_type::VARCHAR WHEN 'CAST' THEN ${lineFaults.number} WHEN 'MISSING COLUMNS' THEN ${lineFaults.cells}
        WHEN 'TOO MANY COLUMNS' THEN ${lineFaults.cells} WHEN 'INVALID ENCODING' THEN ${lineFaults.encoding}
        ELSE ${lineFaults.other} END) AS fault,
      min(column_idx) FILTER (error_type::VARCHAR = 'CAST') - 1 AS col, count(*) AS n
    FROM ${quoteName(rejects)} GROUP BY start`;
}
