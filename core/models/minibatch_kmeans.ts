import { type Centroids, fitKMeans } from "../cluster/mod.ts";
import { orderClusters } from "../cluster_order.ts";
import { clusterMeans, createNearest, squaredDistance, writeNearest } from "../distance.ts";
import { frozen } from "../frozen.ts";
import { checkLimits, type LimitTable } from "../limits.ts";
import { centred, columnMeans, columnVariances } from "../linalg.ts";
import { createMatrix, type Matrix, matrixFromRows, pickRows } from "../matrix.ts";
import { type Rng, sampleIndices } from "../rng.ts";
import { checkRows } from "./check_rows.ts";
import type { CountOptions, FittedRows } from "./types.ts";

/** Clusters found by mini-batch k-means. Plain data; new rows get labels from `assign(model, x)`. */
export interface MiniBatchKMeansModel extends Centroids, FittedRows {
  readonly kind: "minibatch_kmeans";
  /** Sum of the squared distances from each row of the fit to its centre. */
  readonly inertia: number;
  /** Batches that were drawn. */
  readonly steps: number;
}

/** Options of {@link fitMiniBatchKMeans}. */
export interface MiniBatchKMeansOptions extends CountOptions {
  /** Rows that are looked at in a step. @default 1024 */
  readonly batch?: number;
  /** Starts of the k-means on three batches of rows that gives the first centres. @default 10 */
  readonly starts?: number;
  /** Most steps, as a multiple of what it takes to look at every row once. @default 100 */
  readonly maxIterations?: number;
  /** Ends after so many steps without a better smoothed inertia. @default 10 */
  readonly patience?: number;
  /** Most steps over all rows in the end; each lessens the inertia. @default 5 */
  readonly finish?: number;
}

/** Limits of {@link MiniBatchKMeansOptions}. */
export const miniBatchKMeansLimits = {
  k: { kind: "integer", from: 1 },
  batch: { kind: "integer", from: 1 },
  starts: { kind: "integer", from: 1, to: 10_000 },
  maxIterations: { kind: "integer", from: 1 },
  patience: { kind: "integer", from: 1 },
  finish: { kind: "integer", from: 0 },
} as const satisfies LimitTable;

/**
 * k-means for many rows: each step moves the centres towards the rows of a small random batch, by less the more rows they
 * have seen. The first centres come from k-means on a sample; a few steps over all rows end it.
 *
 * Reference: D. Sculley, Web-scale k-means clustering, WWW 2010.
 *
 * @param x rows x features
 * @throws {RangeError} when an option is out of range
 * @throws {DataError} when there are fewer rows than clusters or a value is not finite
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { matrixFromRows } from "../matrix.ts";
 * import { createRng } from "../rng.ts";
 * import { fitMiniBatchKMeans } from "./minibatch_kmeans.ts";
 *
 * const x = matrixFromRows([[1, 1], [9, 9], [1, 2], [2, 1], [9, 8]]);
 * assert.deepEqual(fitMiniBatchKMeans(x, { k: 2, rng: createRng(1) }).rowLabels, [0, 1, 0, 0, 1]);
 * ```
 */
export function fitMiniBatchKMeans(x: Matrix, options: MiniBatchKMeansOptions): MiniBatchKMeansModel {
  const { k, rng, batch = 1024, starts = 10, maxIterations = 100, patience = 10, finish = 5, names = {} } = options;
  checkLimits("fit mini-batch k-means", { k, batch, starts, maxIterations, patience, finish }, miniBatchKMeansLimits);
  checkRows("mini-batch k-means", x, { k, names });
  const means = columnMeans(x);
  const shifted = centred(x, means);
  const sampled = Math.min(x.rows, Math.max(k, 3 * batch));
  const sample = sampled === x.rows ? shifted : pickRows(shifted, sampleIndices(rng.fork("sample"), x.rows, sampled));
  const first = fitKMeans(sample, { k, rng: rng.fork("first"), starts });
  const start = matrixFromRows(first.centroids);
  const { centres, steps } = descend(shifted, start, rng.fork("batches"), { batch, maxIterations, patience });
  const best = [start, centres].map((one) => polish(shifted, one, finish))
    .reduce((least, one) => one.inertia < least.inertia ? one : least);
  const { rowLabels, sizes, centroids } = orderClusters(shifted, best.labels, best.centres);
  return frozen({
    kind: "minibatch_kmeans",
    centroids: centroids.map((centroid) => centroid.map((value, j) => value + means[j]!)),
    labels: sizes.map((_, c) => c),
    sizes,
    rowLabels,
    inertia: best.inertia,
    steps,
  });
}

