import { DataError } from "../errors.ts";
import { frozen } from "../frozen.ts";
import { checkLimits, type LimitTable } from "../limits.ts";
import { absoluteCorrelation, standardize, type Standardized } from "./correlation.ts";
import { checkNumbers, type Column, isMissing, type Table, takeColumns } from "./table.ts";

/** Why a column is left out. */
export type DropReason = "listed" | "empty" | "constant" | "correlated";

/** A column that is left out, and why. */
export interface DroppedFeature {
  readonly name: string;
  readonly reason: DropReason;
  /** The kept column that it repeats, when it is correlated. */
  readonly partner?: string;
  /** Pearson's r with the partner, without sign, when it is correlated. */
  readonly correlation?: number;
}

/** Which columns are features. Plain data. */
export interface FilterModel {
  readonly kind: "filter";
  readonly kept: readonly { readonly name: string; readonly kind: Column["kind"] }[];
  readonly dropped: readonly DroppedFeature[];
}

/** Options of {@link fitFilter}. */
export interface FilterOptions {
  /** Columns to leave out; names that do not exist are ignored. @default [] */
  readonly drop?: readonly string[];
  /** Leave out columns whose values are all missing or all equal. @default true */
  readonly dropConstant?: boolean;
  /** Largest |r| that two columns may have, 0 to 1; 1 keeps all. @default 1 */
  readonly maxCorrelation?: number;
  /** Columns that are dropped only when listed. @default [] */
  readonly protect?: readonly string[];
}

/** Limits of {@link FilterOptions}. */
export const filterLimits = {
  maxCorrelation: { kind: "number", from: 0, to: 1 },
} as const satisfies LimitTable;

/**
 * Chooses the columns that become features: listed ones go, then empty and constant ones, then those that repeat another.
 *
 * Correlation is Pearson's r over the rows where both columns have a value. Pairs are looked at in column order; of a pair
 * above the limit the second is dropped, or the first when only the second is protected. Pairs that touch a dropped
 * column are passed over. Text columns are never compared.
 *
 * @throws {RangeError} when `maxCorrelation` is out of range
 * @throws {DataError} when a number is infinite or no column is left
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { matrixFromRows } from "../matrix.ts";
 * import { fitFilter } from "./filter_features.ts";
 * import { tableFromMatrix } from "./table.ts";
 *
 * const x = matrixFromRows([[1, 2, 7, 5], [2, 4, 7, 1], [3, 6, 7, 3]]);
 * const model = fitFilter(tableFromMatrix(x, ["a", "2a", "same", "b"]), { maxCorrelation: 0.8 });
 * assert.deepEqual(model.kept.map(({ name }) => name), ["a", "b"]);
 * ```
 */
export function fitFilter(table: Table, options: FilterOptions = {}): FilterModel {
  const { drop = [], dropConstant = true, maxCorrelation = 1, protect = [] } = options;
  checkLimits("choose features", { maxCorrelation }, filterLimits);
  const dropped: DroppedFeature[] = [];
  let kept: Column[] = [];
  for (const column of table.columns) {
    const listed = drop.includes(column.name);
    if (!listed && column.kind === "number") checkNumbers("choose features", column, table.rowNames);
    const reason = listed ? "listed" : blandness(column, dropConstant && !protect.includes(column.name));
    if (reason === undefined) kept.push(column);
    else dropped.push({ name: column.name, reason });
  }
  if (maxCorrelation < 1) {
    const repeated = findRepeated(kept, maxCorrelation, new Set(protect));
    kept = kept.filter(({ name }) => !repeated.has(name));
    dropped.push(...repeated.values());
  }
  if (kept.length === 0) {
    throw new DataError(`Cannot choose features: none of ${table.columns.length} columns is left`, {
      remedy:
        "Every column is listed to be dropped, empty or constant; give data with columns that differ between rows.",
    });
  }
  return frozen({ kind: "filter", kept: kept.map(({ name, kind }) => ({ name, kind })), dropped });
}

/**
 * The chosen columns of a table, in the order of the fit.
 *
 * @throws {DataError} when one is absent or of another kind
 */
export function filterFeatures(model: FilterModel, table: Table): Table {
  return { ...table, columns: takeColumns("choose features", table, model.kept) };
}

function blandness(column: Column, wanted: boolean): "empty" | "constant" | undefined {
  if (!wanted) return undefined;
  let first: number | string | null | undefined;
  for (let row = 0; row < column.values.length; row++) {
    if (isMissing(column, row)) continue;
    if (first === undefined) first = column.values[row];
    else if (column.values[row] !== first) return undefined;
  }
  return first === undefined ? "empty" : "constant";
}

function findRepeated(
  columns: readonly Column[],
  limit: number,
  protect: ReadonlySet<string>,
): ReadonlyMap<string, DroppedFeature> {
  const numeric: Standardized[] = columns.filter((column) => column.kind === "number").map(standardize);
  const repeated = new Map<string, DroppedFeature>();
  for (const [i, first] of numeric.entries()) {
    for (let j = i + 1; j < numeric.length && !repeated.has(first.name); j++) {
      const second = numeric[j]!;
      if (repeated.has(second.name) || (protect.has(first.name) && protect.has(second.name))) continue;
      const correlation = absoluteCorrelation(first, second);
      if (!(correlation > limit)) continue;
      const [loser, partner] = protect.has(second.name) ? [first, second] : [second, first];
      repeated.set(loser.name, { name: loser.name, reason: "correlated", partner: partner.name, correlation });
    }
  }
  return repeated;
}
