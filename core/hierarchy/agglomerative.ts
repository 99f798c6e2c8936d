import { orderClusters } from "../cluster_order.ts";
import { DataError } from "../errors.ts";
import { frozen } from "../frozen.ts";
import { checkLimits, type LimitTable } from "../limits.ts";
import { type Matrix, type MatrixNames } from "../matrix.ts";
import { checkDistances, spanningTree } from "../neighbours/mod.ts";
import { createDendrogram, cutDendrogram, cutLimits, type Dendrogram, type RowMerges } from "./dendrogram.ts";
import { matrixBytes, matrixMerges } from "./matrix_linkage.ts";
import { wardMerges } from "./ward.ts";

/** How far two clusters are apart: by the spread that joining adds, or by the mean, greatest or least distance of rows. */
export const linkages = ["ward", "average", "complete", "single"] as const;

/** One of {@link linkages}. */
export type LinkageName = (typeof linkages)[number];

/** Clusters cut out of a tree of merges. Plain data. */
export interface AgglomerativeModel {
  readonly kind: "agglomerative";
  readonly linkage: LinkageName;
  /** All merges, for another cut or a picture. */
  readonly dendrogram: Dendrogram;
  /** The cluster of each row, 0 for the largest. */
  readonly rowLabels: readonly number[];
  /** Rows of each cluster, descending. */
  readonly sizes: readonly number[];
  /** Mean of each cluster's rows. */
  readonly centroids: readonly (readonly number[])[];
  /** Label of each centroid. */
  readonly labels: readonly number[];
}

/** Options of {@link fitAgglomerative}; exactly one of `k` and `height`. */
export interface AgglomerativeOptions {
  /** Number of clusters, 1 to the number of rows. */
  readonly k?: number;
  /** Clusters at most this far apart are joined. */
  readonly height?: number;
  /** @default "ward" */
  readonly linkage?: LinkageName;
  /** Most megabytes for the matrix of distances that average and complete linkage need. @default 2048 */
  readonly matrixMegabytes?: number;
  /** How messages call rows and columns. */
  readonly names?: MatrixNames;
}

/** Limits of {@link AgglomerativeOptions}. */
export const agglomerativeLimits = {
  ...cutLimits,
  matrixMegabytes: { kind: "number", above: 0, to: 16_384 },
} as const satisfies LimitTable;

/**
 * Joins the two nearest clusters, from single rows on, and cuts the tree of merges at `k` clusters or at a height.
 *
 * The tree has a definite answer for rows that are in `x`; a new row has no place in it. `assign(model, x)` gives new rows
 * the cluster with the nearest mean, which for ward is close to the clusters' own rule and for the others is not: rows of
 * the fit can get another label by it than `rowLabels` has.
 *
 * Ward and single linkage need memory for the rows only, average and complete for the distances of all pairs.
 *
 * @param x rows x features
 * @throws {RangeError} when an option is out of range, or not exactly one of `k` and `height` is given
 * @throws {DataError} when there is no row, there are fewer rows than clusters, a value is not finite or too large to
 * square, or average or complete linkage has too many rows
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { matrixFromRows } from "../matrix.ts";
 * import { fitAgglomerative } from "./agglomerative.ts";
 *
 * const x = matrixFromRows([[8, 8], [1, 1], [1, 2], [9, 8], [2, 1]]);
 * assert.deepEqual(fitAgglomerative(x, { k: 2 }).rowLabels, [1, 0, 0, 1, 0]);
 * ```
 */
export function fitAgglomerative(x: Matrix, options: AgglomerativeOptions): AgglomerativeModel {
  const { k, height, linkage = "ward", matrixMegabytes = 2048, names = {} } = options;
  const cut = k === undefined ? { height: height ?? NaN } : { k };
  if (k !== undefined && height !== undefined) {
    throw new RangeError("Cannot fit agglomerative clusters: give k or height, not both");
  }
  const checked = k === undefined ? { height: cutLimits.height } : { k: cutLimits.k };
  checkLimits("fit agglomerative clusters", { ...cut, matrixMegabytes }, {
    ...checked,
    matrixMegabytes: agglomerativeLimits.matrixMegabytes,
  });
  checkDistances("fit agglomerative clusters", x, names);
  checkCount(x.rows, k);
  const dendrogram = createDendrogram(x.rows, findMerges(x, linkage, matrixMegabytes));
  const { rowLabels, sizes, centroids } = orderClusters(x, cutDendrogram(dendrogram, cut));
  const labels = sizes.map((_, label) => label);
  return frozen({ kind: "agglomerative", linkage, dendrogram, rowLabels, sizes, centroids, labels });
}

function checkCount(rows: number, k = 1): void {
  if (k <= rows) return;
  throw new DataError(
    `Cannot fit agglomerative clusters: ${k} clusters need at least as many rows, but there are ${rows}`,
    { remedy: `Ask for at most ${rows} clusters or give more rows.` },
  );
}

function findMerges(x: Matrix, linkage: LinkageName, matrixMegabytes: number): RowMerges {
  switch (linkage) {
    case "ward":
      return wardMerges(x);
    case "single": {
      const { from, to, squared } = spanningTree(x);
      return { first: from, second: to, heights: squared.map(Math.sqrt) };
    }
    case "average":
    case "complete":
      checkMatrix(x.rows, linkage, matrixMegabytes);
      return matrixMerges(x, linkage);
    default:
      throw new RangeError(`Cannot fit agglomerative clusters: there is no linkage "${linkage satisfies never}"`);
  }
}

function checkMatrix(rows: number, linkage: LinkageName, megabytes: number): void {
  if (matrixBytes(rows) <= megabytes * 1e6) return;
  const most = Math.floor((1 + Math.sqrt(1 + megabytes * 1e6)) / 2);
  const needed = Math.ceil(matrixBytes(rows) / 1e6);
  throw new DataError(
    `Cannot fit agglomerative clusters: ${linkage} linkage of ${rows} rows needs ${needed} MB for the distances of all pairs, more than ${megabytes} MB`,
    {
      remedy: `Use ward or single linkage, which need no such matrix, give at most ${most} rows, or allow more memory.`,
    },
  );
}
