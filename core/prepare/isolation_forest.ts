import { DataError } from "../errors.ts";
import { frozen } from "../frozen.ts";
import { createArena } from "../kernels/mod.ts";
import { checkLimits, type LimitTable } from "../limits.ts";
import { checkFinite, type Matrix, type MatrixNames } from "../matrix.ts";
import { type Rng, sampleIndices } from "../rng.ts";

/** One tree: node 0 is the root, each array has an entry for every node. */
export interface IsolationTree {
  /** The column that the node splits on, -1 for a leaf. */
  readonly feature: readonly number[];
  /** Split: rows with a value up to this go left. Leaf: the expected length of a path that ends here. */
  readonly value: readonly number[];
  /** The left child; the right one follows it. 0 for a leaf. */
  readonly left: readonly number[];
}

/** A forest that tells how easily rows are set apart. Plain data. */
export interface IsolationForestModel {
  readonly kind: "isolation_forest";
  readonly columns: number;
  /** Rows that each tree was grown on. */
  readonly sampleSize: number;
  readonly trees: readonly IsolationTree[];
}

/** Options of {@link fitIsolationForest}. */
export interface IsolationForestOptions {
  /** Source of chance; each tree has a fork of it. */
  readonly rng: Rng;
  /** @default 100 */
  readonly trees?: number;
  /** Most rows for each tree. @default 256 */
  readonly sampleSize?: number;
  /** How messages call rows and columns. */
  readonly names?: MatrixNames;
}

/** Limits of {@link IsolationForestOptions}. */
export const isolationForestLimits = {
  trees: { kind: "integer", from: 1, to: 10_000 },
  sampleSize: { kind: "integer", from: 1 },
} as const satisfies LimitTable;

/**
 * Grows trees that split random columns at random values until rows are alone. Rows that are alone early are outliers.
 *
 * Reference: F. Liu, K. Ting, Z. Zhou, Isolation forest, ICDM 2008.
 *
 * @param x rows x features
 * @throws {RangeError} when an option is out of range
 * @throws {DataError} when there is no row or a value is not finite
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { matrixFromRows } from "../matrix.ts";
 * import { createRng } from "../rng.ts";
 * import { fitIsolationForest, isolationScores } from "./isolation_forest.ts";
 *
 * const x = matrixFromRows([[1], [2], [3], [2], [1], [90]]);
 * const scores = isolationScores(fitIsolationForest(x, { rng: createRng(1) }), x);
 * assert.equal(scores.indexOf(Math.min(...scores)), 5);
 * ```
 */
export function fitIsolationForest(x: Matrix, options: IsolationForestOptions): IsolationForestModel {
  const { rng, trees = 100, sampleSize = 256, names = {} } = options;
  checkLimits("fit an isolation forest", { trees, sampleSize }, isolationForestLimits);
  checkFinite("fit an isolation forest", x, names);
  if (x.rows === 0) throw new DataError("Cannot fit an isolation forest: there is no row");
  const size = Math.min(sampleSize, x.rows);
  const grown = Array.from({ length: trees }, (_, tree) => growTree(x, size, rng.fork(tree)));
  return frozen({ kind: "isolation_forest", columns: x.columns, sampleSize: size, trees: grown });
}

/**
 * How ordinary each row is: -2^(-mean path length / expected path length), from -1 (outlier) to 0; about -0.5 where
 * nothing stands out.
 *
 * @throws {RangeError} when `x` has another number of columns than the fit had
 * @throws {DataError} when a value is not finite
 */
export function isolationScores(model: IsolationForestModel, x: Matrix, names: MatrixNames = {}): Float64Array {
  if (x.columns !== model.columns) {
    throw new RangeError(`Cannot score outliers: ${x.columns} columns, but the model has ${model.columns}`);
  }
  checkFinite("score outliers", x, names);
  const lengths = pathLengths(model, x);
  const expected = model.trees.length * expectedLength(model.sampleSize);
  return lengths.map((length) => -(2 ** -(expected === 0 ? 1 : length / expected)));
}

