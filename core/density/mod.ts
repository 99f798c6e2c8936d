/**
 * Clusters of rows that lie closer together than the rows around them; the other rows are noise, label -1.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { matrixFromRows } from "../matrix.ts";
 * import { fitDbscan, fitHdbscan, fitOptics } from "./mod.ts";
 *
 * const x = matrixFromRows([[0], [1], [2], [3], [400], [150], [151], [152]]);
 * const expected = [0, 0, 0, 0, -1, 1, 1, 1];
 * assert.deepEqual(fitDbscan(x, { eps: 1, minSamples: 2 }).rowLabels, expected);
 * assert.deepEqual(fitHdbscan(x, { minClusterSize: 3, minSamples: 2 }).sizes, [4, 3]);
 * assert.deepEqual(fitOptics(x, { minSamples: 2, extraction: "dbscan", eps: 1.5 }).rowLabels, expected);
 * ```
 *
 * @module
 */
export { dbscanLimits, type DbscanModel, type DbscanOptions, fitDbscan } from "./dbscan.ts";
export { assignDbscan, type DbscanAssignment, type DbscanCores } from "./assign_dbscan.ts";
export { suggestEps, type SuggestEpsOptions } from "./suggest_eps.ts";
export { fitHdbscan, type HdbscanCluster, hdbscanLimits, type HdbscanModel, type HdbscanOptions } from "./hdbscan.ts";
export { assignHdbscan, type HdbscanAssignment, type HdbscanTree } from "./assign_hdbscan.ts";
export { type Selection, selections } from "./select_clusters.ts";
export {
  type Extraction,
  extractions,
  fitOptics,
  opticsLimits,
  type OpticsModel,
  type OpticsOptions,
} from "./optics.ts";
