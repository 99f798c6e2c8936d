import type { Centroids } from "../cluster/mod.ts";
import { orderClusters } from "../cluster_order.ts";
import { createNearest, squaredDistance, writeNearest } from "../distance.ts";
import { frozen } from "../frozen.ts";
import { checkLimits, type LimitTable } from "../limits.ts";
import { centred, columnMeans } from "../linalg.ts";
import { type Matrix, matrixFromRows, type MatrixNames, pickRows, rowOf } from "../matrix.ts";
import { checkRows } from "./check_rows.ts";
import { quickselect } from "../quickselect.ts";
import type { FittedRows } from "./types.ts";

/** Clusters around the places where rows are densest. Plain data; new rows get labels from `assign(model, x)`, without `assignAll` those within `bandwidth`. */
export interface MeanShiftModel extends Centroids, FittedRows {
  readonly kind: "meanshift";
  /** Radius in which rows count. */
  readonly bandwidth: number;
  /** Whether rows farther from every centre than the bandwidth have a cluster, too; else they are noise. */
  readonly assignAll: boolean;
  /** Most steps that a seed took. */
  readonly iterations: number;
}

/** Options of {@link fitMeanShift}. */
export interface MeanShiftOptions {
  /** Radius in which rows count, in the features' unit. @default what {@link estimateBandwidth} finds */
  readonly bandwidth?: number;
  /** Share of the rows that count as neighbours when the bandwidth is estimated, 0 to 1. @default 0.3 */
  readonly quantile?: number;
  /** Most steps of a seed. @default 300 */
  readonly maxIterations?: number;
  /** Start from the cells of a grid, one bandwidth wide, instead of from every row: faster with many rows. @default false */
  readonly grid?: boolean;
  /** Give rows farther from every centre than the bandwidth a cluster, too, instead of calling them noise. @default true */
  readonly assignAll?: boolean;
  /** How messages call rows and columns. */
  readonly names?: MatrixNames;
}

/** Limits of {@link MeanShiftOptions}. */
export const meanShiftLimits = {
  bandwidth: { kind: "number", from: 0 },
  quantile: { kind: "number", from: 0, to: 1 },
  maxIterations: { kind: "integer", from: 1 },
} as const satisfies LimitTable;

/**
 * Moves seeds to the mean of the rows within the bandwidth until they stand still; where many end is a cluster's centre.
 * Finds the number of clusters by itself; the bandwidth decides how many.
 *
 * Reference: D. Comaniciu, P. Meer, Mean shift: a robust approach toward feature space analysis, IEEE Transactions on
 * Pattern Analysis and Machine Intelligence 24(5), 2002. Flat kernel, as in scikit-learn.
 *
 * @param x rows x features
 * @throws {RangeError} when an option is out of range
 * @throws {DataError} when there is no row or a value is not finite
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { matrixFromRows } from "../matrix.ts";
 * import { fitMeanShift } from "./mean_shift.ts";
 *
 * const x = matrixFromRows([[1, 1], [2, 1], [1, 0], [4, 7], [3, 5], [3, 6], [4, 6]]);
 * assert.deepEqual(fitMeanShift(x, { bandwidth: 2 }).rowLabels, [1, 1, 1, 0, 0, 0, 0]);
 * ```
 */
export function fitMeanShift(x: Matrix, options: MeanShiftOptions = {}): MeanShiftModel {
  const { quantile = 0.3, maxIterations = 300, grid = false, assignAll = true, names = {} } = options;
  const { bandwidth = estimateBandwidth(x, quantile, names) } = options;
  checkLimits("fit mean shift", { bandwidth, quantile, maxIterations }, meanShiftLimits);
  checkRows("mean shift", x, { names });
  const means = columnMeans(x);
  const shifted = centred(x, means);
  const seeds = grid && bandwidth > 0 ? gridSeeds(shifted, bandwidth) : distinctRows(shifted);
  const peaks: Peak[] = [];
  let iterations = 0;
  for (let i = 0; i < seeds.rows; i++) {
    const peak = climb(shifted, rowOf(seeds, i), bandwidth, maxIterations);
    iterations = Math.max(iterations, peak.steps);
    if (peak.rows > 0) peaks.push(peak);
  }
  const centres = matrixFromRows(strongest(peaks, bandwidth).map(({ at }) => at));
  const nearest = createNearest(x.rows);
  writeNearest(shifted, centres, nearest);
  const labels = nearest.labels.map((label, i) =>
    assignAll || Math.sqrt(nearest.squared[i]!) <= bandwidth ? label : -1
  );
  const { rowLabels, sizes, centroids } = orderClusters(shifted, labels, centres);
  return frozen({
    kind: "meanshift",
    centroids: centroids.map((centroid) => centroid.map((value, j) => value + means[j]!)),
    labels: sizes.map((_, c) => c),
    sizes,
    rowLabels,
    bandwidth,
    assignAll,
    iterations,
  });
}

