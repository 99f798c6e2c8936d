import { checkSquares } from "../check_squares.ts";
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
  checkSquares(action, x, names);
}