interface Descent {
  readonly batch: number;
  readonly maxIterations: number;
  readonly patience: number;
}

function descend(x: Matrix, start: Matrix, rng: Rng, { batch, maxIterations, patience }: Descent) {
  const centres: Matrix = { ...start, data: start.data.slice() };
  const before = new Float64Array(centres.data.length);
  const seen = new Float64Array(centres.rows);
  const picked = createMatrix(batch, x.columns);
  const nearest = createNearest(batch);
  const most = Math.max(1, Math.floor(maxIterations * x.rows / batch));
  const share = Math.min(1, 2 * batch / (x.rows + 1));
  const still = 1e-8 * columnVariances(x, new Float64Array(x.columns), 0).reduce((sum, one) => sum + one, 0);
  let smoothed: number | undefined;
  let least = Infinity;
  let steps = 0;
  for (let idle = 0; steps < most && idle < patience; steps++) {
    for (let i = 0; i < batch; i++) {
      const row = rng.integer(x.rows) * x.columns;
      picked.data.set(x.data.subarray(row, row + x.columns), i * x.columns);
    }
    writeNearest(picked, centres, nearest);
    before.set(centres.data);
    follow(picked, nearest.labels, centres, seen);
    const found = nearest.squared.reduce((sum, one) => sum + one, 0) / batch;
    smoothed = smoothed === undefined ? found : smoothed * (1 - share) + found * share;
    if (squaredDistance(before, 0, centres.data, 0, before.length) <= still) break;
    idle = smoothed < least ? 0 : idle + 1;
    least = Math.min(least, smoothed);
  }
  return { centres, steps };
}

/** Each centre becomes the mean of all rows that it has seen in any batch. */
function follow(picked: Matrix, labels: Int32Array, centres: Matrix, seen: Float64Array): void {
  const { columns } = picked;
  for (let i = 0; i < picked.rows; i++) {
    const c = labels[i]!;
    seen[c]! += 1;
    const pace = 1 / seen[c]!;
    for (let j = 0; j < columns; j++) {
      const at = c * columns + j;
      centres.data[at] = centres.data[at]! + pace * (picked.data[i * columns + j]! - centres.data[at]!);
    }
  }
}

/** Steps over all rows; a centre without rows stays where it is. */
function polish(x: Matrix, start: Matrix, steps: number) {
  let centres = start;
  const nearest = createNearest(x.rows);
  writeNearest(x, centres, nearest);
  let inertia = nearest.squared.reduce((sum, one) => sum + one, 0);
  for (let step = 0; step < steps; step++) {
    const used = [...new Set(nearest.labels)].sort((a, b) => a - b);
    const places = new Map(used.map((c, place) => [c, place]));
    const next = clusterMeans(x, nearest.labels.map((c) => places.get(c)!), used.length);
    const moved = createNearest(x.rows);
    writeNearest(x, next, moved);
    const found = moved.squared.reduce((sum, one) => sum + one, 0);
    if (found >= inertia * (1 - 1e-9)) break;
    centres = next;
    inertia = found;
    nearest.labels.set(moved.labels);
  }
  return { centres, inertia, labels: nearest.labels };
}
