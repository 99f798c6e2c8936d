/**
 * Hierarchies of clusters: every merge from single rows to one cluster, and cuts through them.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { matrixFromRows } from "../matrix.ts";
 * import { cutDendrogram, fitAgglomerative } from "./mod.ts";
 *
 * const x = matrixFromRows([[0], [1], [10], [12], [30]]);
 * const { dendrogram, rowLabels } = fitAgglomerative(x, { k: 2, linkage: "average" });
 * assert.deepEqual(rowLabels, [0, 0, 0, 0, 1]);
 * assert.deepEqual(dendrogram.merges, [[0, 1], [2, 3], [5, 6], [4, 7]]);
 * assert.deepEqual(dendrogram.heights, [1, 2, 10.5, 24.25]);
 * assert.deepEqual([...cutDendrogram(dendrogram, { k: 3 })], [0, 0, 1, 1, 2]);
 * ```
 *
 * @module
 */
export {
  agglomerativeLimits,
  type AgglomerativeModel,
  type AgglomerativeOptions,
  fitAgglomerative,
  type LinkageName,
  linkages,
} from "./agglomerative.ts";
export { createDendrogram, type Cut, cutDendrogram, cutLimits, type Dendrogram, type RowMerges } from "./dendrogram.ts";
