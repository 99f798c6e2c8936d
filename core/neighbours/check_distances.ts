import { DataError } from "../errors.ts";
import { checkFinite, type Matrix, type MatrixNames } from "../matrix.ts";

/**
 * Checks rows before their distances are taken: there is one, every value is finite, and so are squared distances.
 *
 * @param action What the caller is about to do, e.g. `fit DBSCAN`
 * @throws {DataError} naming the first value that is not finite, or the column that is too wide
 */
export function checkDistances(action: string, x: Matrix, names: MatrixNames = {}): void {
  checkFinite(action, x, names);
  if (x.rows === 0) throw new DataError(`Cannot ${action}: there is no row`, { remedy: "Give at least one row." });
  let sum = 0;
  for (let j = 0; j < x.columns; j++) {
    const range = columnRange(x, j);
    sum += range * range * x.rows;
    if (Number.isFinite(sum)) continue;
    const name = names.columns?.[j];
    const column = name === undefined ? `column ${j}` : `column "${name}"`;
    throw new DataError(`Cannot ${action}: ${column} ranges over ${range}, whose square is too large a number`, {
      place: column,
      remedy: "Scale the features first.",
    });
  }
}

function columnRange({ rows, columns, data }: Matrix, j: number): number {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0, at = j; i < rows; i++, at += columns) {
    if (data[at]! < low) low = data[at]!;
    if (data[at]! > high) high = data[at]!;
  }
  return high - low;
}
