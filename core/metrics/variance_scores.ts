import { clusterMeans, squaredDistance } from "../distance.ts";
import { type Groups, groupsOf } from "../labels.ts";
import { columnMeans } from "../linalg.ts";
import { checkFinite, type Matrix } from "../matrix.ts";

/**
 * Sum of the squared distances from each row to the mean of its cluster (the within sum of squares). 0 and up, less is
 * tighter.
 *
 * @param x rows x features
 * @param labels A whole number for each row; noise, -1, counts as a cluster
 * @throws {RangeError} when there are more or fewer labels than rows
 * @throws {DataError} when a value is not finite
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { matrixFromRows } from "../matrix.ts";
 * import { inertia } from "./variance_scores.ts";
 *
 * assert.equal(inertia(matrixFromRows([[0], [2], [10]]), [0, 0, 1]), 2);
 * ```
 */
export function inertia(x: Matrix, labels: ArrayLike<number>): number {
  checkFinite("compute inertia", x);
  const groups = groupsOf(labels, x.rows);
  return withinSquares(x, groups, clusterMeans(x, groups.index, groups.labels.length));
}

/**
 * Calinski-Harabasz index: between sum of squares / (k - 1) over within sum of squares / (n - k). 0 and up, more is
 * better; NaN unless 2 <= k < n, and 1 when the clusters have no extent (as scikit-learn has it).
 *
 * Reference: T. Caliński, J. Harabasz, A dendrite method for cluster analysis, Communications in Statistics 3, 1974.
 *
 * @param x rows x features
 * @param labels A whole number for each row; noise, -1, counts as a cluster
 * @throws {RangeError} when there are more or fewer labels than rows
 * @throws {DataError} when a value is not finite
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { matrixFromRows } from "../matrix.ts";
 * import { calinskiHarabasz } from "./variance_scores.ts";
 *
 * assert.equal(calinskiHarabasz(matrixFromRows([[0], [2], [10], [12]]), [0, 0, 1, 1]), 50);
 * ```
 */
export function calinskiHarabasz(x: Matrix, labels: ArrayLike<number>): number {
  checkFinite("compute the Calinski-Harabasz index", x);
  const groups = groupsOf(labels, x.rows);
  const k = groups.labels.length;
  if (k < 2 || k >= x.rows) return NaN;
  const means = clusterMeans(x, groups.index, k);
  const centre = columnMeans(x);
  let between = 0;
  groups.sizes.forEach((size, c) => {
    between += size * squaredDistance(means.data, c * x.columns, centre, 0, x.columns);
  });
  const within = withinSquares(x, groups, means);
  return within === 0 ? 1 : between / (k - 1) / (within / (x.rows - k));
}

/**
 * Davies-Bouldin index: the mean over clusters of the worst (s_i + s_j) / d_ij, where s is the mean distance of the rows
 * of a cluster to its mean and d the distance between two means. 0 and up, less is better; NaN with fewer than 2
 * clusters. A pair with equal means counts 0 (as scikit-learn has it). Where a cluster has one row, scikit-learn's figure is
 * off by up to 1e-8: it takes the row's distance to itself from a product, which rounds.
 *
 * Reference: D. Davies, D. Bouldin, A cluster separation measure, IEEE PAMI 1(2), 1979.
 *
 * @param x rows x features
 * @param labels A whole number for each row; noise, -1, counts as a cluster
 * @throws {RangeError} when there are more or fewer labels than rows
 * @throws {DataError} when a value is not finite
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { matrixFromRows } from "../matrix.ts";
 * import { daviesBouldin } from "./variance_scores.ts";
 *
 * assert.equal(daviesBouldin(matrixFromRows([[0], [2], [10], [12]]), [0, 0, 1, 1]), 0.2);
 * ```
 */
export function daviesBouldin(x: Matrix, labels: ArrayLike<number>): number {
  checkFinite("compute the Davies-Bouldin index", x);
  const groups = groupsOf(labels, x.rows);
  const k = groups.labels.length;
  if (k < 2) return NaN;
  const means = clusterMeans(x, groups.index, k);
  const extent = new Float64Array(k);
  for (let i = 0; i < x.rows; i++) {
    const c = groups.index[i]!;
    const squared = squaredDistance(x.data, i * x.columns, means.data, c * x.columns, x.columns);
    extent[c] = extent[c]! + Math.sqrt(squared) / groups.sizes[c]!;
  }
  let sum = 0;
  for (let a = 0; a < k; a++) sum += worstRatio(means, extent, a);
  return sum / k;
}

function worstRatio(means: Matrix, extent: Float64Array, a: number): number {
  let worst = 0;
  for (let b = 0; b < means.rows; b++) {
    if (a === b) continue;
    const squared = squaredDistance(means.data, a * means.columns, means.data, b * means.columns, means.columns);
    if (squared > 0) worst = Math.max(worst, (extent[a]! + extent[b]!) / Math.sqrt(squared));
  }
  return worst;
}

function withinSquares(x: Matrix, { index }: Groups, means: Matrix): number {
  let sum = 0;
  for (let i = 0; i < x.rows; i++) {
    sum += squaredDistance(x.data, i * x.columns, means.data, index[i]! * x.columns, x.columns);
  }
  return sum;
}
