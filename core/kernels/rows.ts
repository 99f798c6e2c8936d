import type { Matrix } from "../matrix.ts";
import type { Arena } from "./arena.ts";

/**
 * The rows of a matrix in an arena, in groups of four, value by value, so that kernels take four rows at a time: value j of
 * row i is at place (⌊i / 4⌋ x columns + j) x 4 + i mod 4. Rows of 0 fill the last group up.
 */
export interface GroupedRows {
  readonly arena: Arena;
  readonly rows: number;
  readonly columns: number;
  readonly address: number;
}

/** Copies rows into an arena, `means` taken off. */
export function groupRows(arena: Arena, x: Matrix, means: Float64Array = new Float64Array(x.columns)): GroupedRows {
  const { rows, columns, data } = x;
  const places = Math.ceil(rows / 4) * 4 * columns;
  const address = arena.allocate(places * 8);
  const out = arena.f64(address, places);
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0, to = (i >> 2) * columns * 4 + (i & 3); j < columns; j++, at++, to += 4) {
      out[to] = data[at]! - means[j]!;
    }
  }
  return { arena, rows, columns, address };
}

/** A copy of a row. */
export function groupedRow({ arena, columns, address }: GroupedRows, i: number): Float64Array<ArrayBuffer> {
  const group = arena.f64(address + (i >> 2) * columns * 32, columns * 4);
  return Float64Array.from({ length: columns }, (_, j) => group[j * 4 + (i & 3)]!);
}
