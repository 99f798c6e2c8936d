import { checkLimits, type LimitTable } from "../limits.ts";
import { checkFinite, type Matrix, pickRows } from "../matrix.ts";
import type { Rng } from "../rng.ts";

/** How well one cluster comes out again when the clusters are fitted to samples. */
export interface ClusterStability {
  readonly label: number;
  /** Rows of the cluster. */
  readonly size: number;
  /** Mean over the samples of the Jaccard similarity, 0 to 1, to the most similar cluster; null if never drawn. */
  readonly jaccard: number | null;
  /** Samples where the similarity is at most 0.5: the cluster fell apart. */
  readonly dissolved: number;
  /** Samples where the similarity is at least 0.75: the cluster came out again. */
  readonly recovered: number;
  /** Samples that had a row of the cluster. */
  readonly samples: number;
}

/** Options of {@link clusterStability}. */
export interface ClusterStabilityOptions {
  /** Source of chance; only forks of it are drawn from. */
  readonly rng: Rng;
  /** Samples to draw. @default 20 */
  readonly bootstraps?: number;
}

/** Limits of {@link ClusterStabilityOptions}. */
export const clusterStabilityLimits = {
  bootstraps: { kind: "integer", from: 1, to: 10_000 },
} as const satisfies LimitTable;

const dissolvedUpTo = 0.5;
const recoveredFrom = 0.75;

/**
 * Bootstrap stability of each cluster: as many rows are drawn with replacement, clustered again, and each cluster is
 * compared with the most similar of the new ones over the rows that were drawn (each counted once). By the reference, a
 * mean of 0.85 and more is highly stable, from 0.75 a cluster is valid, from 0.6 it shows a pattern whose rows are
 * doubtful, below it should not be trusted.
 *
 * Reference: C. Hennig, Cluster-wise assessment of cluster stability, Computational Statistics and Data Analysis 52, 2007.
 *
 * @param x rows x features
 * @param labels The cluster of each row; rows below 0 are in none
 * @param refit Labels of the rows of a sample, clustered in the same way; below 0 for none
 * @returns One entry for each cluster, by label
 * @throws {RangeError} when labels do not fit the rows, or an option is out of range
 * @throws {DataError} when a value is not finite
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { matrixFromRows } from "../matrix.ts";
 * import { createRng } from "../rng.ts";
 * import { clusterStability } from "./stability.ts";
 *
 * const x = matrixFromRows([[0], [1], [2], [10], [11], [12]]);
 * const found = clusterStability(x, [0, 0, 0, 1, 1, 1], (rows) => rows.data.map((value) => value > 5 ? 1 : 0), {
 *   rng: createRng(1),
 * });
 * assert.deepEqual(found.map(({ jaccard }) => jaccard), [1, 1]);
 * ```
 */
export function clusterStability(
  x: Matrix,
  labels: ArrayLike<number>,
  refit: (sample: Matrix, rng: Rng) => ArrayLike<number>,
  options: ClusterStabilityOptions,
): readonly ClusterStability[] {
  const { rng, bootstraps = 20 } = options;
  checkLimits("measure stability", { bootstraps }, clusterStabilityLimits);
  checkFinite("measure stability", x);
  if (labels.length !== x.rows) {
    throw new RangeError(`Cannot measure stability: ${labels.length} labels for ${x.rows} rows`);
  }
  const found = [...new Set(Array.from(labels))].filter((label) => label >= 0).sort((a, b) => a - b);
  const values = new Map<number, number[]>(found.map((label) => [label, []]));
  for (let bootstrap = 0; bootstrap < bootstraps; bootstrap++) {
    const own = rng.fork(bootstrap);
    const drawn = Int32Array.from({ length: x.rows }, () => own.integer(x.rows));
    const again = refit(pickRows(x, drawn), own.fork("fit"));
    for (const [label, similarity] of similarities(labels, drawn, again)) values.get(label)!.push(similarity);
  }
  return found.map((label): ClusterStability => {
    const own = values.get(label)!;
    return {
      label,
      size: Array.from(labels).filter((one) => one === label).length,
      jaccard: own.length === 0 ? null : own.reduce((sum, one) => sum + one, 0) / own.length,
      dissolved: own.filter((one) => one <= dissolvedUpTo).length,
      recovered: own.filter((one) => one >= recoveredFrom).length,
      samples: own.length,
    };
  });
}

/** The Jaccard similarity of each cluster to the most similar new one, over the different rows that were drawn. */
function similarities(
  labels: ArrayLike<number>,
  drawn: Int32Array,
  again: ArrayLike<number>,
): ReadonlyMap<number, number> {
  const seen = new Uint8Array(labels.length);
  const sizes = new Map<number, number>();
  const newSizes = new Map<number, number>();
  const shared = new Map<number, Map<number, number>>();
  for (let i = 0; i < drawn.length; i++) {
    const row = drawn[i]!;
    if (seen[row] === 1) continue;
    seen[row] = 1;
    const [before, now] = [labels[row]!, again[i]!];
    if (before >= 0) count(sizes, before);
    if (now >= 0) count(newSizes, now);
    if (before < 0 || now < 0) continue;
    if (!shared.has(before)) shared.set(before, new Map());
    count(shared.get(before)!, now);
  }
  const best = new Map<number, number>();
  for (const [label, size] of sizes) {
    const overlaps = [...shared.get(label) ?? []].map(([now, both]) => both / (size + newSizes.get(now)! - both));
    best.set(label, Math.max(0, ...overlaps));
  }
  return best;
}

function count(counts: Map<number, number>, key: number): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
