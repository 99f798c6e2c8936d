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
 * import { contingency } from "./contingency.ts";
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

/** Rows of each cluster of both labellings, in the order of the table. */
export interface Marginals {
  readonly first: Float64Array;
  readonly second: Float64Array;
}

/** Sums of the rows and of the columns of a table of counts. */
export function marginals({ counts }: Contingency): Marginals {
  const first = new Float64Array(counts.rows);
  const second = new Float64Array(counts.columns);
  for (let i = 0, at = 0; i < counts.rows; i++) {
    for (let j = 0; j < counts.columns; j++, at++) {
      first[i] = first[i]! + counts.data[at]!;
      second[j] = second[j]! + counts.data[at]!;
    }
  }
  return { first, second };
}

/** Pairs of rows that share a cluster, given the sizes of clusters. */
export function pairsWithin(sizes: Float64Array): number {
  return sizes.reduce((sum, size) => sum + size * (size - 1) / 2, 0);
}
