import { groupsOf } from "../labels.ts";
import { createMatrix, type Matrix } from "../matrix.ts";

/** How often each pair of labels of two labellings meets. */
export interface Contingency {
  /** Different labels of the first labelling, ascending: the rows of `counts`. */
  readonly first: readonly number[];
  /** Different labels of the second labelling, ascending: the columns of `counts`. */
  readonly second: readonly number[];
  readonly counts: Matrix;
}

/**
 * Counts the rows of each pair of labels.
 *
 * @throws {RangeError} when the labellings differ in length
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { contingency } from "./adjusted_rand.ts";
 *
 * const { counts } = contingency([0, 0, 1], [2, 5, 5]);
 * assert.deepEqual([...counts.data], [1, 1, 0, 1]);
 * ```
 */
export function contingency(a: ArrayLike<number>, b: ArrayLike<number>): Contingency {
  const first = groupsOf(a);
  const second = groupsOf(b, a.length);
  const counts = createMatrix(first.labels.length, second.labels.length);
  for (let i = 0; i < a.length; i++) {
    const at = first.index[i]! * counts.columns + second.index[i]!;
    counts.data[at] = counts.data[at]! + 1;
  }
  return { first: first.labels, second: second.labels, counts };
}

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
  const { counts } = contingency(a, b);
  const rowSums = new Float64Array(counts.rows);
  const columnSums = new Float64Array(counts.columns);
  for (let i = 0, at = 0; i < counts.rows; i++) {
    for (let j = 0; j < counts.columns; j++, at++) {
      rowSums[i] = rowSums[i]! + counts.data[at]!;
      columnSums[j] = columnSums[j]! + counts.data[at]!;
    }
  }
  const together = pairs(counts.data);
  const inFirst = pairs(rowSums);
  const inSecond = pairs(columnSums);
  const all = a.length * (a.length - 1) / 2;
  const expected = all === 0 ? 0 : inFirst * inSecond / all;
  const most = (inFirst + inSecond) / 2;
  return most === expected ? 1 : (together - expected) / (most - expected);
}

function pairs(counts: Float64Array): number {
  return counts.reduce((sum, count) => sum + count * (count - 1) / 2, 0);
}
