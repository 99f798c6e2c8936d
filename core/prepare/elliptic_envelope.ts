import { checkSquares } from "../check_squares.ts";
import { fitPca } from "../decompose/mod.ts";
import { DataError } from "../errors.ts";
import { frozen } from "../frozen.ts";
import { checkLimits, type LimitTable } from "../limits.ts";
import { centred, columnMeans, dot } from "../linalg.ts";
import { checkFinite, createMatrix, type Matrix, matrixFromRows, type MatrixNames, rowOf } from "../matrix.ts";
import type { Rng } from "../rng.ts";
import { chiSquareProbability, chiSquareQuantile } from "./chi_square.ts";
import { type Core, coreOf, fastMcd, spreadDirections, squaredDistances } from "./fast_mcd.ts";
import { fitScaler, scale } from "./scale.ts";

/** An ellipse around the bulk of the rows. Plain data. */
export interface EllipticEnvelopeModel {
  readonly kind: "elliptic_envelope";
  /** Its centre. */
  readonly location: readonly number[];
  /** directions x features: a row's distance is the length of what these give for its way from the centre. */
  readonly directions: readonly (readonly number[])[];
  /** Rows of the fit that the core is made of, ascending. */
  readonly support: readonly number[];
}

/** Options of {@link fitEllipticEnvelope}. */
export interface EllipticEnvelopeOptions {
  /** Source of chance: the core is searched for from random beginnings. */
  readonly rng: Rng;
  /** How many. @default 500 */
  readonly starts?: number;
  /** How messages call rows and columns. */
  readonly names?: MatrixNames;
}

/** Limits of {@link EllipticEnvelopeOptions}. */
export const ellipticEnvelopeLimits = {
  starts: { kind: "integer", from: 1, to: 100_000 },
} as const satisfies LimitTable;

/** Share of normally distributed rows that count as ordinary when the core is widened. */
const ordinaryShare = 0.975;

/**
 * Fits an ellipse to the bulk of the rows by the minimum covariance determinant: the half of the rows that lie closest
 * together, then all rows that are ordinary as seen from it. Outliers do not pull it, however far they are. It suits one
 * cloud of rows; between several clouds the local outlier factor is the better choice.
 *
 * Features that follow from others (shares that add up to 100) are no harm: distances are taken in the directions in which
 * the rows vary.
 *
 * Reference: P. Rousseeuw, K. Van Driessen, Technometrics 41(3), 1999; consistency: C. Croux, G. Haesbroeck, Journal of
 * Multivariate Analysis 71(2), 1999.
 *
 * @param x rows x features
 * @throws {RangeError} when an option is out of range
 * @throws {DataError} when there is no row, a value is not finite, or rows are fewer than twice the directions
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { matrixFromRows } from "../matrix.ts";
 * import { createRng } from "../rng.ts";
 * import { ellipticScores, fitEllipticEnvelope } from "./elliptic_envelope.ts";
 *
 * const x = matrixFromRows([[1, 2], [2, 4.1], [3, 5.9], [4, 8.1], [5, 9.8], [6, 12], [2, 11]]);
 * const scores = ellipticScores(fitEllipticEnvelope(x, { rng: createRng(1) }), x);
 * assert.equal(scores.indexOf(Math.min(...scores)), 6);
 * ```
 */
export function fitEllipticEnvelope(x: Matrix, options: EllipticEnvelopeOptions): EllipticEnvelopeModel {
  const { rng, starts = 500, names = {} } = options;
  checkLimits("fit an elliptic envelope", { starts }, ellipticEnvelopeLimits);
  checkFinite("fit an elliptic envelope", x, names);
  if (x.rows === 0) throw new DataError("Cannot fit an elliptic envelope: there is no row");
  checkSquares("fit an elliptic envelope", x, names);
  const axes = axesOf(x);
  const rank = axes.into.rows;
  if (rank === 0) {
    const support = Array.from({ length: x.rows }, (_, i) => i);
    return frozen({ kind: "elliptic_envelope", location: [...axes.centre], directions: [], support });
  }
  if (x.rows < 2 * rank) {
    throw new DataError(`Cannot fit an elliptic envelope: ${x.rows} rows are too few for ${rank} directions`, {
      remedy: "At least twice as many rows as independent features are needed; use fewer features or another method.",
    });
  }
  const y = alongAxes(axes, x);
  const core = fastMcd(y, { rng, starts });
  const { location, covariance } = widened(y, core);
  const directions = spreadDirections(covariance);
  return frozen({
    kind: "elliptic_envelope",
    location: [...mixed(location, axes.back).map((value, j) => value + axes.centre[j]!)],
    directions: Array.from({ length: directions.rows }, (_, d) => [...mixed(rowOf(directions, d), axes.into)]),
    support: [...core.support],
  });
}

