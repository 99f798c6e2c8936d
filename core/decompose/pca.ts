import { checkSquares } from "../check_squares.ts";
import { symmetricEigen } from "../eigen.ts";
import { DataError } from "../errors.ts";
import { frozen } from "../frozen.ts";
import { columnMoments, createArena, rowsBetween } from "../kernels/mod.ts";
import { checkLimits, type LimitTable } from "../limits.ts";
import { centred, columnMeans, columnProducts, dot, rowProducts } from "../linalg.ts";
import { checkFinite, createMatrix, type Matrix, matrixFromRows, type MatrixNames, rowOf } from "../matrix.ts";

/** Directions of greatest variance. Plain data. */
export interface PcaModel {
  readonly kind: "pca";
  /** Mean of each feature. */
  readonly mean: readonly number[];
  /** components x features: unit vectors, the direction of greatest variance first. */
  readonly components: readonly (readonly number[])[];
  /** Sample variance (divisor rows - 1) along each component. */
  readonly variance: readonly number[];
  /** Share of the total variance of each component. */
  readonly ratio: readonly number[];
  /** Sample variance of all features together. */
  readonly totalVariance: number;
}

/** Options of {@link fitPca}. */
export interface PcaOptions {
  /**
   * A share of variance below 1 (the fewest components that hold more than that), or the number of components, 1 and up.
   * @default 0.8
   */
  readonly components?: number;
  /** Most components to keep. @default no limit */
  readonly maxComponents?: number;
  /** How messages call rows and columns. */
  readonly names?: MatrixNames;
}

/** Limits of {@link PcaOptions}. */
export const pcaLimits = {
  components: { kind: "number", above: 0 },
  maxComponents: { kind: "integer", from: 1 },
} as const satisfies LimitTable;

/**
 * Fits principal components: unit vectors along which the rows vary most, each at right angles to the others.
 *
 * Each vector's sign is chosen so that its value of greatest size (the first of equals) is positive. There are never
 * more components than the rows have dimensions; at least one is kept, also when all rows are equal.
 *
 * Reference: I. Jolliffe, Principal Component Analysis, 2002.
 *
 * @param x rows x features, at least 2 rows
 * @throws {RangeError} when an option is out of range
 * @throws {DataError} when there are fewer than 2 rows or a value is not finite
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { matrixFromRows } from "../matrix.ts";
 * import { fitPca } from "./pca.ts";
 * import { project } from "./project.ts";
 *
 * const x = matrixFromRows([[0, 0], [3, 4], [6, 8]]);
 * const model = fitPca(x, { components: 1 });
 * assert.ok(Math.abs(model.components[0]![1]! - 0.8) < 1e-12);
 * assert.ok(Math.abs(project(model, x).data[2]! - 5) < 1e-12);
 * ```
 */
export function fitPca(x: Matrix, options: PcaOptions = {}): PcaModel {
  const { components = 0.8, maxComponents = Number.MAX_SAFE_INTEGER, names = {} } = options;
  checkLimits("fit principal components", { components, maxComponents }, pcaLimits);
  checkComponents("fit principal components", components);
  if (x.rows < 2 || x.columns < 1) {
    throw new DataError(`Cannot fit principal components: ${x.rows} rows with ${x.columns} features are too few`, {
      remedy: "At least 2 rows and 1 feature are needed; switch the reduction off for data this small.",
    });
  }
  const { mean, values, vectors, total } = x.columns > x.rows ? fewRows(x, names) : manyRows(x, names);
  const count = Math.min(components >= 1 ? components : countForShare(values, total, components), maxComponents);
  const kept = Array.from({ length: Math.min(count, values.length) }, (_, i) => i);
  return frozen({
    kind: "pca",
    mean: [...mean],
    components: kept.map((i) => [...withPositivePeak(rowOf(vectors, i))]),
    variance: kept.map((i) => values[i]! / (x.rows - 1)),
    ratio: kept.map((i) => total > 0 ? values[i]! / total : 0),
    totalVariance: total / (x.rows - 1),
  });
}

function fewRows(x: Matrix, names: MatrixNames): Directions & { readonly mean: Float64Array } {
  checkFinite("fit principal components", x, names);
  checkSquares("fit principal components", x, names);
  const mean = columnMeans(x);
  return { ...directions(centred(x, mean)), mean };
}

/** The same without a copy of the rows. */
function manyRows(x: Matrix, names: MatrixNames): Directions & { readonly mean: Float64Array } {
  const { means, products } = columnMoments(x);
  if (!means.every(Number.isFinite)) checkFinite("fit principal components", x, names);
  const total = means.reduce((sum, _, j) => sum + products.data[j * x.columns + j]!, 0);
  if (!(total < Infinity)) checkSquares("fit principal components", x, names);
  const { values, vectors } = symmetricEigen(products);
  return { ...withoutNoise(values, Math.max(x.rows, x.columns)), vectors, total, mean: means };
}

