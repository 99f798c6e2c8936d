import { DataError } from "./errors.ts";
import type { Matrix, MatrixNames } from "./matrix.ts";

/**
 * Checks that sums over rows, of values and of squared distances, are finite numbers, so that no value is lost on the way.
 *
 * @param action What the caller is about to do, e.g. `fit DBSCAN`
 * @param x rows x columns, every value finite
 * @throws {DataError} naming the column that is too wide or too far from 0
 */
export function checkSquares(action: string, x: Matrix, names: MatrixNames = {}): void {
  let sum = 0;
  for (let j = 0; j < x.columns; j++) {
    const { low, high } = rangeOf(x, j);
    const range = high - low;
    sum += range * range * x.rows;
    const far = Math.max(-low, high);
    if (Number.isFinite(sum) && Number.isFinite(far * x.rows)) continue;
    const name = names.columns?.[j];
    const column = name === undefined ? `column ${j}` : `column "${name}"`;
    const what = Number.isFinite(sum)
      ? `reaches ${far}, which is too large a number to add up`
      : `ranges over ${range}, whose square is too large a number`;
    throw new DataError(`Cannot ${action}: ${column} ${what}`, { place: column, remedy: "Scale the features first." });
  }
}

function rangeOf({ rows, columns, data }: Matrix, j: number): { readonly low: number; readonly high: number } {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0, at = j; i < rows; i++, at += columns) {
    if (data[at]! < low) low = data[at]!;
    if (data[at]! > high) high = data[at]!;
  }
  return { low, high };
}
