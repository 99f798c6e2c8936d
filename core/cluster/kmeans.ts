import { DataError } from "../errors.ts";
import { frozen } from "../frozen.ts";
import { checkLimits, type LimitTable } from "../limits.ts";
import { createArena, groupRows } from "../kernels/mod.ts";
import { type Matrix, type MatrixNames, pickRows, rowOf } from "../matrix.ts";
import { checkDistances } from "../neighbours/mod.ts";
import type { Rng } from "../rng.ts";
import type { Centroids } from "./assign.ts";
import { exchangeRows } from "./exchange.ts";
import { createFitMemory, type FitMemory, placeCentres } from "./fit_memory.ts";
import { type Descent, lloyd, type LloydOptions } from "./lloyd.ts";
import { createSeedMemory, seedCentres, type SeedMemory } from "./seed.ts";
import { swapCentres } from "./swap.ts";

/** Clusters found by k-means. Plain data; new rows get their labels from `assign(model, x)`. */
export interface KMeansModel extends Centroids {
  readonly kind: "kmeans";
  /** The cluster of each row of the fit: 0 is the largest. Of a row as near to two, `assign` may tell the other. */
  readonly rowLabels: readonly number[];
  /** Rows of the fit in each cluster, descending. */
  readonly sizes: readonly number[];
  /** Sum of the squared distances from each row of the fit to its centre. */
  readonly inertia: number;
  /** Steps of the best start. */
  readonly iterations: number;
  /** Whether the best start ended by itself, not by the limit of steps. */
  readonly converged: boolean;
}

/** Options of {@link fitKMeans}. */
export interface KMeansOptions {
  /** Number of clusters, 1 to the number of rows. */
  readonly k: number;
  /** Source of chance. Only forks of it are drawn from, one for each start, so equal generators give equal fits. */
  readonly rng: Rng;
  /** How often to start anew; the least inertia wins, the first of equals. @default 10 */
  readonly starts?: number;
  /**
   * How often to move a centre of the best start elsewhere and descend again; it counts when it helps.
   * @default up to 10,000 rows 10,000 k / rows x 10,000 / rows, up to 50,000 rows 10,000 k / rows, at most 150; beyond, k
   * from 20 clusters on, none below
   */
  readonly swaps?: number;
  /** Most steps of a start. @default 300 */
  readonly maxIterations?: number;
  /** A start ends when the centres' squared moves are at most this times the mean variance of the features. @default 1e-4 */
  readonly tolerance?: number;
  /** How messages call rows and columns. */
  readonly names?: MatrixNames;
}

/** Limits of {@link KMeansOptions}. */
export const kMeansLimits = {
  k: { kind: "integer", from: 1 },
  starts: { kind: "integer", from: 1, to: 10_000 },
  swaps: { kind: "integer", from: 0, to: 100_000 },
  maxIterations: { kind: "integer", from: 1 },
  tolerance: { kind: "number", from: 0 },
} as const satisfies LimitTable;

/**
 * Finds `k` centres with a small sum of squared distances from each row to its nearest centre: from k-means++ seeds by
 * Lloyd's descent, then by moves of single rows (Hartigan and Wong), then by moves of whole centres (to where one is
 * missing, then random swaps), which together come nearer to the optimum than restarts alone.
 *
 * Clusters come in the order of their size, the largest first with label 0; of equally large ones the one whose centre is
 * smaller in the first feature that differs. When fewer than `k` rows differ, there are only as many clusters.
 *
 * @param x rows x features
 * @throws {RangeError} when an option is out of range
 * @throws {DataError} when there are fewer rows than clusters or a value or squared distance is not finite
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { matrixFromRows } from "../matrix.ts";
 * import { createRng } from "../rng.ts";
 * import { assign } from "./assign.ts";
 * import { fitKMeans } from "./kmeans.ts";
 *
 * const x = matrixFromRows([[1, 1], [9, 9], [1, 2], [2, 1], [9, 8]]);
 * const model = fitKMeans(x, { k: 2, rng: createRng(1) });
 * assert.deepEqual(model.sizes, [3, 2]);
 * assert.deepEqual(model.rowLabels, [0, 1, 0, 0, 1]);
 * assert.deepEqual([...assign(model, matrixFromRows([[3, 3]])).labels], [0]);
 * ```
 */