/**
 * Checks that components are asked for by a share or by a whole number.
 *
 * @throws {RangeError} when they are not
 */
export function checkComponents(action: string, components: number): void {
  if (components < 1 || Number.isInteger(components)) return;
  throw new RangeError(`Cannot ${action}: components must be a share below 1 or a count, but is ${components}`);
}

/** Rows that are worked on at once, so that they stay in the cache; a multiple of 4. */
const blockRows = 256;

/**
 * Rows in the coordinates of the components, rows x components.
 *
 * @throws {DataError} when a value is not finite
 */
export function projectLinearly(model: PcaModel, x: Matrix, names: MatrixNames): Matrix {
  const { rows, columns } = x;
  const { components, mean } = model;
  const count = components.length;
  const out = createMatrix(rows, count);
  const padded = count + count % 2;
  using arena = createArena();
  const [values, means] = [arena.allocate(blockRows * columns * 8), arena.allocate(columns * 16)];
  const [turned, found] = [arena.allocate(columns * padded * 8), arena.allocate(blockRows * count * 8)];
  const block = arena.f64(values, blockRows * columns);
  const coordinates = arena.f64(found, blockRows * count);
  const directions = arena.f64(turned, columns * padded);
  components.forEach((component, c) => component.forEach((value, j) => directions[j * padded + c] = value));
  arena.f64(means, columns * 2).set([...mean, ...mean]);
  let check = 0;
  for (let from = 0; from < rows; from += blockRows) {
    const part = rowsBetween(x, from, from + blockRows);
    block.set(part.data);
    check += arena.kernels.projectRows(Math.ceil(part.rows / 4), columns, values, means, turned, padded, count, found);
    out.data.set(part.rows === blockRows ? coordinates : coordinates.subarray(0, part.rows * count), from * count);
  }
  // A value that is not finite leaves nothing finite of its row.
  if (Number.isNaN(check)) checkFinite("project", x, names);
  return out;
}

/** Rows of component coordinates as features again; what the components left out stays at the mean. */
export function unproject(model: PcaModel, scores: Matrix): Matrix {
  const features = model.mean.length;
  const out = createMatrix(scores.rows, features);
  for (let i = 0; i < scores.rows; i++) {
    const row = rowOf(out, i);
    row.set(model.mean);
    model.components.forEach((component, c) => {
      const score = scores.data[i * scores.columns + c]!;
      for (let j = 0; j < features; j++) row[j] = row[j]! + score * component[j]!;
    });
  }
  return out;
}

/** Directions in which rows vary. */
export interface Directions {
  /** Sums of squares along the directions, descending; those lost in rounding are left out, but never all. */
  readonly values: Float64Array;
  /** A unit vector of features in each row. */
  readonly vectors: Matrix;
  readonly total: number;
}

/** The directions of rows that are centred already. */
export function directions(x: Matrix): Directions {
  const wide = x.columns > x.rows;
  const { values, vectors } = symmetricEigen(wide ? rowProducts(x) : columnProducts(x));
  const total = dot(x.data, x.data);
  const kept = withoutNoise(values, Math.max(x.rows, x.columns));
  return { ...kept, total, vectors: wide ? featureVectors(x, vectors, kept.values.length) : vectors };
}

/** Eigenvalues, at least one, that are more than rounding. */
function withoutNoise(values: Float64Array, size: number): { readonly values: Float64Array } {
  const noise = Math.max(0, values[0]!) * size * Number.EPSILON;
  const rank = Math.max(1, values.findLastIndex((value) => value > noise) + 1);
  return { values: values.slice(0, rank).map((value) => Math.max(0, value)) };
}

/** From vectors over rows to unit vectors over features: xᵀ u, scaled to length 1. */
function featureVectors(x: Matrix, vectors: Matrix, count: number): Matrix {
  const found = Array.from({ length: count }, (_, c) => {
    const weights = rowOf(vectors, c);
    const vector = new Float64Array(x.columns);
    for (let i = 0, at = 0; i < x.rows; i++) {
      for (let j = 0; j < x.columns; j++, at++) vector[j] = vector[j]! + weights[i]! * x.data[at]!;
    }
    const length = Math.sqrt(dot(vector, vector));
    if (length === 0) vector[0] = 1;
    return length === 0 ? vector : vector.map((value) => value / length);
  });
  return matrixFromRows(found);
}

/** The fewest values that hold more than a share of the total. */
export function countForShare(values: Float64Array, total: number, share: number): number {
  let reached = 0;
  const last = values.findIndex((value) => (reached += value / total) > share);
  return last < 0 ? values.length : last + 1;
}

/** The vector or its opposite, so that the value of greatest size is positive. */
export function withPositivePeak(vector: Float64Array): Float64Array {
  let peak = 0;
  for (let j = 1; j < vector.length; j++) if (Math.abs(vector[j]!) > Math.abs(vector[peak]!)) peak = j;
  return vector[peak]! < 0 ? vector.map((value) => -value) : vector;
}
