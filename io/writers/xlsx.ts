import { z } from "zod";
import { readBatches } from "../batches.ts";
import { quoteName } from "../sql.ts";
import type { Table } from "../types.ts";
import { writeFiles } from "./files.ts";
import { refusal } from "./problems.ts";
import { defineWriter, type WriteContext } from "./types.ts";
import { longestCellText, type RawCell, type SheetCell, textCell, xlsxColumn } from "./xlsx_cells.ts";

/** Rows of a sheet, the header among them. */
const mostRows = 1_048_576;
const mostColumns = 16_384;
/** What the library builds in memory at once: about 1.3 GB. */
const mostCells = 5_000_000;

const sheetName = z.string().min(1).max(31)
  .refine((name) => !/[\[\]:*?/\\]/.test(name), "must not contain [ ] : * ? / \\")
  .refine((name) => !/^'|'$/.test(name), "must not start or end with an apostrophe")
  .refine((name) => name.toLowerCase() !== "history", 'must not be "History", which Excel keeps for itself');

const config = z.strictObject({
  path: z.string().min(1).describe("Workbook for one table, folder for partitions"),
  sheet: sheetName.default("Sheet1").describe("Name of the sheet, up to 31 characters"),
  freeze_header: z.boolean().default(true).describe("Keep the header line in view while scrolling"),
});

type Config = z.infer<typeof config>;

/**
 * An Excel workbook with one sheet. Texts are stored as text, so none of them is ever run as a formula. Cells hold numbers
 * of 64-bit floating point: see {@link xlsxColumn} for what becomes text, and an empty text becomes an empty cell.
 */
export const xlsxWriter = defineWriter({
  kind: "xlsx",
  summary: "An Excel workbook with one sheet, for people; at most 1,048,575 rows.",
  config,
  write: (config, source, context) => writeFiles({ extension: "xlsx", write: writeXlsx }, config, source, context),
});

async function writeXlsx(table: Table, temporary: string, config: Config, context: WriteContext): Promise<number> {
  assertFits(table, config, context);
  await assertTextsFit(table, config, context);
  const columns = table.columns.map(xlsxColumn);
  const sheet: SheetCell[][] = [table.columns.map(({ name }) => headerCell(name))];
  const expressions = columns.map(({ sql }) => sql);
  for await (const rows of readBatches<RawCell>(context.session, table, expressions, { signal: context.signal })) {
    for (const row of rows) sheet.push(row.map((raw, index) => columns[index]!.cell(raw)));
  }
  const { default: writeWorkbook } = await import("write-excel-file/node");
  const options = { sheet: config.sheet, ...(config.freeze_header ? { stickyRowsCount: 1 } : {}) };
  await writeWorkbook(sheet, options).toFile(temporary);
  return sheet.length - 1;
}

function headerCell(name: string): SheetCell {
  return { value: textCell(name), type: String, fontWeight: "bold" };
}

function assertFits(table: Table, { path }: Config, { place }: WriteContext): void {
  const cells = table.rows * table.columns.length;
  const limits = [
    { found: table.rows, most: mostRows - 1, unit: "rows" },
    { found: table.columns.length, most: mostColumns, unit: "columns" },
    { found: cells, most: mostCells, unit: "cells" },
  ];
  for (const { found, most, unit } of limits) {
    if (found <= most) continue;
    const amount = (n: number) => n.toLocaleString("en-US");
    throw refusal(path, `${amount(found)} ${unit} are more than the ${amount(most)} that a workbook takes`, {
      place,
      remedy: "Write CSV or Parquet, or filter the table first.",
    });
  }
}

async function assertTextsFit(table: Table, { path }: Config, context: WriteContext): Promise<void> {
  const texts = table.columns.filter(({ type }) => type === "VARCHAR").map(({ name }) => name);
  if (texts.length === 0) return;
  const longest = texts.map((name) => `max(length(${quoteName(name)}))`).join(", ");
  const sql = `SELECT unnest([${longest}]) AS longest FROM ${quoteName(table.relation)}`;
  const rows = await context.session.rows<{ longest: number | null }>(sql, [], { signal: context.signal });
  const long = rows.findIndex(({ longest }) => (longest ?? 0) > longestCellText);
  if (long === -1) return;
  throw refusal(path, `column "${texts[long]}" has a text longer than the 32,767 characters that a cell takes`, {
    place: context.place,
    remedy: "Write CSV or Parquet, or shorten the text first.",
  });
}
