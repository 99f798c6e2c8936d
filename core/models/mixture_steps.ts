import { createMatrix, type Matrix } from "../matrix.ts";
import { type CovarianceShape, estimateSpread, logDensity, type Spread } from "./covariances.ts";

/** The parameters of a mixture of normal distributions. */
export interface Mixture {
  /** Share of each part; they sum up to 1. */
  readonly weights: Float64Array;
  /** parts x features. */
  readonly means: Matrix;
  readonly spread: Spread;
}

/** Shape of the covariances, and what is added to each variance. */
export interface MixtureShape {
  readonly shape: CovarianceShape;
  readonly ridge: number;
}

/** The mixture that fits rows best when it is known how much each belongs to each part: `shares`, rows x parts. */
export function maximize(x: Matrix, shares: Matrix, form: MixtureShape): Mixture {
  const k = shares.columns;
  // The addition keeps a part that nothing belongs to from dividing by zero.
  const sums = new Float64Array(k).fill(10 * Number.EPSILON);
  const means = createMatrix(k, x.columns);
  for (let i = 0; i < x.rows; i++) {
    for (let c = 0; c < k; c++) {
      const share = shares.data[i * k + c]!;
      if (share === 0) continue;
      sums[c]! += share;
      for (let j = 0, at = c * x.columns; j < x.columns; j++, at++) {
        means.data[at] = means.data[at]! + share * x.data[i * x.columns + j]!;
      }
    }
  }
  for (let c = 0, at = 0; c < k; c++) {
    for (let j = 0; j < x.columns; j++, at++) means.data[at] = means.data[at]! / sums[c]!;
  }
  const spread = estimateSpread(x, means, shares, sums, form);
  const total = sums.reduce((sum, one) => sum + one, 0);
  return { weights: sums.map((sum) => sum / total), means, spread };
}

/** How much each row belongs to each part, and how likely the rows are. */
export interface Expectation {
  /** rows x parts, each row sums up to 1. */
  readonly shares: Matrix;
  /** Logarithm of the density of each row. */
  readonly logDensities: Float64Array;
}

/** How much rows belong to the parts of a mixture. */
export function expect({ weights, means, spread }: Mixture, x: Matrix): Expectation {
  const k = means.rows;
  const shares = createMatrix(x.rows, k);
  const logDensities = new Float64Array(x.rows);
  const density = logDensity(spread, means);
  const logWeights = weights.map(Math.log);
  const out = new Float64Array(k);
  for (let i = 0; i < x.rows; i++) {
    density(x, i, out);
    let most = -Infinity;
    for (let c = 0; c < k; c++) most = Math.max(most, out[c] = out[c]! + logWeights[c]!);
    let sum = 0;
    for (let c = 0; c < k; c++) sum += Math.exp(out[c]! - most);
    const total = most + Math.log(sum);
    logDensities[i] = total;
    for (let c = 0; c < k; c++) shares.data[i * k + c] = Math.exp(out[c]! - total);
  }
  return { shares, logDensities };
}

/** Where the search for a mixture ended. */
export interface FoundMixture {
  readonly mixture: Mixture;
  /** Mean logarithm of the density before the last change. */
  readonly score: number;
  readonly iterations: number;
  readonly converged: boolean;
}

/** Steps of expectation and maximization until the mean log density changes by less than the tolerance. */
export function climb(
  x: Matrix,
  start: Mixture,
  form: MixtureShape,
  { maxIterations, tolerance }: { readonly maxIterations: number; readonly tolerance: number },
): FoundMixture {
  let mixture = start;
  let score = -Infinity;
  for (let iterations = 1;; iterations++) {
    const { shares, logDensities } = expect(mixture, x);
    mixture = maximize(x, shares, form);
    const found = logDensities.reduce((sum, one) => sum + one, 0) / x.rows;
    const converged = Math.abs(found - score) < tolerance;
    score = found;
    if (converged || iterations === maxIterations) return { mixture, score, iterations, converged };
  }
}
