import { orderClusters } from "../cluster_order.ts";
import { frozen } from "../frozen.ts";
import { checkLimits, type LimitTable } from "../limits.ts";
import { type Matrix, type MatrixNames, rowOf } from "../matrix.ts";
import { checkDistances, createPool, denseRows, indexNeighbours, type NeighbourIndex } from "../neighbours/mod.ts";
import { suggestEps } from "./suggest_eps.ts";

/** Clusters of rows that lie close together. Plain data. */
export interface DbscanModel {
  readonly kind: "dbscan";
  readonly eps: number;
  readonly minSamples: number;
  /** The cluster of each row, 0 for the largest; -1 for noise. */
  readonly rowLabels: readonly number[];
  /** Rows of each cluster, descending. */
  readonly sizes: readonly number[];
  /** Rows that have at least `minSamples` rows, themselves included, within `eps`; ascending. */
  readonly coreRows: readonly number[];
  /** Their values, core rows x columns. */
  readonly cores: readonly (readonly number[])[];
  /** Their clusters. */
  readonly coreLabels: readonly number[];
}

/** Options of {@link fitDbscan}. */
export interface DbscanOptions {
  /** Distance up to which rows are neighbours. @default what {@link suggestEps} finds */
  readonly eps?: number;
  /** Neighbours that make a row a core of its cluster, itself included. @default 5 */
  readonly minSamples?: number;
  /** How messages call rows and columns. */
  readonly names?: MatrixNames;
}

/** Limits of {@link DbscanOptions}. */
export const dbscanLimits = {
  eps: { kind: "number", from: 0 },
  minSamples: { kind: "integer", from: 1 },
} as const satisfies LimitTable;

/**
 * Clusters are chains of core rows, each within `eps` of the next, and the rows within `eps` of one of these. A row near
 * cores of several clusters goes to the one whose first core row comes first; all others are noise.
 *
 * Reference: M. Ester, H. Kriegel, J. Sander, X. Xu, A density-based algorithm for discovering clusters in large spatial
 * databases with noise, KDD 1996. Labels agree with scikit-learn's but for their order.
 *
 * @param x rows x features
 * @throws {RangeError} when an option is out of range
 * @throws {DataError} when there is no row, or a value is not finite or too large to square
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { matrixFromRows } from "../matrix.ts";
 * import { assignDbscan } from "./assign_dbscan.ts";
 * import { fitDbscan } from "./dbscan.ts";
 *
 * const x = matrixFromRows([[1], [2], [3], [50], [90], [91]]);
 * const model = fitDbscan(x, { eps: 1, minSamples: 2 });
 * assert.deepEqual(model.rowLabels, [0, 0, 0, -1, 1, 1]);
 * assert.deepEqual([...assignDbscan(model, matrixFromRows([[3.5], [70]])).labels], [0, -1]);
 * ```
 */
export function fitDbscan(x: Matrix, options: DbscanOptions = {}): DbscanModel {
  const { minSamples = 5, names = {} } = options;
  checkLimits("fit DBSCAN", { minSamples }, { minSamples: dbscanLimits.minSamples });
  checkDistances("fit DBSCAN", x, names);
  const { eps = suggestEps(x, { minSamples }) } = options;
  checkLimits("fit DBSCAN", { eps }, { eps: dbscanLimits.eps });
  const index = indexNeighbours(x);
  const dense = denseRows(index, eps * eps, minSamples);
  const coreRows = Array.from(dense.keys()).filter((row) => dense[row] === 1);
  const { rowLabels, sizes } = orderClusters(x, flood(index, dense, eps * eps));
  const cores = coreRows.map((row) => [...rowOf(x, row)]);
  const coreLabels = coreRows.map((row) => rowLabels[row]!);
  return frozen({ kind: "dbscan", eps, minSamples, rowLabels, sizes, coreRows, cores, coreLabels });
}

/** Clusters numbered by their first core row, -1 for noise: from each core row on to its neighbours. */
function flood(index: NeighbourIndex, dense: Uint8Array, squared: number): Int32Array {
  const { rows } = index.x;
  const labels = new Int32Array(rows).fill(-1);
  const pool = createPool(index);
  const found = new Int32Array(rows);
  let free = 0;
  let clusters = 0;
  for (let row = 0; row < rows; row++) {
    if (dense[row] === 0 || !pool.take(row)) continue;
    let turn = free;
    found[free++] = row;
    for (; turn < free; turn++) {
      labels[found[turn]!] = clusters;
      if (dense[found[turn]!] === 1) free = pool.takeWithin(found[turn]!, squared, found, free);
    }
    clusters++;
  }
  return labels;
}
