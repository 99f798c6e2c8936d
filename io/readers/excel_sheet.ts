import type { Worksheet } from "exceljs";
import { Problem } from "../../infra/errors.ts";
import { didYouMean } from "../../infra/suggest.ts";
import { type PlainCell, plainCell, uncomputed } from "./excel_cells.ts";
import { loadWorkbookLibrary } from "./workbook.ts";
import { zipEntries } from "./zip.ts";

/** A sheet as columns of cells. */
export interface Sheet {
  readonly name: string;
  /** Headers as they stand, untrimmed. */
  readonly headers: readonly string[];
  /** Cells by column, each as long as {@link Sheet.numbers}. */
  readonly columns: readonly (readonly PlainCell[])[];
  /** Row number in the sheet of every row, from 1. */
  readonly numbers: readonly number[];
  /** Formulas without a stored result; their cells are empty here. */
  readonly uncomputed: number;
}

/** What to read of a workbook. */
export interface SheetChoice {
  /** Name, or number from 1. @default the first */
  readonly sheet?: string | number | undefined;
  /** Row of the headers, from 1. */
  readonly headerRow: number;
  /** Most rows to read. @default Infinity */
  readonly limit?: number;
}

/** Bytes of unpacked sheets that fit in memory as the library keeps them, about 3 GB. */
const largestSheets = 200 * 1024 * 1024;

/**
 * Reads one sheet of an .xlsx file; rows without any value are left out.
 *
 * @throws Problem of kind `data` for what is no workbook, a sheet that is not there, a column without header
 */
export async function readSheet(path: string, choice: SheetChoice, place: string): Promise<Sheet> {
  const bytes = await Deno.readFile(path);
  assertWorkbook(bytes, path);
  const { Workbook } = await loadWorkbookLibrary();
  const workbook = new Workbook();
  try {
    await workbook.xlsx.load(bytes.buffer);
  } catch (error) {
    throw notReadable(path, "the workbook is damaged", "Open it in a spreadsheet program and save it again.", error);
  }
  const sheet = chooseSheet(workbook.worksheets, path, choice.sheet, place);
  return sheetColumns(sheet, path, choice, place);
}

function assertWorkbook(bytes: Uint8Array, path: string): void {
  const old = [0xd0, 0xcf, 0x11, 0xe0].every((byte, index) => bytes[index] === byte);
  if (old) {
    const what = "it is an old .xls workbook, or one with a password";
    throw notReadable(path, what, "Save it as .xlsx without a password.");
  }
  const entries = bytes.length === 0 ? undefined : zipEntries(bytes);
  if (entries === undefined || !entries.some(({ name }) => name === "xl/workbook.xml")) {
    const what = bytes.length === 0 ? "the file is empty" : "it is not an .xlsx workbook, or it is cut short";
    throw notReadable(path, what, "Check that the file arrived whole and that its kind is excel.");
  }
  const sheets = entries.filter(({ name }) => name.startsWith("xl/worksheets/"));
  const size = sheets.reduce((sum, entry) => sum + entry.bytes, 0);
  if (size <= largestSheets) return;
  const megabytes = Math.round(size / 1024 / 1024);
  throw notReadable(
    path,
    `its sheets hold ${megabytes} MB, more than the ${largestSheets / 1024 / 1024} MB that fit in memory`,
    "Save the sheet as CSV and read that.",
  );
}

function chooseSheet(
  sheets: readonly Worksheet[],
  path: string,
  wanted: string | number | undefined,
  place: string,
): Worksheet {
  const found = typeof wanted === "string" ? sheets.find(({ name }) => name === wanted) : sheets[(wanted ?? 1) - 1];
  if (found !== undefined) return found;
  const names = sheets.map(({ name }) => name);
  const hint = typeof wanted === "string" ? didYouMean(wanted, names) : "";
  const named = typeof wanted === "string" ? `sheet "${wanted}"` : `sheet number ${wanted ?? 1}`;
  throw new Problem("data", `Cannot read "${path}": it has no ${named}${hint}`, {
    place: `${place}.sheet`,
    remedy: `Its sheets are ${names.map((name) => `"${name}"`).join(", ") || "none"}.`,
  });
}

function sheetColumns(sheet: Worksheet, path: string, choice: SheetChoice, place: string): Sheet {
  const { headerRow, limit = Infinity } = choice;
  const width = sheet.columnCount;
  const header = sheet.getRow(headerRow);
  const headers = Array.from({ length: width }, (_, index) => {
    const value = plainCell(header.getCell(index + 1).value);
    return value === null || value === uncomputed ? "" : String(value);
  });
  const columns: PlainCell[][] = headers.map(() => []);
  const numbers: number[] = [];
  let missing = 0;
  sheet.eachRow((row, number) => {
    if (number <= headerRow || numbers.length >= limit) return;
    const cells = headers.map((_, index) => plainCell(row.getCell(index + 1).value));
    missing += cells.filter((cell) => cell === uncomputed).length;
    if (cells.every((cell) => cell === null || cell === "")) return;
    cells.forEach((cell, index) => columns[index]!.push(cell === uncomputed ? null : cell));
    numbers.push(number);
  });
  const used = headers.map((name, index) => name.trim() !== "" || columns[index]!.some((cell) => cell !== null));
  const unnamed = headers.findIndex((name, index) => used[index] && name.trim() === "");
  if (unnamed !== -1) throw unnamedColumn(sheet, path, unnamed + 1, headerRow, place);
  return {
    name: sheet.name,
    headers: headers.filter((_, index) => used[index]),
    columns: columns.filter((_, index) => used[index]),
    numbers,
    uncomputed: missing,
  };
}

function unnamedColumn(sheet: Worksheet, path: string, column: number, headerRow: number, place: string): Problem {
  const letter = sheet.getColumn(column).letter;
  return new Problem("data", `Cannot read "${path}": column ${letter} has values but no header`, {
    place: `${path}:${sheet.name}!${letter}${headerRow}`,
    remedy: `Name the column, or set ${place}.header_row to the row with the names.`,
  });
}

function notReadable(path: string, what: string, remedy: string, cause?: unknown): Problem {
  return new Problem("data", `Cannot read "${path}": ${what}`, { place: path, remedy, cause });
}
