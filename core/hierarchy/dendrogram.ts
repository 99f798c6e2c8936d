import { checkLimits, type LimitTable } from "../limits.ts";
import { frozen } from "../frozen.ts";
import { DataError } from "../errors.ts";

/**
 * A tree of merges, as in SciPy's linkage matrix. Plain data. Row i is cluster i, merge m makes cluster `rows` + m.
 */
export interface Dendrogram {
  readonly kind: "dendrogram";
  readonly rows: number;
  /** The two clusters of each merge, the lower number first; rows - 1 merges, by ascending height. */
  readonly merges: readonly (readonly [number, number])[];
  /** Distance of the two clusters of each merge. */
  readonly heights: readonly number[];
  /** Rows in the cluster that each merge makes. */
  readonly sizes: readonly number[];
}

/** Merges in any order, each named by one row of either cluster. */
export interface RowMerges {
  readonly first: Int32Array;
  readonly second: Int32Array;
  readonly heights: Float64Array;
}

/** The dendrogram of merges; equally high ones keep their order. */
export function createDendrogram(rows: number, { first, second, heights }: RowMerges): Dendrogram {
  const order = Array.from(heights.keys()).sort((a, b) => heights[a]! - heights[b]!);
  const above = Int32Array.from({ length: 2 * rows }, (_, i) => i);
  const sizes: number[] = [];
  const merges = order.map((merge, place): readonly [number, number] => {
    const [a, b] = [topOf(above, first[merge]!), topOf(above, second[merge]!)];
    above[a] = above[b] = rows + place;
    sizes.push((sizes[a - rows] ?? 1) + (sizes[b - rows] ?? 1));
    return a < b ? [a, b] : [b, a];
  });
  return frozen({ kind: "dendrogram", rows, merges, heights: order.map((merge) => heights[merge]!), sizes });
}

/** Where to cut a {@link Dendrogram}: by the number of clusters or by the height. */
export type Cut = { readonly k: number } | { readonly height: number };

/** Limits of {@link Cut}. */
export const cutLimits = {
  k: { kind: "integer", from: 1 },
  height: { kind: "number", from: 0 },
} as const satisfies LimitTable;

/**
 * The clusters below a cut, numbered by their first row.
 *
 * @param cut `k`: so many clusters are left; `height`: all merges up to it are made
 * @throws {RangeError} when the cut is out of range
 * @throws {DataError} when there are fewer rows than clusters
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { matrixFromRows } from "../matrix.ts";
 * import { fitAgglomerative } from "./agglomerative.ts";
 * import { cutDendrogram } from "./dendrogram.ts";
 *
 * const { dendrogram } = fitAgglomerative(matrixFromRows([[0], [1], [5], [7]]), { k: 2, linkage: "single" });
 * assert.deepEqual(dendrogram.heights, [1, 2, 4]);
 * assert.deepEqual([...cutDendrogram(dendrogram, { k: 3 })], [0, 0, 1, 2]);
 * assert.deepEqual([...cutDendrogram(dendrogram, { height: 2 })], [0, 0, 1, 1]);
 * ```
 */
export function cutDendrogram(dendrogram: Dendrogram, cut: Cut): Int32Array {
  const { rows, merges } = dendrogram;
  const made = mergesBelow(dendrogram, cut);
  const above = Int32Array.from({ length: 2 * rows }, (_, i) => i);
  for (let merge = 0; merge < made; merge++) {
    for (const cluster of merges[merge]!) above[cluster] = rows + merge;
  }
  const numbers = new Map<number, number>();
  return Int32Array.from({ length: rows }, (_, row) => {
    const cluster = topOf(above, row);
    const number = numbers.get(cluster) ?? numbers.size;
    numbers.set(cluster, number);
    return number;
  });
}

function mergesBelow({ rows, heights }: Dendrogram, cut: Cut): number {
  if ("k" in cut) {
    checkLimits("cut a dendrogram", { k: cut.k }, { k: cutLimits.k });
    if (cut.k > rows) {
      throw new DataError(
        `Cannot cut a dendrogram: ${cut.k} clusters need at least as many rows, but there are ${rows}`,
        {
          remedy: `Ask for at most ${rows} clusters or give more rows.`,
        },
      );
    }
    return rows - cut.k;
  }
  checkLimits("cut a dendrogram", { height: cut.height }, { height: cutLimits.height });
  const above = heights.findIndex((height) => height > cut.height);
  return above < 0 ? heights.length : above;
}

/** The cluster at the top of the way from `cluster`; shortens the way. */
function topOf(above: Int32Array, cluster: number): number {
  let at = cluster;
  while (above[at]! !== at) {
    above[at] = above[above[at]!]!;
    at = above[at]!;
  }
  return at;
}
