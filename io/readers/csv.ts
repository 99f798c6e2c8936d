import { z } from "zod";
import { Problem } from "../../infra/errors.ts";
import { cleanName } from "../admit/header.ts";
import { compileContract, type TableContract, wholeNumber } from "../schema/mod.ts";
import { quoteList, quoteLiteral, quoteName, structLiteral } from "../sql.ts";
import type { SourceFile } from "../types.ts";
import { csvPlaces, repairLines } from "./csv_lookup.ts";
import { openCsv, type OpenedCsv } from "./csv_open.ts";
import { locateFiles, pathConfig } from "./files.ts";
import { defineReader, type StageContext, type Staged, type StagedColumn } from "./types.ts";

const character = z.string().length(1);

/** Keys of a `csv` reader. */
export const csvConfig = z.strictObject({
  path: pathConfig,
  delimiter: character.default(",").describe("Character between cells"),
  quote: z.string().max(1).default('"').describe('Character around cells that hold delimiters; "" for none'),
  header: z.boolean().default(true).describe("Whether the first line holds the column names"),
  columns: z.array(z.string().min(1)).min(1).optional().describe("Column names of a file without header"),
  null_values: z.array(z.string()).default(["", "NA", "N/A", "None", "null"]).describe("Cells that mean no value"),
  encoding: z.enum(["utf-8", "utf-16", "latin-1"]).default("utf-8"),
  skip_rows: z.int().min(0).default(0).describe("Lines before the header"),
  comment: character.optional().describe("Lines that start with this are no data"),
  decimal_separator: z.enum([".", ","]).default("."),
});

/** Settled keys of a `csv` reader. */
export type CsvConfig = z.infer<typeof csvConfig>;

/** Delimited text. */
export const csvReader = defineReader({
  kind: "csv",
  summary: "Delimited text: comma, tab, semicolon or another character between cells.",
  config: csvConfig,
  files: (config, context) => locateFiles(config.path, context),
  stage: stageCsv,
});

async function stageCsv(config: CsvConfig, context: StageContext): Promise<Staged> {
  const { session, options: { schema, signal } } = context;
  if (config.header === (config.columns !== undefined)) {
    throw new Problem("configuration", "Cannot read CSV: `columns` go with `header: false`, and only with it", {
      place: `${context.place}.columns`,
      remedy: config.header ? "Remove `columns`, or set `header: false`." : "List the names of the columns.",
    });
  }
  const files = await locateFiles(config.path, context);
  const contract = schema === undefined ? undefined : compileContract(schema);
  const opened: OpenedCsv[] = [];
  const release = async () => {
    for (const file of opened) await file.release();
  };
  try {
    for (const file of files) opened.push(await openCsv(file.path, config, contract, context));
    const names = unionNames(opened, contract);
    const table = context.scratch("csv");
    const unparsed = context.scratch("csv_unparsed");
    await session.run(`CREATE TABLE ${quoteName(unparsed)} (file VARCHAR, line BIGINT, text VARCHAR, message VARCHAR)`);
    const starts: number[] = [];
    for (const [index, file] of opened.entries()) {
      const columns = stagedColumns(file.names, names, config, contract);
      starts.push(index === 0 ? 0 : await countRows(context, table));
      await session.run(loadSql(file, columns, table, unparsed, index, config, context), [], { signal });
    }
    const loaded = { opened, starts, unparsed };
    const locate = await csvPlaces(loaded, config, context);
    await repairLines(loaded, config, context);
    return {
      from: quoteName(table),
      storage: "table",
      columns: stagedColumns(names, names, config, contract).map(({ name, type }) => ({ name, type })),
      origin: { file: quoteLiteral(files[0]?.path ?? ""), line: "rowid + 1" },
      files,
      unparsed: quoteName(unparsed),
      locate,
      nullValues: config.null_values,
      warnings: fileWarnings(opened, files),
      release,
    };
  } catch (error) {
    await release();
    throw error;
  }
}

