import { DataError } from "./errors.ts";
import { checkFinite, createMatrix, type Matrix } from "./matrix.ts";

/** Eigenvalues of a symmetric matrix, largest first, and the unit eigenvector of each. */
export interface Eigen {
  /** n values, descending. */
  readonly values: Float64Array;
  /** n x n: row i is the eigenvector of value i. */
  readonly vectors: Matrix;
}

interface Work {
  readonly n: number;
  /** The transposed vectors, so that the inner loops run along rows. */
  readonly v: Float64Array;
  readonly d: Float64Array;
  readonly e: Float64Array;
}

const longestSearch = 100;

/**
 * Eigenvalues and eigenvectors of a symmetric matrix, by Householder reduction and the implicit QL method; the time grows
 * with n³. Only symmetry of the lower triangle is relied on.
 *
 * Reference: H. Bowdler, R. Martin, C. Reinsch, J. Wilkinson, Numerische Mathematik 11, 1968 (tred2, tql2).
 *
 * @throws {RangeError} when the matrix is not square
 * @throws {DataError} when a value is not finite
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { symmetricEigen } from "./eigen.ts";
 * import { matrixFromRows } from "./matrix.ts";
 *
 * const { values } = symmetricEigen(matrixFromRows([[2, 1], [1, 2]]));
 * assert.ok(Math.abs(values[0]! - 3) < 1e-12 && Math.abs(values[1]! - 1) < 1e-12);
 * ```
 */
export function symmetricEigen(a: Matrix): Eigen {
  if (a.rows !== a.columns) throw new RangeError(`Cannot find eigenvectors: ${a.rows} x ${a.columns} is not square`);
  checkFinite("find eigenvectors", a);
  const n = a.rows;
  if (n === 0) return { values: new Float64Array(0), vectors: a };
  const work: Work = { n, v: a.data.slice(), d: new Float64Array(n), e: new Float64Array(n) };
  reduce(work);
  accumulate(work);
  diagonalize(work);
  return sorted(work);
}

function sorted({ n, v, d }: Work): Eigen {
  const order = Array.from({ length: n }, (_, i) => i).sort((a, b) => d[b]! - d[a]! || a - b);
  const vectors = createMatrix(n, n);
  order.forEach((from, to) => vectors.data.set(v.subarray(from * n, (from + 1) * n), to * n));
  return { values: Float64Array.from(order, (i) => d[i]!), vectors };
}

/** Householder steps to tridiagonal form: d and e become diagonal and off-diagonal, v keeps the reflections. */
function reduce({ n, v, d, e }: Work): void {
  for (let j = 0; j < n; j++) d[j] = v[j * n + n - 1]!;
  for (let i = n - 1; i > 0; i--) {
    let scale = 0;
    for (let k = 0; k < i; k++) scale += Math.abs(d[k]!);
    if (scale === 0) {
      e[i] = d[i - 1]!;
      for (let j = 0; j < i; j++) {
        d[j] = v[j * n + i - 1]!;
        v[j * n + i] = 0;
        v[i * n + j] = 0;
      }
      d[i] = 0;
    } else {
      d[i] = reflect({ n, v, d, e }, i, scale);
    }
  }
}

/** One Householder reflection that clears column i; returns the h that accumulate() needs. */
function reflect({ n, v, d, e }: Work, i: number, scale: number): number {
  let h = 0;
  for (let k = 0; k < i; k++) {
    d[k] = d[k]! / scale;
    h += d[k]! * d[k]!;
  }
  const pivot = d[i - 1]!;
  const g = pivot > 0 ? -Math.sqrt(h) : Math.sqrt(h);
  e[i] = scale * g;
  h -= pivot * g;
  d[i - 1] = pivot - g;
  e.fill(0, 0, i);
  for (let j = 0; j < i; j++) {
    const f = d[j]!;
    v[i * n + j] = f;
    let sum = e[j]! + v[j * n + j]! * f;
    for (let k = j + 1, at = j * n + j + 1; k < i; k++, at++) {
      sum += v[at]! * d[k]!;
      e[k] = e[k]! + v[at]! * f;
    }
    e[j] = sum;
  }
  let f = 0;
  for (let j = 0; j < i; j++) {
    e[j] = e[j]! / h;
    f += e[j]! * d[j]!;
  }
  const half = f / (h + h);
  for (let j = 0; j < i; j++) e[j] = e[j]! - half * d[j]!;
  for (let j = 0; j < i; j++) {
    const dj = d[j]!;
    const ej = e[j]!;
    for (let k = j, at = j * n + j; k < i; k++, at++) v[at] = v[at]! - (dj * e[k]! + ej * d[k]!);
    d[j] = v[j * n + i - 1]!;
    v[j * n + i] = 0;
  }
  return h;
}

