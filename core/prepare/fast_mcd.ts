import { symmetricEigen } from "../eigen.ts";
import { columnMeans, covariance, dot } from "../linalg.ts";
import { cholesky, solveLower } from "../cholesky.ts";
import { createMatrix, type Matrix, matrixFromRows, pickRows, rowOf } from "../matrix.ts";
import { type Rng, sampleIndices } from "../rng.ts";

/** Where the core of the data is and how it spreads. */
export interface Core {
  readonly location: Float64Array;
  /** With the number of rows as divisor, features x features. */
  readonly covariance: Matrix;
  /** Logarithm of the covariance's determinant; -Infinity when the rows lie in a plane. */
  readonly logDeterminant: number;
  /** The rows it is made of, ascending. */
  readonly support: Int32Array;
}

/** Options of {@link fastMcd}. */
export interface McdOptions {
  readonly rng: Rng;
  /** Random beginnings; more of them miss the best core more rarely. */
  readonly starts: number;
}

/** Beyond this many rows the search begins in subsets. */
const smallData = 600;
const subsetRows = 300;
const mostSubsets = 5;
const kept = 20;
const firstSteps = 3;
const mostSteps = 100;
/** A variance below this share of what it was without the other columns is none. */
const singular = 1e-12;

/** Rows in the core of `rows` rows with `columns` features: just over half. */
function coreSize(rows: number, columns: number): number {
  return Math.min(rows, Math.ceil((rows + columns + 1) / 2));
}

/**
 * Searches for the half of the rows whose covariance has the smallest determinant: from random beginnings, each step takes
 * the rows nearest to the core of the step before, which never makes the determinant larger.
 *
 * Reference: P. Rousseeuw, K. Van Driessen, A fast algorithm for the minimum covariance determinant estimator,
 * Technometrics 41(3), 1999.
 *
 * @param x rows x features, at least one feature and 2 rows
 */
export function fastMcd(x: Matrix, { rng, starts }: McdOptions): Core {
  const size = coreSize(x.rows, x.columns);
  if (size === x.rows) return coreOf(x, Int32Array.from({ length: x.rows }, (_, i) => i));
  if (x.columns === 1) return narrowestCore(x, size);
  const begun = x.rows <= smallData ? beginnings(x, size, starts, rng) : beginInSubsets(x, size, starts, rng);
  const cores = begun.map((core) => concentrate(x, size, core, mostSteps));
  return best(cores, 1)[0]!;
}

/** The best cores after a few steps from random beginnings. */
function beginnings(x: Matrix, size: number, starts: number, rng: Rng): readonly Core[] {
  const cores = Array.from({ length: starts }, (_, start) => {
    const order = sampleIndices(rng.fork(start), x.rows, x.rows);
    let count = x.columns + 1;
    let core = coreOf(x, order.slice(0, count));
    // Few rows may lie in a plane by chance; more of them show whether half of the rows do.
    while (core.logDeterminant === -Infinity && count < size) {
      count = Math.min(size, count + Math.max(1, count >> 1));
      core = coreOf(x, order.slice(0, count));
    }
    return concentrate(x, size, core, firstSteps);
  });
  return best(cores, kept);
}

/** For many rows: beginnings in subsets, then the best of them over the subsets together. */
function beginInSubsets(x: Matrix, size: number, starts: number, rng: Rng): readonly Core[] {
  const count = Math.min(mostSubsets, Math.floor(x.rows / subsetRows));
  const chosen = sampleIndices(rng.fork("subsets"), x.rows, count * subsetRows);
  const share = size / x.rows;
  const found = Array.from({ length: count }, (_, s) => {
    const part = pickRows(x, chosen.subarray(s * subsetRows, (s + 1) * subsetRows));
    return beginnings(part, Math.ceil(subsetRows * share), Math.ceil(starts / count), rng.fork(`subset ${s}`));
  }).flat();
  const together = pickRows(x, chosen);
  return best(found.map((core) => concentrate(together, Math.ceil(chosen.length * share), core, firstSteps)), kept);
}

/** Takes the nearest rows as the new core until that changes nothing. */
function concentrate(x: Matrix, size: number, from: Core, steps: number): Core {
  let core = from;
  for (let step = 0; step < steps; step++) {
    const next = coreOf(x, nearest(squaredDistances(core, x), size));
    // The first step grows a few rows to half of them, so only later ones can be compared.
    if (step > 0 && !(next.logDeterminant < core.logDeterminant)) return core;
    core = next;
    if (core.logDeterminant === -Infinity) return core;
  }
  return core;
}

