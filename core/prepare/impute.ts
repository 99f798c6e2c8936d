import { DataError } from "../errors.ts";
import { frozen } from "../frozen.ts";
import { checkLimits, type LimitTable } from "../limits.ts";
import { columnOf, type Matrix, matrixFromColumns } from "../matrix.ts";
import { sortedQuantile } from "../quantile.ts";
import { fillIteratively, fitIterativeFill, type IterativeFill } from "./iterative_impute.ts";
import { fillFromNeighbours, fitNeighbourFill, type NeighbourFill, type NeighbourWeights } from "./knn_impute.ts";
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
export const numericImputations = ["mean", "median", "mode", "constant", "knn", "iterative"] as const;

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
  /** What fills numbers from other rows or columns; the values of `fills` then only begin with or stand in. */
  readonly learned: NeighbourFill | IterativeFill | null;
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
  /** For "knn": rows that fill a gap. @default 5 */
  readonly neighbours?: number;
  /** For "knn": how much each of them counts. @default "uniform" */
  readonly weights?: NeighbourWeights;
  /** For "iterative": most rounds. @default 10 */
  readonly rounds?: number;
  /** For "iterative": the share of the largest value that a round must change to be followed by another. @default 0.001 */
  readonly tolerance?: number;
  /** For "iterative": most columns that predict a column, the most correlated ones. @default 100 */
  readonly predictors?: number;
}

/** Limits of {@link ImputeOptions}. */
export const imputeLimits = {
  neighbours: { kind: "integer", from: 1, to: 1000 },
  rounds: { kind: "integer", from: 1, to: 1000 },
  tolerance: { kind: "number", from: 0 },
  predictors: { kind: "integer", from: 1, to: 1000 },
} as const satisfies LimitTable;

/**
 * Learns what fills the missing values of each column: the mean, median or most frequent value of those present (the
 * smallest of equally frequent ones), or a constant. Numbers can also be filled row by row:
 *
 * - `knn`: the mean over the nearest rows that have the value, by distance over the numeric columns that both rows have.
 *   Columns are taken in their units, so those with large numbers decide who is near.
 * - `iterative`: a regression on the other numeric columns, repeated until the fills settle.
 *
 * @throws {RangeError} when an option is out of range
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
  const { neighbours = 5, weights = "uniform", rounds = 10, tolerance = 1e-3, predictors = 100 } = options;
  checkLimits("fill missing values", { neighbours, rounds, tolerance, predictors }, imputeLimits);
  if (!Number.isFinite(numericConstant)) {
    throw new RangeError(`Cannot fill missing values: ${numericConstant} is not a finite number`);
  }
  const fills = table.columns.map((column): Fill => {
    const missing = countMissing(column);
    const constant = (column.kind === "number" ? numeric : text) === "constant";
    if (missing === column.values.length && !constant) throw emptyColumn(column.name);
    if (column.kind === "number") checkNumbers("fill missing values", column, table.rowNames);
    return column.kind === "number"
      ? { kind: "number", name: column.name, missing, value: numberFill(column, numeric, numericConstant) }
      : { kind: "text", name: column.name, missing, value: text === "mode" ? textMode(column) : textConstant };
  });
  const learned = numeric === "knn"
    ? fitNeighbourFill(numbersOf(table.columns), neighbours, weights)
    : numeric === "iterative"
    ? fitIterativeFill(numbersOf(table.columns), numberFills(fills), { rounds, tolerance, predictors })
    : null;
  return frozen({ kind: "imputer", fills, learned });
}

/**
 * The table with its gaps filled: the columns of the fit, in their order.
 *
 * @throws {DataError} when a column is absent, of another kind, or infinite somewhere
 */
export function impute(model: ImputerModel, table: Table): Table {
  const taken = takeColumns("fill missing values", table, model.fills);
  for (const column of taken) if (column.kind === "number") checkNumbers("fill missing values", column, table.rowNames);
  const learned = model.learned === null ? taken : filledNumbers(model, model.learned, taken);
  const columns = learned.map((column, j): Column => {
    const { value } = model.fills[j]!;
    if (column.kind === "text") return { ...column, values: column.values.map((text) => text ?? String(value)) };
    return { ...column, values: column.values.map((number) => Number.isNaN(number) ? Number(value) : number) };
  });
  return { ...table, columns };
}

function filledNumbers(
  { fills }: ImputerModel,
  learned: NeighbourFill | IterativeFill,
  columns: readonly Column[],
): readonly Column[] {
  const x = numbersOf(columns);
  if (learned.kind === "knn") fillFromNeighbours(learned, x, numberFills(fills));
  else fillIteratively(learned, x, numberFills(fills));
  let next = 0;
  return columns.map((column) => column.kind === "number" ? { ...column, values: columnOf(x, next++) } : column);
}

function numbersOf(columns: readonly Column[]): Matrix {
  const numbers = columns.filter((column) => column.kind === "number");
  return matrixFromColumns(numbers.map(({ values }) => values));
}

function numberFills(fills: readonly Fill[]): readonly number[] {
  return fills.filter((fill) => fill.kind === "number").map(({ value }) => value);
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
