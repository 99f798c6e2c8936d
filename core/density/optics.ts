import { orderClusters } from "../cluster_order.ts";
import { frozen } from "../frozen.ts";
import { checkLimits, type LimitTable } from "../limits.ts";
import { type Matrix, type MatrixNames } from "../matrix.ts";
import { checkDistances, createFrontier, indexNeighbours, squaredReach } from "../neighbours/mod.ts";
import { dbscanLabels, type Reachability } from "./reachability.ts";
import { suggestEps } from "./suggest_eps.ts";
import { xiLabels } from "./xi.ts";

/** Ways to get clusters from the reachability: valleys with steep sides, or a cut at one distance. */
export const extractions = ["xi", "dbscan"] as const;

/** One of {@link extractions}. */
export type Extraction = (typeof extractions)[number];

/** Rows in an order that keeps clusters together, and clusters of it. Plain data. */
export interface OpticsModel {
  readonly kind: "optics";
  readonly minSamples: number;
  readonly extraction: Extraction;
  /** The cluster of each row, 0 for the largest; -1 for noise. */
  readonly rowLabels: readonly number[];
  /** Rows of each cluster, descending. */
  readonly sizes: readonly number[];
  /** The rows in the order in which they were reached. */
  readonly order: readonly number[];
  /** Distance at which each row, by number, was reached; null for the first of those that hang together. */
  readonly reachability: readonly (number | null)[];
  /** Distance from each row to the `minSamples`-th nearest one, itself included; null when that is over `maxEps`. */
  readonly coreDistances: readonly (number | null)[];
  /** The row that each row was reached from, -1 for none. */
  readonly predecessors: readonly number[];
  /**
   * Every valley that xi finds, as first and last place in `order`, small ones before the ones that hold them; empty for
   * "dbscan".
   */
  readonly valleys: readonly (readonly [number, number])[];
}

/** Options of {@link fitOptics}. */
export interface OpticsOptions {
  /** Rows, itself included, that make a row a core. @default 5 */
  readonly minSamples?: number;
  /** Distance up to which rows are neighbours. @default Infinity */
  readonly maxEps?: number;
  /** @default "xi" */
  readonly extraction?: Extraction;
  /** For "xi": share by which the reachability must fall or rise at the sides of a valley, above 0, below 1. @default 0.05 */
  readonly xi?: number;
  /** For "xi": fewest rows of a cluster. @default minSamples */
  readonly minClusterSize?: number;
  /** For "dbscan": the distance to cut at, at most `maxEps`. @default what {@link suggestEps} finds, or `maxEps` if less */
  readonly eps?: number;
  /** How messages call rows and columns. */
  readonly names?: MatrixNames;
}

/** Limits of {@link OpticsOptions}; `maxEps` may be Infinity, too. */
export const opticsLimits = {
  minSamples: { kind: "integer", from: 2 },
  maxEps: { kind: "number", above: 0 },
  xi: { kind: "number", above: 0, below: 1 },
  minClusterSize: { kind: "integer", from: 2 },
  eps: { kind: "number", from: 0 },
} as const satisfies LimitTable;

/**
 * Goes from row to row, always to the one that is reached at the least distance, and finds clusters as valleys of these
 * distances. New rows have no place in the order, so there is no assignment of them.
 *
 * Reference: M. Ankerst, M. Breunig, H. Kriegel, J. Sander, OPTICS: ordering points to identify the clustering structure,
 * SIGMOD 1999. Order and labels as in scikit-learn.
 *
 * @param x rows x features
 * @throws {RangeError} when an option is out of range, or `eps` is above `maxEps`
 * @throws {DataError} when there is no row, or a value is not finite or too large to square
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { matrixFromRows } from "../matrix.ts";
 * import { fitOptics } from "./optics.ts";
 *
 * const x = matrixFromRows([[1, 2], [2, 5], [3, 6], [8, 7], [8, 8], [7, 3]]);
 * assert.deepEqual(fitOptics(x, { minSamples: 2 }).rowLabels, [0, 0, 0, 1, 1, 1]);
 * assert.deepEqual(fitOptics(x, { minSamples: 2, extraction: "dbscan", eps: 2 }).rowLabels, [-1, 0, 0, 1, 1, -1]);
 * ```
 */
export function fitOptics(x: Matrix, options: OpticsOptions = {}): OpticsModel {
  const { minSamples = 5, maxEps = Infinity, extraction = "xi", xi = 0.05, minClusterSize = minSamples } = options;
  checkOptions({ minSamples, xi, minClusterSize }, maxEps, options.eps);
  checkDistances("fit OPTICS", x, options.names);
  const found = findOrder(x, minSamples, maxEps);
  const { labels, valleys } = extraction === "xi"
    ? xiLabels(found, { xi, minSamples, minClusterSize })
    : { labels: dbscanLabels(found, options.eps ?? Math.min(maxEps, suggestEps(x, { minSamples }))), valleys: [] };
  const { rowLabels, sizes } = orderClusters(x, labels);
  return frozen({
    kind: "optics",
    minSamples,
    extraction,
    rowLabels,
    sizes,
    order: [...found.order],
    reachability: finiteOrNull(found.reachability),
    coreDistances: finiteOrNull(found.coreDistances),
    predecessors: [...found.predecessors],
    valleys,
  });
}

function checkOptions(counts: Readonly<Record<string, number>>, maxEps: number, eps: number | undefined): void {
  const { minSamples, xi, minClusterSize } = opticsLimits;
  checkLimits("fit OPTICS", counts, { minSamples, xi, minClusterSize });
  if (maxEps !== Infinity) checkLimits("fit OPTICS", { maxEps }, { maxEps: opticsLimits.maxEps });
  if (eps === undefined) return;
  checkLimits("fit OPTICS", { eps }, { eps: opticsLimits.eps });
  if (eps > maxEps) throw new RangeError(`Cannot fit OPTICS: eps must be at most maxEps, ${maxEps}, but is ${eps}`);
}

function findOrder(x: Matrix, minSamples: number, maxEps: number): Reachability {
  const { rows } = x;
  const limit = maxEps * maxEps;
  const cores = squaredReach(indexNeighbours(x), minSamples).map((squared) => squared > limit ? Infinity : squared);
  const frontier = createFrontier(x, { limit, even: true });
  const order = new Int32Array(rows);
  for (let place = 0; place < rows; place++) {
    const row = frontier.next();
    order[place] = row;
    if (cores[row]! < Infinity) frontier.offer(row, cores[row]!);
  }
  return {
    order,
    reachability: frontier.squared.map(evenRoot),
    coreDistances: cores.map(evenRoot),
    predecessors: frontier.source,
  };
}

/** A distance without errors of rounding, so that equal ones make no slope and one that is `eps` is not above it. */
function evenRoot(squared: number): number {
  return Number(Math.sqrt(squared).toPrecision(12));
}

function finiteOrNull(values: Float64Array): readonly (number | null)[] {
  return Array.from(values, (value) => Number.isFinite(value) ? value : null);
}
