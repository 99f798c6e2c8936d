import { DataError } from "../errors.ts";
import { frozen } from "../frozen.ts";
import { columnMeans, columnVariances } from "../linalg.ts";
import { checkFinite, columnOf, createMatrix, type Matrix, type MatrixNames, rowOf } from "../matrix.ts";
import { sortedQuantile } from "../quantile.ts";
import { bestLambda, signedLogs, yeoJohnson, yeoJohnsonInverse } from "./yeo_johnson.ts";

/** Ways to bring features to one scale. */
export const scaleMethods = ["zscore", "minmax", "maxabs", "robust", "clr", "yeo_johnson"] as const;

/** One of {@link scaleMethods}. */
export type ScaleMethod = (typeof scaleMethods)[number];

/** How features come to one scale. Plain data. */
export type ScalerModel =
  | {
    readonly kind: "scaler";
    readonly method: Exclude<ScaleMethod, "clr" | "yeo_johnson">;
    /** Taken off each column. */
    readonly center: readonly number[];
    /** Then divides each column; never 0. */
    readonly scale: readonly number[];
  }
  | {
    readonly kind: "scaler";
    readonly method: "yeo_johnson";
    /** The exponent that bends each column; 1 leaves it straight. */
    readonly lambda: readonly number[];
    /** Taken off each bent column. */
    readonly center: readonly number[];
    /** Then divides each column; never 0. */
    readonly scale: readonly number[];
  }
  | {
    readonly kind: "scaler";
    readonly method: "clr";
    readonly columns: number;
    /** The share that stands in for a share of 0. */
    readonly replacement: number;
  };

/** Options of {@link fitScaler}. */
export interface ScaleOptions {
  /** @default "robust" */
  readonly method?: ScaleMethod;
  /** How messages call rows and columns. */
  readonly names?: MatrixNames;
}

/**
 * Learns how to bring columns to one scale.
 *
 * - `zscore`: mean 0, population standard deviation 1
 * - `minmax`: smallest 0, largest 1
 * - `maxabs`: largest absolute value 1
 * - `robust`: median 0, distance between the quartiles 1 (quartiles linearly interpolated)
 * - `clr`: centred log-ratio, for rows that are parts of a whole: each row is brought to sum 1, shares of 0 become
 *   1 / columns² (the others give it up in proportion), then logarithms less their mean
 * - `yeo_johnson`: a power that makes each column as normal as it can be (the likeliest exponent), then as `zscore`
 *
 * A column whose spread is 0 is only centred. Reference for `clr`: J. Aitchison, The Statistical Analysis of
 * Compositional Data, 1986; for its zeros: J. Martín-Fernández and others, Mathematical Geology 35(3), 2003.
 *
 * @throws {DataError} when there is no row or a value is not finite
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { matrixFromRows } from "../matrix.ts";
 * import { fitScaler, scale } from "./scale.ts";
 *
 * const x = matrixFromRows([[1], [2], [3], [4], [100]]);
 * const model = fitScaler(x, { method: "robust" });
 * assert.deepEqual(scale(model, x).data, Float64Array.of(-1, -0.5, 0, 0.5, 48.5));
 * ```
 */
export function fitScaler(x: Matrix, options: ScaleOptions = {}): ScalerModel {
  const { method = "robust", names = {} } = options;
  checkFinite("scale features", x, names);
  if (x.rows === 0) throw new DataError("Cannot scale features: there is no row");
  if (method === "clr") return frozen({ kind: "scaler", method, columns: x.columns, replacement: 1 / x.columns ** 2 });
  if (method === "yeo_johnson") return fitYeoJohnson(x);
  const { center, scale } = method === "zscore" ? byMoments(x) : byOrder(x, method);
  return frozen({ kind: "scaler", method, center: [...center], scale: [...scale] });
}

/**
 * Rows on the scale of the fit, as a new matrix of the same shape.
 *
 * @throws {RangeError} when `x` has another number of columns than the fit had
 * @throws {DataError} when a value is not finite; for `clr` also when a value is negative or a row has sum 0; for
 *   `yeo_johnson` also when a value is too large for the exponent of its column
 */
export function scale(model: ScalerModel, x: Matrix, names: MatrixNames = {}): Matrix {
  const columns = model.method === "clr" ? model.columns : model.center.length;
  if (x.columns !== columns) {
    throw new RangeError(`Cannot scale features: ${x.columns} columns, but the model has ${columns}`);
  }
  checkFinite("scale features", x, names);
  const out = createMatrix(x.rows, x.columns);
  if (model.method === "clr") {
    for (let i = 0; i < x.rows; i++) {
      writeLogRatios(rowOf(x, i), rowOf(out, i), model.replacement, names.rows?.[i] ?? i);
    }
    return out;
  }
  const bent = model.method === "yeo_johnson" ? bend(x, model.lambda) : x;
  for (let i = 0, at = 0; i < x.rows; i++) {
    for (let j = 0; j < columns; j++, at++) out.data[at] = (bent.data[at]! - model.center[j]!) / model.scale[j]!;
  }
  if (model.method === "yeo_johnson") checkFinite("scale features (a value is far outside the fit)", out, names);
  return out;
}

