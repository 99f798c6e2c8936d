import { groupsOf } from "../labels.ts";
import { clusterMeans } from "../distance.ts";
import { columnMeans, columnVariances } from "../linalg.ts";
import { checkFinite, type Matrix } from "../matrix.ts";

/** One feature over all rows. */
export interface FeatureSummary {
  readonly mean: number;
  /** Population standard deviation. */
  readonly deviation: number;
  /** Share of the feature's variance that lies between clusters, 0 to 1; null for a constant. */
  readonly etaSquared: number | null;
}

/** One feature in one cluster. */
export interface FeatureEffect {
  readonly mean: number;
  /** Mean of the cluster over the mean of all rows, average = 100; null unless the feature is never below 0, and not 0. */
  readonly index: number | null;
  /**
   * Standardised mean difference: mean of the cluster less mean of the other rows, over the deviation of all rows. 0 for a
   * constant and with one cluster.
   */
  readonly difference: number;
}

/** One cluster's features, in the order of the columns. */
export interface ClusterEffects {
  readonly label: number;
  readonly size: number;
  readonly features: readonly FeatureEffect[];
}

/** What sets clusters apart. */
export interface Effects {
  /** In the order of the columns. */
  readonly features: readonly FeatureSummary[];
  /** By label, ascending. */
  readonly clusters: readonly ClusterEffects[];
}

/**
 * How far each feature of each cluster lies from that of the other rows. The difference of means is divided by the
 * deviation of all rows, not by that within clusters, so that it stays finite where clusters do not overlap; it is the
 * point-biserial correlation over √(p (1 - p)), where p is the cluster's share of the rows.
 *
 * Reference: J. Cohen, Statistical power analysis for the behavioral sciences, 1988, chapters 2 and 8 (eta squared).
 *
 * @param x rows x features
 * @param labels A label, 0 and up, for each row
 * @throws {RangeError} when there are more or fewer labels than rows
 * @throws {DataError} when a value is not finite
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { matrixFromRows } from "../matrix.ts";
 * import { featureEffects } from "./effects.ts";
 *
 * const { features, clusters } = featureEffects(matrixFromRows([[10], [10], [40], [40]]), [0, 0, 1, 1]);
 * assert.deepEqual(features[0], { mean: 25, deviation: 15, etaSquared: 1 });
 * assert.deepEqual(clusters[1]!.features[0], { mean: 40, index: 160, difference: 2 });
 * ```
 */
export function featureEffects(x: Matrix, labels: ArrayLike<number>): Effects {
  checkFinite("compare clusters", x);
  const groups = groupsOf(labels, x.rows);
  const means = columnMeans(x);
  const deviations = columnVariances(x, means, 0).map((variance, j) => spreadOf(variance, means[j]!));
  const centres = clusterMeans(x, groups.index, groups.labels.length);
  const below = negatives(x);
  const at = (c: number, j: number) => centres.data[c * x.columns + j]!;
  const features = Array.from(means, (mean, j): FeatureSummary => ({
    mean,
    deviation: deviations[j]!,
    etaSquared: deviations[j] === 0 ? null : betweenShare(groups.sizes, (c) => at(c, j), mean, deviations[j]!, x.rows),
  }));
  const clusters = groups.labels.map((label, c): ClusterEffects => {
    const size = groups.sizes[c]!;
    return {
      label,
      size,
      features: features.map(({ mean, deviation }, j) => ({
        mean: at(c, j),
        index: below[j] === 1 || !(mean > 0) ? null : 100 * at(c, j) / mean,
        // The mean of the others follows from both means.
        difference: deviation === 0 || size === x.rows ? 0 : (at(c, j) - mean) * x.rows / (x.rows - size) / deviation,
      })),
    };
  });
  return { features, clusters };
}

/** Equal values leave a trace of rounding in the variance, which is no spread. */
function spreadOf(variance: number, mean: number): number {
  const deviation = Math.sqrt(variance);
  return deviation > 1e-12 * Math.abs(mean) ? deviation : 0;
}

function betweenShare(
  sizes: readonly number[],
  centre: (cluster: number) => number,
  mean: number,
  deviation: number,
  rows: number,
): number {
  const between = sizes.reduce((sum, size, c) => sum + size * ((centre(c) - mean) / deviation) ** 2, 0);
  return Math.min(1, between / rows);
}

/** 1 for each column that has a value below 0. */
function negatives(x: Matrix): Uint8Array {
  const found = new Uint8Array(x.columns);
  for (let i = 0, at = 0; i < x.rows; i++) {
    for (let j = 0; j < x.columns; j++, at++) if (x.data[at]! < 0) found[j] = 1;
  }
  return found;
}