function best(cores: readonly Core[], count: number): readonly Core[] {
  const order = cores.map((_, i) => i).sort((a, b) => {
    const [first, second] = [cores[a]!.logDeterminant, cores[b]!.logDeterminant];
    return first === second ? a - b : first - second;
  });
  return order.slice(0, count).map((i) => cores[i]!);
}

/** The rows with the smallest distances, the first of equal ones, ascending. */
function nearest(distances: Float64Array, size: number): Int32Array {
  const limit = distances.toSorted()[size - 1]!;
  let ties = size - distances.reduce((count, one) => count + (one < limit ? 1 : 0), 0);
  const rows = new Int32Array(size);
  for (let i = 0, at = 0; at < size; i++) {
    if (distances[i]! < limit || (distances[i] === limit && ties-- > 0)) rows[at++] = i;
  }
  return rows;
}

/** Location and spread of some rows. */
export function coreOf(x: Matrix, support: Int32Array): Core {
  const rows = pickRows(x, support);
  const shrink = (rows.rows - 1) / rows.rows;
  const sample = covariance(rows);
  const spread = { ...sample, data: sample.data.map((value) => rows.rows === 1 ? 0 : value * shrink) };
  const factor = factorOf(spread);
  let logDeterminant = factor === undefined ? -Infinity : 0;
  for (let j = 0; factor !== undefined && j < x.columns; j++) {
    logDeterminant += 2 * Math.log(factor.data[j * (x.columns + 1)]!);
  }
  return { location: columnMeans(rows), covariance: spread, logDeterminant, support };
}

/** The Cholesky factor; `undefined` when a column follows from the others. */
function factorOf(spread: Matrix): Matrix | undefined {
  const factor = cholesky(spread);
  const n = spread.rows;
  for (let j = 0; factor !== undefined && j < n; j++) {
    const at = j * (n + 1);
    if (factor.data[at]! ** 2 <= singular * spread.data[at]!) return undefined;
  }
  return factor;
}

/** Squared Mahalanobis distance of each row; directions in which the core does not spread are left out. */
export function squaredDistances({ location, covariance: spread }: Core, x: Matrix): Float64Array {
  const factor = factorOf(spread);
  const directions = factor === undefined ? spreadDirections(spread) : undefined;
  const shifted = new Float64Array(x.columns);
  return Float64Array.from({ length: x.rows }, (_, i) => {
    const row = rowOf(x, i);
    for (let j = 0; j < x.columns; j++) shifted[j] = row[j]! - location[j]!;
    if (factor !== undefined) {
      solveLower(factor, shifted);
      return dot(shifted, shifted);
    }
    let sum = 0;
    for (let d = 0; d < directions!.rows; d++) sum += dot(rowOf(directions!, d), shifted) ** 2;
    return sum;
  });
}

/** Directions along which the spread is 1, one in each row; those without spread are left out. */
export function spreadDirections(spread: Matrix): Matrix {
  const { values, vectors } = symmetricEigen(spread);
  const rank = values.findLastIndex((value) => value > singular * values[0]!) + 1;
  const rows = Array.from({ length: rank }, (_, i) => rowOf(vectors, i).map((value) => value / Math.sqrt(values[i]!)));
  return rank === 0 ? createMatrix(0, spread.columns) : matrixFromRows(rows);
}

/** One feature: of all runs of neighbouring values as long as the core, the one that varies least. */
function narrowestCore(x: Matrix, size: number): Core {
  const order = Int32Array.from(x.data, (_, i) => i).sort((a, b) => x.data[a]! - x.data[b]! || a - b);
  const middle = x.data[order[x.rows >> 1]!]!;
  const valueAt = (place: number) => x.data[order[place]!]! - middle;
  let sum = 0;
  let squares = 0;
  let least = Infinity;
  let start = 0;
  for (let i = 0; i < x.rows; i++) {
    const gone = i < size ? 0 : valueAt(i - size);
    sum += valueAt(i) - gone;
    squares += valueAt(i) ** 2 - gone ** 2;
    const variance = squares - sum * sum / size;
    if (i < size - 1 || variance >= least) continue;
    least = variance;
    start = i - size + 1;
  }
  return coreOf(x, order.slice(start, start + size).sort());
}
