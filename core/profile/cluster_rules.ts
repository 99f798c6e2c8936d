import type { Matrix } from "../matrix.ts";
import { type Rule, rulesOf } from "./rules.ts";
import { sortedRows } from "./sorted_rows.ts";
import { type DecisionTree, fitSortedTree, type TreeOptions } from "./tree.ts";

/** A rule, and which tree it is from. */
export interface ClusterRule extends Rule {
  /** `shared`: the one tree that tells all clusters apart; `own`: a tree that tells this cluster from all others. */
  readonly source: "shared" | "own";
}

/** Rules that tell clusters, and the tree that tells them all. */
export interface ClusterRules {
  readonly tree: DecisionTree;
  /** By label; those of the shared tree first, the one with most rows first. */
  readonly rules: readonly ClusterRule[];
}

/** A cluster that no shared rule tells with this accuracy gets one of its own, if that is better. */
const goodAccuracy = 0.8;

/**
 * Rules for clusters from small decision trees: one tree tells all clusters apart, each path of it is a rule. A tree of
 * few questions cannot name many clusters; one that it does not tell well gets the rule of a tree of its own, that which
 * most of its rows meet.
 *
 * Reference for trees as words for clusters: D. Bertsimas, A. Orfanoudaki, H. Wiberg, Interpretable clustering: an
 * optimization approach, Machine Learning 110, 2021.
 *
 * @param x rows x features
 * @param labels A label, 0 and up, for each row
 * @throws {RangeError} when there are more or fewer labels than rows, or an option is out of range
 * @throws {DataError} when there is no row or a value is not finite
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { matrixFromRows } from "../matrix.ts";
 * import { clusterRules } from "./cluster_rules.ts";
 *
 * const x = matrixFromRows([[1], [2], [11], [12], [21], [22]]);
 * const { rules } = clusterRules(x, [0, 0, 1, 1, 2, 2], { maxDepth: 1 });
 * assert.deepEqual(rules.map(({ label, source }) => [label, source]), [[0, "shared"], [1, "shared"], [2, "own"]]);
 * assert.deepEqual(rules[2]!.conditions, [{ feature: 0, above: 17, upTo: null }]);
 * ```
 */
export function clusterRules(x: Matrix, labels: ArrayLike<number>, options: TreeOptions = {}): ClusterRules {
  const orders = sortedRows(x);
  const tree = fitSortedTree(x, labels, orders, options);
  const shared = rulesOf(tree);
  const rules = tree.labels.flatMap((label): readonly ClusterRule[] => {
    const found = shared.filter((rule) => rule.label === label).map((rule) => ({ ...rule, source: "shared" as const }));
    const best = Math.max(0, ...found.map(({ accuracy }) => accuracy));
    if (best >= goodAccuracy || tree.labels.length === 1) return found;
    const own = ownRule(x, labels, label, orders, options);
    return own !== undefined && own.accuracy > best ? [...found, own] : found;
  });
  return { tree, rules };
}

function ownRule(
  x: Matrix,
  labels: ArrayLike<number>,
  label: number,
  orders: readonly Int32Array[],
  options: TreeOptions,
): ClusterRule | undefined {
  const inside = Uint8Array.from({ length: x.rows }, (_, i) => labels[i] === label ? 1 : 0);
  const [rule] = rulesOf(fitSortedTree(x, inside, orders, options)).filter((one) => one.label === 1)
    .sort((a, b) => b.recall - a.recall);
  return rule === undefined ? undefined : { ...rule, label, source: "own" };
}
