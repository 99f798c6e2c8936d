import { DataError } from "../errors.ts";
import { createMatrix, type Matrix } from "../matrix.ts";
import { cholesky, solveLower } from "../cholesky.ts";

/** Shapes of the covariances of a mixture. */
export const covarianceShapes = ["full", "tied", "diag", "spherical"] as const;

/** One of {@link covarianceShapes}. */
export type CovarianceShape = (typeof covarianceShapes)[number];

/** Covariances of the parts of a mixture, n features: each its own matrix, one for all, variances, or one variance. */
export type Covariances =
  | { readonly shape: "full"; readonly values: readonly (readonly (readonly number[])[])[] }
  | { readonly shape: "tied"; readonly values: readonly (readonly number[])[] }
  | { readonly shape: "diag"; readonly values: readonly (readonly number[])[] }
  | { readonly shape: "spherical"; readonly values: readonly number[] };

/** Numbers that it takes to write down the covariances of `k` parts. */
export function covarianceParameters(shape: CovarianceShape, k: number, columns: number): number {
  switch (shape) {
    case "full":
      return k * columns * (columns + 1) / 2;
    case "tied":
      return columns * (columns + 1) / 2;
    case "diag":
      return k * columns;
    case "spherical":
      return k;
    default:
      return shape satisfies never;
  }
}

/** Covariances as matrices: one per part, or one for all (`tied`); 1 x columns for `diag`, 1 x 1 for `spherical`. */
export interface Spread {
  readonly shape: CovarianceShape;
  readonly matrices: readonly Matrix[];
}

/** Weighted covariances around the means, `ridge` added to each variance. */
export function estimateSpread(
  x: Matrix,
  means: Matrix,
  shares: Matrix,
  weights: Float64Array,
  { shape, ridge }: { readonly shape: CovarianceShape; readonly ridge: number },
): Spread {
  if (shape === "full") {
    const matrices = Array.from(weights, (weight, c) => {
      const sums = addProducts(createMatrix(x.columns, x.columns), x, means, shares, c);
      return finished(sums, weight, ridge);
    });
    return { shape, matrices };
  }
  if (shape === "tied") {
    const sums = createMatrix(x.columns, x.columns);
    for (let c = 0; c < means.rows; c++) addProducts(sums, x, means, shares, c);
    return { shape, matrices: [finished(sums, weights.reduce((sum, one) => sum + one, 0), ridge)] };
  }
  const diagonals = Array.from(weights, (weight, c) => variances(x, means, shares, c, weight));
  const mean = (values: Float64Array) => values.reduce((sum, one) => sum + one, 0) / values.length;
  const matrices = diagonals.map((values) => {
    const own = shape === "diag" ? values : Float64Array.of(x.columns === 0 ? 0 : mean(values));
    return createMatrix(1, own.length, own.map((value) => value + ridge));
  });
  return { shape, matrices };
}

/** Adds the products of deviations from one mean, weighted, to the lower triangle. */
function addProducts(sums: Matrix, x: Matrix, means: Matrix, shares: Matrix, c: number): Matrix {
  const { columns } = x;
  const off = new Float64Array(columns);
  for (let i = 0; i < x.rows; i++) {
    const share = shares.data[i * shares.columns + c]!;
    if (share === 0) continue;
    for (let j = 0; j < columns; j++) off[j] = x.data[i * columns + j]! - means.data[c * columns + j]!;
    for (let a = 0; a < columns; a++) {
      const value = share * off[a]!;
      for (let b = 0, at = a * columns; b <= a; b++, at++) sums.data[at] = sums.data[at]! + value * off[b]!;
    }
  }
  return sums;
}

function finished(sums: Matrix, weight: number, ridge: number): Matrix {
  const n = sums.rows;
  for (let a = 0; a < n; a++) {
    for (let b = 0; b <= a; b++) {
      const value = sums.data[a * n + b]! / weight + (a === b ? ridge : 0);
      sums.data[a * n + b] = value;
      sums.data[b * n + a] = value;
    }
  }
  return sums;
}

