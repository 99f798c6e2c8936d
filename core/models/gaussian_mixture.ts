import { type Centroids, fitKMeans } from "../cluster/mod.ts";
import { orderClusters } from "../cluster_order.ts";
import { createNearest, squaredDistance, writeNearest } from "../distance.ts";
import { DataError } from "../errors.ts";
import { frozen } from "../frozen.ts";
import { checkLimits, type LimitTable } from "../limits.ts";
import { centred, columnMeans } from "../linalg.ts";
import {
  checkFinite,
  createMatrix,
  type Matrix,
  matrixFromRows,
  type MatrixNames,
  pickRows,
  rowOf,
} from "../matrix.ts";
import { chooseWeighted, type Rng } from "../rng.ts";
import { checkRows } from "./check_rows.ts";
import {
  covarianceParameters,
  type Covariances,
  type CovarianceShape,
  plainCovariances,
  spreadOf,
} from "./covariances.ts";
import { climb, expect, type FoundMixture, maximize, type Mixture, type MixtureShape } from "./mixture_steps.ts";
import { rowSpace } from "./row_space.ts";
import type { CountOptions, FittedRows } from "./types.ts";

/** The parameters of a mixture as plain data. */
export interface GaussianParts extends Centroids {
  /** Share of each part; they sum up to 1. */
  readonly weights: readonly number[];
  readonly covariances: Covariances;
}

/** A mixture of normal distributions. Plain data; new rows get labels from {@link assignGaussianMixture}. */
export interface GaussianMixtureModel extends GaussianParts, FittedRows {
  readonly kind: "gmm";
  /** Rows of the fit in each part, descending; 0 for a part that is no row's most likely one. */
  readonly sizes: readonly number[];
  /** Sum of the log densities of the rows of the fit. */
  readonly logLikelihood: number;
  /** Bayesian information criterion; less is better. */
  readonly bic: number;
  /** Akaike information criterion; less is better. */
  readonly aic: number;
  /** Steps of the best start. */
  readonly iterations: number;
  readonly converged: boolean;
}

/** Options of {@link fitGaussianMixture}. */
export interface GaussianMixtureOptions extends CountOptions {
  /** Shape of the covariances. @default "full" */
  readonly covariance?: CovarianceShape;
  /**
   * How often to start; the first start is from the best k-means clusters, the most likely result wins.
   * Many starts find clusters of few rows that lie almost in a plane, which are likely but mean little.
   * @default 30 up to 300 rows, then fewer in proportion, at least 5
   */
  readonly starts?: number;
  /** Most steps of a start. @default 200 */
  readonly maxIterations?: number;
  /** A start ends when the mean log density changes by less. @default 1e-4 */
  readonly tolerance?: number;
  /** Added to each variance, so that clusters keep a volume; in the square of the features' unit. @default 1e-6 */
  readonly ridge?: number;
}

/** Limits of {@link GaussianMixtureOptions}. */
export const gaussianMixtureLimits = {
  k: { kind: "integer", from: 1 },
  starts: { kind: "integer", from: 1, to: 10_000 },
  maxIterations: { kind: "integer", from: 1 },
  tolerance: { kind: "number", from: 0 },
  ridge: { kind: "number", from: 0 },
} as const satisfies LimitTable;

/**
 * Fits a mixture of `k` normal distributions by expectation and maximization, from k-means clusters. With the shapes `full`
 * and `tied` the time grows with the cube of the columns or, if they are fewer, of the rows.
 *
 * Reference: A. Dempster, N. Laird, D. Rubin, Maximum likelihood from incomplete data via the EM algorithm, Journal of the
 * Royal Statistical Society B 39(1), 1977; G. Schwarz, Annals of Statistics 6(2), 1978 (BIC).
 *
 * @param x rows x features
 * @throws {RangeError} when an option is out of range
 * @throws {DataError} when there are fewer rows than clusters, a value is not finite, or every start ends in a cluster without volume
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { matrixFromRows } from "../matrix.ts";
 * import { createRng } from "../rng.ts";
 * import { assignGaussianMixture, fitGaussianMixture } from "./gaussian_mixture.ts";
 *
 * const x = matrixFromRows([[0], [1], [2], [3], [100], [101]]);
 * const model = fitGaussianMixture(x, { k: 2, rng: createRng(1) });
 * assert.deepEqual(model.rowLabels, [0, 0, 0, 0, 1, 1]);
 * const { labels, shares } = assignGaussianMixture(model, matrixFromRows([[90]]));
 * assert.equal(labels[0], 1);
 * assert.ok(shares.data[1]! > 0.99);
 * ```
 */
