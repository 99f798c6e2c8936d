import { z } from "../../infra/zod.ts";
import { Problem } from "../../infra/errors.ts";
import type { Session } from "../duckdb/types.ts";
import { quoteList, quoteName } from "../sql.ts";
import { type ColumnStorage, columnStorage } from "./excel_cells.ts";
import { readSheet, type Sheet } from "./excel_sheet.ts";
import { locateFiles, pathConfig } from "./files.ts";
import { defineReader, type Staged, type StagedColumn } from "./types.ts";

const batchRows = 20_000;

/**
 * A sheet of Excel workbooks (.xlsx). Formulas give their stored results, errors such as `#N/A` come as text. A row's file is
 * `<path>:<sheet>` and its line the number that the spreadsheet shows.
 */
export const excelReader = defineReader({
  kind: "excel",
  summary: "A sheet of Excel workbooks (.xlsx).",
  config: z.strictObject({
    path: pathConfig,
    sheet: z.union([z.string().min(1), z.int().positive()]).optional()
      .describe("Name of the sheet, or its number from 1; the first if left out"),
    header_row: z.int().positive().default(1).describe("Row with the column names, from 1"),
  }),
  files: (config, context) => locateFiles(config.path, context),
  async stage({ path, sheet: wanted, header_row: headerRow }, context): Promise<Staged> {
    const { session, place } = context;
    const files = await locateFiles(path, context);
    const sheets: Sheet[] = [];
    for (const file of files) {
      context.options.signal?.throwIfAborted();
      const read = sheets.reduce((sum, { numbers }) => sum + numbers.length, 0);
      const left = (context.options.limit ?? Infinity) - read;
      sheets.push(await readSheet(file.path, { sheet: wanted, headerRow, limit: left }, place));
    }
    assertSameHeaders(sheets, files.map((file) => file.path), place);
    const table = context.scratch("excel");
    const columns = await storeSheets(session, table, sheets);
    const origins = sheets.map(({ name }, index) => `${files[index]!.path}:${name}`);
    return {
      from: quoteName(table),
      storage: "table",
      columns,
      origin: { file: `${quoteList(origins)}[file]`, line: "line::BIGINT" },
      files,
      warnings: uncomputedWarnings(sheets, origins),
    };
  },
});

async function storeSheets(session: Session, table: string, sheets: readonly Sheet[]): Promise<StagedColumn[]> {
  const headers = sheets[0]!.headers;
  const storages = headers.map((name) =>
    columnStorage(sheets.flatMap((sheet) => sheet.columns[indexOf(sheet, name)]!))
  );
  const declared = storages.map(({ stored }, index) => `${quoteName(`c${index}`)} ${stored}`);
  await session.run(`CREATE TABLE ${quoteName(table)} (${["file INTEGER", "line INTEGER", ...declared].join(", ")})`);
  for (const [index, sheet] of sheets.entries()) await appendSheet(session, table, sheet, index + 1, headers, storages);
  return headers.map((name, index) => {
    const { stored, type } = storages[index]!;
    const column = quoteName(`c${index}`);
    return { name, type, sql: stored === type ? column : `${column}::${type}` };
  });
}

async function appendSheet(
  session: Session,
  table: string,
  sheet: Sheet,
  file: number,
  headers: readonly string[],
  storages: readonly ColumnStorage[],
): Promise<void> {
  for (let start = 0; start < sheet.numbers.length; start += batchRows) {
    const numbers = sheet.numbers.slice(start, start + batchRows);
    const cells = headers.map((name, index) => {
      const column = sheet.columns[indexOf(sheet, name)]!;
      return column.slice(start, start + batchRows).map((value) => storages[index]!.cell(value));
    });
    await session.append(table, [numbers.map(() => file), numbers, ...cells]);
  }
}

function indexOf(sheet: Sheet, header: string): number {
  return sheet.headers.indexOf(header);
}

function assertSameHeaders(sheets: readonly Sheet[], paths: readonly string[], place: string): void {
  const first = sheets[0]!.headers;
  for (const [index, { headers }] of sheets.entries()) {
    const lacks = first.find((name) => !headers.includes(name));
    const has = headers.find((name) => !first.includes(name));
    if (lacks === undefined && has === undefined) continue;
    const what = lacks !== undefined
      ? `it lacks column "${lacks}" of "${paths[0]}"`
      : `it has column "${has}", which "${paths[0]}" lacks`;
    throw new Problem("data", `Cannot read "${paths[index]}": ${what}`, {
      place: `${place}.path`,
      remedy: "Read the workbooks apart, or give them the same columns.",
    });
  }
}

function uncomputedWarnings(sheets: readonly Sheet[], origins: readonly string[]): string[] {
  return sheets.flatMap(({ uncomputed }, index) =>
    uncomputed === 0 ? [] : [
      `${
        origins[index]
      }: ${uncomputed} formulas have no stored result and are read as empty; open and save the workbook in a ` +
      "spreadsheet program",
    ]
  );
}
