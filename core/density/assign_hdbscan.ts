import { checkFinite, type Matrix, matrixFromRows, type MatrixNames } from "../matrix.ts";
import { indexNeighbours, type NearestRows, nearestRows } from "../neighbours/mod.ts";
import type { HdbscanModel } from "./hdbscan.ts";

/** The tree of a fit, as HDBSCAN needs it to assign new rows. */
export type HdbscanTree = Pick<HdbscanModel, "minSamples" | "points" | "coreDistances" | "exits" | "homes" | "tree">;

/** Where each new row belongs. */
export interface HdbscanAssignment {
  /** The cluster of each row, -1 for noise. */
  readonly labels: Int32Array;
  /** How firmly each row belongs to its cluster, 0 (noise) to 1. */
  readonly strengths: Float64Array;
  /** Euclidean distance to the nearest row of the fit. */
  readonly distances: Float64Array;
}

/**
 * The cluster of each row as if it joined the tree of the fit without changing it.
 *
 * A new row's core distance is that to its `minSamples`-th nearest row of the fit. Its partner is the row, of the
 * 2 * `minSamples` nearest ones, with the least mutual reachability distance (the greatest of both core distances and their
 * distance), of equal ones the nearest. At that distance it enters the tree: into the cluster that its partner is in last,
 * or, if its partner has left that one at a smaller distance already, into the first one above that does not part at a
 * smaller distance. The label is that of the chosen cluster that this is or lies in; there is none: noise. Rows of the fit
 * get the labels that they have in `rowLabels`.
 *
 * Reference: L. McInnes, J. Healy, S. Astels, hdbscan: approximate_predict.
 *
 * @param x rows x features, prepared as the rows of the fit were
 * @throws {RangeError} when `x` has another number of columns than the fit had
 * @throws {DataError} when a value is not finite
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { matrixFromRows } from "../matrix.ts";
 * import { assignHdbscan } from "./assign_hdbscan.ts";
 * import { fitHdbscan } from "./hdbscan.ts";
 *
 * const x = matrixFromRows([[0], [1], [2.1], [200], [90], [91], [92.1], [93.3]]);
 * const model = fitHdbscan(x, { minClusterSize: 3, minSamples: 2 });
 * assert.deepEqual([...assignHdbscan(model, matrixFromRows([[1.5], [92], [-90]])).labels], [1, 0, -1]);
 * ```
 */
export function assignHdbscan(model: HdbscanTree, x: Matrix, names: MatrixNames = {}): HdbscanAssignment {
  const points = matrixFromRows(model.points);
  if (x.columns !== points.columns) {
    throw new RangeError(`Cannot assign rows: ${x.columns} columns, but the model has ${points.columns}`);
  }
  checkFinite("assign rows", x, names);
  const found = {
    labels: new Int32Array(x.rows),
    strengths: new Float64Array(x.rows),
    distances: new Float64Array(x.rows),
  };
  const near = nearestRows(indexNeighbours(points), x, 2 * model.minSamples);
  for (let i = 0; i < x.rows; i++) {
    const { partner, distance } = partnerOf(model, near, i * near.count);
    const { label, fullStrength } = model.tree[clusterAt(model, partner, distance)]!;
    found.labels[i] = label;
    found.strengths[i] = label < 0 ? 0 : distance <= fullStrength ? 1 : fullStrength / distance;
    found.distances[i] = Math.sqrt(near.squared[i * near.count]!);
  }
  return found;
}

/** The row of the fit that a new row is next to, and their mutual reachability distance. */
function partnerOf(
  { coreDistances, minSamples }: HdbscanTree,
  { rows, squared, count }: NearestRows,
  start: number,
): { readonly partner: number; readonly distance: number } {
  const own = squared[start + Math.min(minSamples, count) - 1]!;
  let partner = -1;
  let least = Infinity;
  for (let e = start; e < start + count; e++) {
    const distance = Math.max(Math.sqrt(Math.max(own, squared[e]!)), coreDistances[rows[e]!]!);
    if (distance >= least) continue;
    least = distance;
    partner = rows[e]!;
  }
  return { partner, distance: least };
}

function clusterAt({ homes, exits, tree }: HdbscanTree, partner: number, distance: number): number {
  let cluster = homes[partner]!;
  if (exits[partner]! >= distance) return cluster;
  while (tree[cluster]!.parent >= 0 && tree[cluster]!.birth >= 1 / distance) cluster = tree[cluster]!.parent;
  return cluster;
}
