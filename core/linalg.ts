import { columnProducts } from "./kernels/mod.ts";
import { createMatrix, type Matrix, rowOf } from "./matrix.ts";

export { columnProducts };

/** Mean of each column. A second pass takes the rounding error out, so large offsets do no harm. NaN without rows. */
export function columnMeans(x: Matrix): Float64Array {
  const first = columnSums(x, new Float64Array(x.columns));
  for (let j = 0; j < x.columns; j++) first[j] = first[j]! / x.rows;
  const rest = columnSums(x, first);
  for (let j = 0; j < x.columns; j++) first[j] = first[j]! + rest[j]! / x.rows;
  return first;
}

/** Sum of each column after subtracting `offsets`. */
function columnSums(x: Matrix, offsets: Float64Array): Float64Array {
  const sums = new Float64Array(x.columns);
  for (let i = 0, at = 0; i < x.rows; i++) {
    for (let j = 0; j < x.columns; j++, at++) sums[j] = sums[j]! + (x.data[at]! - offsets[j]!);
  }
  return sums;
}

/**
 * Variance of each column: squared deviations over rows - `lost`.
 *
 * @param lost 0 for the population variance, 1 for the sample variance
 */
export function columnVariances(x: Matrix, means: Float64Array, lost: 0 | 1): Float64Array {
  const sums = new Float64Array(x.columns);
  for (let i = 0, at = 0; i < x.rows; i++) {
    for (let j = 0; j < x.columns; j++, at++) {
      const deviation = x.data[at]! - means[j]!;
      sums[j] = sums[j]! + deviation * deviation;
    }
  }
  return sums.map((sum) => sum / (x.rows - lost));
}

/** The matrix with `means` taken off each row, as a new matrix. */
export function centred(x: Matrix, means: Float64Array): Matrix {
  const out = createMatrix(x.rows, x.columns);
  for (let i = 0, at = 0; i < x.rows; i++) {
    for (let j = 0; j < x.columns; j++, at++) out.data[at] = x.data[at]! - means[j]!;
  }
  return out;
}

/**
 * Sample covariance of the columns (divisor rows - 1), columns x columns.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { matrixFromRows } from "./matrix.ts";
 * import { covariance } from "./linalg.ts";
 *
 * const x = matrixFromRows([[0, 0], [2, 4]]);
 * assert.deepEqual(covariance(x).data, Float64Array.of(2, 4, 4, 8));
 * ```
 */
export function covariance(x: Matrix): Matrix {
  const product = columnProducts(centred(x, columnMeans(x)));
  return { ...product, data: product.data.map((value) => value / (x.rows - 1)) };
}

/** Products of all pairs of rows (x xᵀ), rows x rows. */
export function rowProducts(x: Matrix): Matrix {
  const out = createMatrix(x.rows, x.rows);
  for (let a = 0; a < x.rows; a++) {
    for (let b = a; b < x.rows; b++) out.data[a * x.rows + b] = dot(rowOf(x, a), rowOf(x, b));
  }
  return mirrored(out);
}

/** Sum of the products of two equally long vectors. */
export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** Copies the upper triangle to the lower one, in place. */
function mirrored(x: Matrix): Matrix {
  for (let a = 0; a < x.rows; a++) {
    for (let b = 0; b < a; b++) x.data[a * x.columns + b] = x.data[b * x.columns + a]!;
  }
  return x;
}
