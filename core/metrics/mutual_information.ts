import { type Contingency, contingency, marginals } from "./contingency.ts";
import { expectedInformation } from "./expected_information.ts";

/** Information that two labellings of the same rows hold, in nats. */
export interface SharedInformation {
  /** Entropy of the first labelling. */
  readonly first: number;
  /** Entropy of the second labelling. */
  readonly second: number;
  /** What one tells about the other: 0 for unrelated labellings, at most the smaller of the entropies. */
  readonly shared: number;
}

/**
 * Entropies of two labellings and their mutual information.
 *
 * @throws {RangeError} when the labellings differ in length
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { sharedInformation } from "./mutual_information.ts";
 *
 * const { first, second, shared } = sharedInformation([0, 0, 1, 1], [0, 1, 2, 3]);
 * assert.deepEqual([first, second, shared], [Math.LN2, 2 * Math.LN2, Math.LN2]);
 * ```
 */
export function sharedInformation(a: ArrayLike<number>, b: ArrayLike<number>): SharedInformation {
  return informationOf(contingency(a, b), a.length);
}

/**
 * Normalised mutual information: the shared information over the mean of both entropies. 0 for unrelated labellings, 1
 * for equal partitions and when both have one cluster (or no row); not adjusted for chance, so many clusters raise it.
 *
 * Reference: A. Strehl, J. Ghosh, Cluster ensembles, Journal of Machine Learning Research 3, 2002.
 *
 * @throws {RangeError} when the labellings differ in length
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { normalizedMutualInformation } from "./mutual_information.ts";
 *
 * assert.equal(normalizedMutualInformation([0, 0, 1, 1], [5, 5, 2, 2]), 1);
 * assert.equal(normalizedMutualInformation([0, 0, 1, 1], [0, 1, 0, 1]), 0);
 * ```
 */
export function normalizedMutualInformation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const table = contingency(a, b);
  if (table.first.length <= 1 && table.second.length <= 1) return 1;
  const { first, second, shared } = informationOf(table, a.length);
  return shared === 0 ? 0 : shared / ((first + second) / 2);
}

/**
 * Adjusted mutual information: normalised by the mean of both entropies and corrected for what labellings with the same
 * cluster sizes share by chance. 1 for equal partitions, 0 on average for unrelated ones, and a little below for worse
 * than chance; 0 when just one of the two has a single cluster, 1 when both have. Time grows with the pairs of clusters.
 *
 * Reference: N. Vinh, J. Epps, J. Bailey, Information theoretic measures for clusterings comparison, Journal of Machine
 * Learning Research 11, 2010.
 *
 * @throws {RangeError} when the labellings differ in length
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { adjustedMutualInformation } from "./mutual_information.ts";
 *
 * assert.equal(adjustedMutualInformation([0, 0, 1, 1], [1, 1, 0, 0]), 1);
 * assert.ok(adjustedMutualInformation([0, 0, 1, 1], [0, 1, 0, 1]) < 0);
 * ```
 */
export function adjustedMutualInformation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const table = contingency(a, b);
  const [classes, clusters] = [table.first.length, table.second.length];
  if (classes <= 1 && clusters <= 1) return 1;
  if (classes === 1 || clusters === 1) return 0;
  const { first, second, shared } = informationOf(table, a.length);
  const sizes = marginals(table);
  const expected = expectedInformation(sizes.first, sizes.second, a.length);
  // A perfect match of labellings that chance cannot match worse leaves 0 over 0, which is 1.
  const above = awayFromZero(shared - expected);
  return above / awayFromZero((first + second) / 2 - expected);
}

function informationOf(table: Contingency, rows: number): SharedInformation {
  const { first: own, second: other } = marginals(table);
  const { counts } = table;
  let shared = 0;
  for (let i = 0, at = 0; i < counts.rows; i++) {
    for (let j = 0; j < counts.columns; j++, at++) {
      const count = counts.data[at]!;
      if (count > 0) shared += count / rows * Math.log(rows * count / (own[i]! * other[j]!));
    }
  }
  const apart = own.length > 1 && other.length > 1;
  // What rounding leaves of unrelated labellings is nothing.
  const nothing = !apart || shared < Number.EPSILON;
  return { first: entropy(own, rows), second: entropy(other, rows), shared: nothing ? 0 : shared };
}

function entropy(sizes: Float64Array, rows: number): number {
  return sizes.reduce((sum, size) => sum - (size === 0 ? 0 : size / rows * Math.log(size / rows)), 0);
}

function awayFromZero(value: number): number {
  return value < 0 ? Math.min(value, -Number.EPSILON) : Math.max(value, Number.EPSILON);
}
