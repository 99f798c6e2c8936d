import { createMatrix, type Matrix } from "../matrix.ts";
import { createArena } from "./arena.ts";
import { copyInGroups, partSums } from "./rows.ts";

/** Means of columns, and products of all pairs of columns with their means taken off. */
export interface ColumnMoments {
  readonly means: Float64Array;
  /** columns x columns: the sample covariance times rows - 1. */
  readonly products: Matrix;
}

/** Rows that are worked on at once, so that they stay in the cache; a multiple of 4. */
const blockRows = 512;

/** Means and products of the columns; when a value is not finite, nor is a mean. */
export function columnMoments(x: Matrix): ColumnMoments {
  const { rows, columns } = x;
  const width = columns + columns % 2;
  const arena = createArena();
  const { kernels } = arena;
  const room = arena.allocate(blockRows * width * 8);
  const [sums, offsets, squares, rest] = [width, width, width, width].map((count) => arena.allocate(count * 32));
  const found = arena.allocate(width * width * 8);
  const block = arena.f64(room, blockRows * width);
  const place = (from: number, filler: Float64Array): number => {
    const part = rowsBetween(x, from, from + blockRows);
    const groups = Math.ceil(part.rows / 4);
    copyInGroups(part, block, width);
    for (let row = part.rows; row < groups * 4; row++) {
      for (let j = 0; j < columns; j++) block[((row >> 2) * width + j) * 4 + (row & 3)] = filler[j]!;
    }
    return groups;
  };
  const zeros = new Float64Array(columns);
  for (let from = 0; from < rows; from += blockRows) kernels.columnSums(place(from, zeros), width, room, sums!);
  const means = partSums(arena.f64(sums!, columns * 4)).map((sum) => sum / rows);
  arena.f64(offsets!, columns * 4).forEach((_, at, four) => four[at] = means[at >> 2]!);
  for (let from = 0; from < rows; from += blockRows) {
    const groups = place(from, means);
    kernels.shiftColumns(groups, width, room, offsets!, squares!);
    kernels.columnSums(groups, width, room, rest!);
    kernels.columnProducts(groups, width, room, found);
  }
  // What rounding left in the means is taken out again.
  const errors = partSums(arena.f64(rest!, columns * 4)).map((sum) => sum / rows);
  const products = createMatrix(columns, columns);
  const upper = arena.f64(found, width * width);
  for (let a = 0; a < columns; a++) {
    for (let b = a; b < columns; b++) {
      const value = upper[a * width + b]! - rows * errors[a]! * errors[b]!;
      products.data[a * columns + b] = value;
      products.data[b * columns + a] = value;
    }
  }
  return { means: means.map((mean, j) => mean + errors[j]!), products };
}

/** Some rows as a matrix on the same memory. */
export function rowsBetween({ rows, columns, data }: Matrix, from: number, to: number): Matrix {
  const end = Math.min(rows, to);
  return { rows: end - from, columns, data: data.subarray(from * columns, end * columns) };
}