/** Multiplies the reflections out, so that v holds the vectors of the tridiagonal form. */
function accumulate({ n, v, d, e }: Work): void {
  for (let i = 0; i < n - 1; i++) {
    v[i * n + n - 1] = v[i * n + i]!;
    v[i * n + i] = 1;
    const h = d[i + 1]!;
    const next = (i + 1) * n;
    if (h !== 0) {
      for (let k = 0; k <= i; k++) d[k] = v[next + k]! / h;
      for (let j = 0; j <= i; j++) {
        let g = 0;
        for (let k = 0; k <= i; k++) g += v[next + k]! * v[j * n + k]!;
        for (let k = 0; k <= i; k++) v[j * n + k] = v[j * n + k]! - g * d[k]!;
      }
    }
    v.fill(0, next, next + i + 1);
  }
  for (let j = 0; j < n; j++) {
    d[j] = v[j * n + n - 1]!;
    v[j * n + n - 1] = 0;
  }
  v[n * n - 1] = 1;
  e[0] = 0;
}

/** Implicit QL steps until every off-diagonal value is negligible. */
function diagonalize(work: Work): void {
  const { n, d, e } = work;
  e.copyWithin(0, 1);
  e[n - 1] = 0;
  let shift = 0;
  let largest = 0;
  for (let l = 0; l < n; l++) {
    largest = Math.max(largest, Math.abs(d[l]!) + Math.abs(e[l]!));
    const negligible = Number.EPSILON * largest;
    let m = l;
    while (Math.abs(e[m]!) > negligible) m++;
    for (let step = 0; m > l && Math.abs(e[l]!) > negligible; step++) {
      if (step === longestSearch) throw new DataError("Cannot find eigenvectors: the search does not converge");
      shift += shiftDiagonal(work, l);
      sweep(work, l, m);
    }
    d[l] = d[l]! + shift;
    e[l] = 0;
  }
}

function shiftDiagonal({ n, d, e }: Work, l: number): number {
  const g = d[l]!;
  const p = (d[l + 1]! - g) / (2 * e[l]!);
  const r = p < 0 ? -Math.hypot(p, 1) : Math.hypot(p, 1);
  d[l] = e[l]! / (p + r);
  d[l + 1] = e[l]! * (p + r);
  const h = g - d[l]!;
  for (let i = l + 2; i < n; i++) d[i] = d[i]! - h;
  return h;
}

function sweep({ n, v, d, e }: Work, l: number, m: number): void {
  const next = d[l + 1]!;
  const below = e[l + 1]!;
  let p = d[m]!;
  let c = 1, c2 = 1, c3 = 1, s = 0, s2 = 0;
  for (let i = m - 1; i >= l; i--) {
    c3 = c2;
    c2 = c;
    s2 = s;
    const g = c * e[i]!;
    const h = c * p;
    const r = Math.hypot(p, e[i]!);
    e[i + 1] = s * r;
    s = e[i]! / r;
    c = p / r;
    p = c * d[i]! - s * g;
    d[i + 1] = h + s * (c * g + s * d[i]!);
    rotate(v, i * n, n, c, s);
  }
  p = -s * s2 * c3 * below * e[l]! / next;
  e[l] = s * p;
  d[l] = c * p;
}

/** Rotates the vector at `at` and the one after it. */
function rotate(v: Float64Array, at: number, n: number, c: number, s: number): void {
  for (let k = at; k < at + n; k++) {
    const h = v[k + n]!;
    v[k + n] = s * v[k]! + c * h;
    v[k] = c * v[k]! - s * h;
  }
}
