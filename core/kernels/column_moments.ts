import { createMatrix, type Matrix } from "../matrix.ts";
import { type Arena, createArena } from "./arena.ts";

/** Means of columns, and products of all pairs of columns with their means taken off. */
export interface ColumnMoments {
  readonly means: Float64Array;
  /** columns x columns: the sample covariance times rows - 1. */
  readonly products: Matrix;
}

/** Rows that are worked on at once, so that they stay in the cache; a multiple of 4. */
const blockRows = 256;

/**
 * Means and products of the columns; when a value is not finite, nor is a mean. One pass takes the means of the first rows
 * off; where those are so far from the mean that the products lose digits, a second one takes the found means off.
 */
export function columnMoments(x: Matrix): ColumnMoments {
  const guess = shiftedMoments(x, firstMeans(x));
  return guess.lostDigits ? shiftedMoments(x, guess.means) : guess;
}

function firstMeans(x: Matrix): Float64Array {
  const { rows, columns, data } = rowsBetween(x, 0, blockRows);
  const means = new Float64Array(columns);
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++, at++) means[j]! += data[at]! / rows;
  }
  return means;
}

function shiftedMoments(x: Matrix, shift: Float64Array): ColumnMoments & { readonly lostDigits: boolean } {
  const { rows, columns } = x;
  const width = columns + 4 - columns % 2;
  using arena = createArena();
  const { kernels } = arena;
  const room = arena.allocate((blockRows * columns + 3) * 8);
  const [sums, offsets] = [arena.allocate(columns * 32), arena.allocate(columns * 32)];
  const found = arena.allocate((columns + 3) * width * 8);
  const block = arena.f64(room, blockRows * columns);
  const four = arena.f64(offsets, columns * 4);
  for (let row = 0; row < 4; row++) four.set(shift, row * columns);
  for (let from = 0; from < rows; from += blockRows) {
    const part = rowsBetween(x, from, from + blockRows);
    const groups = Math.ceil(part.rows / 4);
    block.set(part.data);
    // Rows that fill the last group up are 0 once the shift is off.
    for (let i = part.rows; i < groups * 4; i++) block.set(shift, i * columns);
    kernels.sumShifted(groups, columns, room, offsets, sums);
    kernels.columnProducts(part.rows, columns, room, width, found);
  }
  const rest = overRows(arena, sums, x);
  const products = readProducts(arena, found, columns, width);
  for (let a = 0; a < columns; a++) {
    for (let b = 0; b < columns; b++) products.data[a * columns + b]! -= rows * rest[a]! * rest[b]!;
  }
  const lostDigits = rest.some((error, j) => rows * error * error > products.data[j * columns + j]!);
  return { means: shift.map((value, j) => value + rest[j]!), products, lostDigits };
}

/** Means from the sums of each of the values of four rows. */
function overRows(arena: Arena, sums: number, { rows, columns }: Matrix): Float64Array {
  const four = arena.f64(sums, columns * 4);
  const at = (row: number, j: number) => four[row * columns + j]!;
  return Float64Array.from({ length: columns }, (_, j) => (at(0, j) + at(1, j) + (at(2, j) + at(3, j))) / rows);
}

/** Products of all pairs of columns (xᵀ x), columns x columns. */
export function columnProducts(x: Matrix): Matrix {
  const { rows, columns, data } = x;
  const width = columns + 4 - columns % 2;
  using arena = createArena();
  const [values, found] = [arena.allocate((rows * columns + 3) * 8), arena.allocate((columns + 3) * width * 8)];
  arena.f64(values, data.length).set(data);
  arena.kernels.columnProducts(rows, columns, values, width, found);
  return readProducts(arena, found, columns, width);
}

/** The upper triangle that the kernel wrote, and its mirror image. */
function readProducts(arena: Arena, found: number, columns: number, width: number): Matrix {
  const upper = arena.f64(found, columns * width);
  const products = createMatrix(columns, columns);
  for (let a = 0; a < columns; a++) {
    for (let b = 0; b < columns; b++) products.data[a * columns + b] = upper[Math.min(a, b) * width + Math.max(a, b)]!;
  }
  return products;
}

/** Some rows as a matrix on the same memory. */
export function rowsBetween({ rows, columns, data }: Matrix, from: number, to: number): Matrix {
  const end = Math.min(rows, to);
  return { rows: end - from, columns, data: data.subarray(from * columns, end * columns) };
}
