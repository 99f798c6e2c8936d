import { DataError } from "../errors.ts";
import { checkLimits, type LimitTable } from "../limits.ts";
import { checkFinite, type Matrix, type MatrixNames, pickRows } from "../matrix.ts";
import { clusterMeans, createNearest, writeNearest } from "../distance.ts";
import { fitScaler, scale } from "../prepare/mod.ts";

/** A row that went from a small cluster to a large one. */
export interface MovedRow {
  readonly row: number;
  readonly from: string;
  readonly to: string;
  /** Euclidean distance to the centre of the large cluster, in standard deviations of the features. */
  readonly distance: number;
}

/** A cluster before and after. */
export interface ClusterSize {
  readonly cluster: string;
  readonly before: number;
  /** 0 for a small cluster that was given up. */
  readonly after: number;
}

/** Clusters without small ones. */
export interface Rebalanced {
  /** The cluster of each row. */
  readonly labels: readonly string[];
  /** The rows that moved, ascending. */
  readonly moved: readonly MovedRow[];
  /** Every cluster, the largest before first. */
  readonly clusters: readonly ClusterSize[];
}

/** Options of {@link rebalance}. */
export interface RebalanceOptions {
  /** Fewest rows of a cluster that stays. @default 20 */
  readonly minimumSize?: number;
  /** How messages call rows and columns. */
  readonly names?: MatrixNames;
}

/** Limits of {@link RebalanceOptions}. */
export const rebalanceLimits = { minimumSize: { kind: "integer", from: 1 } } as const satisfies LimitTable;

/**
 * Gives up small clusters: each of their rows goes by itself to the large cluster with the nearest centre, in features
 * brought to mean 0 and population standard deviation 1 over all rows. Centres are the means of the large clusters as
 * they were; they do not move. Ties go to the larger cluster, then to the one whose name comes first (numbers in names
 * compare as numbers).
 *
 * @param x rows x features of both sides, unscaled
 * @param clusters The merged cluster of each row
 * @throws {RangeError} when there are more or fewer clusters than rows, or an option is out of range
 * @throws {DataError} when a value is not finite, or there are small clusters but no large one
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { matrixFromRows } from "../matrix.ts";
 * import { rebalance } from "./rebalance.ts";
 *
 * const x = matrixFromRows([[0], [0], [0], [10], [10], [10], [1], [9]]);
 * const merged = ["0_0", "0_0", "0_0", "1_1", "1_1", "1_1", "0_1", "0_1"];
 * assert.deepEqual(rebalance(x, merged, { minimumSize: 3 }).labels.slice(6), ["0_0", "1_1"]);
 * ```
 */
export function rebalance(x: Matrix, clusters: readonly string[], options: RebalanceOptions = {}): Rebalanced {
  const { minimumSize = 20, names = {} } = options;
  checkLimits("rebalance clusters", { minimumSize }, rebalanceLimits);
  if (clusters.length !== x.rows) {
    throw new RangeError(`Cannot rebalance clusters: ${clusters.length} clusters for ${x.rows} rows`);
  }
  checkFinite("rebalance clusters", x, names);
  const sizes = sizesOf(clusters);
  const large = sizes.filter(({ size }) => size >= minimumSize).map(({ cluster }) => cluster);
  if (large.length === 0 && sizes.length > 0) throw noLargeCluster(sizes, minimumSize);
  const moved = large.length === sizes.length ? [] : moveRows(x, clusters, large);
  const labels = [...clusters];
  for (const { row, to } of moved) labels[row] = to;
  const after = new Map(sizesOf(labels).map(({ cluster, size }) => [cluster, size]));
  return {
    labels,
    moved,
    clusters: sizes.map(({ cluster, size }) => ({ cluster, before: size, after: after.get(cluster) ?? 0 })),
  };
}

function moveRows(x: Matrix, clusters: readonly string[], large: readonly string[]): readonly MovedRow[] {
  const places = new Map(large.map((cluster, place) => [cluster, place]));
  const stay = [...clusters.keys()].filter((row) => places.has(clusters[row]!));
  const go = [...clusters.keys()].filter((row) => !places.has(clusters[row]!));
  const scaled = scale(fitScaler(x, { method: "zscore" }), x);
  const centres = clusterMeans(pickRows(scaled, stay), stay.map((row) => places.get(clusters[row]!)!), large.length);
  const nearest = createNearest(go.length);
  writeNearest(pickRows(scaled, go), centres, nearest);
  return go.map((row, i) => ({
    row,
    from: clusters[row]!,
    to: large[nearest.labels[i]!]!,
    distance: Math.sqrt(nearest.squared[i]!),
  }));
}

interface Size {
  readonly cluster: string;
  readonly size: number;
}

/** Clusters by size, the largest first, then by name. */
function sizesOf(clusters: readonly string[]): readonly Size[] {
  const counts = new Map<string, number>();
  for (const cluster of clusters) counts.set(cluster, (counts.get(cluster) ?? 0) + 1);
  return [...counts].map(([cluster, size]) => ({ cluster, size }))
    .sort((a, b) => b.size - a.size || compareNames(a.cluster, b.cluster));
}

/** Part by part between underscores: numbers by value, before other texts, which compare by code unit. */
function compareNames(a: string, b: string): number {
  const [first, second] = [a.split("_"), b.split("_")];
  for (let i = 0; i < Math.min(first.length, second.length); i++) {
    const [u, v] = [first[i]!, second[i]!];
    const [m, n] = [/^\d+$/.test(u) ? Number(u) : Infinity, /^\d+$/.test(v) ? Number(v) : Infinity];
    if (m !== n) return m < n ? -1 : 1;
    if (u !== v) return u < v ? -1 : 1;
  }
  return first.length - second.length;
}

function noLargeCluster(sizes: readonly Size[], minimumSize: number): DataError {
  const { cluster, size } = sizes[0]!;
  const which = sizes.length === 1 ? "the only cluster" : `none of ${sizes.length} clusters`;
  const has = sizes.length === 1 ? `has fewer than ${minimumSize} stores` : `has ${minimumSize} stores`;
  return new DataError(`Cannot rebalance clusters: ${which} ${has}; the largest, "${cluster}", has ${size}`, {
    place: `cluster "${cluster}"`,
    remedy: `Set the minimum cluster size to ${size} or less, or ask for fewer clusters.`,
  });
}
