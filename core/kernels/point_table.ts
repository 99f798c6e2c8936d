import type { Matrix } from "../matrix.ts";
import { createArena } from "./arena.ts";

/** Points in the kernels' memory, column after column, some of which are left. */
export interface PointTable extends Disposable {
  /** Where {@link measure} writes: a squared distance for each place. */
  readonly squared: Float64Array;
  /** Writes the squared distances of the points at the first `count` places from a row of the matrix. */
  measure(row: number, count: number): void;
  /** Puts the point at place `from` to place `to`. */
  move(from: number, to: number): void;
}

/** The rows of `x`, each at the place of its number. Its distances have the same bits as those of `squaredDistance`. */
export function createPointTable(x: Matrix): PointTable {
  const { rows, columns, data } = x;
  const stride = rows + 3;
  const arena = createArena();
  const [table, own, out] = [
    arena.allocate(columns * stride * 8),
    arena.allocate(columns * 8),
    arena.allocate(stride * 8),
  ];
  const values = arena.f64(table, columns * stride);
  const point = arena.f64(own, columns);
  for (let j = 0; j < columns; j++) {
    for (let i = 0, at = j; i < rows; i++, at += columns) values[j * stride + i] = data[at]!;
  }
  return {
    squared: arena.f64(out, rows),
    measure: (row, count) => {
      for (let j = 0, at = row * columns; j < columns; j++, at++) point[j] = data[at]!;
      arena.kernels.tableSquares(columns, stride, table, own, count, out);
    },
    move: (from, to) => {
      for (let at = 0; at < values.length; at += stride) values[at + to] = values[at + from]!;
    },
    [Symbol.dispose]: () => arena[Symbol.dispose](),
  };
}
