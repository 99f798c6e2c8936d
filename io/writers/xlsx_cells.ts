import { quoteName } from "../sql.ts";
import type { Column } from "../types.ts";

/** A value of a workbook cell, as the library takes it; null is an empty cell. */
export type SheetCell =
  | string
  | number
  | boolean
  | null
  | { readonly value: Date; readonly type: DateConstructor; readonly format: string }
  | { readonly value: string; readonly type: StringConstructor; readonly fontWeight: "bold" };

/** What the session gives for one cell; see {@link xlsxColumn}. */
export type RawCell = string | number | bigint | boolean | null;

/** Most characters that Excel takes in one cell. */
export const longestCellText = 32_767;

/** How a column becomes cells. */
export interface XlsxColumn {
  /** DuckDB SQL for the raw value. */
  readonly sql: string;
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
export function xlsxColumn({ name, type }: Column): XlsxColumn {
  const column = quoteName(name);
  if (integers.test(type)) return { sql: column, cell: numberCell };
  if (reals.test(type)) return { sql: `${column}::DOUBLE`, cell: numberCell };
  if (type === "BOOLEAN") return { sql: column, cell: (raw) => raw as boolean | null };
  if (type === "DATE") return dateColumn(column, "yyyy-mm-dd");
  if (moments.test(type)) return dateColumn(`${column}::TIMESTAMP`, "yyyy-mm-dd hh:mm:ss");
  return { sql: `${column}::VARCHAR`, cell: (raw) => raw === null ? null : textCell(String(raw)) };
}

function dateColumn(column: string, format: string): XlsxColumn {
  const inRange = `epoch_ms(${column}) BETWEEN ${firstDay} AND ${lastDay}`;
  return {
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
  return text.replace(unwritable, (found) => `_x${found.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}_`);
}