/**
 * Scaled rows in their first units again, as a new matrix; for `clr` shares of 1. Values that nothing scales to become
 * infinite for `yeo_johnson`.
 */
export function unscale(model: ScalerModel, x: Matrix): Matrix {
  const out = createMatrix(x.rows, x.columns);
  if (model.method === "clr") {
    for (let i = 0; i < x.rows; i++) {
      const powers = rowOf(x, i).map(Math.exp);
      const sum = powers.reduce((total, value) => total + value, 0);
      out.data.set(powers.map((value) => value / sum), i * x.columns);
    }
    return out;
  }
  const straighten = model.method === "yeo_johnson"
    ? (value: number, j: number) => yeoJohnsonInverse(value, model.lambda[j]!)
    : (value: number) => value;
  for (let i = 0, at = 0; i < x.rows; i++) {
    for (let j = 0; j < x.columns; j++, at++) {
      out.data[at] = straighten(x.data[at]! * model.scale[j]! + model.center[j]!, j);
    }
  }
  return out;
}

function fitYeoJohnson(x: Matrix): ScalerModel {
  const straight = byMoments(x);
  const lambda = Array.from(straight.constant, (constant, j) => constant ? 1 : bestLambda(columnOf(x, j)));
  const { center, scale } = byMoments(bend(x, lambda));
  return frozen({ kind: "scaler", method: "yeo_johnson", lambda, center: [...center], scale: [...scale] });
}

function bend(x: Matrix, lambda: readonly number[]): Matrix {
  const logs = signedLogs(x.data);
  return { ...x, data: logs.map((log, at) => yeoJohnson(log, lambda[at % x.columns]!)) };
}

interface CenterAndScale {
  readonly center: Float64Array;
  readonly scale: Float64Array;
}

function byMoments(x: Matrix): CenterAndScale & { readonly constant: readonly boolean[] } {
  const center = columnMeans(x);
  const variances = columnVariances(x, center, 0);
  const constant = Array.from(variances, (variance, j) => {
    // The largest variance that rounding can give to a constant column (Chan, Golub, LeVeque 1983).
    const noise = x.rows * Number.EPSILON * variance + (x.rows * center[j]! * Number.EPSILON) ** 2;
    return variance < Infinity && variance <= noise;
  });
  const scale = variances.map((variance, j) => {
    if (constant[j]) return 1;
    return variance < Infinity ? Math.sqrt(variance) : wideDeviation(columnOf(x, j), center[j]!);
  });
  return { center, scale, constant };
}

/** The standard deviation of numbers whose squares are too large to add up. */
function wideDeviation(values: Float64Array, mean: number): number {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value - mean)), 0);
  return largest * Math.sqrt(values.reduce((sum, value) => sum + ((value - mean) / largest) ** 2, 0) / values.length);
}

function byOrder(x: Matrix, method: "minmax" | "maxabs" | "robust"): CenterAndScale {
  const center = new Float64Array(x.columns);
  const scale = new Float64Array(x.columns);
  for (let j = 0; j < x.columns; j++) {
    const sorted = columnOf(x, j).sort();
    const low = sorted[0]!;
    const high = sorted[sorted.length - 1]!;
    if (method === "minmax") {
      center[j] = low;
      scale[j] = spread(high - low);
    } else if (method === "maxabs") {
      scale[j] = spread(Math.max(Math.abs(low), Math.abs(high)));
    } else {
      center[j] = sortedQuantile(sorted, 0.5);
      scale[j] = spread(sortedQuantile(sorted, 0.75) - sortedQuantile(sorted, 0.25));
    }
  }
  return { center, scale };
}

/** A spread to divide by: 1 where there is none. */
function spread(value: number): number {
  return value < 10 * Number.EPSILON ? 1 : value;
}

function writeLogRatios(row: Float64Array, out: Float64Array, replacement: number, name: number | string): void {
  let sum = 0;
  let zeros = 0;
  for (const value of row) {
    if (value < 0) throw new DataError(`Cannot take log-ratios: row ${name} has the negative value ${value}`);
    sum += value;
    if (value === 0) zeros++;
  }
  if (sum === 0) throw new DataError(`Cannot take log-ratios: row ${name} has only zeros`);
  const left = 1 - replacement * zeros;
  let mean = 0;
  for (let j = 0; j < row.length; j++) {
    out[j] = Math.log(row[j] === 0 ? replacement : row[j]! / sum * left);
    mean += out[j]! / row.length;
  }
  for (let j = 0; j < row.length; j++) out[j] = out[j]! - mean;
}
