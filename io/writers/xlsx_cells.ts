import { quoteName } from "../sql.ts";
import type { Column } from "../types.ts";

/** A value of a workbook cell, as the library takes it; null is an empty cell. */
export type SheetCell =
  | string
  | number
  | boolean
  | null
  | { readonly value: Date; readonly type: DateConstructor; readonly format: string }
  | { readonly value: number; readonly type: NumberConstructor; readonly format: string }
  | HeaderCell;

/** A cell of the header line. */
export interface HeaderCell {
  readonly value: string;
  readonly type: StringConstructor;
  readonly fontWeight: "bold";
  readonly backgroundColor: string;
  readonly bottomBorderStyle: "thin";
  readonly bottomBorderColor: string;
  readonly align: "left" | "right";
}

/** What the session gives for one cell; see {@link xlsxColumn}. */
export type RawCell = string | number | bigint | boolean | null;

/** Most characters that Excel takes in one cell. */
export const longestCellText = 32_767;

/** How a column becomes cells. */
export interface XlsxColumn {
  /** DuckDB SQL for the raw value. */
  readonly sql: string;
  /** DuckDB SQL for the number of characters that a cell shows, about. */
  readonly shownLength: string;
  /** Whether the cells are texts, left-aligned. */
  readonly isText: boolean;
  /** Turns a raw value into a cell. */
  cell(raw: RawCell): SheetCell;
}

const integers = /^U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?$/;
const reals = /^(DOUBLE|FLOAT|DECIMAL\(.*\))$/;
const moments = /^TIMESTAMP(_S|_MS|_NS| WITH TIME ZONE)?$/;

/** First day on which Excel's calendar agrees with everybody's: it believes in 29 February 1900. */
const firstDay = Date.UTC(1900, 2, 1);
const lastDay = Date.UTC(10_000, 0, 1) - 1;

/**
 * Numbers, truth values, dates and date-times become cells of that sort; the rest becomes text. Text also takes what a cell
 * cannot hold: whole numbers beyond 2^53, NaN and infinities, dates before 1 March 1900.
 */
export function xlsxColumn({ name, type }: Column, options: NumberOptions = {}): XlsxColumn {
  const column = quoteName(name);
  const text = `${column}::VARCHAR`;
  const asText = `length(${text})`;
  const number = { isText: false, shownLength: asText, cell: numberCell };
  if (integers.test(type)) return { ...number, sql: column };
  if (reals.test(type)) return { ...number, sql: `${column}::DOUBLE`, ...realCells(column, options.numberFormat) };
  if (type === "BOOLEAN") return { ...number, sql: column, cell: (raw) => raw as boolean | null };
  if (type === "DATE") return dateColumn(column, "yyyy-mm-dd");
  if (moments.test(type)) return dateColumn(`${column}::TIMESTAMP`, "yyyy-mm-dd hh:mm:ss");
  const cell = (raw: RawCell) => raw === null ? null : textCell(String(raw));
  return { sql: text, shownLength: asText, isText: true, cell };
}

/** How numbers are shown. */
export interface NumberOptions {
  /** Format of numbers with a fraction. @default Excel's own */
  readonly numberFormat?: string | undefined;
}

/** Excel's own format shows 11 characters at most. */
function realCells(column: string, format: string | undefined): Pick<XlsxColumn, "cell" | "shownLength"> {
  if (format === undefined) return { cell: numberCell, shownLength: `least(length(${column}::VARCHAR), 11)` };
  return {
    shownLength: `length(format('{:,.2f}', ${column}::DOUBLE))`,
    cell(raw) {
      const cell = numberCell(raw);
      return typeof cell === "number" ? { value: cell, type: Number, format } : cell;
    },
  };
}

function dateColumn(column: string, format: string): XlsxColumn {
  const inRange = `epoch_ms(${column}) BETWEEN ${firstDay} AND ${lastDay}`;
  return {
    shownLength: String(format.length),
    isText: false,
    // A union of number and text in one column: text only where Excel has no such day.
    sql: `CASE WHEN ${inRange} THEN epoch_ms(${column})::VARCHAR ELSE 'text:' || ${column}::VARCHAR END`,
    cell(raw) {
      if (raw === null) return null;
      const text = String(raw);
      if (text.startsWith("text:")) return text.slice("text:".length);
      return { value: new Date(Number(text)), type: Date, format };
    },
  };
}

function numberCell(raw: RawCell): SheetCell {
  if (raw === null || typeof raw === "boolean") return raw;
  if (typeof raw === "number" && Number.isFinite(raw)) return raw;
  return String(raw);
}

// XML has no word for control characters; Excel writes them as _xHHHH_, and protects a text that looks so already.
const unwritable = /_(?=x[0-9A-Fa-f]{4}_)|[^\t\n\x20-\uD7FF\uE000-\uFFFC\u{10000}-\u{10FFFF}]/gu;

/** A text as Excel stores it. */
export function textCell(text: string): string {
  // The library looks texts up in a plain object, which has these without being told.
  if (text in Object.prototype) return escaped(text) + text.slice(1);
  return text.replace(unwritable, escaped);
}

function escaped(text: string): string {
  return `_x${text.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}_`;
}
