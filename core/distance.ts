import { createMatrix, type Matrix } from "./matrix.ts";

/**
 * Squared Euclidean distance between the row of `a` at offset `i` and the row of `b` at offset `j`, both `width` values
 * long. All distances add up in this order, those of the kernels and tables for many rows too, so that they have the same
 * bits. A kernel: nothing is checked.
 */
export function squaredDistance(a: Float64Array, i: number, b: Float64Array, j: number, width: number): number {
  let sum = 0;
  let k = 0;
  for (; k + 3 < width; k += 4) {
    const first = a[i + k]! - b[j + k]!;
    const second = a[i + k + 1]! - b[j + k + 1]!;
    const third = a[i + k + 2]! - b[j + k + 2]!;
    const fourth = a[i + k + 3]! - b[j + k + 3]!;
    sum += first * first + second * second + (third * third + fourth * fourth);
  }
  for (; k < width; k++) {
    const gap = a[i + k]! - b[j + k]!;
    sum += gap * gap;
  }
  return sum;
}

/** The nearest centre of each row and its squared distance. */
export interface Nearest {
  readonly labels: Int32Array;
  readonly squared: Float64Array;
}

/** Room for {@link writeNearest} to write to. */
export function createNearest(rows: number): Nearest {
  return { labels: new Int32Array(rows), squared: new Float64Array(rows) };
}

/** Writes the nearest centre of each row, the first of equally near ones. A kernel: nothing is checked. */
export function writeNearest(x: Matrix, centres: Matrix, { labels, squared }: Nearest): void {
  const { rows, columns, data } = x;
  for (let i = 0, at = 0; i < rows; i++, at += columns) {
    let best = 0;
    let least = Infinity;
    for (let c = 0, to = 0; c < centres.rows; c++, to += columns) {
      const distance = squaredDistance(data, at, centres.data, to, columns);
      if (distance >= least) continue;
      least = distance;
      best = c;
    }
    labels[i] = best;
    squared[i] = least;
  }
}

/** Mean of the rows of each cluster, clusters x columns; zeros for a cluster without rows. */
export function clusterMeans(x: Matrix, index: ArrayLike<number>, clusters: number): Matrix {
  const means = createMatrix(clusters, x.columns);
  const sizes = new Float64Array(clusters);
  for (let i = 0, at = 0; i < x.rows; i++) {
    const start = index[i]! * x.columns;
    sizes[index[i]!]! += 1;
    for (let j = 0; j < x.columns; j++, at++) means.data[start + j]! += x.data[at]!;
  }
  for (let c = 0, at = 0; c < clusters; c++) {
    for (let j = 0; j < x.columns; j++, at++) means.data[at] = means.data[at]! / Math.max(1, sizes[c]!);
  }
  return means;
}
