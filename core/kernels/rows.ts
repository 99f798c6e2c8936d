import type { Matrix } from "../matrix.ts";
import type { Arena } from "./arena.ts";

/**
 * Rows in an arena, their means taken off, so that differences keep all their digits wherever the data lie. They come in
 * groups of four, value by value, so that kernels take four rows at a time: value j of row i is at place
 * (⌊i / 4⌋ x columns + j) x 4 + i mod 4. Rows of 0 fill the last group up.
 */
export interface GroupedRows {
  readonly arena: Arena;
  readonly rows: number;
  readonly columns: number;
  readonly groups: number;
  readonly address: number;
  /** What was taken off each column. */
  readonly means: Float64Array;
  /** Population variance of each column. */
  readonly variances: Float64Array;
}

/** Copies the rows of a matrix to an arena; when a value is not finite, nor is a mean. */
export function groupRows(arena: Arena, x: Matrix): GroupedRows {
  const { rows, columns } = x;
  const groups = Math.ceil(rows / 4);
  const address = arena.allocate(groups * columns * 32);
  const [sums, offsets] = [arena.allocate(columns * 32), arena.allocate(columns * 32)];
  const out = arena.f64(address, groups * columns * 4);
  copyInGroups(x, out);
  arena.kernels.columnSums(groups, columns, address, sums);
  const means = partSums(arena.f64(sums, columns * 4)).map((sum) => sum / rows);
  for (let place = rows; place < groups * 4; place++) {
    for (let j = 0; j < columns; j++) out[((place >> 2) * columns + j) * 4 + (place & 3)] = means[j]!;
  }
  const four = arena.f64(offsets, columns * 4);
  for (let at = 0; at < four.length; at++) four[at] = means[at >> 2]!;
  const squares = arena.f64(sums, columns * 4).fill(0);
  arena.kernels.shiftColumns(groups, columns, address, offsets, sums);
  const variances = partSums(squares).map((sum) => sum / rows);
  return { arena, rows, columns, groups, address, means, variances };
}

function copyInGroups({ rows, columns, data }: Matrix, out: Float64Array): void {
  const whole = rows - rows % 4;
  for (let i = 0, to = 0; i < whole; i += 4) {
    for (let at = i * columns, end = at + columns; at < end; at++, to += 4) {
      out[to] = data[at]!;
      out[to + 1] = data[at + columns]!;
      out[to + 2] = data[at + 2 * columns]!;
      out[to + 3] = data[at + 3 * columns]!;
    }
  }
  for (let i = whole; i < rows; i++) {
    for (let j = 0; j < columns; j++) out[whole * columns + j * 4 + i - whole] = data[i * columns + j]!;
  }
}

/** Sums of four numbers each. */
function partSums(parts: Float64Array): Float64Array {
  const at = (i: number) => parts[i]!;
  return Float64Array.from({ length: parts.length / 4 }, (_, j) => {
    return (at(4 * j) + at(4 * j + 1)) + (at(4 * j + 2) + at(4 * j + 3));
  });
}

/** A copy of a row. */
export function groupedRow({ arena, columns, address }: GroupedRows, i: number): Float64Array<ArrayBuffer> {
  const group = arena.f64(address + (i >> 2) * columns * 32, columns * 4);
  return Float64Array.from({ length: columns }, (_, j) => group[j * 4 + (i & 3)]!);
}
