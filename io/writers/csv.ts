import { z } from "../../infra/zod.ts";
import { quoteLiteral, quoteName } from "../sql.ts";
import type { Column, Table } from "../types.ts";
import { perRun, writeFiles } from "./files.ts";
import { defineWriter, type WriteContext } from "./types.ts";

const config = z.strictObject({
  path: z.string().min(1).describe("File for one table, folder for partitions"),
  per_run: perRun,
  delimiter: z.string().length(1).default(",").describe("Character between cells"),
  header: z.boolean().default(true).describe("Whether the first line names the columns"),
  bom: z.boolean().default(false).describe(
    "Whether the file starts with a byte order mark, which Excel needs for UTF-8",
  ),
  null_text: z.string().default("").describe("What stands for no value; an empty text is written as two quotes"),
  escape_formulas: z.boolean().default(false)
    .describe(
      "Put an apostrophe before texts that a spreadsheet would run: those starting with = + - @, tab or return",
    ),
});

type Config = z.infer<typeof config>;

/**
 * Delimited text, UTF-8, one `\n` per line, quotes where needed, numbers with every digit that they need to be read back
 * the same.
 *
 * Texts that look like formulas are written as they are, because this format carries data between programs and a changed
 * cell is a wrong cell; `escape_formulas` is for files that people open in a spreadsheet, and the xlsx kind needs no such
 * care.
 */
export const csvWriter = defineWriter({
  kind: "csv",
  summary: "Delimited text, UTF-8.",
  config,
  write: (config, source, context) => writeFiles({ extension: "csv", write: writeCsv }, config, source, context),
});

async function writeCsv(table: Table, temporary: string, config: Config, context: WriteContext): Promise<number> {
  const columns = table.columns.map((column) => csvColumn(column, config)).join(", ");
  const copy = `COPY (SELECT ${columns} FROM ${quoteName(table.relation)}) TO ${quoteLiteral(temporary)}
    (${csvOptions(table, config).join(", ")})`;
  return await context.session.run(copy, [], { signal: context.signal });
}

function csvOptions(table: Table, config: Config): string[] {
  const { delimiter, header, bom, null_text: nullText } = config;
  const options = ["FORMAT csv", `DELIMITER ${quoteLiteral(delimiter)}`, `NULLSTR ${quoteLiteral(nullText)}`];
  if (!bom) return [...options, `HEADER ${header}`];
  // A mark in the first column's name would end up inside its quotes, so the header line is written as the file's prefix.
  const line = header ? `${table.columns.map(({ name }) => csvCell(name, delimiter)).join(delimiter)}\n` : "";
  return [...options, "HEADER false", `PREFIX ${quoteLiteral(`\ufeff${line}`)}`, `SUFFIX ${quoteLiteral("\n")}`];
}

function csvCell(text: string, delimiter: string): string {
  const plain = ![delimiter, '"', "\n", "\r"].some((mark) => text.includes(mark));
  return plain ? text : `"${text.replaceAll('"', '""')}"`;
}

function csvColumn({ name, type }: Column, config: Config): string {
  const column = quoteName(name);
  if (!config.escape_formulas || type !== "VARCHAR") return column;
  return `CASE WHEN regexp_matches(${column}, '^[=+@\\t\\r-]') THEN '''' || ${column} ELSE ${column} END AS ${column}`;
}