export function fitGaussianMixture(x: Matrix, options: GaussianMixtureOptions): GaussianMixtureModel {
  const {
    k,
    rng,
    covariance = "full",
    starts = defaultStarts(x.rows),
    maxIterations = 200,
    tolerance = 1e-4,
    ridge = 1e-6,
    names = {},
  } = options;
  checkLimits("fit a Gaussian mixture", { k, starts, maxIterations, tolerance, ridge }, gaussianMixtureLimits);
  checkRows("a Gaussian mixture", x, { k, names });
  const offset = columnMeans(x);
  const shifted = centred(x, offset);
  const form: MixtureShape = { shape: covariance, ridge };
  const wide = x.columns > x.rows && (covariance === "full" || covariance === "tied") && ridge > 0;
  const space = wide ? rowSpace(shifted, ridge) : { x: shifted, logDensity: 0, lift: (found: Mixture) => found };
  const best = bestStart(starts, (start) => {
    const first = maximize(space.x, firstShares(space.x, k, rng, start), form);
    const found = climb(space.x, first, form, { maxIterations, tolerance });
    // The last step's mixture can have no volume, too.
    return { ...found, ...expect(found.mixture, space.x) };
  });
  const { iterations, converged, shares, logDensities } = best;
  const mixture = space.lift(best.mixture);
  const { rowLabels, sizes, order } = orderClusters(shifted, mostLikely(shares), mixture.means);
  const logLikelihood = logDensities.reduce((sum, one) => sum + one + space.logDensity, 0);
  const parts = shares.columns;
  // Parts that are no row's first choice take part in the densities all the same.
  const rest = Array.from(mixture.weights.keys()).filter((c) => !order.includes(c));
  const parameters = covarianceParameters(covariance, parts, x.columns) + parts * x.columns + parts - 1;
  return frozen({
    kind: "gmm",
    ...plainParts(inOrder(mixture, [...order, ...rest]), offset),
    sizes: [...sizes, ...rest.map(() => 0)],
    rowLabels,
    logLikelihood,
    bic: -2 * logLikelihood + parameters * Math.log(x.rows),
    aic: -2 * logLikelihood + 2 * parameters,
    iterations,
    converged,
  });
}

/** The most likely result of all starts, without those that end in a cluster without volume unless all do. */
function bestStart<Found extends FoundMixture>(starts: number, search: (start: number) => Found): Found {
  let best: Found | undefined;
  let failure: unknown;
  for (let start = 0; start < starts; start++) {
    try {
      const found = search(start);
      if (best === undefined || found.score > best.score) best = found;
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      failure ??= error;
    }
  }
  if (best === undefined) throw failure;
  return best;
}

/** More where they cost little. */
function defaultStarts(rows: number): number {
  return Math.max(5, Math.min(30, Math.floor(9_000 / rows)));
}

/** Each row in a cluster: of the best k-means, of single starts of it, or of the nearest of rows drawn far apart. */
function firstShares(x: Matrix, k: number, rng: Rng, start: number): Matrix {
  const own = rng.fork(start);
  const centroids = start % 2 === 0
    ? fitKMeans(x, start === 0 ? { k, rng: own } : { k, rng: own, starts: 1, swaps: 0 }).centroids
    : scatteredRows(x, k, own);
  const nearest = createNearest(x.rows);
  writeNearest(x, matrixFromRows(centroids), nearest);
  const shares = createMatrix(x.rows, centroids.length);
  nearest.labels.forEach((label, i) => shares.data[i * shares.columns + label] = 1);
  return shares;
}

/** Different rows, each drawn with probability proportional to its squared distance from those before. */
function scatteredRows(x: Matrix, k: number, rng: Rng): readonly Float64Array[] {
  const chosen = [rowOf(x, rng.integer(x.rows))];
  const squared = new Float64Array(x.rows).fill(Infinity);
  while (chosen.length < k) {
    const last = chosen.at(-1)!;
    for (let i = 0; i < x.rows; i++) {
      squared[i] = Math.min(squared[i]!, squaredDistance(x.data, i * x.columns, last, 0, x.columns));
    }
    if (!squared.some((one) => one > 0)) return chosen;
    chosen.push(rowOf(x, chooseWeighted(rng, squared)));
  }
  return chosen;
}

function mostLikely(shares: Matrix): Int32Array {
  return Int32Array.from({ length: shares.rows }, (_, i) => {
    let best = 0;
    for (let c = 1; c < shares.columns; c++) {
      if (shares.data[i * shares.columns + c]! > shares.data[i * shares.columns + best]!) best = c;
    }
    return best;
  });
}

function inOrder({ weights, means, spread }: Mixture, order: readonly number[]): Mixture {
  const matrices = spread.shape === "tied" ? spread.matrices : order.map((c) => spread.matrices[c]!);
  return {
    weights: Float64Array.from(order, (c) => weights[c]!),
    means: pickRows(means, order),
    spread: { ...spread, matrices },
  };
}

function plainParts({ weights, means, spread }: Mixture, offset: Float64Array): GaussianParts {
  return {
    centroids: Array.from(
      { length: means.rows },
      (_, c) => Array.from(rowOf(means, c), (value, j) => value + offset[j]!),
    ),
    labels: Array.from(weights.keys()),
    weights: Array.from(weights),
    covariances: plainCovariances(spread),
  };
}

/** Where rows belong in a mixture. */
export interface GaussianAssignment {
  /** Place of the most likely part of each row in the model's `centroids`. */
  readonly labels: Int32Array;
  /** rows x parts: the probability of each part, given the row; each row sums up to 1. */
  readonly shares: Matrix;
  /** Logarithm of the density of each row: the less, the more unusual. */
  readonly logDensities: Float64Array;
}

/**
 * How likely each row belongs to each part of a mixture.
 *
 * @param x rows x features, prepared as the rows of the fit were
 * @throws {RangeError} when `x` has another number of columns than the fit
 * @throws {DataError} when a value is not finite
 */
export function assignGaussianMixture(
  { weights, centroids, covariances }: GaussianParts,
  x: Matrix,
  names: MatrixNames = {},
): GaussianAssignment {
  const means = matrixFromRows(centroids);
  if (x.columns !== means.columns) {
    throw new RangeError(`Cannot assign rows: ${x.columns} columns, but ${means.columns} in the fit`);
  }
  checkFinite("assign rows", x, names);
  const spread = spreadOf(covariances);
  const { shares, logDensities } = expect({ weights: Float64Array.from(weights), means, spread }, x);
  return { labels: mostLikely(shares), shares, logDensities };
}