function variances(x: Matrix, means: Matrix, shares: Matrix, c: number, weight: number): Float64Array {
  const { columns } = x;
  const sums = new Float64Array(columns);
  for (let i = 0; i < x.rows; i++) {
    const share = shares.data[i * shares.columns + c]!;
    for (let j = 0; j < columns; j++) {
      const off = x.data[i * columns + j]! - means.data[c * columns + j]!;
      sums[j] = sums[j]! + share * off * off;
    }
  }
  return sums.map((sum) => sum / weight);
}

/** Gives the logarithm of each part's normal density at a row. */
export type LogDensity = (x: Matrix, row: number, out: Float64Array) => void;

/**
 * Densities of parts with the given means and covariances.
 *
 * @throws {DataError} when a covariance is not positive definite
 */
export function logDensity({ shape, matrices }: Spread, means: Matrix): LogDensity {
  const { rows: k, columns } = means;
  const constant = -0.5 * columns * Math.log(2 * Math.PI);
  const off = new Float64Array(columns);
  if (shape === "full" || shape === "tied") {
    const factors = matrices.map(factorOf);
    const logs = factors.map(halfLogDeterminant);
    return (x, row, out) => {
      for (let c = 0; c < k; c++) {
        const which = shape === "tied" ? 0 : c;
        for (let j = 0; j < columns; j++) off[j] = x.data[row * columns + j]! - means.data[c * columns + j]!;
        solveLower(factors[which]!, off);
        let sum = 0;
        for (let j = 0; j < columns; j++) sum += off[j]! * off[j]!;
        out[c] = constant - 0.5 * sum - logs[which]!;
      }
    };
  }
  const own = matrices.map(({ data }) => shape === "diag" ? data : new Float64Array(columns).fill(data[0]!));
  if (own.some((values) => values.some((value) => !(value > 0)))) throw flat();
  const logs = own.map((values) => 0.5 * values.reduce((sum, value) => sum + Math.log(value), 0));
  return (x, row, out) => {
    for (let c = 0; c < k; c++) {
      let sum = 0;
      for (let j = 0; j < columns; j++) {
        const value = x.data[row * columns + j]! - means.data[c * columns + j]!;
        sum += value * value / own[c]![j]!;
      }
      out[c] = constant - 0.5 * sum - logs[c]!;
    }
  };
}

function factorOf(matrix: Matrix): Matrix {
  const factor = cholesky(matrix);
  if (factor === undefined) throw flat();
  return factor;
}

function halfLogDeterminant(factor: Matrix): number {
  let sum = 0;
  for (let i = 0; i < factor.rows; i++) sum += Math.log(factor.data[i * factor.columns + i]!);
  return sum;
}

function flat(): DataError {
  return new DataError("Cannot fit a Gaussian mixture: the rows of a cluster lie in a plane, it has no volume", {
    remedy: "Use fewer clusters, a larger ridge, the shape diag or spherical, or fewer features.",
  });
}

/** Covariances as plain data. */
export function plainCovariances({ shape, matrices }: Spread): Covariances {
  const rows = ({ rows, columns, data }: Matrix) =>
    Array.from({ length: rows }, (_, i) => Array.from(data.subarray(i * columns, (i + 1) * columns)));
  switch (shape) {
    case "full":
      return { shape, values: matrices.map(rows) };
    case "tied":
      return { shape, values: rows(matrices[0]!) };
    case "diag":
      return { shape, values: matrices.map(({ data }) => Array.from(data)) };
    case "spherical":
      return { shape, values: matrices.map(({ data }) => data[0]!) };
    default:
      return shape satisfies never;
  }
}

/** Covariances from plain data. */
export function spreadOf({ shape, values }: Covariances): Spread {
  const matrix = (rows: readonly (readonly number[])[]) =>
    createMatrix(rows.length, rows[0]?.length ?? 0, Float64Array.from(rows.flat()));
  switch (shape) {
    case "full":
      return { shape, matrices: values.map(matrix) };
    case "tied":
      return { shape, matrices: [matrix(values)] };
    case "diag":
      return { shape, matrices: values.map((row) => matrix([row])) };
    case "spherical":
      return { shape, matrices: values.map((value) => matrix([[value]])) };
    default:
      return shape satisfies never;
  }
}
