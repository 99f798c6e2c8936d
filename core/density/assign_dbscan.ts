import { squaredDistance } from "../distance.ts";
import { checkFinite, type Matrix, matrixFromRows, type MatrixNames } from "../matrix.ts";
import type { DbscanModel } from "./dbscan.ts";

/** Core rows in the order of the fit's rows, as DBSCAN needs them to assign new ones. */
export type DbscanCores = Pick<DbscanModel, "eps" | "cores" | "coreLabels">;

/** Where each new row belongs. */
export interface DbscanAssignment {
  /** The cluster of each row, -1 for noise. */
  readonly labels: Int32Array;
  /** Euclidean distance to the nearest core row of the fit; Infinity when there is none. */
  readonly distances: Float64Array;
}

/**
 * The cluster of each row: that of a core row within `eps`, by the rule of the fit when cores of several clusters are; -1
 * when no core row is. Rows of the fit get the labels that they have in `rowLabels`.
 *
 * @param x rows x features, prepared as the rows of the fit were
 * @throws {RangeError} when `x` has another number of columns than the core rows
 * @throws {DataError} when a value is not finite
 */
export function assignDbscan(model: DbscanCores, x: Matrix, names: MatrixNames = {}): DbscanAssignment {
  const cores = matrixFromRows(model.cores);
  if (cores.rows > 0 && x.columns !== cores.columns) {
    throw new RangeError(`Cannot assign rows: ${x.columns} columns, but the model has ${cores.columns}`);
  }
  checkFinite("assign rows", x, names);
  const found = { labels: new Int32Array(x.rows).fill(-1), distances: new Float64Array(x.rows) };
  const ranks = clusterRanks(model);
  const limit = model.eps * model.eps;
  for (let i = 0; i < x.rows; i++) {
    let first = Infinity;
    let least = Infinity;
    for (let c = 0; c < cores.rows; c++) {
      const squared = squaredDistance(x.data, i * x.columns, cores.data, c * x.columns, x.columns);
      if (squared < least) least = squared;
      const label = model.coreLabels[c]!;
      if (squared > limit || ranks[label]! >= first) continue;
      first = ranks[label]!;
      found.labels[i] = label;
    }
    found.distances[i] = Math.sqrt(least);
  }
  return found;
}

/** For each label the place of its first core row among those of all clusters. */
function clusterRanks({ coreLabels }: DbscanCores): readonly number[] {
  const ranks: number[] = [];
  let next = 0;
  for (const label of coreLabels) ranks[label] ??= next++;
  return ranks;
}
