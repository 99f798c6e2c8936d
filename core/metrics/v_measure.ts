import { sharedInformation } from "./mutual_information.ts";

/** How well clusters and classes agree, each 0 to 1. */
export interface VMeasure {
  /** 1 when every cluster holds rows of one class only. */
  readonly homogeneity: number;
  /** 1 when all rows of a class are in one cluster. */
  readonly completeness: number;
  /** Their weighted harmonic mean. */
  readonly v: number;
}

/** Options of {@link vMeasure}. */
export interface VMeasureOptions {
  /** Weight of completeness; below 1 homogeneity counts more. From 0 up. @default 1 */
  readonly beta?: number;
}

/**
 * Homogeneity, completeness and V-measure of clusters against known classes. Not adjusted for chance: with few rows for
 * each cluster, unrelated labels score above 0. Classes or clusters without entropy count as met (1).
 *
 * Reference: A. Rosenberg, J. Hirschberg, V-measure: a conditional entropy-based external cluster evaluation measure,
 * EMNLP-CoNLL 2007.
 *
 * @param classes Known class of each row
 * @param clusters Cluster of each row
 * @throws {RangeError} when the labellings differ in length, or beta is below 0
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { vMeasure } from "./v_measure.ts";
 *
 * const { homogeneity, completeness, v } = vMeasure([0, 0, 1, 1], [0, 1, 2, 3]);
 * assert.deepEqual([homogeneity, completeness, v], [1, 0.5, 2 / 3]);
 * ```
 */
export function vMeasure(
  classes: ArrayLike<number>,
  clusters: ArrayLike<number>,
  options: VMeasureOptions = {},
): VMeasure {
  const { beta = 1 } = options;
  if (!(beta >= 0)) {
    throw new RangeError(`Cannot compute the V-measure: beta must be a number from 0 up, but is ${beta}`);
  }
  const { first, second, shared } = sharedInformation(classes, clusters);
  const homogeneity = first > 0 ? shared / first : 1;
  const completeness = second > 0 ? shared / second : 1;
  const weighted = beta * homogeneity + completeness;
  return { homogeneity, completeness, v: weighted > 0 ? (1 + beta) * homogeneity * completeness / weighted : 0 };
}
