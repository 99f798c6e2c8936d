import { DataError } from "../errors.ts";
import { frozen } from "../frozen.ts";
import { checkLimits, type LimitTable } from "../limits.ts";
import { checkFinite, createMatrix, type Matrix, type MatrixNames } from "../matrix.ts";
import { indexNeighbours, nearestRows } from "../neighbours/mod.ts";

/** How dense the surroundings of each row of the fit are. Plain data. */
export interface LocalOutlierModel {
  readonly kind: "local_outlier_factor";
  readonly columns: number;
  /** Neighbours that each row is compared with. */
  readonly neighbours: number;
  /** The rows of the fit, one after the other. */
  readonly values: readonly number[];
  /** Distance from each row to the last of its neighbours. */
  readonly reach: readonly number[];
  /** Local reachability density of each row. */
  readonly density: readonly number[];
  /** How ordinary each row of the fit is: its local outlier factor with a minus. */
  readonly scores: readonly number[];
}

/** Options of {@link fitLocalOutlierFactor}. */
export interface LocalOutlierOptions {
  /** Neighbours that each row is compared with; at most all other rows. @default 20 */
  readonly neighbours?: number;
  /** How messages call rows and columns. */
  readonly names?: MatrixNames;
}

/** Limits of {@link LocalOutlierOptions}. */
export const localOutlierLimits = { neighbours: { kind: "integer", from: 1 } } as const satisfies LimitTable;

/** Keeps the density finite where more rows are equal than there are neighbours. */
const tiny = 1e-10;

/**
 * Finds rows in thin surroundings: the local outlier factor of a row is the mean density around its neighbours divided by
 * the density around itself, about 1 in an even crowd and more the thinner it is. It needs no assumption about the shape
 * of the data and finds outliers between clusters of different density.
 *
 * Time grows with pairs of rows at worst; memory with rows x neighbours.
 *
 * Reference: M. Breunig, H. Kriegel, R. Ng, J. Sander, LOF: identifying density-based local outliers, SIGMOD 2000.
 *
 * @param x rows x features
 * @throws {RangeError} when an option is out of range
 * @throws {DataError} when there is no row or a value is not finite
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { matrixFromRows } from "../matrix.ts";
 * import { fitLocalOutlierFactor } from "./local_outliers.ts";
 *
 * const x = matrixFromRows([[1], [2], [3], [2.5], [1.5], [90]]);
 * const { scores } = fitLocalOutlierFactor(x, { neighbours: 2 });
 * assert.equal(scores.indexOf(Math.min(...scores)), 5);
 * ```
 */
export function fitLocalOutlierFactor(x: Matrix, options: LocalOutlierOptions = {}): LocalOutlierModel {
  const { neighbours = 20, names = {} } = options;
  checkLimits("find local outliers", { neighbours }, localOutlierLimits);
  checkFinite("find local outliers", x, names);
  if (x.rows === 0) throw new DataError("Cannot find local outliers: there is no row");
  const found = otherRows(x, Math.min(neighbours, x.rows - 1));
  const { count } = found;
  const reach = Float64Array.from(
    { length: x.rows },
    (_, i) => count === 0 ? 0 : found.distances[(i + 1) * count - 1]!,
  );
  const density = densities(found, x.rows, reach);
  return frozen({
    kind: "local_outlier_factor",
    columns: x.columns,
    neighbours: Math.max(1, count),
    values: [...x.data],
    reach: [...reach],
    density: [...density],
    scores: [...scoresOf(found, density, density)],
  });
}

/**
 * How ordinary rows are that the fit has not seen: their local outlier factor with a minus, about -1 or less. A row of the
 * fit would count itself as a neighbour; for those there is `model.scores`.
 *
 * @throws {RangeError} when `x` has another number of columns than the fit had
 * @throws {DataError} when a value is not finite
 */
export function localOutlierScores(model: LocalOutlierModel, x: Matrix, names: MatrixNames = {}): Float64Array {
  const { columns, neighbours, values } = model;
  if (x.columns !== columns) {
    throw new RangeError(`Cannot score outliers: ${x.columns} columns, but the model has ${columns}`);
  }
  checkFinite("score outliers", x, names);
  const known = createMatrix(model.reach.length, columns, Float64Array.from(values));
  const { count, rows, squared } = nearestRows(indexNeighbours(known), x, neighbours);
  const found = { count, rows, distances: squared.map(Math.sqrt) };
  return scoresOf(found, densities(found, x.rows, model.reach), model.density);
}

/** Neighbours of rows, the nearest first, `count` of each. */
interface Neighbours {
  readonly count: number;
  readonly rows: Int32Array;
  readonly distances: Float64Array;
}

/** The nearest other rows of each row. */
function otherRows(x: Matrix, count: number): Neighbours {
  const found = nearestRows(indexNeighbours(x), x, count + 1);
  const others: Neighbours = {
    count,
    rows: new Int32Array(x.rows * count),
    distances: new Float64Array(x.rows * count),
  };
  for (let i = 0, to = 0; i < x.rows; i++) {
    const start = i * (count + 1);
    const place = found.rows.subarray(start, start + count + 1).indexOf(i);
    // Among many equal rows the row itself may be missing; then the last one is left out.
    const self = place < 0 ? count : place;
    for (let n = 0; n <= count; n++) {
      if (n === self) continue;
      others.rows[to] = found.rows[start + n]!;
      others.distances[to++] = Math.sqrt(found.squared[start + n]!);
    }
  }
  return others;
}

/** One divided by the mean distance to the neighbours, of which none counts as nearer than its own reach. */
function densities({ count, rows, distances }: Neighbours, queries: number, reach: ArrayLike<number>): Float64Array {
  const found = new Float64Array(queries);
  for (let i = 0; i < queries; i++) {
    let sum = 0;
    for (let at = i * count; at < (i + 1) * count; at++) sum += Math.max(distances[at]!, reach[rows[at]!]!);
    found[i] = 1 / (sum / Math.max(1, count) + tiny);
  }
  return found;
}

function scoresOf({ count, rows }: Neighbours, own: Float64Array, known: ArrayLike<number>): Float64Array {
  return own.map((density, i) => {
    if (count === 0) return -1;
    let sum = 0;
    for (let at = i * count; at < (i + 1) * count; at++) sum += known[rows[at]!]!;
    return -(sum / count / density);
  });
}
