import { createMatrix, type Matrix } from "../matrix.ts";

/** Eigenvalues in no order, none below 0, and the unit eigenvector of each. */
export interface JacobiEigen {
  readonly values: Float64Array;
  /** Row i is the eigenvector of value i. */
  readonly vectors: Matrix;
}

const mostSweeps = 60;

/**
 * Eigenvalues and eigenvectors of a symmetric matrix that has no negative eigenvalue, such as products of columns, by
 * Jacobi's rotations. Small eigenvalues come out with as many digits as large ones when only the units of the columns
 * differ, which the faster `symmetricEigen` does not promise.
 *
 * Reference: J. Demmel, K. Veselić, Jacobi's method is more accurate than QR, SIAM J. Matrix Anal. 13(4), 1992.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { matrixFromRows } from "../matrix.ts";
 * import { jacobiEigen } from "./jacobi.ts";
 *
 * const { values } = jacobiEigen(matrixFromRows([[2, 1], [1, 2]]));
 * assert.ok(Math.abs(Math.max(...values) - 3) < 1e-15);
 * ```
 */
export function jacobiEigen({ rows: n, data }: Matrix): JacobiEigen {
  const a = data.slice();
  const vectors = createMatrix(n, n);
  for (let i = 0; i < n; i++) vectors.data[i * n + i] = 1;
  for (let sweep = 0, turned = true; turned && sweep < mostSweeps; sweep++) {
    turned = false;
    for (let p = 0; p < n - 1; p++) {
      for (let q = p + 1; q < n; q++) turned = rotate(a, vectors.data, n, p, q) || turned;
    }
  }
  return { values: Float64Array.from({ length: n }, (_, i) => Math.max(0, a[i * n + i]!)), vectors };
}

/** Turns the plane of two coordinates so that their product vanishes; false when it is negligible already. */
function rotate(a: Float64Array, v: Float64Array, n: number, p: number, q: number): boolean {
  const product = a[p * n + q]!;
  const first = a[p * n + p]!;
  const second = a[q * n + q]!;
  if (Math.abs(product) <= Number.EPSILON * Math.sqrt(Math.abs(first * second)) || Math.abs(product) < 1e-300) {
    return false;
  }
  const half = (second - first) / (2 * product);
  const t = (half < 0 ? -1 : 1) / (Math.abs(half) + Math.hypot(half, 1));
  const c = 1 / Math.hypot(t, 1);
  const s = t * c;
  for (let k = 0; k < n; k++) {
    const x = a[k * n + p]!;
    const y = a[k * n + q]!;
    a[k * n + p] = c * x - s * y;
    a[k * n + q] = s * x + c * y;
  }
  for (let k = 0; k < n; k++) a[p * n + k] = a[k * n + p]!;
  for (let k = 0; k < n; k++) a[q * n + k] = a[k * n + q]!;
  a[p * n + p] = first - t * product;
  a[q * n + q] = second + t * product;
  a[p * n + q] = 0;
  a[q * n + p] = 0;
  for (let k = 0, i = p * n, j = q * n; k < n; k++, i++, j++) {
    const x = v[i]!;
    const y = v[j]!;
    v[i] = c * x - s * y;
    v[j] = s * x + c * y;
  }
  return true;
}
