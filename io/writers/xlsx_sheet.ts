import { readBatches } from "../batches.ts";
import { quoteName } from "../sql.ts";
import type { Table } from "../types.ts";
import { refusal } from "./problems.ts";
import type { WriteContext } from "./types.ts";
import { longestCellText, type RawCell, type SheetCell, textCell, type XlsxColumn, xlsxColumn } from "./xlsx_cells.ts";

/** Rows of a sheet, the header among them. */
const mostRows = 1_048_576;
const mostColumns = 16_384;
/** What the library builds in memory at once: about 1.3 GB. */
const mostCells = 5_000_000;

/** A sheet as the library takes it. */
export interface Sheet {
  readonly sheet: string;
  readonly data: SheetCell[][];
  readonly columns: { readonly width: number }[];
  readonly stickyRowsCount?: number;
}

/** How a sheet looks. */
export interface SheetStyle {
  readonly freezeHeader: boolean;
  /** Format of numbers with a fraction; undefined for Excel's own. */
  readonly numberFormat: string | undefined;
}

/**
 * Refuses what no workbook holds, before anything is built.
 *
 * @throws Problem of kind `data` naming what is too many
 */
export function assertWorkbookFits(tables: ReadonlyMap<string, Table>, path: string, { place }: WriteContext): void {
  const all = [...tables.values()];
  const limits = [
    { found: Math.max(...all.map(({ rows }) => rows)), most: mostRows - 1, unit: "rows" },
    { found: Math.max(...all.map(({ columns }) => columns.length)), most: mostColumns, unit: "columns" },
    { found: all.reduce((sum, { rows, columns }) => sum + rows * columns.length, 0), most: mostCells, unit: "cells" },
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

/** Columns of a sheet, and how many characters the longest cell of each shows. */
export interface MeasuredSheet {
  readonly columns: readonly XlsxColumn[];
  readonly longest: readonly number[];
}

/**
 * Looks through a table for the longest cell of each column.
 *
 * @throws Problem of kind `data` for a text that no cell holds
 */
export async function measureSheet(
  table: Table,
  { path, style }: { readonly path: string; readonly style: SheetStyle },
  context: WriteContext,
): Promise<MeasuredSheet> {
  const columns = table.columns.map((column) => xlsxColumn(column, style));
  const lengths = columns.map(({ shownLength }, i) => `coalesce(max(${shownLength}), 0)::INTEGER AS ${quoted(i)}`);
  const query = `SELECT ${lengths.join(", ")} FROM ${quoteName(table.relation)}`;
  const found = await context.session.row<Record<string, number>>(query, [], { signal: context.signal });
  const longest = columns.map((_, i) => found?.[`c${i}`] ?? 0);
  const long = columns.findIndex(({ isText }, i) => isText && longest[i]! > longestCellText);
  if (long === -1) return { columns, longest };
  const name = table.columns[long]!.name;
  throw refusal(path, `column "${name}" has a text longer than the 32,767 characters that a cell takes`, {
    place: context.place,
    remedy: "Write CSV or Parquet, or shorten the text first.",
  });
}

/** The cells of a table below a header, columns as wide as they need. */
export async function sheetOf(
  name: string,
  table: Table,
  { columns, longest }: MeasuredSheet,
  { freezeHeader }: SheetStyle,
  context: WriteContext,
): Promise<Sheet> {
  const data: SheetCell[][] = [table.columns.map(({ name }, i) => headerCell(name, columns[i]!))];
  const expressions = columns.map(({ sql }) => sql);
  for await (const rows of readBatches<RawCell>(context.session, table, expressions, { signal: context.signal })) {
    for (const row of rows) data.push(row.map((raw, index) => columns[index]!.cell(raw)));
  }
  return {
    sheet: name,
    data,
    columns: table.columns.map(({ name }, i) => ({ width: widthOf(name, longest[i]!) })),
    ...(freezeHeader ? { stickyRowsCount: 1 } : {}),
  };
}

const narrowest = 8;
const widest = 60;

/** In characters, with room beside them. */
function widthOf(header: string, longest: number): number {
  // Bold letters are wider.
  return Math.min(widest, Math.max(narrowest, Math.ceil(header.length * 1.15) + 2, longest + 2));
}

function headerCell(name: string, { isText }: XlsxColumn): SheetCell {
  return {
    value: textCell(name),
    type: String,
    fontWeight: "bold",
    backgroundColor: "#E7ECF2",
    bottomBorderStyle: "thin",
    bottomBorderColor: "#5B6B7F",
    align: isText ? "left" : "right",
  };
}

function quoted(i: number): string {
  return quoteName(`c${i}`);
}
