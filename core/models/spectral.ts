import { assign, fitKMeans } from "../cluster/mod.ts";
import { orderClusters } from "../cluster_order.ts";
import { frozen } from "../frozen.ts";
import { checkLimits, type LimitTable } from "../limits.ts";
import { centred, columnMeans } from "../linalg.ts";
import { createMatrix, type Matrix } from "../matrix.ts";
import { type AffinityGraph, type AffinityKind, neighbourGraph, rbfGraph, typicalGamma } from "./affinity.ts";
import type { Rng } from "../rng.ts";
import { checkRows } from "./check_rows.ts";
import { topEigen } from "../top_eigen.ts";
import type { CountOptions, FittedRows } from "./types.ts";

/** Clusters of a graph of rows. Plain data; there is no rule for new rows. */
export interface SpectralModel extends FittedRows {
  readonly kind: "spectral";
  readonly affinity: AffinityKind;
  /** How fast the weight falls with the squared distance; `null` without weights. */
  readonly gamma: number | null;
  /** The smallest eigenvalues of the normalised Laplacian, ascending; as many 0 as the graph has unconnected parts. */
  readonly eigenvalues: readonly number[];
}

/** Options of {@link fitSpectral}. */
export interface SpectralOptions extends CountOptions {
  /**
   * How alike rows are told to be. Graphs of neighbours should not fall into more parts than there are clusters to find.
   * @default "rbf"
   */
  readonly affinity?: AffinityKind;
  /** Neighbours of each row, itself counted, for `nearest_neighbors`. @default 10 */
  readonly neighbours?: number;
  /** Weights are exp(-gamma d²), for `rbf`. @default 1 / sum of the features' variances */
  readonly gamma?: number;
  /** Starts of the k-means that finds the labels. @default 10 */
  readonly starts?: number;
}

/** Limits of {@link SpectralOptions}. */
export const spectralLimits = {
  k: { kind: "integer", from: 1 },
  neighbours: { kind: "integer", from: 1 },
  gamma: { kind: "number", above: 0 },
  starts: { kind: "integer", from: 1, to: 10_000 },
} as const satisfies LimitTable;

/** With `rbf` a table of all pairs of rows is kept: 800 MB. */
const mostRbfRows = 10_000;

/** With `nearest_neighbors` the time grows with the square of the rows. */
const mostNeighbourRows = 100_000;

/**
 * Cuts a graph of alike rows into `k` parts: k-means on the first eigenvectors of its normalised Laplacian. Finds clusters
 * of any shape, such as rings, as long as they are connected.
 *
 * Reference: U. von Luxburg, A tutorial on spectral clustering, Statistics and Computing 17(4), 2007 (Shi and Malik's way).
 *
 * @param x rows x features
 * @throws {RangeError} when an option is out of range
 * @throws {DataError} when there are fewer rows than clusters, too many rows, or a value is not finite
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { matrixFromRows } from "../matrix.ts";
 * import { createRng } from "../rng.ts";
 * import { fitSpectral } from "./spectral.ts";
 *
 * const ring = (radius: number, count: number) =>
 *   Array.from({ length: count }, (_, i) => [radius * Math.sin(i), radius * Math.cos(i)]);
 * const x = matrixFromRows([...ring(1, 30), ...ring(5, 60)]);
 * const { rowLabels } = fitSpectral(x, { k: 2, affinity: "nearest_neighbors", neighbours: 5, rng: createRng(1) });
 * assert.deepEqual(rowLabels, [...Array(30).fill(1), ...Array(60).fill(0)]);
 * ```
 */
export function fitSpectral(x: Matrix, options: SpectralOptions): SpectralModel {
  const { k, rng, affinity = "rbf", neighbours = 10, starts = 10, names = {} } = options;
  checkLimits("fit spectral clusters", { k, neighbours, starts }, {
    k: spectralLimits.k,
    neighbours: spectralLimits.neighbours,
    starts: spectralLimits.starts,
  });
  checkRows("spectral clusters", x, { k, most: affinity === "rbf" ? mostRbfRows : mostNeighbourRows, names });
  const shifted = centred(x, columnMeans(x));
  const { gamma = typicalGamma(shifted) } = options;
  checkLimits("fit spectral clusters", { gamma }, { gamma: spectralLimits.gamma });
  const graph = affinity === "rbf" ? rbfGraph(shifted, gamma) : neighbourGraph(shifted, neighbours);
  const { values, places } = spectralPlaces(graph, k, rng.fork("vectors"));
  const found = fitKMeans(places, { k, rng: rng.fork("labels"), starts });
  const { rowLabels, sizes } = orderClusters(x, assign(found, places).labels);
  return frozen({
    kind: "spectral",
    affinity,
    gamma: affinity === "rbf" ? gamma : null,
    eigenvalues: values,
    sizes,
    rowLabels,
  });
}

/** The first eigenvalues of a graph's normalised Laplacian, ascending, and each row's place among its eigenvectors. */
export function spectralPlaces(
  { operator, roots }: AffinityGraph,
  k: number,
  rng: Rng,
): { readonly values: number[]; readonly places: Matrix } {
  const { values, vectors } = topEigen(operator, k, rng);
  const places = createMatrix(operator.size, k);
  for (let i = 0; i < operator.size; i++) {
    for (let c = 0; c < k; c++) places.data[i * k + c] = vectors.data[c * operator.size + i]! / roots[i]!;
  }
  return { values: Array.from(values, (value) => 1 - value), places };
}
