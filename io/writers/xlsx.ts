import { z } from "../../infra/zod.ts";
import type { Table } from "../types.ts";
import { perRun, writeFiles } from "./files.ts";
import { defineWriter, type WriteContext } from "./types.ts";
import { assertWorkbookFits, measureSheet, type Sheet, sheetOf, type SheetStyle } from "./xlsx_sheet.ts";

const sheetName = z.string().min(1).max(31)
  .refine((name) => !/[\[\]:*?/\\]/.test(name), "must not contain [ ] : * ? / \\")
  .refine((name) => !/^'|'$/.test(name), "must not start or end with an apostrophe")
  .refine((name) => name.toLowerCase() !== "history", 'must not be "History", which Excel keeps for itself');

const config = z.strictObject({
  path: z.string().min(1).describe("Workbook for one table, folder for partitions and for workbooks of several sheets"),
  per_run: perRun,
  sheet: sheetName.default("Sheet1").describe("Name of the sheet of one table, up to 31 characters"),
  freeze_header: z.boolean().default(true).describe("Keep the header line in view while scrolling"),
  number_format: z.string().min(1).optional().describe(
    "How numbers with a fraction are shown, as in Excel, e.g. #,##0.00; the cells keep every digit. As they are if left out",
  ),
});

type Config = z.infer<typeof config>;

/**
 * An Excel workbook, of one sheet for a table, of several for a workbook. Texts are stored as text, so none of them is ever
 * run as a formula. Cells hold numbers of 64-bit floating point: see `xlsxColumn` for what becomes
 * text; an empty text becomes an empty cell.
 */
export const xlsxWriter = defineWriter({
  kind: "xlsx",
  summary: "An Excel workbook, for people; at most 1,048,575 rows in a sheet.",
  config,
  write: (config, source, context) =>
    writeFiles({ extension: "xlsx", write: writeTable, writeSheets }, config, source, context),
});

function writeTable(table: Table, temporary: string, config: Config, context: WriteContext): Promise<number> {
  return writeSheets(new Map([[config.sheet, table]]), temporary, config, context);
}

async function writeSheets(
  tables: ReadonlyMap<string, Table>,
  temporary: string,
  config: Config,
  context: WriteContext,
): Promise<number> {
  assertSheetNames(tables.keys());
  assertWorkbookFits(tables, config.path, context);
  const style: SheetStyle = { freezeHeader: config.freeze_header, numberFormat: config.number_format };
  const sheets: Sheet[] = [];
  for (const [name, table] of tables) {
    const measured = await measureSheet(table, { ...config, style }, context);
    sheets.push(await sheetOf(name, table, measured, style, context));
  }
  const { default: writeWorkbook } = await import("write-excel-file/node");
  await writeWorkbook(sheets).toFile(temporary);
  return sheets.reduce((rows, { data }) => rows + data.length - 1, 0);
}

/** Excel takes no two names that differ by case only. */
function assertSheetNames(names: Iterable<string>): void {
  const taken = new Set<string>();
  for (const name of names) {
    const key = sheetName.parse(name).toLowerCase();
    if (taken.has(key)) throw new RangeError(`Cannot write a workbook: two sheets are called "${name}"`);
    taken.add(key);
  }
}
