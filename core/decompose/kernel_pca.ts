import { squaredDistance } from "../distance.ts";
import { DataError } from "../errors.ts";
import { frozen } from "../frozen.ts";
import { checkLimits, type LimitTable } from "../limits.ts";
import { dot } from "../linalg.ts";
import {
  checkFinite,
  createMatrix,
  type Matrix,
  matrixFromRows,
  type MatrixNames,
  pickRows,
  rowOf,
} from "../matrix.ts";
import { matrixOperator, topEigen } from "../top_eigen.ts";
import { type Rng, sampleIndices } from "../rng.ts";
import { checkComponents, countForShare, pcaLimits, withPositivePeak } from "./pca.ts";

/** Components of how alike rows are. Plain data. */
export interface KernelPcaModel {
  readonly kind: "kernel_pca";
  readonly features: number;
  /** Two rows are exp(-gamma x squared distance) alike. */
  readonly gamma: number;
  /** Rows that others are compared with. */
  readonly rows: readonly (readonly number[])[];
  /** How alike each of them is to all of them, on average. */
  readonly alike: readonly number[];
  /** components x rows: what each row adds to a component. */
  readonly components: readonly (readonly number[])[];
  /** Sample variance (divisor rows - 1) along each component. */
  readonly variance: readonly number[];
  /** Share of the total variance of each component. */
  readonly ratio: readonly number[];
  /** Variance along all components that there are. */
  readonly totalVariance: number;
}

/** Options of {@link fitKernelPca}. */
export interface KernelPcaOptions {
  /** Source of chance: which rows are compared with when there are many, and where the search for components begins. */
  readonly rng: Rng;
  /**
   * A share of variance below 1 (the fewest components that hold more than that), or the number of components, 1 and up.
   * @default 0.8
   */
  readonly components?: number;
  /** Most components to keep. @default for a share as many as there are features, else no limit */
  readonly maxComponents?: number;
  /** How fast likeness falls with the squared distance. @default 1 / features */
  readonly gamma?: number;
  /** With more rows, this many of them at random stand for all. @default 1000 */
  readonly maxRows?: number;
  /** How messages call rows and columns. */
  readonly names?: MatrixNames;
}

/** Limits of {@link KernelPcaOptions}. */
export const kernelPcaLimits = {
  ...pcaLimits,
  gamma: { kind: "number", above: 0 },
  maxRows: { kind: "integer", from: 2, to: 10_000 },
} as const satisfies LimitTable;

const action = "fit kernel components";
const firstCount = 16;

/**
 * Fits principal components of likeness by a Gaussian (RBF) kernel: they follow bent shapes that straight components cut
 * across. Each component's sign is chosen so that the row that adds most to it adds a positive number.
 *
 * Up to `maxRows` rows the result is that of scikit-learn's KernelPCA; beyond, that of a random sample of the rows. Memory
 * grows with the square of the rows that are compared.
 *
 * Reference: B. Schölkopf, A. Smola, K. Müller, Nonlinear component analysis as a kernel eigenvalue problem, Neural
 * Computation 10(5), 1998.
 *
 * @param x rows x features, at least 2 rows
 * @throws {RangeError} when an option is out of range
 * @throws {DataError} when there are fewer than 2 rows or a value is not finite
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { matrixFromRows } from "../matrix.ts";
 * import { createRng } from "../rng.ts";
 * import { fitKernelPca } from "./kernel_pca.ts";
 * import { project } from "./project.ts";
 *
 * const x = matrixFromRows([[0, 0], [0, 1], [9, 9], [9, 8]]);
 * const model = fitKernelPca(x, { rng: createRng(1), components: 1 });
 * const [a, b, c, d] = project(model, x).data;
 * assert.ok(Math.abs(a! - b!) < 0.01 && Math.abs(c! - d!) < 0.01 && Math.abs(a! - c!) > 1);
 * ```
 */
