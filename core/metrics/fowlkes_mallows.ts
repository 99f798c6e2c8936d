import { contingency, marginals, pairsWithin } from "./contingency.ts";

/**
 * Fowlkes-Mallows index: the geometric mean of precision and recall over pairs of rows that share a cluster. 0 to 1, 1
 * for equal partitions; 0 when no two rows share a cluster in both (as scikit-learn has it, also where all rows are
 * alone). Not adjusted for chance.
 *
 * Reference: E. Fowlkes, C. Mallows, A method for comparing two hierarchical clusterings, JASA 78(383), 1983.
 *
 * @throws {RangeError} when the labellings differ in length
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { fowlkesMallows } from "./fowlkes_mallows.ts";
 *
 * assert.equal(fowlkesMallows([0, 0, 1, 1], [1, 1, 0, 0]), 1);
 * assert.equal(fowlkesMallows([0, 0, 0, 0], [0, 1, 2, 3]), 0);
 * ```
 */
export function fowlkesMallows(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const table = contingency(a, b);
  const { first, second } = marginals(table);
  const together = pairsWithin(table.counts.data);
  if (together === 0) return 0;
  return Math.sqrt(together / pairsWithin(first)) * Math.sqrt(together / pairsWithin(second));
}
