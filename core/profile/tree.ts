import { DataError } from "../errors.ts";
import { frozen } from "../frozen.ts";
import { groupsOf } from "../labels.ts";
import { checkLimits, type LimitTable } from "../limits.ts";
import { checkFinite, type Matrix, type MatrixNames } from "../matrix.ts";
import { sortedRows } from "./sorted_rows.ts";
import { bestSplit, type Split } from "./tree_split.ts";

/** A node of a decision tree. */
export type TreeNode = TreeLeaf | TreeSplit;

/** Where a path ends. */
export interface TreeLeaf {
  readonly kind: "leaf";
  /** The most frequent label, the smallest of equally frequent ones. */
  readonly label: number;
  readonly rows: number;
  /** Rows of each label, in the order of the tree's labels. */
  readonly counts: readonly number[];
}

/** Rows with a value up to `threshold` go to `low`, the others to `high`. */
export interface TreeSplit extends Omit<TreeLeaf, "kind"> {
  readonly kind: "split";
  /** Column that is looked at. */
  readonly feature: number;
  /** Half way between `below` and `above`. */
  readonly threshold: number;
  /** Greatest value of the rows that go to `low`. */
  readonly below: number;
  /** Least value of the rows that go to `high`. */
  readonly above: number;
  readonly low: TreeNode;
  readonly high: TreeNode;
}

/** A classifier that asks for one feature at a time. Plain data. */
export interface DecisionTree {
  readonly kind: "decision_tree";
  /** The labels that it tells apart, ascending. */
  readonly labels: readonly number[];
  readonly root: TreeNode;
  /** Share of the rows of the fit that get their label. */
  readonly accuracy: number;
  /** Share that the most frequent label alone gets right. */
  readonly baseline: number;
}

/** Options of {@link fitTree}. */
export interface TreeOptions {
  /** Most questions on a path. @default 3 */
  readonly maxDepth?: number;
  /** Fewest rows of a leaf. @default 1 */
  readonly minimumLeaf?: number;
  /** How messages call rows and columns. */
  readonly names?: MatrixNames;
}

/** Limits of {@link TreeOptions}. */
export const treeLimits = {
  maxDepth: { kind: "integer", from: 0, to: 20 },
  minimumLeaf: { kind: "integer", from: 1 },
} as const satisfies LimitTable;

/**
 * Fits a small decision tree that tells labels apart (CART with the Gini impurity). Of equally good splits the one on the
 * first column is taken, and there the one with the smallest threshold, so that the same rows give the same tree in any
 * order.
 *
 * Reference: L. Breiman, J. Friedman, R. Olshen, C. Stone, Classification and regression trees, 1984.
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
 * import { fitTree, predictTree } from "./tree.ts";
 *
 * const x = matrixFromRows([[1, 5], [2, 5], [8, 5], [9, 5]]);
 * const tree = fitTree(x, [0, 0, 1, 1]);
 * assert.deepEqual(tree.root.kind === "split" && [tree.root.feature, tree.root.threshold], [0, 5]);
 * assert.deepEqual([...predictTree(tree, matrixFromRows([[4, 0], [6, 0]]))], [0, 1]);
 * ```
 */
export function fitTree(x: Matrix, labels: ArrayLike<number>, options: TreeOptions = {}): DecisionTree {
  return fitSortedTree(x, labels, sortedRows(x), options);
}

/** {@link fitTree} with the rows of each column sorted already, for several trees over the same rows. */
export function fitSortedTree(
  x: Matrix,
  labels: ArrayLike<number>,
  orders: readonly Int32Array[],
  options: TreeOptions,
): DecisionTree {
  const { maxDepth = 3, minimumLeaf = 1, names = {} } = options;
  checkLimits("fit a decision tree", { maxDepth, minimumLeaf }, treeLimits);
  checkFinite("fit a decision tree", x, names);
  const groups = groupsOf(labels, x.rows);
  if (x.rows === 0) throw new DataError("Cannot fit a decision tree: there is no row");
  const growth: Growth = {
    x,
    classes: groups.index,
    labels: groups.labels,
    minimumLeaf,
    inLow: new Uint8Array(x.rows),
  };
  const root = grow(growth, orders, maxDepth);
  return frozen({
    kind: "decision_tree",
    labels: groups.labels,
    root,
    accuracy: right(root) / x.rows,
    baseline: Math.max(...groups.sizes) / x.rows,
  });
}

/**
 * The label of each row.
 *
 * @throws {RangeError} when `x` has fewer columns than the tree looks at
 */
export function predictTree({ root }: DecisionTree, x: Matrix): Int32Array {
  return Int32Array.from({ length: x.rows }, (_, i) => {
    let node = root;
    while (node.kind === "split") {
      const value = x.data[i * x.columns + node.feature];
      if (value === undefined || node.feature >= x.columns) {
        throw new RangeError(`Cannot classify rows: the tree looks at column ${node.feature} of ${x.columns}`);
      }
      node = value <= node.threshold ? node.low : node.high;
    }
    return node.label;
  });
}

interface Growth {
  readonly x: Matrix;
  /** Place of each row's label among the labels. */
  readonly classes: Int32Array;
  readonly labels: readonly number[];
  readonly minimumLeaf: number;
  /** Room to mark rows. */
  readonly inLow: Uint8Array;
}

function grow(growth: Growth, orders: readonly Int32Array[], depth: number): TreeNode {
  const { x, classes, labels, minimumLeaf, inLow } = growth;
  // Without a column there is nothing to ask; every row is in the one leaf.
  const rows = orders[0] ?? Int32Array.from(classes.keys());
  const counts = Array<number>(labels.length).fill(0);
  for (const row of rows) counts[classes[row]!]! += 1;
  const most = counts.indexOf(Math.max(...counts));
  const end: TreeLeaf = { kind: "leaf", label: labels[most]!, rows: rows.length, counts };
  if (depth === 0 || counts[most] === rows.length) return end;
  const split = bestSplit(x, classes, counts, orders, minimumLeaf);
  if (split === undefined) return end;
  for (const row of rows) inLow[row] = x.data[row * x.columns + split.feature]! <= split.threshold ? 1 : 0;
  const part = (side: number) => orders.map((order) => order.filter((row) => inLow[row] === side));
  const [low, high] = [part(1), part(0)];
  return { ...end, ...asFields(split), low: grow(growth, low, depth - 1), high: grow(growth, high, depth - 1) };
}

function asFields({ feature, threshold, below, above }: Split) {
  return { kind: "split", feature, threshold, below, above } as const;
}

function right(node: TreeNode): number {
  return node.kind === "leaf" ? Math.max(...node.counts) : right(node.low) + right(node.high);
}
