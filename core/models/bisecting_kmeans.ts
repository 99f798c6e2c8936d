import { type Centroids, fitKMeans } from "../cluster/mod.ts";
import { orderClusters } from "../cluster_order.ts";
import { clusterMeans, createNearest, squaredDistance, writeNearest } from "../distance.ts";
import { frozen } from "../frozen.ts";
import { checkLimits, type LimitTable } from "../limits.ts";
import { centred, columnMeans } from "../linalg.ts";
import { checkFinite, type Matrix, type MatrixNames, pickRows, rowOf } from "../matrix.ts";
import { type Rng, sampleIndices } from "../rng.ts";
import { checkRows } from "./check_rows.ts";
import type { CountOptions, FittedRows } from "./types.ts";

/** Ways to choose the cluster that is split next. */
export const bisectingStrategies = ["biggest_inertia", "largest_cluster"] as const;

/** One of {@link bisectingStrategies}. */
export type BisectingStrategy = (typeof bisectingStrategies)[number];

/** A node of the tree of splits; the first node is the root. */
export interface BisectingNode {
  readonly centroid: readonly number[];
  /** Places of its two halves in the list of nodes; `null` for a cluster. */
  readonly halves: readonly [number, number] | null;
  /** The cluster's place in `centroids`; -1 for a node that was split. */
  readonly cluster: number;
}

/** Clusters found by bisecting k-means. Plain data; new rows get labels from {@link assignBisectingKMeans}. */
export interface BisectingKMeansModel extends Centroids, FittedRows {
  readonly kind: "bisecting_kmeans";
  /** Sum of the squared distances from each row of the fit to its cluster's centre. */
  readonly inertia: number;
  /** The splits: a row goes to the nearer half, down to a cluster. */
  readonly nodes: readonly BisectingNode[];
}

/** Options of {@link fitBisectingKMeans}. */
export interface BisectingKMeansOptions extends CountOptions {
  /** Which cluster is split next. @default "biggest_inertia" */
  readonly strategy?: BisectingStrategy;
  /**
   * Trees to grow; the least inertia wins. The first is made of the best splits, the others of what chance gives.
   * @default 200 up to 100 rows, then fewer in proportion, at least 10
   */
  readonly starts?: number;
  /** Most steps of a split. @default 300 */
  readonly maxIterations?: number;
}

/** Limits of {@link BisectingKMeansOptions}. */
export const bisectingKMeansLimits = {
  k: { kind: "integer", from: 1 },
  starts: { kind: "integer", from: 1, to: 10_000 },
  maxIterations: { kind: "integer", from: 1 },
} as const satisfies LimitTable;

interface Part {
  readonly node: number;
  readonly rows: Int32Array;
  /** What rows are compared with to get here: where its split ended, the mean of its rows but for a trifle. */
  readonly centroid: Float64Array;
  readonly inertia: number;
}

interface Splitting {
  readonly x: Matrix;
  readonly rng: Rng;
  readonly thorough: boolean;
  readonly maxIterations: number;
}

/**
 * Splits the rows in two by k-means, then again and again one of the clusters, until there are `k`.
 *
 * Reference: M. Steinbach, G. Karypis, V. Kumar, A comparison of document clustering techniques, KDD workshop on text
 * mining, 2000.
 *
 * @param x rows x features
 * @throws {RangeError} when an option is out of range
 * @throws {DataError} when there are fewer rows than clusters or a value is not finite
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { matrixFromRows } from "../matrix.ts";
 * import { createRng } from "../rng.ts";
 * import { assignBisectingKMeans, fitBisectingKMeans } from "./bisecting_kmeans.ts";
 *
 * const x = matrixFromRows([[1], [2], [3], [50], [51], [90]]);
 * const model = fitBisectingKMeans(x, { k: 3, rng: createRng(1) });
 * assert.deepEqual(model.rowLabels, [0, 0, 0, 1, 1, 2]);
 * assert.deepEqual([...assignBisectingKMeans(model, matrixFromRows([[80]]))], [2]);
 * ```
 */
export function fitBisectingKMeans(x: Matrix, options: BisectingKMeansOptions): BisectingKMeansModel {
  const { k, rng, strategy = "biggest_inertia", starts = defaultStarts(x.rows), maxIterations = 300, names = {} } =
    options;
  checkLimits("fit bisecting k-means", { k, starts, maxIterations }, bisectingKMeansLimits);
  checkRows("bisecting k-means", x, { k, names });
  const means = columnMeans(x);
  const shifted = centred(x, means);
  const trees = Array.from({ length: starts }, (_, start) => {
    const work: Splitting = { x: shifted, rng: rng.fork(start), thorough: start === 0, maxIterations };
    return splitUp(work, k, strategy);
  });
  const { parts, tree, inertia } = trees.reduce((best, one) => one.inertia < best.inertia ? one : best);
  const labels = new Int32Array(x.rows);
  parts.forEach(({ rows }, c) => rows.forEach((row) => labels[row] = c));
  const { rowLabels, sizes, centroids, order } = orderClusters(shifted, labels);
  const unshifted = (centroid: ArrayLike<number>) => Array.from(centroid, (value, j) => value + means[j]!);
  const clusters = new Map(order.map((c, place) => [parts[c]!.node, place]));
  return frozen({
    kind: "bisecting_kmeans",
    centroids: centroids.map(unshifted),
    labels: sizes.map((_, c) => c),
    sizes,
    rowLabels,
    inertia,
    nodes: tree.map(({ centroid, halves }, node) => ({
      centroid: unshifted(centroid),
      halves,
      cluster: clusters.get(node) ?? -1,
    })),
  });
}