export function fitKMeans(x: Matrix, options: KMeansOptions): KMeansModel {
  const { k, rng, starts = 10, swaps = defaultSwaps(k, x.rows), maxIterations = 300, tolerance = 1e-4, names = {} } =
    options;
  checkLimits("fit k-means", { k, starts, swaps, maxIterations, tolerance }, kMeansLimits);
  if (x.rows < k) {
    throw new DataError(`Cannot fit k-means: ${k} clusters need at least as many rows, but there are ${x.rows}`, {
      remedy: `Ask for at most ${x.rows} clusters or give more rows.`,
    });
  }
  using arena = createArena();
  const rows = groupRows(arena, x);
  const total = rows.variances.reduce((sum, value) => sum + value, 0);
  // Only values that are not finite, or hardly so, are worth a closer look.
  if (!(total < 1e290)) checkDistances("fit k-means", x, names);
  const spread = total / Math.max(1, x.columns);
  const limits = { maxIterations, tolerance: tolerance * spread };
  const room = createSeedMemory(rows, k);
  const memory = createFitMemory(rows, k);
  const started = bestStart(memory, room, starts, rng, limits);
  const best = swapCentres(memory, started, swaps, rng.fork("swap"), limits);
  const { centres, sizes, rowLabels } = inOrder(memory, best);
  const centroids = sizes.map((_, c) => Array.from(rowOf(centres, c), (value, j) => value + rows.means[j]!));
  const { inertia, iterations, converged } = best;
  const labels = sizes.map((_, c) => c);
  return frozen({ kind: "kmeans", centroids, labels, sizes, rowLabels, inertia, iterations, converged });
}

function bestStart(
  memory: FitMemory,
  room: SeedMemory,
  starts: number,
  rng: Rng,
  limits: LloydOptions,
): Descent {
  let best: Descent | undefined;
  for (let start = 0; start < starts; start++) {
    const found = lloyd(memory, seedCentres(room, memory.clusters, rng.fork(start)), limits);
    if (best === undefined || found.inertia < best.inertia) best = found;
  }
  return memory.rows.rows > mostRowsForMore ? best! : exchangeRows(memory, best!, limits);
}

/** With more rows, chance evens out and a second search is not worth its time. */
const mostRowsForMore = 50_000;

/** More where there are more ways to err, and where they cost little. */
function defaultSwaps(k: number, rows: number): number {
  if (rows > mostRowsForMore) return k < 20 ? 0 : k;
  return Math.floor(Math.min(150, 10_000 * k / rows * Math.max(1, 10_000 / rows)));
}

/** Centres, the one with most rows first, with the rows that each is nearest to. */
interface Settled {
  readonly centres: Matrix;
  readonly sizes: readonly number[];
  readonly rowLabels: readonly number[];
}

/** The centres that have rows, in order. */
function inOrder(memory: FitMemory, found: Descent): Settled {
  let { centres, sizes } = found;
  let rowLabels: readonly number[] = [];
  // Rows on a border go to the first centre, so a new order can change sizes; a second look settles all but oddities.
  for (let look = 0; look < 4; look++) {
    const current = sizes;
    const order = sizes.map((_, c) => c).filter((c) => current[c]! > 0)
      .sort((a, b) => current[b]! - current[a]! || compareRows(centres, a, b));
    if (look > 0 && order.length === sizes.length && order.every((c, place) => c === place)) break;
    centres = pickRows(centres, order);
    const room = centres.rows === memory.clusters ? memory : createFitMemory(memory.rows, centres.rows);
    placeCentres(room, centres);
    room.rows.arena.kernels.assignRows(room.address, true);
    sizes = [...room.sizes];
    rowLabels = Array.from(room.labels);
  }
  return { centres, sizes, rowLabels };
}

function compareRows(x: Matrix, a: number, b: number): number {
  const [first, second] = [rowOf(x, a), rowOf(x, b)];
  for (let j = 0; j < x.columns; j++) if (first[j] !== second[j]) return first[j]! - second[j]!;
  return a - b;
}
