import { squaredDistance } from "../distance.ts";
import { groupsOf } from "../labels.ts";
import { checkFinite, type Matrix } from "../matrix.ts";

/**
 * Dunn index: the least distance between rows of different clusters over the greatest distance between rows of one. 0 and
 * up, more is better; NaN with fewer than 2 clusters or when no cluster has extent. Time grows with rows².
 *
 * Reference: J. Dunn, Well-separated clusters and optimal fuzzy partitions, Journal of Cybernetics 4, 1974.
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
 * import { dunn } from "./dunn.ts";
 *
 * assert.equal(dunn(matrixFromRows([[0], [2], [10], [12]]), [0, 0, 1, 1]), 4);
 * ```
 */
export function dunn(x: Matrix, labels: ArrayLike<number>): number {
  checkFinite("compute the Dunn index", x);
  const { index, labels: found } = groupsOf(labels, x.rows);
  let apart = Infinity;
  let extent = 0;
  for (let i = 0; i < x.rows; i++) {
    for (let j = i + 1; j < x.rows; j++) {
      const squared = squaredDistance(x.data, i * x.columns, x.data, j * x.columns, x.columns);
      if (index[i] === index[j]) extent = Math.max(extent, squared);
      else apart = Math.min(apart, squared);
    }
  }
  return found.length < 2 || extent === 0 ? NaN : Math.sqrt(apart / extent);
}