/** More where they cost little. */
function defaultStarts(rows: number): number {
  return Math.max(10, Math.min(200, Math.floor(20_000 / rows)));
}

interface Branch {
  readonly centroid: Float64Array;
  halves: readonly [number, number] | null;
}

function splitUp(work: Splitting, k: number, strategy: BisectingStrategy) {
  const all = Int32Array.from({ length: work.x.rows }, (_, i) => i);
  const whole = partOf(work.x, 0, all, new Float64Array(work.x.columns));
  const tree: Branch[] = [{ centroid: whole.centroid, halves: null }];
  const parts: Part[] = [whole];
  const score = ({ inertia, rows }: Part) => strategy === "biggest_inertia" ? inertia : rows.length;
  const open = new Set(parts);
  while (parts.length < k && open.size > 0) {
    const next = [...open].reduce((best, part) => score(part) > score(best) ? part : best);
    open.delete(next);
    const halves = halve(work, next, tree.length);
    if (halves === undefined) continue;
    tree[next.node]!.halves = [tree.length, tree.length + 1];
    parts.splice(parts.indexOf(next), 1, ...halves);
    for (const half of halves) {
      tree.push({ centroid: half.centroid, halves: null });
      open.add(half);
    }
  }
  return { parts, tree, inertia: parts.reduce((sum, part) => sum + part.inertia, 0) };
}

/** The two halves of a part, as the nodes `at` and `at + 1`; none when its rows are all equal. */
function halve(work: Splitting, { node, rows }: Part, at: number): readonly Part[] | undefined {
  if (rows.length < 2) return undefined;
  const { columns } = work.x;
  const own = pickRows(work.x, rows);
  const centres = work.thorough ? bestPair(own, work.rng.fork(node), work) : chancePair(own, work.rng.fork(node), work);
  if (centres === undefined) return undefined;
  const sides = Uint8Array.from(rows, (_, i) => isNearer(own.data, i * columns, centres[1]!, centres[0]!) ? 1 : 0);
  const halves = centres.map((centre, one) =>
    partOf(work.x, at + one, rows.filter((_, i) => sides[i] === one), centre)
  );
  return halves.some(({ rows }) => rows.length === 0) ? undefined : halves;
}

function bestPair(x: Matrix, rng: Rng, { maxIterations }: Splitting): readonly Float64Array[] | undefined {
  const { centroids } = fitKMeans(x, { k: 2, rng, maxIterations });
  return centroids.length < 2 ? undefined : centroids.map((one) => Float64Array.from(one));
}

/** Where plain k-means from two random rows ends: splits that are not the best can lead to better trees. */
function chancePair(x: Matrix, rng: Rng, { maxIterations }: Splitting): readonly Float64Array[] | undefined {
  const [first, second] = sampleIndices(rng, x.rows, 2);
  if (squaredDistance(x.data, first! * x.columns, x.data, second! * x.columns, x.columns) === 0) {
    return bestPair(x, rng, { x, rng, maxIterations, thorough: false });
  }
  let centres = pickRows(x, [first!, second!]);
  const nearest = createNearest(x.rows);
  for (let step = 0; step < maxIterations; step++) {
    writeNearest(x, centres, nearest);
    const next = clusterMeans(x, nearest.labels, 2);
    const moved = squaredDistance(next.data, 0, centres.data, 0, next.data.length);
    centres = next;
    if (moved === 0) break;
  }
  return [rowOf(centres, 0), rowOf(centres, 1)];
}

function isNearer(data: Float64Array, at: number, a: Float64Array, b: Float64Array): boolean {
  return squaredDistance(data, at, a, 0, a.length) < squaredDistance(data, at, b, 0, b.length);
}

function partOf(x: Matrix, node: number, rows: Int32Array, centroid: Float64Array): Part {
  const own = pickRows(x, rows);
  const mean = clusterMeans(own, new Int32Array(own.rows), 1).data;
  let inertia = 0;
  for (let i = 0; i < own.rows; i++) inertia += squaredDistance(own.data, i * x.columns, mean, 0, x.columns);
  return { node, rows, centroid, inertia };
}

/**
 * The cluster of each row, by going down the splits to the nearer half.
 *
 * @param x rows x features, prepared as the rows of the fit were
 * @returns Places in the model's `centroids`
 * @throws {RangeError} when `x` has another number of columns than the fit
 * @throws {DataError} when a value is not finite
 */
export function assignBisectingKMeans(
  { nodes }: Pick<BisectingKMeansModel, "nodes">,
  x: Matrix,
  names: MatrixNames = {},
): Int32Array {
  const centroids = nodes.map(({ centroid }) => Float64Array.from(centroid));
  const columns = centroids[0]?.length ?? 0;
  if (x.columns !== columns) {
    throw new RangeError(`Cannot assign rows: ${x.columns} columns, but ${columns} in the fit`);
  }
  checkFinite("assign rows", x, names);
  return Int32Array.from({ length: x.rows }, (_, i) => {
    let node = nodes[0]!;
    const row = rowOf(x, i);
    while (node.halves !== null) {
      const [first, second] = node.halves;
      node = nodes[isNearer(row, 0, centroids[second]!, centroids[first]!) ? second : first]!;
    }
    return node.cluster;
  });
}
