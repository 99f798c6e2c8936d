import type { Centroids } from "../cluster/mod.ts";
import { orderClusters } from "../cluster_order.ts";
import { createNearest, writeNearest } from "../distance.ts";
import { frozen } from "../frozen.ts";
import { fitAgglomerative } from "../hierarchy/mod.ts";
import { checkLimits, type LimitTable } from "../limits.ts";
import { centred, columnMeans } from "../linalg.ts";
import { checkFinite, type Matrix, matrixFromRows, type MatrixNames, rowOf } from "../matrix.ts";
import { subclusterCentres } from "./cf_tree.ts";
import { checkRows } from "./check_rows.ts";
import type { CountOptions, FittedRows } from "./types.ts";

/** Clusters of subclusters. Plain data; new rows get labels from {@link assignBirch}. */
export interface BirchModel extends Centroids, FittedRows {
  readonly kind: "birch";
  /** The summaries that stand for the rows: centres, subclusters x features, and the cluster of each. */
  readonly subclusters: {
    readonly centroids: readonly (readonly number[])[];
    readonly clusters: readonly number[];
  };
  /** Largest radius of a subcluster with which there were enough of them. */
  readonly threshold: number;
}

/** Options of {@link fitBirch}. */
export interface BirchOptions extends Omit<CountOptions, "rng"> {
  /**
   * Largest radius of a subcluster, in the features' unit; halved until there are as many subclusters as clusters.
   * @default 0.5
   */
  readonly threshold?: number;
  /** Most subclusters of a node of the tree. @default 50 */
  readonly branching?: number;
}

/** Limits of {@link BirchOptions}. */
export const birchLimits = {
  k: { kind: "integer", from: 1 },
  threshold: { kind: "number", above: 0 },
  branching: { kind: "integer", from: 2 },
} as const satisfies LimitTable;

/** Halving this often makes any threshold less than rounding. */
const mostHalvings = 60;

/**
 * Sums rows up into small subclusters, one after the other, then joins these by Ward's method into `k` clusters. For many
 * rows: each is looked at once.
 *
 * Reference: T. Zhang, R. Ramakrishnan, M. Livny, BIRCH: an efficient data clustering method for very large databases,
 * SIGMOD 1996.
 *
 * @param x rows x features; their order has an influence
 * @throws {RangeError} when an option is out of range
 * @throws {DataError} when there are fewer rows than clusters or a value is not finite
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { matrixFromRows } from "../matrix.ts";
 * import { assignBirch, fitBirch } from "./birch.ts";
 *
 * const model = fitBirch(matrixFromRows([[9], [0], [0.3], [9.2], [-0.3]]), { k: 2 });
 * assert.deepEqual(model.rowLabels, [1, 0, 0, 1, 0]);
 * assert.deepEqual([...assignBirch(model, matrixFromRows([[12]]))], [1]);
 * ```
 */
export function fitBirch(x: Matrix, options: BirchOptions): BirchModel {
  const { k, threshold = 0.5, branching = 50, names = {} } = options;
  checkLimits("fit BIRCH", { k, threshold, branching }, birchLimits);
  checkRows("BIRCH", x, { k, names });
  const means = columnMeans(x);
  const shifted = centred(x, means);
  let radius = threshold;
  let centres = subclusterCentres(shifted, radius, branching);
  for (let halving = 0; centres.rows < k && halving < mostHalvings; halving++) {
    radius /= 2;
    centres = subclusterCentres(shifted, radius, branching);
  }
  const joined = fitAgglomerative(centres, { k: Math.min(k, centres.rows) }).rowLabels;
  const nearest = createNearest(x.rows);
  writeNearest(shifted, centres, nearest);
  const { rowLabels, sizes, centroids, order } = orderClusters(shifted, nearest.labels.map((one) => joined[one]!));
  const unshifted = (row: ArrayLike<number>) => Array.from(row, (value, j) => value + means[j]!);
  const used = Array.from(joined.keys()).filter((one) => order.includes(joined[one]!));
  return frozen({
    kind: "birch",
    centroids: centroids.map(unshifted),
    labels: sizes.map((_, c) => c),
    sizes,
    rowLabels,
    subclusters: {
      centroids: used.map((one) => unshifted(rowOf(centres, one))),
      clusters: used.map((one) => order.indexOf(joined[one]!)),
    },
    threshold: radius,
  });
}

/**
 * The cluster of each row: that of the nearest subcluster.
 *
 * @param x rows x features, prepared as the rows of the fit were
 * @returns Places in the model's `centroids`
 * @throws {RangeError} when `x` has another number of columns than the fit
 * @throws {DataError} when a value is not finite
 */
export function assignBirch(
  { subclusters }: Pick<BirchModel, "subclusters">,
  x: Matrix,
  names: MatrixNames = {},
): Int32Array {
  const centres = matrixFromRows(subclusters.centroids);
  if (x.columns !== centres.columns) {
    throw new RangeError(`Cannot assign rows: ${x.columns} columns, but ${centres.columns} in the fit`);
  }
  checkFinite("assign rows", x, names);
  const nearest = createNearest(x.rows);
  writeNearest(x, centres, nearest);
  return nearest.labels.map((one) => subclusters.clusters[one]!);
}
