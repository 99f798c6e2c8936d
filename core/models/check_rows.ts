import { DataError } from "../errors.ts";
import { checkFinite, type Matrix, type MatrixNames } from "../matrix.ts";

/** What {@link checkRows} asks of the rows of a fit. */
export interface RowDemands {
  /** Clusters to be found. @default 1 */
  readonly k?: number;
  /** Most rows that the method can work with; its time or memory grows with their square. @default no limit */
  readonly most?: number;
  readonly names?: MatrixNames;
}

/**
 * Checks rows before a fit: there is one, there are enough for the clusters, not too many, and every value is finite.
 *
 * @param method What is fitted, e.g. `k-medoids`
 * @throws {DataError} naming the first value that is not finite, or the count that does not fit
 */
export function checkRows(method: string, x: Matrix, { k = 1, most = Infinity, names = {} }: RowDemands = {}): void {
  checkFinite(`fit ${method}`, x, names);
  if (x.rows === 0) throw new DataError(`Cannot fit ${method}: there is no row`, { remedy: "Give at least one row." });
  if (x.rows < k) {
    throw new DataError(`Cannot fit ${method}: ${k} clusters need at least as many rows, but there are ${x.rows}`, {
      remedy: `Ask for at most ${x.rows} clusters or give more rows.`,
    });
  }
  if (x.rows > most) {
    throw new DataError(
      `Cannot fit ${method}: it compares all pairs of rows, at most ${most}, but there are ${x.rows}`,
      {
        remedy: "Use minibatch_kmeans, kmeans or birch, which work with any number of rows.",
      },
    );
  }
}