/** Names of the first file, or those of every file where the contract keeps what it does not name. */
function unionNames(opened: readonly OpenedCsv[], contract: TableContract | undefined): readonly string[] {
  const all = [...new Set(opened.flatMap(({ names }) => names))];
  if (contract?.open ?? true) return all;
  const wanted = new Set(contract?.columns.map(({ name }) => name));
  return all.filter((name) => wanted.has(name));
}

interface LoadedColumn extends StagedColumn {
  readonly sql: string;
  /** Type that the file is parsed as. */
  readonly parsedAs: "DOUBLE" | "VARCHAR";
}

/**
 * Numbers that must have a value are parsed while the file is read; whole ones as DOUBLE, for DuckDB would round 101.5.
 * Everything else stays text, which the admit step trims and casts.
 */
function stagedColumns(
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

/** One script, because rejects live in the connection: load the file, then keep what could not be parsed. */
function loadSql(
  file: OpenedCsv,
  columns: readonly LoadedColumn[],
  table: string,
  unparsed: string,
  index: number,
  config: CsvConfig,
  context: StageContext,
): string {
  const rejects = context.scratch("csv_rejects");
  const scans = context.scratch("csv_scans");
  const parsedAs = new Map(columns.map(({ name, parsedAs }) => [name, parsedAs]));
  const types = structLiteral(
    Object.fromEntries(file.names.map((name) => [name, quoteLiteral(parsedAs.get(name) ?? "VARCHAR")])),
  );
  const options = [
    "auto_detect = false",
    `header = ${config.header}`,
    `skip = ${config.skip_rows}`,
    `delim = ${quoteLiteral(config.delimiter)}`,
    `quote = ${quoteLiteral(config.quote)}`,
    `escape = ${quoteLiteral(config.quote)}`,
    ...(config.comment === undefined ? [] : [`comment = ${quoteLiteral(config.comment)}`]),
    // The admit step finds the other tokens in the distinct texts; here each would be compared with every cell.
    `nullstr = ${quoteList(config.null_values.includes("") ? [""] : config.null_values)}`,
    `columns = ${types}`,
    "store_rejects = true",
    `rejects_table = ${quoteLiteral(rejects)}`,
    `rejects_scan = ${quoteLiteral(scans)}`,
    "rejects_limit = 0",
  ];
  const limit = context.options.limit === undefined ? "" : ` LIMIT ${context.options.limit}`;
  const select = `SELECT ${columns.map(({ name, sql }) => `${sql} AS ${quoteName(name)}`).join(", ")}
    FROM read_csv(${quoteLiteral(file.readPath)}, ${options.join(", ")})${limit}`;
  const target = index === 0 ? `CREATE TABLE ${quoteName(table)} AS` : `INSERT INTO ${quoteName(table)}`;
  return `${target} ${select};
    INSERT INTO ${quoteName(unparsed)}
      SELECT ${quoteLiteral(file.path)}, first(line ORDER BY column_idx NULLS LAST),
        ltrim(first(csv_line ORDER BY column_idx NULLS LAST), chr(10) || chr(13)),
        first(error_message ORDER BY column_idx NULLS LAST)
      FROM ${quoteName(rejects)} GROUP BY line_byte_position ORDER BY line_byte_position;`;
}

async function countRows({ session }: StageContext, table: string): Promise<number> {
  return (await session.row<{ n: number }>(`SELECT count(*) AS n FROM ${quoteName(table)}`))?.n ?? 0;
}

/** Files of one dataset should have the same columns; what one lacks is empty. */
function fileWarnings(opened: readonly OpenedCsv[], files: readonly SourceFile[]): readonly string[] {
  const first = new Set(opened[0]?.names.map(cleanName));
  return files.flatMap(({ path }, i) => {
    const names = opened[i]?.names ?? [];
    const same = names.length === first.size && names.every((name) => first.has(name));
    return same ? [] : [`${path} has other columns than ${files[0]?.path}`];
  });
}