/**
 * The mean distance from a row to its neighbour of the given rank: `quantile` times the rows, the row itself counted.
 *
 * @throws {RangeError} when the quantile is not from 0 to 1
 * @throws {DataError} when there is no row or a value is not finite
 */
export function estimateBandwidth(x: Matrix, quantile = 0.3, names: MatrixNames = {}): number {
  checkLimits("estimate a bandwidth", { quantile }, { quantile: meanShiftLimits.quantile });
  checkRows("mean shift", x, { names });
  const shifted = centred(x, columnMeans(x));
  const place = Math.max(1, Math.floor(x.rows * quantile)) - 1;
  const squared = new Float64Array(x.rows);
  let sum = 0;
  for (let i = 0; i < x.rows; i++) {
    const at = i * x.columns;
    for (let o = 0; o < x.rows; o++) {
      squared[o] = squaredDistance(shifted.data, at, shifted.data, o * x.columns, x.columns);
    }
    sum += Math.sqrt(quickselect(squared, place));
  }
  return sum / x.rows;
}

interface Peak {
  readonly at: Float64Array;
  /** Rows within the bandwidth of where the last step began. */
  readonly rows: number;
  readonly steps: number;
}

function climb(x: Matrix, seed: Float64Array, bandwidth: number, maxIterations: number): Peak {
  const { columns, data } = x;
  let at = seed;
  for (let steps = 0;; steps++) {
    const next = new Float64Array(columns);
    let rows = 0;
    for (let i = 0, from = 0; i < x.rows; i++, from += columns) {
      if (squaredDistance(data, from, at, 0, columns) > bandwidth * bandwidth) continue;
      rows++;
      for (let j = 0; j < columns; j++) next[j] = next[j]! + data[from + j]!;
    }
    if (rows === 0 || bandwidth === 0) return { at, rows, steps };
    for (let j = 0; j < columns; j++) next[j] = next[j]! / rows;
    const moved = Math.sqrt(squaredDistance(next, 0, at, 0, columns));
    at = next;
    if (moved <= 1e-3 * bandwidth || steps === maxIterations) return { at, rows, steps };
  }
}

/** The peaks with most rows, without those that lie within the bandwidth of a stronger one. */
function strongest(peaks: readonly Peak[], bandwidth: number): readonly Peak[] {
  const sorted = [...peaks].sort((a, b) => b.rows - a.rows || compare(b.at, a.at));
  const kept: Peak[] = [];
  for (const peak of sorted) {
    const covered = kept.some(({ at }) => squaredDistance(at, 0, peak.at, 0, at.length) <= bandwidth * bandwidth);
    if (!covered) kept.push(peak);
  }
  return kept;
}

function compare(a: Float64Array, b: Float64Array): number {
  for (let j = 0; j < a.length; j++) if (a[j] !== b[j]) return a[j]! - b[j]!;
  return 0;
}

function distinctRows(x: Matrix): Matrix {
  return firstOfEach(x, (row) => row.join());
}

/** A row of each cell, so that no seed is far from all rows. */
function gridSeeds(x: Matrix, width: number): Matrix {
  return firstOfEach(x, (row) => row.map((value) => Math.round(value / width)).join());
}

function firstOfEach(x: Matrix, keyOf: (row: Float64Array) => string): Matrix {
  const first = new Map<string, number>();
  for (let i = 0; i < x.rows; i++) {
    const key = keyOf(rowOf(x, i));
    if (!first.has(key)) first.set(key, i);
  }
  return pickRows(x, [...first.values()]);
}
