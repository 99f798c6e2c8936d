/** What the BIC of a clustering is computed from. */
export interface SphericalFit {
  /** Sum of the squared distances from each row to the mean of its cluster. */
  readonly inertia: number;
  /** Rows in each cluster. */
  readonly sizes: readonly number[];
  /** Number of features. */
  readonly columns: number;
}

/**
 * Bayesian information criterion of clusters as balls of one width, the model that k-means fits: -2 log-likelihood +
 * parameters x log rows, as scikit-learn's mixtures have it. Less is better. The variance is the unbiased one, inertia /
 * (columns x (rows - k)); an inertia of 0 counts as the least number above 0. NaN unless there are more rows than clusters.
 *
 * Reference: D. Pelleg, A. Moore, X-means: extending k-means with efficient estimation of the number of clusters, ICML
 * 2000, with the number of features in the variance, which the article leaves out.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { sphericalBic } from "./bic.ts";
 *
 * // Two clusters of 2 rows with 1 feature: variance 1, log-likelihood 4 log 1/2 - 2 log 2π - 1, 4 parameters.
 * const bic = sphericalBic({ inertia: 2, sizes: [2, 2], columns: 1 });
 * assert.ok(Math.abs(bic - (8 * Math.log(2) + 4 * Math.log(2 * Math.PI) + 2 + 4 * Math.log(4))) < 1e-12);
 * ```
 */
export function sphericalBic({ inertia, sizes, columns }: SphericalFit): number {
  const rows = sizes.reduce((sum, size) => sum + size, 0);
  const k = sizes.length;
  if (rows <= k || columns === 0) return NaN;
  const freedom = columns * (rows - k);
  const variance = Math.max(inertia / freedom, Number.MIN_VALUE);
  const weights = sizes.reduce((sum, size) => sum + size * Math.log(size / rows), 0);
  const logLikelihood = weights - rows * columns / 2 * (Math.log(2 * Math.PI) + Math.log(variance)) - freedom / 2;
  // Weights, centres and one variance.
  const parameters = k - 1 + k * columns + 1;
  return -2 * logLikelihood + parameters * Math.log(rows);
}
