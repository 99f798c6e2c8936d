/**
 * A fit of k-means in memory; the caller fills it in this order, 4 bytes each. Rows come in groups of four, value by value:
 * value j of row i is the f64 at x + (i / 4 * columns + j) * 32 + i % 4 * 8. Rows that fill the last group up are 0.
 */
// @ts-ignore: decorator
@unmanaged
export class Fit {
  rows: i32;
  /** Values of a row. */
  columns: i32;
  clusters: i32;
  /** Clusters, rounded up to an even number. */
  padded: i32;
  x: usize;
  /** i32, the cluster of each row. */
  labels: usize;
  /** f64, no less than the distance of each row to its centre. */
  upper: usize;
  /** f64, no more than the distance of each row to any other centre. */
  lower: usize;
  /** f64, columns x padded: the centres, value by value. */
  centres: usize;
  /** f64, clusters x columns: sums of the rows of each cluster. */
  sums: usize;
  /** f64, rows of each cluster. */
  sizes: usize;
  /** f64, how far each centre moved last. */
  moves: usize;
  /** f64, half the distance from each centre to the nearest other one. */
  half: usize;
  /** Room for padded x 4 f64. */
  spare: usize;
}

/** The address of a row's first value; the others follow every 32 bytes. */
// @ts-ignore: decorator
@inline
export function rowAt(x: usize, columns: i32, i: i32): usize {
  return x + <usize>(i >> 2) * (<usize>columns << 5) + ((<usize>i & 3) << 3);
}