/** The directions in which rows vary, so that each has variance 1 and none follows from the others. */
interface Axes {
  readonly centre: Float64Array;
  /** axes x features: what turns a way from the centre into coordinates. */
  readonly into: Matrix;
  /** axes x features: what turns coordinates into a way from the centre. */
  readonly back: Matrix;
}

function axesOf(x: Matrix): Axes {
  const centre = columnMeans(x);
  const none = createMatrix(0, x.columns);
  if (x.rows < 2 || x.columns === 0) return { centre, into: none, back: none };
  const scaler = fitScaler(x, { method: "zscore" });
  const { components, variance, totalVariance } = fitPca(scale(scaler, x), { components: x.columns });
  if (totalVariance === 0 || scaler.method === "clr") return { centre, into: none, back: none };
  const lengths = variance.map(Math.sqrt);
  return {
    centre,
    into: matrixFromRows(components.map((one, a) => one.map((value, j) => value / lengths[a]! / scaler.scale[j]!))),
    back: matrixFromRows(components.map((one, a) => one.map((value, j) => value * lengths[a]! * scaler.scale[j]!))),
  };
}

function alongAxes({ centre, into }: Axes, x: Matrix): Matrix {
  const y = createMatrix(x.rows, into.rows);
  const shifted = centred(x, centre);
  for (let i = 0; i < x.rows; i++) {
    for (let a = 0; a < into.rows; a++) y.data[i * into.rows + a] = dot(rowOf(into, a), rowOf(shifted, i));
  }
  return y;
}

function mixed(weights: Float64Array, parts: Matrix): Float64Array {
  const out = new Float64Array(parts.columns);
  weights.forEach((weight, a) => rowOf(parts, a).forEach((value, j) => out[j] = out[j]! + weight * value));
  return out;
}

/** All rows that are ordinary as seen from the core, their spread made consistent with normally distributed rows. */
function widened(y: Matrix, core: Core): Core {
  const limit = chiSquareQuantile(ordinaryShare, y.columns) * consistency(core.support.length / y.rows, y.columns);
  const distances = squaredDistances(core, y);
  const rows = Int32Array.from({ length: y.rows }, (_, i) => i).filter((i) => distances[i]! < limit);
  const bulk = coreOf(y, rows.length > y.columns ? rows : core.support);
  const factor = consistency(ordinaryShare, y.columns);
  return { ...bulk, covariance: { ...bulk.covariance, data: bulk.covariance.data.map((value) => value * factor) } };
}

/** What the covariance of the innermost share of normally distributed rows lacks. */
function consistency(share: number, features: number): number {
  return share / chiSquareProbability(chiSquareQuantile(share, features), features + 2);
}

/**
 * How ordinary rows are: their squared Mahalanobis distance from the centre with a minus, 0 at the centre.
 *
 * @throws {RangeError} when `x` has another number of columns than the fit had
 * @throws {DataError} when a value is not finite
 */
export function ellipticScores(model: EllipticEnvelopeModel, x: Matrix, names: MatrixNames = {}): Float64Array {
  const { location } = model;
  if (x.columns !== location.length) {
    throw new RangeError(`Cannot score outliers: ${x.columns} columns, but the model has ${location.length}`);
  }
  checkFinite("score outliers", x, names);
  const directions = model.directions.map((direction) => Float64Array.from(direction));
  return Float64Array.from({ length: x.rows }, (_, i) => {
    const way = rowOf(x, i).map((value, j) => value - location[j]!);
    return -directions.reduce((sum, direction) => sum + dot(direction, way) ** 2, 0);
  });
}
