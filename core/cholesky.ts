import { createMatrix, type Matrix } from "./matrix.ts";

/**
 * The lower triangle L with L Lᵀ = a, for a symmetric matrix.
 *
 * @param a n x n; only its lower triangle is read
 * @returns `undefined` when the matrix is not positive definite
 */
export function cholesky(a: Matrix): Matrix | undefined {
  const n = a.rows;
  const l = createMatrix(n, n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a.data[i * n + j]!;
      for (let m = 0, p = i * n, q = j * n; m < j; m++, p++, q++) sum -= l.data[p]! * l.data[q]!;
      if (i === j && !(sum > 0)) return undefined;
      l.data[i * n + j] = i === j ? Math.sqrt(sum) : sum / l.data[j * n + j]!;
    }
  }
  return l;
}

/** Solves L y = b in place, for a lower triangle L. */
export function solveLower(l: Matrix, b: Float64Array): void {
  const n = l.rows;
  for (let i = 0, at = 0; i < n; i++, at += n) {
    let sum = b[i]!;
    for (let j = 0; j < i; j++) sum -= l.data[at + j]! * b[j]!;
    b[i] = sum / l.data[at + i]!;
  }
}
