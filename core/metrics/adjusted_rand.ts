import { contingency, marginals, pairsWithin } from "./contingency.ts";

/**
 * Adjusted Rand index: how alike two labellings of the same rows are, whatever the labels are called. 1 for equal
 * partitions, 0 on average for unrelated ones, -0.5 and up; 1 when neither partition tells any two rows apart, or each all.
 *
 * Reference: L. Hubert, P. Arabie, Comparing partitions, Journal of Classification 2, 1985.
 *
 * @throws {RangeError} when the labellings differ in length
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { adjustedRand } from "./adjusted_rand.ts";
 *
 * assert.equal(adjustedRand([0, 0, 1, 1], [7, 7, 3, 3]), 1);
 * ```
 */
export function adjustedRand(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const table = contingency(a, b);
  const { first, second } = marginals(table);
  const together = pairsWithin(table.counts.data);
  const inFirst = pairsWithin(first);
  const inSecond = pairsWithin(second);
  const all = a.length * (a.length - 1) / 2;
  const expected = all === 0 ? 0 : inFirst * inSecond / all;
  const most = (inFirst + inSecond) / 2;
  return most === expected ? 1 : (together - expected) / (most - expected);
}