/** Sum over the trees of the length of each row's path. */
function pathLengths({ trees, sampleSize }: IsolationForestModel, { rows, columns, data }: Matrix): Float64Array {
  using arena = createArena();
  const most = trees.reduce((nodes, { feature }) => Math.max(nodes, feature.length), 0);
  const [values, nodes] = [arena.allocate(rows * columns * 8), arena.allocate(most * 16)];
  const [leaves, lengths] = [arena.allocate(most * 8), arena.allocate(rows * 8)];
  arena.f64(values, data.length).set(data);
  const splits = arena.f64(nodes, most * 2);
  const links = arena.i32(nodes, most * 4);
  const ends = arena.f64(leaves, most);
  for (const { feature, value, left } of trees) {
    ends.set(value);
    feature.forEach((column, node) => {
      // No value is above infinity, so a row stays at its leaf.
      splits[2 * node] = column < 0 ? Infinity : value[node]!;
      links[4 * node + 2] = column < 0 ? 0 : column * 8;
      links[4 * node + 3] = column < 0 ? node : left[node]!;
    });
    arena.kernels.pathLengths(rows, columns * 8, values, nodes, depthLimit(sampleSize), leaves, lengths);
  }
  return arena.f64(lengths, rows).slice();
}

/** Expected length of an unsuccessful search in a binary tree of `size` rows. */
function expectedLength(size: number): number {
  if (size <= 1) return 0;
  if (size === 2) return 1;
  const eulerGamma = 0.5772156649015329;
  return 2 * (Math.log(size - 1) + eulerGamma) - 2 * (size - 1) / size;
}

/** Deepest node of a tree. */
function depthLimit(size: number): number {
  return Math.ceil(Math.log2(Math.max(size, 2)));
}

interface Growth {
  readonly x: Matrix;
  readonly rng: Rng;
  readonly rows: Int32Array;
  readonly features: Int32Array;
  readonly deepest: number;
  readonly tree: { readonly feature: number[]; readonly value: number[]; readonly left: number[] };
}

function growTree(x: Matrix, size: number, rng: Rng): IsolationTree {
  const rows = sampleIndices(rng, x.rows, size);
  const features = Int32Array.from({ length: x.columns }, (_, j) => j);
  const deepest = depthLimit(size);
  const tree = { feature: [0], value: [0], left: [0] };
  split({ x, rng, rows, features, deepest, tree }, 0, 0, size, 0);
  return tree;
}

/** Splits the node for the rows from `start` to `end`, and its children. */
function split(growth: Growth, node: number, start: number, end: number, depth: number): void {
  const { tree, deepest } = growth;
  const chosen = depth < deepest && end - start > 1 ? chooseSplit(growth, start, end) : undefined;
  if (chosen === undefined) {
    tree.feature[node] = -1;
    tree.value[node] = depth + expectedLength(end - start);
    tree.left[node] = 0;
    return;
  }
  const left = tree.feature.length;
  for (const list of [tree.feature, tree.value, tree.left]) list.push(0, 0);
  tree.feature[node] = chosen.feature;
  tree.value[node] = chosen.value;
  tree.left[node] = left;
  const middle = partition(growth, chosen, start, end);
  split(growth, left, start, middle, depth + 1);
  split(growth, left + 1, middle, end, depth + 1);
}

interface Split {
  readonly feature: number;
  readonly value: number;
}

/** A random value of a random column that differs between the rows; `undefined` when none does. */
function chooseSplit({ x, rng, rows, features }: Growth, start: number, end: number): Split | undefined {
  for (let left = features.length; left > 0; left--) {
    const at = rng.integer(left);
    const feature = features[at]!;
    let low = Infinity;
    let high = -Infinity;
    for (let i = start; i < end; i++) {
      const value = x.data[rows[i]! * x.columns + feature]!;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    if (low < high) {
      const value = low + rng.uniform() * (high - low);
      return { feature, value: value < high ? value : low };
    }
    features[at] = features[left - 1]!;
    features[left - 1] = feature;
  }
  return undefined;
}

/** Brings the rows that go left to the front; returns where the others start. */
function partition({ x, rows }: Growth, { feature, value }: Split, start: number, end: number): number {
  let middle = start;
  for (let i = start; i < end; i++) {
    const row = rows[i]!;
    if (x.data[row * x.columns + feature]! > value) continue;
    rows[i] = rows[middle]!;
    rows[middle++] = row;
  }
  return middle;
}
