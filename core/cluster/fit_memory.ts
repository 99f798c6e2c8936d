import type { GroupedRows } from "../kernels/mod.ts";
import { createMatrix, type Matrix } from "../matrix.ts";

/** Memory of fits of k clusters to the same rows: what the kernels of k-means work on, see core/kernels/fit.as.ts. */
export interface FitMemory {
  readonly rows: GroupedRows;
  readonly clusters: number;
  /** Address of the fit. */
  readonly address: number;
  /** Address of room for a number of each row. */
  readonly squares: number;
  /** Views, as long as nothing else is allocated: the cluster of each row. */
  readonly labels: Int32Array;
  /** Bounds on the distances to its centre and to any other one; exact when every row was searched for. */
  readonly upper: Float64Array;
  readonly lower: Float64Array;
  /** columns x padded: the centres, value by value. */
  readonly centres: Float64Array;
  /** Clusters, rounded up to an even number. */
  readonly padded: number;
  /** clusters x columns: the sum of the rows of each cluster. */
  readonly sums: Float64Array;
  /** Rows of each cluster. */
  readonly sizes: Float64Array;
}

/** Memory for fits of `clusters` clusters. */
export function createFitMemory(rows: GroupedRows, clusters: number): FitMemory {
  const { arena, columns } = rows;
  const n = rows.groups * 4;
  const padded = clusters + clusters % 2;
  const numbers = (count: number) => arena.allocate(count * 8);
  const address = arena.allocate(4 * 16);
  const labels = arena.allocate(n * 4);
  const [upper, lower, squares] = [numbers(n), numbers(n), numbers(n)];
  const [centres, sums, sizes] = [numbers(columns * padded), numbers(clusters * columns), numbers(clusters)];
  const [moves, half, spare] = [numbers(clusters), numbers(clusters), numbers(padded * 4)];
  const addresses = [rows.address, labels, upper, lower, centres, sums, sizes, moves, half, spare];
  arena.i32(address, 14).set([rows.rows, columns, clusters, padded, ...addresses]);
  return {
    rows,
    clusters,
    address,
    squares,
    labels: arena.i32(labels, rows.rows),
    upper: arena.f64(upper, rows.rows),
    lower: arena.f64(lower, rows.rows),
    centres: arena.f64(centres, columns * padded),
    padded,
    sums: arena.f64(sums, clusters * columns),
    sizes: arena.f64(sizes, clusters),
  };
}

/** Puts centres, clusters x columns, where the kernels look for them. */
export function placeCentres({ rows, address, centres, padded }: FitMemory, { data, columns }: Matrix): void {
  for (let at = 0; at < data.length; at++) centres[at % columns * padded + Math.floor(at / columns)] = data[at]!;
  rows.arena.kernels.moveCentres(address, false);
}

/** The centres as they are, clusters x columns. */
export function takeCentres({ rows, clusters, centres, padded }: FitMemory): Matrix {
  const taken = createMatrix(clusters, rows.columns);
  taken.data.forEach((_, at) => {
    taken.data[at] = centres[at % rows.columns * padded + Math.floor(at / rows.columns)]!;
  });
  return taken;
}
