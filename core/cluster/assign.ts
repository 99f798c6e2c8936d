import { checkFinite, createMatrix, type Matrix, type MatrixNames } from "../matrix.ts";
import { squaredDistance } from "../distance.ts";

/** Clusters that are known by their centres. Plain data. */
export interface Centroids {
  /** clusters x features. */
  readonly centroids: readonly (readonly number[])[];
  /** The label of each centre: different whole numbers from 0 up. */
  readonly labels: readonly number[];
}

/** Where each row belongs. */
export interface Assignment {
  /** Label of the nearest centre, the first in the model of equally near ones. */
  readonly labels: Int32Array;
  /** Euclidean distance to that centre. */
  readonly distances: Float64Array;
  /** Label of the second nearest centre; -1 when there is only one. */
  readonly second: Int32Array;
  /** 1 - distance / distance to the second: 0 on the border between two clusters, 1 on a centre or with one cluster. */
  readonly margins: Float64Array;
}

/**
 * The cluster of each row: the one with the nearest centre.
 *
 * @param x rows x features, prepared as the rows of the fit were
 * @throws {RangeError} when `x` has another number of columns than the centres, or there is no centre
 * @throws {DataError} when a value is not finite
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { matrixFromRows } from "../matrix.ts";
 * import { assign } from "./assign.ts";
 *
 * const found = assign({ centroids: [[0], [10]], labels: [0, 1] }, matrixFromRows([[1], [5]]));
 * assert.deepEqual([...found.labels], [0, 0]);
 * assert.deepEqual([...found.second], [1, 1]);
 * assert.deepEqual([...found.margins], [1 - 1 / 9, 0]);
 * ```
 */
export function assign(model: Centroids, x: Matrix, names: MatrixNames = {}): Assignment {
  const centres = centroidMatrix(model);
  if (centres.rows === 0 || x.columns !== centres.columns) {
    throw new RangeError(`Cannot assign rows: ${x.columns} columns, but ${centres.rows} centres of ${centres.columns}`);
  }
  checkFinite("assign rows", x, names);
  const found: Assignment = {
    labels: new Int32Array(x.rows),
    distances: new Float64Array(x.rows),
    second: new Int32Array(x.rows).fill(-1),
    margins: new Float64Array(x.rows).fill(1),
  };
  for (let i = 0; i < x.rows; i++) writeTwoNearest(x, i, centres, model.labels, found);
  return found;
}

/** The centres of a model as a matrix, clusters x features. */
export function centroidMatrix({ centroids }: Centroids): Matrix {
  const matrix = createMatrix(centroids.length, centroids[0]?.length ?? 0);
  centroids.forEach((centroid, c) => matrix.data.set(centroid, c * matrix.columns));
  return matrix;
}

function writeTwoNearest(x: Matrix, i: number, centres: Matrix, labels: readonly number[], out: Assignment): void {
  let first = 0, second = -1;
  let least = Infinity, next = Infinity;
  for (let c = 0; c < centres.rows; c++) {
    const squared = squaredDistance(x.data, i * x.columns, centres.data, c * x.columns, x.columns);
    if (squared < least) {
      [second, next] = [c === 0 ? -1 : first, least];
      [first, least] = [c, squared];
    } else if (squared < next) {
      [second, next] = [c, squared];
    }
  }
  out.labels[i] = labels[first]!;
  out.distances[i] = Math.sqrt(least);
  if (second < 0) return;
  out.second[i] = labels[second]!;
  out.margins[i] = next > 0 ? 1 - Math.sqrt(least / next) : 0;
}
