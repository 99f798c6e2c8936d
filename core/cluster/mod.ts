/**
 * Clusters: fit, assign, choose how many, keep labels stable, pair and rebalance.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { matrixFromRows } from "../matrix.ts";
 * import { createRng } from "../rng.ts";
 * import { assign, fitKMeans, selectK } from "./mod.ts";
 *
 * const x = matrixFromRows([[1], [2], [3], [50], [51]]);
 * const { choice } = selectK(x, { rng: createRng(42), max: 3 });
 * const model = fitKMeans(x, { k: choice.k, rng: createRng(42) });
 * assert.deepEqual([...assign(model, x).labels], [0, 0, 0, 1, 1]);
 * ```
 *
 * @module
 */
export { assign, type Assignment, centroidMatrix, type Centroids } from "./assign.ts";
export { chooseK, type ChooseKOptions } from "./choose_k.ts";
export { type KChoice, type KRow, type KRule, kRules, type KScores } from "./k_scores.ts";
export { fitKMeans, kMeansLimits, type KMeansModel, type KMeansOptions } from "./kmeans.ts";
export {
  type Clusterer,
  type SelectedK,
  selectK,
  selectKLimits,
  type SelectKOptions,
  selectKWith,
} from "./select_k.ts";
export { type LabelMatch, matchLabels, renameClusters, renameLabels } from "./match_labels.ts";
export { bestPairs } from "./hungarian.ts";
export { type MergedLabels, mergeLabels, type StoreLabels } from "./merge.ts";
export {
  type ClusterSize,
  type MovedRow,
  rebalance,
  type Rebalanced,
  rebalanceLimits,
  type RebalanceOptions,
} from "./rebalance.ts";
