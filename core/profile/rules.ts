import type { FeatureWords } from "./feature_words.ts";
import type { DecisionTree, TreeNode } from "./tree.ts";

/** What a rule asks of one feature: a value above one number, up to another, or both. */
export interface RuleCondition {
  /** Column of the feature. */
  readonly feature: number;
  readonly above: number | null;
  readonly upTo: number | null;
}

/** Who is in a cluster, by conditions that all must hold. */
export interface Rule {
  readonly label: number;
  /** By the feature, in the order of the questions; none for a tree without a question. */
  readonly conditions: readonly RuleCondition[];
  /** Rows of the fit that meet the conditions. */
  readonly rows: number;
  /** Share of all rows that meet the conditions. */
  readonly coverage: number;
  /** Share of these rows that are in the cluster. */
  readonly accuracy: number;
  /** Share of the cluster's rows that meet the conditions. */
  readonly recall: number;
}

/**
 * The paths of a tree as rules, those of a cluster together, the one with most rows first. Questions that do not change
 * the answer are left out. Limits are round numbers that part the rows of the fit as the tree does.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { matrixFromRows } from "../matrix.ts";
 * import { rulesOf } from "./rules.ts";
 * import { fitTree } from "./tree.ts";
 *
 * const x = matrixFromRows([[1.03], [2.21], [8.4], [9.7]]);
 * const [rule] = rulesOf(fitTree(x, [0, 0, 1, 1]));
 * assert.deepEqual(rule, {
 *   label: 0,
 *   conditions: [{ feature: 0, above: null, upTo: 5 }],
 *   rows: 2,
 *   coverage: 0.5,
 *   accuracy: 1,
 *   recall: 1,
 * });
 * ```
 */
export function rulesOf(tree: DecisionTree): readonly Rule[] {
  const { root, labels } = tree;
  const rules: Rule[] = [];
  collect(root, [], (node, conditions) => {
    const place = labels.indexOf(node.label);
    const hits = node.counts[place]!;
    rules.push({
      label: node.label,
      conditions,
      rows: node.rows,
      coverage: node.rows / root.rows,
      accuracy: hits / node.rows,
      recall: hits / root.counts[place]!,
    });
  });
  return rules.sort((a, b) => a.label - b.label || b.rows - a.rows);
}

type Leave = (node: TreeNode, conditions: readonly RuleCondition[]) => void;

function collect(node: TreeNode, conditions: readonly RuleCondition[], leave: Leave): void {
  if (node.kind === "leaf" || isSettled(node, node.label)) return leave(node, conditions);
  const limit = roundNumber(node.below, node.above);
  collect(node.low, narrowed(conditions, { feature: node.feature, above: null, upTo: limit }), leave);
  collect(node.high, narrowed(conditions, { feature: node.feature, above: limit, upTo: null }), leave);
}

/** Whether every path from here gives this label. */
function isSettled(node: TreeNode, label: number): boolean {
  return node.kind === "leaf" ? node.label === label : isSettled(node.low, label) && isSettled(node.high, label);
}

function narrowed(conditions: readonly RuleCondition[], next: RuleCondition): readonly RuleCondition[] {
  const earlier = conditions.find(({ feature }) => feature === next.feature);
  if (earlier === undefined) return [...conditions, next];
  // A later question about the same feature lies within the earlier one.
  const both = { feature: next.feature, above: next.above ?? earlier.above, upTo: next.upTo ?? earlier.upTo };
  return conditions.map((one) => one === earlier ? both : one);
}

/**
 * The roundest number in the middle half between two values, so that it parts other rows nearly as their middle does; of
 * whole numbers that follow each other the first. Values up to it are those up to `below`.
 */
export function roundNumber(below: number, above: number): number {
  if (Number.isInteger(below) && above - below === 1) return below;
  const middle = below / 2 + above / 2;
  const most = above / 4 - below / 4;
  const largest = Math.ceil(Math.log10(Math.max(Math.abs(below), Math.abs(above))));
  for (let power = largest; power >= largest - 16; power--) {
    const near = roundedTo(middle, power);
    if (near >= below && near < above && Math.abs(near - middle) <= most) return near;
  }
  return below;
}

/** The nearest multiple of a power of ten, without the trace of binary fractions. */
function roundedTo(value: number, power: number): number {
  const multiple = Math.round(value / 10 ** power);
  return Number(`${multiple}e${power}`);
}

/** A rule's conditions in words, e.g. "BABY CARE above 12 % and not urban"; "every store" for none. */
export function describeRule({ conditions }: Pick<Rule, "conditions">, words: readonly FeatureWords[]): string {
  if (conditions.length === 0) return "every store";
  return conditions.map((condition) => describeCondition(condition, words[condition.feature]!)).join(" and ");
}

function describeCondition({ above, upTo }: RuleCondition, words: FeatureWords): string {
  if (words.kind === "level") return upTo === null ? words.label : `not ${words.label}`;
  const unit = words.unit === null ? "" : ` ${words.unit}`;
  const shown = (value: number) => `${Number(value.toPrecision(12))}${unit}`;
  if (above === null) return `${words.label} up to ${shown(upTo!)}`;
  if (upTo === null) return `${words.label} above ${shown(above)}`;
  return `${words.label} above ${shown(above)}, up to ${shown(upTo)}`;
}
