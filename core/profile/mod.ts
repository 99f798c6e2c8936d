/**
 * What clusters are like: how stable, what sets each apart, its name, its typical rows, and rules that tell it.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { matrixFromRows } from "../matrix.ts";
 * import { describeRule, featureWords, fitTree, nameClusters, rulesOf } from "./mod.ts";
 *
 * const x = matrixFromRows([[70, 30], [68, 32], [72, 28], [20, 80], [21, 79]]);
 * const labels = [0, 0, 0, 1, 1];
 * const words = featureWords(["% Sales KIDS CANDY", "% Sales VALUE CANDY"]);
 * assert.deepEqual(nameClusters(x, labels, words).map(({ name }) => name), ["high KIDS", "high VALUE"]);
 * const [rule] = rulesOf(fitTree(x, labels));
 * assert.equal(describeRule(rule!, words), "KIDS CANDY above 40 %");
 * ```
 *
 * @module
 */
export {
  type ClusterStability,
  clusterStability,
  clusterStabilityLimits,
  type ClusterStabilityOptions,
} from "./stability.ts";
export {
  type ClusterEffects,
  type Effects,
  type FeatureEffect,
  featureEffects,
  type FeatureSummary,
} from "./effects.ts";
export { type FeatureWords, featureWords, type FeatureWordsOptions } from "./feature_words.ts";
export { type ClusterName, nameClusters, type NameOptions, type NameTerm } from "./cluster_names.ts";
export { type RowPlaces, type TypicalRows, typicalRows } from "./typical_rows.ts";
export {
  type DecisionTree,
  fitTree,
  predictTree,
  type TreeLeaf,
  treeLimits,
  type TreeNode,
  type TreeOptions,
  type TreeSplit,
} from "./tree.ts";
export { type ClusterRule, type ClusterRules, clusterRules } from "./cluster_rules.ts";
export { describeRule, type Rule, type RuleCondition, rulesOf } from "./rules.ts";
export { type BestPrevious, type ClusterPair, compareLabels, type LabelComparison } from "./compare.ts";
