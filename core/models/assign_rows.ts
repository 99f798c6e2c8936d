import { assign, type Assignment, centroidMatrix, type Centroids } from "../cluster/mod.ts";
import { assignDbscan, assignHdbscan, type DbscanCores, type HdbscanTree } from "../density/mod.ts";
import { squaredDistance } from "../distance.ts";
import type { Matrix, MatrixNames } from "../matrix.ts";
import { assignBirch, type BirchModel } from "./birch.ts";
import { assignBisectingKMeans, type BisectingNode } from "./bisecting_kmeans.ts";
import type { Covariances } from "./covariances.ts";
import { assignGaussianMixture } from "./gaussian_mixture.ts";

/** How an algorithm gives rows a cluster where the nearest centre is not its rule. Plain data. */
export type AssignmentRule =
  | { readonly kind: "mixture"; readonly weights: readonly number[]; readonly covariances: Covariances }
  | { readonly kind: "splits"; readonly nodes: readonly BisectingNode[] }
  | { readonly kind: "subclusters"; readonly subclusters: BirchModel["subclusters"] }
  | { readonly kind: "radius"; readonly radius: number }
  | ({ readonly kind: "cores" } & DbscanCores)
  | ({ readonly kind: "density_tree" } & HdbscanTree);

/** Clusters, and how rows get one of them. */
export interface RuledClusters extends Centroids {
  /** @default null: the nearest centre */
  readonly rule?: AssignmentRule | null;
}

/**
 * The cluster of each row, by the rule of the algorithm that found the clusters. Distances are those to the centre of the
 * row's own cluster. By a mixture, the second cluster is the second most likely one, and the margin is 1 less how likely
 * that is beside the first; by other rules the margin is 0 where another centre is nearer than the row's own.
 *
 * @param x rows x features, prepared as the rows of the fit were
 * @throws {RangeError} when `x` has another number of columns than the fit
 * @throws {DataError} when a value is not finite
 */
export function assignRows(clusters: RuledClusters, x: Matrix, names: MatrixNames = {}): Assignment {
  const { rule = null } = clusters;
  if (rule === null) return assign(clusters, x, names);
  switch (rule.kind) {
    case "mixture":
      return byMixture(clusters, rule, x, names);
    case "splits":
      return withLabels(clusters, x, assignBisectingKMeans(rule, x, names));
    case "subclusters":
      return withLabels(clusters, x, assignBirch(rule, x, names));
    case "radius":
      return withinRadius(clusters, rule.radius, x, names);
    case "cores":
      return withLabels(clusters, x, assignDbscan(rule, x, names).labels);
    case "density_tree":
      return withLabels(clusters, x, assignHdbscan(rule, x, names).labels);
    default:
      return rule satisfies never;
  }
}

/** Where rows belong when each must belong somewhere. */
export interface SettledAssignment extends Assignment {
  /** 1 for a row that is noise by the rule, and has got the cluster with the nearest centre all the same. */
  readonly noise: Uint8Array;
}

/**
 * {@link assignRows}, but noise gets the cluster with the nearest centre.
 *
 * @param known For each row its label where it is known, -1 for noise, or `undefined` where the rule is to say it.
 * @default the rule says all
 */
export function settleRows(
  clusters: RuledClusters,
  x: Matrix,
  known: (row: number) => number | undefined = () => undefined,
): SettledAssignment {
  const found = assignRows(clusters, x);
  const labels = found.labels.map((label, row) => known(row) ?? label);
  const noise = Uint8Array.from(labels, (label) => label < 0 ? 1 : 0);
  if (!noise.includes(1) && labels.every((label, row) => label === found.labels[row])) return { ...found, noise };
  const nearest = noise.includes(1) ? assign(clusters, x).labels : labels;
  const places = new Map(clusters.labels.map((label, place) => [label, place]));
  const settled = labels.map((label, row) => places.get(label < 0 ? nearest[row]! : label)!);
  return { ...withLabels(clusters, x, settled), noise };
}

/**
 * Distances, second cluster and margin of rows whose clusters are known.
 *
 * @param places For each row the place of its cluster among the centres; -1 for none, such a row gets the label -1, the
 * distance to the nearest centre and the margin 0
 */
export function withLabels(clusters: Centroids, x: Matrix, places: Int32Array): Assignment {
  const centres = centroidMatrix(clusters);
  const found = emptyAssignment(x.rows);
  const { columns } = x;
  for (let i = 0; i < x.rows; i++) {
    const own = places[i]!;
    let second = -1;
    let least = Infinity;
    for (let c = 0; c < centres.rows; c++) {
      if (c === own) continue;
      const squared = squaredDistance(x.data, i * columns, centres.data, c * columns, columns);
      if (squared >= least) continue;
      least = squared;
      second = c;
    }
    if (own < 0) {
      found.labels[i] = -1;
      found.distances[i] = Math.sqrt(least);
      found.second[i] = second < 0 ? -1 : clusters.labels[second]!;
      found.margins[i] = 0;
      continue;
    }
    const squared = squaredDistance(x.data, i * columns, centres.data, own * columns, columns);
    found.labels[i] = clusters.labels[own]!;
    found.distances[i] = Math.sqrt(squared);
    if (second < 0) continue;
    found.second[i] = clusters.labels[second]!;
    found.margins[i] = least > 0 ? Math.max(0, 1 - Math.sqrt(squared / least)) : 0;
  }
  return found;
}

/** The nearest centre, unless it is farther away than the radius. */
function withinRadius(clusters: Centroids, radius: number, x: Matrix, names: MatrixNames): Assignment {
  const found = assign(clusters, x, names);
  for (let i = 0; i < x.rows; i++) {
    if (found.distances[i]! <= radius) continue;
    found.second[i] = found.labels[i]!;
    found.labels[i] = -1;
    found.margins[i] = 0;
  }
  return found;
}

function byMixture(
  clusters: Centroids,
  rule: AssignmentRule & { readonly kind: "mixture" },
  x: Matrix,
  names: MatrixNames,
): Assignment {
  const { labels: places, shares } = assignGaussianMixture({ ...clusters, ...rule }, x, names);
  const found = withLabels(clusters, x, places);
  for (let i = 0; i < x.rows; i++) {
    let second = -1;
    const share = (c: number) => shares.data[i * shares.columns + c]!;
    for (let c = 0; c < shares.columns; c++) {
      if (c !== places[i] && (second < 0 || share(c) > share(second))) second = c;
    }
    if (second < 0) continue;
    found.second[i] = clusters.labels[second]!;
    found.margins[i] = 1 - share(second) / share(places[i]!);
  }
  return found;
}

function emptyAssignment(rows: number): Assignment {
  return {
    labels: new Int32Array(rows),
    distances: new Float64Array(rows),
    second: new Int32Array(rows).fill(-1),
    margins: new Float64Array(rows).fill(1),
  };
}
