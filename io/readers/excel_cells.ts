import type { CellValue } from "exceljs";
import type { Cell } from "../duckdb/types.ts";

/** What a workbook cell holds, without its looks: nothing, a text, a number, a truth value or a moment. */
export type PlainCell = string | number | boolean | Date | null;

/** A formula that was never computed, so that its cell has no value to read. */
export const uncomputed = Symbol("uncomputed");

/** The value of a cell: a formula's result, a link's or a rich text's characters, an error such as `#N/A` as text. */
export function plainCell(value: CellValue): PlainCell | typeof uncomputed {
  if (value === null || value === undefined) return null;
  if (typeof value !== "object" || value instanceof Date) return value;
  if ("formula" in value || "sharedFormula" in value) {
    return value.result === undefined ? uncomputed : plainCell(value.result);
  }
  if ("richText" in value) return value.richText.map(({ text }) => text).join("");
  if ("hyperlink" in value) return plainCell(value.text as CellValue);
  if ("error" in value) return value.error;
  return String(value);
}

/** How a sheet's column is kept: the cells that DuckDB is given, and the type that they become. */
export interface ColumnStorage {
  /** Type of the column in the table that cells are appended to. */
  readonly stored: "BIGINT" | "DOUBLE" | "BOOLEAN" | "VARCHAR";
  /** Type that the source gives it. */
  readonly type: string;
  cell(value: PlainCell): Cell;
}

type Sort = "whole" | "real" | "truth" | "day" | "moment" | "text";

const storages: Readonly<Record<Sort, ColumnStorage>> = {
  whole: { stored: "BIGINT", type: "BIGINT", cell: (value) => value === null ? null : BigInt(value as number) },
  real: { stored: "DOUBLE", type: "DOUBLE", cell: (value) => value as number | null },
  truth: { stored: "BOOLEAN", type: "BOOLEAN", cell: (value) => value as boolean | null },
  day: { stored: "VARCHAR", type: "DATE", cell: textOf },
  moment: { stored: "VARCHAR", type: "TIMESTAMP", cell: textOf },
  text: { stored: "VARCHAR", type: "VARCHAR", cell: textOf },
};

/** The narrowest storage that keeps every cell of a column; text for a mixture and for a column without values. */
export function columnStorage(cells: Iterable<PlainCell>): ColumnStorage {
  let sort: Sort | undefined;
  for (const value of cells) {
    if (value === null) continue;
    sort = sort === undefined ? sortOf(value) : widen(sort, sortOf(value));
    if (sort === "text") break;
  }
  return storages[sort ?? "text"];
}

function sortOf(value: string | number | boolean | Date): Sort {
  if (typeof value === "number") return Number.isSafeInteger(value) && !Object.is(value, -0) ? "whole" : "real";
  if (typeof value === "boolean") return "truth";
  if (typeof value === "string" || isTimeOfDay(value)) return "text";
  return value.getTime() % 86_400_000 === 0 ? "day" : "moment";
}

function widen(a: Sort, b: Sort): Sort {
  if (a === b) return a;
  const both = new Set([a, b]);
  if (both.has("whole") && both.has("real")) return "real";
  return both.has("day") && both.has("moment") ? "moment" : "text";
}

/** Excel keeps a time without a day as a moment on its day zero. */
function isTimeOfDay(value: Date): boolean {
  return value.getTime() < Date.UTC(1899, 11, 31);
}

function textOf(value: PlainCell): string | null {
  if (value === null) return null;
  if (!(value instanceof Date)) return String(value);
  const text = value.toISOString().replace(/(\.000)?Z$/, "");
  const [day, time] = text.split("T") as [string, string];
  if (isTimeOfDay(value)) return time;
  return time === "00:00:00" ? day : `${day} ${time}`;
}
