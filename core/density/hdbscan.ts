import { orderClusters } from "../cluster_order.ts";
import { frozen } from "../frozen.ts";
import { createDendrogram } from "../hierarchy/mod.ts";
import { checkLimits, type LimitTable } from "../limits.ts";
import { type Matrix, type MatrixNames, rowOf } from "../matrix.ts";
import { checkDistances, indexNeighbours, spanningTree, squaredReach } from "../neighbours/mod.ts";
import { condense, type CondensedTree } from "./condense.ts";
import { chosenAbove, selectClusters, type Selection } from "./select_clusters.ts";

/** Clusters of different densities. Plain data. */
export interface HdbscanModel {
  readonly kind: "hdbscan";
  readonly minClusterSize: number;
  readonly minSamples: number;
  readonly selection: Selection;
  readonly selectionEpsilon: number;
  /** The cluster of each row, 0 for the largest; -1 for noise. */
  readonly rowLabels: readonly number[];
  /** Rows of each cluster, descending. */
  readonly sizes: readonly number[];
  /** How firmly each row belongs to its cluster, 0 (noise) to 1 (as long as the densest part of it). */
  readonly strengths: readonly number[];
  /** The rows of the fit, rows x features. */
  readonly points: readonly (readonly number[])[];
  /** Distance from each row to the `minSamples`-th nearest one, itself included. */
  readonly coreDistances: readonly number[];
  /** Distance at which each row leaves the last cluster of the tree that it is in. */
  readonly exits: readonly number[];
  /** That cluster of each row. */
  readonly homes: readonly number[];
  /** The tree of clusters; the first is all rows. */
  readonly tree: readonly HdbscanCluster[];
}

/** A cluster of the tree of {@link HdbscanModel}. */
export interface HdbscanCluster {
  /** The cluster that it parts from, -1 for all rows. */
  readonly parent: number;
  /** Density (1 / distance) at which it appears. */
  readonly birth: number;
  /** Label of the chosen cluster that it is or lies in, -1 for none. */
  readonly label: number;
  /** Highest distance at which a row has the full strength of that cluster, 0 when there is none. */
  readonly fullStrength: number;
}

/** Options of {@link fitHdbscan}. */
export interface HdbscanOptions {
  /** Fewest rows of a cluster. @default 5 */
  readonly minClusterSize?: number;
  /** Rows, itself included, whose distance tells how dense it is around a row. @default minClusterSize */
  readonly minSamples?: number;
  /** @default "excess_of_mass" */
  readonly selection?: Selection;
  /** Clusters that part at a smaller distance than this stay together. @default 0 */
  readonly selectionEpsilon?: number;
  /** How messages call rows and columns. */
  readonly names?: MatrixNames;
}

/** Limits of {@link HdbscanOptions}. */
export const hdbscanLimits = {
  minClusterSize: { kind: "integer", from: 2 },
  minSamples: { kind: "integer", from: 1 },
  selectionEpsilon: { kind: "number", from: 0 },
} as const satisfies LimitTable;

/**
 * Finds clusters at the densities at which they last longest: a hierarchy by distances that are at least the core distances
 * of both rows, without parts of under `minClusterSize` rows, and out of it clusters that do not hold each other. All rows
 * together are never a cluster: with no two dense parts everything is noise.
 *
 * References: R. Campello, D. Moulavi, J. Sander, PAKDD 2013; L. McInnes, J. Healy, Accelerated hierarchical density based
 * clustering, ICDMW 2017. Options and labels as in scikit-learn.
 *
 * @param x rows x features
 * @throws {RangeError} when an option is out of range
 * @throws {DataError} when there is no row, or a value is not finite or too large to square
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { matrixFromRows } from "../matrix.ts";
 * import { fitHdbscan } from "./hdbscan.ts";
 *
 * const x = matrixFromRows([[0], [1], [2.1], [200], [90], [91], [92.1], [93.3]]);
 * const { rowLabels, sizes } = fitHdbscan(x, { minClusterSize: 3, minSamples: 2 });
 * assert.deepEqual(rowLabels, [1, 1, 1, -1, 0, 0, 0, 0]);
 * assert.deepEqual(sizes, [4, 3]);
 * ```
 */
export function fitHdbscan(x: Matrix, options: HdbscanOptions = {}): HdbscanModel {
  const { minClusterSize = 5, minSamples = minClusterSize, selection = "excess_of_mass", selectionEpsilon = 0 } =
    options;
  checkLimits("fit HDBSCAN", { minClusterSize, minSamples, selectionEpsilon }, hdbscanLimits);
  checkDistances("fit HDBSCAN", x, options.names);
  const floors = squaredReach(indexNeighbours(x), Math.min(minSamples, x.rows));
  const { from, to, squared } = spanningTree(x, floors);
  const dendrogram = createDendrogram(x.rows, { first: from, second: to, heights: squared.map(Math.sqrt) });
  const tree = condense(dendrogram, minClusterSize);
  const above = chosenAbove(tree, selectClusters(tree, { selection, epsilon: selectionEpsilon }));
  const { rowLabels, sizes, order } = orderClusters(x, tree.homes.map((home) => above[home]!));
  const labels = new Map(order.map((cluster, label) => [cluster, label]));
  return frozen({
    kind: "hdbscan",
    minClusterSize,
    minSamples,
    selection,
    selectionEpsilon,
    rowLabels,
    sizes,
    strengths: strengths(tree, above),
    points: Array.from({ length: x.rows }, (_, i) => [...rowOf(x, i)]),
    coreDistances: Array.from(floors, Math.sqrt),
    exits: Array.from(tree.exits, (density) => x.rows === 1 ? 0 : 1 / density),
    homes: [...tree.homes],
    tree: tree.parents.map((parent, cluster) => ({
      parent,
      birth: tree.births[cluster]!,
      label: labels.get(above[cluster]!) ?? -1,
      fullStrength: above[cluster]! < 0 ? 0 : 1 / tree.ends[above[cluster]!]!,
    })),
  });
}

function strengths({ homes, exits, ends }: CondensedTree, above: readonly number[]): readonly number[] {
  return Array.from(homes, (home, row) => {
    const cluster = above[home]!;
    if (cluster < 0) return 0;
    const full = ends[cluster]!;
    return exits[row]! >= full ? 1 : exits[row]! / full;
  });
}
