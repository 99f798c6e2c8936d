import type { Matrix } from "../matrix.ts";

/**
 * Points stored column after column. The distances of many points from one are found faster so than row after row: the
 * values of the one point stay in registers while the others stream by.
 */
export interface ColumnTable {
  /** One array per column, a value for each point. */
  readonly columns: readonly Float64Array[];
}

/** The points of a matrix, column after column. */
export function columnTable(x: Matrix): ColumnTable {
  const columns = Array.from({ length: x.columns }, () => new Float64Array(x.rows));
  for (let j = 0; j < x.columns; j++) {
    const column = columns[j]!;
    for (let i = 0, at = j; i < x.rows; i++, at += x.columns) column[i] = x.data[at]!;
  }
  return { columns };
}

/**
 * Writes the squared distances of the points from `start` to before `end` from the point of `from` at offset `at`, each to
 * its own place of `out`. A kernel: nothing is checked.
 */
export function writeSquared(
  { columns }: ColumnTable,
  from: Float64Array,
  at: number,
  start: number,
  end: number,
  out: Float64Array,
): void {
  out.fill(0, start, end);
  let j = 0;
  for (; j + 3 < columns.length; j += 4) {
    const [a, b, c, d] = [columns[j]!, columns[j + 1]!, columns[j + 2]!, columns[j + 3]!];
    const [p, q, r, s] = [from[at + j]!, from[at + j + 1]!, from[at + j + 2]!, from[at + j + 3]!];
    for (let i = start; i < end; i++) {
      const first = a[i]! - p;
      const second = b[i]! - q;
      const third = c[i]! - r;
      const fourth = d[i]! - s;
      out[i] = out[i]! + (first * first + second * second + (third * third + fourth * fourth));
    }
  }
  for (; j < columns.length; j++) {
    const column = columns[j]!;
    const value = from[at + j]!;
    for (let i = start; i < end; i++) {
      const gap = column[i]! - value;
      out[i] = out[i]! + gap * gap;
    }
  }
}

/** Puts the point at place `from` to place `to`. */
export function movePoint({ columns }: ColumnTable, from: number, to: number): void {
  for (let j = 0; j < columns.length; j++) columns[j]![to] = columns[j]![from]!;
}
