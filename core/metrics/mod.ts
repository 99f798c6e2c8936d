/**
 * Scores of labellings.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { matrixFromRows } from "../matrix.ts";
 * import { adjustedRand, silhouettes } from "./mod.ts";
 *
 * const x = matrixFromRows([[0], [1], [10], [11]]);
 * const [good, bad] = silhouettes(x, [[0, 0, 1, 1], [0, 1, 0, 1]]);
 * assert.ok(good!.mean > 0.8 && bad!.mean < 0);
 * assert.ok(adjustedRand([0, 0, 1, 1], [0, 1, 0, 1]) < 0);
 * ```
 *
 * @module
 */
export { type Silhouette, silhouette, silhouettes } from "./silhouette.ts";
export { calinskiHarabasz, daviesBouldin, inertia } from "./variance_scores.ts";
export { dunn } from "./dunn.ts";
export { adjustedRand } from "./adjusted_rand.ts";
export { type Contingency, contingency } from "./contingency.ts";
export {
  adjustedMutualInformation,
  normalizedMutualInformation,
  type SharedInformation,
  sharedInformation,
} from "./mutual_information.ts";
export { type VMeasure, vMeasure, type VMeasureOptions } from "./v_measure.ts";
export { fowlkesMallows } from "./fowlkes_mallows.ts";
