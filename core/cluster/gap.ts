import { fitPca, project, unproject } from "../decompose/mod.ts";
import { createMatrix, type Matrix } from "../matrix.ts";
import type { Rng } from "../rng.ts";

/** The gap statistic of one number of clusters. */
export interface Gap {
  /** Mean log inertia of rows without structure less that of the data: more means more structure. */
  readonly gap: number;
  /** Standard error of the gap, the number of references counted. */
  readonly error: number;
}

/**
 * Gap statistics: how much tighter the clusters are than those of rows that lie evenly in a box along the principal axes.
 *
 * Reference: R. Tibshirani, G. Walther, T. Hastie, Estimating the number of clusters in a data set via the gap statistic,
 * Journal of the Royal Statistical Society B 63(2), 2001.
 *
 * @param x rows x features, at least 2 rows
 * @param inertias Inertia of the data for each number of clusters; 0 counts as the least number above 0
 * @param inertiasOf Inertias of other rows for the same numbers of clusters
 * @param references How many sets of rows without structure to compare with
 */
export function gapStatistics(
  x: Matrix,
  inertias: readonly number[],
  inertiasOf: (reference: Matrix, rng: Rng) => readonly number[],
  references: number,
  rng: Rng,
): readonly Gap[] {
  const model = fitPca(x, { components: x.columns });
  const scores = project(model, x);
  const drawn = Array.from({ length: references }, (_, i) => {
    const own = rng.fork(i);
    return inertiasOf(unproject(model, evenly(scores, own)), own.fork("fit")).map(log);
  });
  return inertias.map((inertia, at) => {
    const logs = drawn.map((row) => row[at]!);
    const mean = logs.reduce((sum, value) => sum + value, 0) / references;
    const variance = logs.reduce((sum, value) => sum + (value - mean) ** 2, 0) / references;
    return { gap: mean - log(inertia), error: Math.sqrt(variance * (1 + 1 / references)) };
  });
}

function log(inertia: number): number {
  return Math.log(Math.max(inertia, Number.MIN_VALUE));
}

/** As many rows, each column even between its least and greatest value. */
function evenly(x: Matrix, rng: Rng): Matrix {
  const low = new Float64Array(x.columns).fill(Infinity);
  const high = new Float64Array(x.columns).fill(-Infinity);
  for (let i = 0, at = 0; i < x.rows; i++) {
    for (let j = 0; j < x.columns; j++, at++) {
      low[j] = Math.min(low[j]!, x.data[at]!);
      high[j] = Math.max(high[j]!, x.data[at]!);
    }
  }
  const out = createMatrix(x.rows, x.columns);
  for (let i = 0, at = 0; i < x.rows; i++) {
    for (let j = 0; j < x.columns; j++, at++) out.data[at] = low[j]! + rng.uniform() * (high[j]! - low[j]!);
  }
  return out;
}
