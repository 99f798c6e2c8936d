import { type Matrix, pickRows } from "../matrix.ts";
import { adjustedRand } from "../metrics/mod.ts";
import type { Rng } from "../rng.ts";

/**
 * How alike the clusters come out when they are fitted again to samples of the rows, drawn with replacement: for each
 * number of clusters the mean adjusted Rand index, over all rows, between the labels of the data and those of a refit.
 * 1 when every refit gives the same clusters, about 0 when they have nothing in common.
 *
 * Reference: Y. Fang, J. Wang, Selection of the number of clusters via the bootstrap method, Computational Statistics and
 * Data Analysis 56(3), 2012; A. Ben-Hur, A. Elisseeff, I. Guyon, A stability based method, PSB 2002.
 *
 * @param x rows x features
 * @param labelings Labels of the data for each number of clusters
 * @param labelsOf Labels of `x` by clusters that are fitted to `sample`, for the same numbers of clusters
 * @param refits How many samples to draw
 */
export function refitAgreement(
  x: Matrix,
  labelings: readonly ArrayLike<number>[],
  labelsOf: (sample: Matrix, rng: Rng) => readonly ArrayLike<number>[],
  refits: number,
  rng: Rng,
): readonly number[] {
  const sums = new Float64Array(labelings.length);
  for (let refit = 0; refit < refits; refit++) {
    const own = rng.fork(refit);
    const drawn = Int32Array.from({ length: x.rows }, () => own.integer(x.rows));
    labelsOf(pickRows(x, drawn), own.fork("fit")).forEach((labels, at) => {
      sums[at] = sums[at]! + adjustedRand(labelings[at]!, labels);
    });
  }
  return Array.from(sums, (sum) => sum / refits);
}
