import { clusterMeans } from "./distance.ts";
import { type Matrix, rowOf } from "./matrix.ts";

/** Clusters in the order that labels follow. */
export interface OrderedClusters {
  /** Label of each row: 0 for the largest cluster; -1, noise, stays. */
  readonly rowLabels: readonly number[];
  /** Rows of each cluster, descending. */
  readonly sizes: readonly number[];
  /** Centre of each cluster. */
  readonly centroids: readonly (readonly number[])[];
  /** For each label the number that the cluster had before. */
  readonly order: readonly number[];
}

/**
 * Numbers clusters by their size, the largest first; of equally large ones the one whose centre is smaller in the first
 * feature that differs. Clusters without rows are left out.
 *
 * @param x rows x features
 * @param labels A whole number for each row, at most `centres.rows` - 1 if these are given; below 0 for noise
 * @param centres clusters x features. @default the means of the clusters' rows
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { orderClusters } from "./cluster_order.ts";
 * import { matrixFromRows } from "./matrix.ts";
 *
 * const { rowLabels, sizes, order } = orderClusters(matrixFromRows([[1], [7], [8], [99]]), [3, 0, 0, -1]);
 * assert.deepEqual([rowLabels, sizes, order], [[1, 0, 0, -1], [2, 1], [0, 3]]);
 * ```
 */
export function orderClusters(x: Matrix, labels: ArrayLike<number>, centres?: Matrix): OrderedClusters {
  let clusters = centres?.rows ?? 0;
  for (let i = 0; i < labels.length; i++) clusters = Math.max(clusters, labels[i]! + 1);
  const counts = new Int32Array(clusters);
  for (let i = 0; i < labels.length; i++) if (labels[i]! >= 0) counts[labels[i]!]! += 1;
  const means = centres ?? meansWithoutNoise(x, labels, clusters);
  const order = Array.from(counts.keys()).filter((c) => counts[c]! > 0)
    .sort((a, b) => counts[b]! - counts[a]! || compareRows(means, a, b));
  const places = new Int32Array(clusters);
  order.forEach((c, place) => places[c] = place);
  return {
    rowLabels: Array.from(labels, (label) => label < 0 ? -1 : places[label]!),
    sizes: order.map((c) => counts[c]!),
    centroids: order.map((c) => Array.from(rowOf(means, c))),
    order,
  };
}

function meansWithoutNoise(x: Matrix, labels: ArrayLike<number>, clusters: number): Matrix {
  // Noise is gathered in a cluster of its own behind the others.
  const index = Int32Array.from(labels, (label) => label < 0 ? clusters : label);
  const means = clusterMeans(x, index, clusters + 1);
  return { ...means, rows: clusters, data: means.data.subarray(0, clusters * x.columns) };
}

function compareRows(x: Matrix, a: number, b: number): number {
  const [first, second] = [rowOf(x, a), rowOf(x, b)];
  for (let j = 0; j < x.columns; j++) if (first[j] !== second[j]) return first[j]! - second[j]!;
  return a - b;
}
