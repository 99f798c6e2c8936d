import { DataError } from "../errors.ts";
import { frozen } from "../frozen.ts";
import { sortedQuantile } from "../quantile.ts";
import {
  checkNumbers,
  type Column,
  isMissing,
  type NumberColumn,
  type Table,
  takeColumns,
  type TextColumn,
} from "./table.ts";

/** Ways to fill missing numbers. */
export const numericImputations = ["mean", "median", "mode", "constant"] as const;

/** One of {@link numericImputations}. */
export type NumericImputation = (typeof numericImputations)[number];

/** Ways to fill missing texts. */
export const textImputations = ["mode", "constant"] as const;

/** One of {@link textImputations}. */
export type TextImputation = (typeof textImputations)[number];

/** What fills the gaps of one column. */
export type Fill =
  | { readonly kind: "number"; readonly name: string; readonly value: number; readonly missing: number }
  | { readonly kind: "text"; readonly name: string; readonly value: string; readonly missing: number };

/** What fills the gaps of each column; `missing` counts those of the fit. Plain data. */
export interface ImputerModel {
  readonly kind: "imputer";
  readonly fills: readonly Fill[];
}

/** Options of {@link fitImputer}. */
export interface ImputeOptions {
  /** @default "mean" */
  readonly numeric?: NumericImputation;
  /** @default "mode" */
  readonly text?: TextImputation;
  /** Fills numbers when `numeric` is "constant". @default 0 */
  readonly numericConstant?: number;
  /** Fills texts when `text` is "constant". @default "missing" */
  readonly textConstant?: string;
}

/**
 * Learns what fills the missing values of each column: the mean, median or most frequent value of those present (the
 * smallest of equally frequent ones), or a constant.
 *
 * @throws {DataError} when a number is infinite, or a column has no value to learn from
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { fitImputer, impute } from "./impute.ts";
 * import { createTable } from "./table.ts";
 *
 * const table = createTable([{ kind: "number", name: "AGE", values: Float64Array.of(20, NaN, 40) }]);
 * const model = fitImputer(table, { numeric: "mean" });
 * assert.deepEqual(impute(model, table).columns[0]!.values, Float64Array.of(20, 30, 40));
 * ```
 */
export function fitImputer(table: Table, options: ImputeOptions = {}): ImputerModel {
  const { numeric = "mean", text = "mode", numericConstant = 0, textConstant = "missing" } = options;
  if (!Number.isFinite(numericConstant)) {
    throw new RangeError(`Cannot fill missing values: ${numericConstant} is not a finite number`);
  }
  const fills = table.columns.map((column): Fill => {
    const missing = countMissing(column);
    const constant = (column.kind === "number" ? numeric : text) === "constant";
    if (missing === column.values.length && !constant) throw emptyColumn(column.name);
    return column.kind === "number"
      ? { kind: "number", name: column.name, missing, value: numberFill(column, numeric, numericConstant) }
      : { kind: "text", name: column.name, missing, value: text === "mode" ? textMode(column) : textConstant };
  });
  return frozen({ kind: "imputer", fills });
}

/**
 * The table with its gaps filled: the columns of the fit, in their order.
 *
 * @throws {DataError} when a column is absent, of another kind, or infinite somewhere
 */
export function impute(model: ImputerModel, table: Table): Table {
  const columns = takeColumns("fill missing values", table, model.fills).map((column, j): Column => {
    const { value } = model.fills[j]!;
    if (column.kind === "text") return { ...column, values: column.values.map((text) => text ?? String(value)) };
    checkNumbers("fill missing values", column);
    return { ...column, values: column.values.map((number) => Number.isNaN(number) ? Number(value) : number) };
  });
  return { rows: table.rows, columns };
}

function emptyColumn(name: string): DataError {
  return new DataError(`Cannot fill missing values: column "${name}" has no value at all`, {
    place: `column "${name}"`,
    remedy: "Leave the column out, or fill with a constant.",
  });
}

function countMissing(column: Column): number {
  let missing = 0;
  for (let row = 0; row < column.values.length; row++) missing += isMissing(column, row) ? 1 : 0;
  return missing;
}

function numberFill(column: NumberColumn, method: NumericImputation, constant: number): number {
  checkNumbers("fill missing values", column);
  if (method === "constant") return constant;
  const sorted = column.values.filter((value) => !Number.isNaN(value)).sort();
  if (method === "median") return sortedQuantile(sorted, 0.5);
  if (method === "mode") return numberMode(sorted);
  const mean = sorted.reduce((sum, value) => sum + value, 0) / sorted.length;
  return mean + sorted.reduce((sum, value) => sum + (value - mean), 0) / sorted.length;
}

function numberMode(sorted: Float64Array): number {
  let best = sorted[0]!;
  let most = 0;
  for (let start = 0, end = 0; start < sorted.length; start = end) {
    while (end < sorted.length && sorted[end] === sorted[start]) end++;
    if (end - start <= most) continue;
    most = end - start;
    best = sorted[start]!;
  }
  return best;
}

function textMode(column: TextColumn): string {
  const counts = new Map<string, number>();
  for (const value of column.values) if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1);
  const [best] = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))[0]!;
  return best;
}
