import { DataError } from "../errors.ts";
import type { Matrix, MatrixNames } from "../matrix.ts";
import { checkDistances } from "../neighbours/mod.ts";

/** What {@link checkRows} asks of the rows of a fit. */
export interface RowDemands {
  /** Clusters to be found. @default 1 */
  readonly k?: number;
  /** Most rows that the method can work with; its time or memory grows with their square. @default no limit */
  readonly most?: number;
  readonly names?: MatrixNames;
}

/**
 * Checks rows before a fit: there is one, there are enough for the clusters, not too many, and every value and
 * squared distance is finite.
 *
 * @param method What is fitted, e.g. `k-medoids`
 * @throws {DataError} naming the first value that is not finite, the column that is too wide, or the count that does not fit
 */
export function checkRows(method: string, x: Matrix, { k = 1, most = Infinity, names = {} }: RowDemands = {}): void {
  checkDistances(`fit ${method}`, x, names);
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