export function fitKernelPca(x: Matrix, options: KernelPcaOptions): KernelPcaModel {
  const { rng, components = 0.8, gamma = 1 / Math.max(1, x.columns), maxRows = 1000, names = {} } = options;
  const { maxComponents = components < 1 ? Math.max(1, x.columns) : Number.MAX_SAFE_INTEGER } = options;
  checkLimits(action, { components, maxComponents, gamma, maxRows }, kernelPcaLimits);
  checkComponents(action, components);
  checkFinite(action, x, names);
  if (x.rows < 2 || x.columns < 1) {
    throw new DataError(`Cannot ${action}: ${x.rows} rows with ${x.columns} features are too few`, {
      remedy: "At least 2 rows and 1 feature are needed; switch the reduction off for data this small.",
    });
  }
  const rows = x.rows > maxRows ? pickRows(x, sampleIndices(rng.fork("rows"), x.rows, maxRows).sort()) : x;
  const { kernel, alike, total } = centredKernel(rows, gamma);
  const search = { rng: rng.fork("start"), components, most: Math.min(maxComponents, rows.rows) };
  const { values, vectors } = leading(kernel, total, search);
  const spread = rows.rows - 1;
  return frozen({
    kind: "kernel_pca",
    features: x.columns,
    gamma,
    rows: Array.from({ length: rows.rows }, (_, i) => [...rowOf(rows, i)]),
    alike: [...alike],
    components: values.map((value, c) => {
      const vector = withPositivePeak(rowOf(vectors, c));
      return Array.from(vector, (weight) => value > 0 ? weight / Math.sqrt(value) : 0);
    }),
    variance: values.map((value) => value / spread),
    ratio: values.map((value) => total > 0 ? value / total : 0),
    totalVariance: total / spread,
  });
}

/** Rows in the coordinates of the components, rows x components. */
export function projectByKernel(model: KernelPcaModel, x: Matrix): Matrix {
  const known = matrixFromRows(model.rows);
  const weights = model.components.map((component) => Float64Array.from(component));
  const alike = Float64Array.from(model.alike);
  const mean = average(alike);
  const out = createMatrix(x.rows, weights.length);
  const likeness = new Float64Array(known.rows);
  for (let i = 0; i < x.rows; i++) {
    writeLikeness(x, i, known, model.gamma, likeness);
    const own = average(likeness);
    for (let j = 0; j < known.rows; j++) likeness[j] = likeness[j]! - own - alike[j]! + mean;
    weights.forEach((weight, c) => out.data[i * weights.length + c] = dot(weight, likeness));
  }
  return out;
}

function writeLikeness(x: Matrix, i: number, known: Matrix, gamma: number, out: Float64Array): void {
  const width = x.columns;
  for (let j = 0; j < known.rows; j++) {
    out[j] = Math.exp(-gamma * squaredDistance(x.data, i * width, known.data, j * width, width));
  }
}

interface CentredKernel {
  /** rows x rows, rows and columns with mean 0. */
  readonly kernel: Matrix;
  /** Mean of each row before. */
  readonly alike: Float64Array;
  /** Sum of all eigenvalues. */
  readonly total: number;
}

function centredKernel(x: Matrix, gamma: number): CentredKernel {
  const kernel = createMatrix(x.rows, x.rows);
  for (let i = 0; i < x.rows; i++) writeLikeness(x, i, x, gamma, rowOf(kernel, i));
  const alike = Float64Array.from({ length: x.rows }, (_, i) => average(rowOf(kernel, i)));
  const mean = average(alike);
  let total = 0;
  for (let i = 0, at = 0; i < x.rows; i++) {
    for (let j = 0; j < x.rows; j++, at++) kernel.data[at] = kernel.data[at]! - alike[i]! - alike[j]! + mean;
    total += kernel.data[i * (x.rows + 1)]!;
  }
  // What rounding leaves of equal rows is not variance.
  return { kernel, alike, total: total <= x.rows * x.rows * Number.EPSILON ? 0 : total };
}

interface Search {
  readonly rng: Rng;
  readonly components: number;
  readonly most: number;
}

/** The eigenvalues that are asked for and their vectors; those lost in rounding are left out, but never all. */
function leading(kernel: Matrix, total: number, search: Search): { values: readonly number[]; vectors: Matrix } {
  const { rng, components, most } = search;
  const size = kernel.rows;
  const operator = matrixOperator(kernel);
  for (let count = Math.min(most, components >= 1 ? components : firstCount);; count = most) {
    const { values, vectors } = topEigen(operator, count, rng);
    const noise = total === 0 ? Infinity : values[0]! * size * Number.EPSILON;
    const rank = Math.max(1, values.findLastIndex((value) => value > noise) + 1);
    const found = Array.from(values.slice(0, rank), (value) => total === 0 ? 0 : Math.max(0, value));
    if (components >= 1) return { values: found, vectors };
    const wanted = countForShare(Float64Array.from(found), total, components);
    const reached = found.slice(0, wanted).reduce((sum, value) => sum + value, 0) > components * total;
    if (reached || count === most || rank < count) return { values: found.slice(0, wanted), vectors };
  }
}

function average(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}
