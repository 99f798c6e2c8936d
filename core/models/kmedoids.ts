import type { Centroids } from "../cluster/mod.ts";
import { orderClusters } from "../cluster_order.ts";
import { createNearest, writeNearest } from "../distance.ts";
import { frozen } from "../frozen.ts";
import { checkLimits, type LimitTable } from "../limits.ts";
import { centred, columnMeans } from "../linalg.ts";
import { type Matrix, pickRows, rowOf } from "../matrix.ts";
import { sampleIndices } from "../rng.ts";
import { checkRows } from "./check_rows.ts";
import { distancesOf, fasterPam, type Medoids, seedMedoids } from "./fasterpam.ts";
import type { CountOptions, FittedRows } from "./types.ts";

/** Clusters around rows of the fit. Plain data; new rows get labels from `assign(model, x)`. */
export interface KMedoidsModel extends Centroids, FittedRows {
  readonly kind: "kmedoids";
  /** The row of the fit in the middle of each cluster; `centroids` holds its values. */
  readonly medoids: readonly number[];
  /** Sum of the distances from each row of the fit to its medoid. */
  readonly loss: number;
  /** Swaps of the best start. */
  readonly swaps: number;
}

/** Options of {@link fitKMedoids}. */
export interface KMedoidsOptions extends CountOptions {
  /** How often to start anew; the least loss wins. @default 50 up to 1,000 rows, then fewer by their square, at least 2 */
  readonly starts?: number;
  /** Most looks at all rows of a start. @default 100 */
  readonly maxIterations?: number;
}

/** Limits of {@link KMedoidsOptions}. */
export const kMedoidsLimits = {
  k: { kind: "integer", from: 1 },
  starts: { kind: "integer", from: 1, to: 10_000 },
  maxIterations: { kind: "integer", from: 1 },
} as const satisfies LimitTable;

/**
 * Finds `k` rows with a small sum of Euclidean distances from each row to the nearest of them: FasterPAM from several
 * starts. Less swayed by far-off rows than k-means, and each cluster has a typical row.
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
 * import { fitKMedoids } from "./kmedoids.ts";
 *
 * const model = fitKMedoids(matrixFromRows([[1], [2], [9], [50], [51]]), { k: 2, rng: createRng(1) });
 * assert.deepEqual(model.rowLabels, [0, 0, 0, 1, 1]);
 * assert.deepEqual(model.centroids[0], [2]);
 * assert.equal(model.loss, 9);
 * ```
 */
export function fitKMedoids(x: Matrix, options: KMedoidsOptions): KMedoidsModel {
  const { k, rng, starts = defaultStarts(x.rows), maxIterations = 100, names = {} } = options;
  checkLimits("fit k-medoids", { k, starts, maxIterations }, kMedoidsLimits);
  checkRows("k-medoids", x, { k, names });
  const shifted = centred(x, columnMeans(x));
  const distances = distancesOf(shifted);
  let best: Medoids | undefined;
  for (let start = 0; start < starts; start++) {
    // Seeds far from each other do well, but leave too few different ways to end.
    const seeds = start % 2 === 1
      ? seedMedoids(distances, x.rows, k, rng.fork(start))
      : sampleIndices(rng.fork(start), x.rows, k);
    const found = fasterPam(distances, x.rows, seeds, maxIterations);
    if (best === undefined || found.loss < best.loss) best = found;
  }
  const { medoids, loss, swaps } = best!;
  const nearest = createNearest(x.rows);
  writeNearest(shifted, pickRows(shifted, medoids), nearest);
  const { rowLabels, sizes, order } = orderClusters(x, nearest.labels, pickRows(x, medoids));
  const inOrder = order.map((place) => medoids[place]!);
  return frozen({
    kind: "kmedoids",
    centroids: inOrder.map((row) => Array.from(rowOf(x, row))),
    labels: sizes.map((_, c) => c),
    sizes,
    rowLabels,
    medoids: inOrder,
    loss,
    swaps,
  });
}

/** More where they cost little. */
function defaultStarts(rows: number): number {
  return Math.max(2, Math.min(50, Math.floor(50_000_000 / (rows * rows))));
}
