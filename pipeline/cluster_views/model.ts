import type { KChoice, KRow } from "../../core/mod.ts";
import { type ClusterMetrics, clusterMetrics } from "../assets/clustering/evaluation_assets.ts";
import { type ClusterComparison, clusterComparison } from "../assets/clustering/comparison_record.ts";
import { type FeatureMetadata, featureMetadata } from "../assets/clustering/feature_metadata.ts";
import { type ClusterProfiles, clusterProfiles } from "../assets/clustering/profile_record.ts";
import { clusterStabilityKind, type Stability } from "../assets/clustering/profile_stability.ts";
import { kChoice } from "../assets/clustering/training.ts";
import type { RunId, ValueKind } from "../engine/mod.ts";
import { type DrawnFigure, type Figure, parseSheet } from "../figures/mod.ts";
import { openCharts } from "../resources/charts.ts";
import { type ClusterSource, readRecord, readValueText } from "./source.ts";
import { chooseValues, type ChosenValues, type ModelKey, valueOf } from "./values.ts";

/** A store worth a look. */
export interface StoreMark {
  readonly store: number;
  readonly distance: number | null;
  readonly margin: number | null;
  readonly second: number | null;
}

/** A cluster with all that is known of it. */
export interface ClusterView {
  readonly cluster: number;
  /** The name that its features gave it; null while there is no profile. */
  readonly automatic: string | null;
  readonly stores: number;
  /** Of all stores of the category, 0 to 1. */
  readonly share: number;
  readonly silhouette: number | null;
  readonly stability: number | null;
  /** The feature that sets it apart most first. */
  readonly features: readonly {
    readonly name: string;
    readonly mean: number;
    readonly index: number | null;
    readonly difference: number;
  }[];
  readonly rules: ClusterProfiles["clusters"][number]["rules"];
  readonly typical: readonly StoreMark[];
  readonly borderline: readonly StoreMark[];
}

/** The clusters of a category from one side. */
export interface ModelView extends ModelKey {
  /** The run that assigned the stores, when, and the version of the assignment. */
  readonly run: RunId;
  readonly createdAt: number;
  readonly version: string;
  readonly k: number;
  readonly rule: string | null;
  readonly reason: string | null;
  readonly scores: readonly KRow[];
  readonly silhouette: number | null;
  readonly calinskiHarabasz: number | null;
  readonly daviesBouldin: number | null;
  readonly outliers: number;
  readonly stores: number;
  /** How features were prepared; null when that was not recorded. */
  readonly preparation: FeatureMetadata["config"] | null;
  /** How well the rules tell clusters, and how well the largest cluster alone would. */
  readonly ruleAccuracy: number | null;
  readonly ruleBaseline: number | null;
  readonly features: ClusterProfiles["features"];
  readonly clusters: readonly ClusterView[];
  /** Against the assignment published before; null when there was none. */
  readonly comparison: {
    readonly compared: number;
    readonly moved: number;
    readonly fresh: number;
    readonly gone: number;
    readonly adjustedRand: number | null;
  } | null;
}

interface Records {
  readonly choice: KChoice | undefined;
  readonly metrics: ClusterMetrics;
  readonly stability: Stability | undefined;
  readonly profiles: ClusterProfiles | undefined;
  readonly comparison: ClusterComparison | undefined;
  readonly metadata: FeatureMetadata | undefined;
}

/**
 * What is known of the clusters of a category; what a failed step did not make is left out.
 *
 * @throws {Problem} of kind usage when the category has no clusters, data when a file is gone
 */
export async function readModel(source: ClusterSource, key: ModelKey, run?: RunId): Promise<ModelView> {
  const values = await chooseValues(source.history, run);
  const { side, category } = key;
  const assigned = await valueOf(values, `${side}_assign_clusters`, category);
  const records = await readRecords(source, values, key);
  const { choice, metrics, profiles, comparison, metadata } = records;
  return {
    side,
    category,
    run: assigned.run,
    createdAt: assigned.createdAt,
    version: assigned.version,
    k: metrics.num_clusters,
    rule: choice?.rule ?? null,
    reason: choice?.reason ?? null,
    scores: choice?.table ?? [],
    silhouette: metrics.silhouette,
    calinskiHarabasz: metrics.calinski_harabasz,
    daviesBouldin: metrics.davies_bouldin,
    outliers: metrics.outlier_count,
    stores: metrics.num_samples,
    preparation: metadata?.config ?? null,
    ruleAccuracy: profiles?.rule_accuracy ?? null,
    ruleBaseline: profiles?.rule_baseline ?? null,
    features: profiles?.features ?? [],
    clusters: clustersOf(records),
    comparison: comparison === undefined || comparison.common_stores === 0 ? null : {
      compared: comparison.common_stores,
      moved: comparison.moved,
      fresh: comparison.new_stores,
      gone: comparison.gone_stores,
      adjustedRand: comparison.adjusted_rand,
    },
  };
}

async function readRecords(
  source: ClusterSource,
  values: ChosenValues,
  { side, category }: ModelKey,
): Promise<Records> {
  const maybe = async <Value>(asset: string, kind: ValueKind<Value>) => {
    const value = await values.find(`${side}_${asset}`, category);
    return value === undefined ? undefined : await readRecord(source, value, kind);
  };
  const metrics = await valueOf(values, `${side}_calculate_cluster_metrics`, category);
  return {
    choice: await maybe("optimal_cluster_counts", kChoice),
    metrics: await readRecord(source, metrics, clusterMetrics),
    stability: await maybe("cluster_stability", clusterStabilityKind),
    profiles: await maybe("cluster_profiles", clusterProfiles),
    comparison: await maybe("cluster_comparison", clusterComparison),
    metadata: await maybe("feature_metadata", featureMetadata),
  };
}

function clustersOf({ metrics, stability, profiles }: Records): readonly ClusterView[] {
  const jaccard = new Map(stability?.clusters.map((one) => [one.cluster, one.jaccard]));
  const described = new Map(profiles?.clusters.map((one) => [one.cluster, one]));
  return Object.entries(metrics.cluster_distribution).map(([label, stores]): ClusterView => {
    const cluster = Number(label);
    const profile = described.get(cluster);
    return {
      cluster,
      automatic: profile?.name ?? null,
      stores,
      share: metrics.num_samples === 0 ? 0 : stores / metrics.num_samples,
      silhouette: metrics.cluster_silhouettes[label] ?? null,
      stability: jaccard.get(cluster) ?? null,
      features: profile?.features ?? [],
      rules: profile?.rules ?? [],
      typical: profile?.typical.map(mark) ?? [],
      borderline: profile?.borderline.map(mark) ?? [],
    };
  }).sort((a, b) => a.cluster - b.cluster);
}

function mark({ second_cluster, ...rest }: ClusterProfiles["clusters"][number]["typical"][number]): StoreMark {
  return { ...rest, second: second_cluster };
}

/** The figures of a category as the run drew them, in the light palette; none while they were not drawn. */
export async function readDrawings(
  source: ClusterSource,
  { side, category }: { readonly side: ModelKey["side"] | "merged"; readonly category: string },
  run?: RunId,
): Promise<readonly DrawnFigure[]> {
  const values = await chooseValues(source.history, run);
  const sheet = await values.find(`${side}_generate_cluster_visualizations`, category);
  return sheet === undefined ? [] : parseSheet(await readValueText(source, sheet)).figures;
}

/** Draws a figure that no run drew, in the light palette. */
export async function drawAgain(figure: Figure): Promise<DrawnFigure> {
  return await openCharts().draw(figure);
}
