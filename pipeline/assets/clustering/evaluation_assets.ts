import { z } from "../../../infra/zod.ts";
import { calinskiHarabasz, daviesBouldin, inertia, quoteName } from "../../../core/mod.ts";
import { type Asset, type CheckOutcome, defineAsset, defineCheck, record } from "../../engine/mod.ts";
import { params, session } from "../../resources/types.ts";
import { type AssignmentAssets, distribution } from "./assignment_assets.ts";
import { type Branch, categoryOf } from "./branch.ts";
import type { FeatureAssets } from "./feature_assets.ts";
import { readSpace } from "./space.ts";
import { storeKey } from "./store_table.ts";

const score = z.number().nullable();

const metricsSchema = z.strictObject({
  category: z.string(),
  num_clusters: z.int(),
  num_samples: z.int(),
  /** Mean over the clusters' stores, outliers included; null with one cluster. */
  silhouette: score,
  calinski_harabasz: score,
  davies_bouldin: score,
  /** Sum of squared distances to the means of the clusters, outliers included. */
  inertia: score,
  /** Mean silhouette of each cluster. */
  cluster_silhouettes: z.record(z.string(), score),
  cluster_distribution: z.record(z.string(), z.int()),
  outlier_count: z.int(),
});

/** Scores of the clusters of a category. */
export type ClusterMetrics = z.infer<typeof metricsSchema>;

/** Kind of {@link ClusterMetrics}. */
export const clusterMetrics = record(metricsSchema);

/** Stores that a cluster must exceed to count. */
const fewStores = 10;

/** Clusters are worth having: at least two of more than 10 stores, and apart from each other. */
const clusterQuality = defineCheck(clusterMetrics, {
  name: "cluster_quality",
  description: "At least 2 clusters have more than 10 stores, and the average silhouette reaches the limit",
  severity: "warn",
  resources: { params },
  run: ({ value, resources }) => qualityOf(value, resources.params.min_quality_silhouette),
});

/** Compares scores with what {@link clusterQuality} asks for. */
export function qualityOf({ cluster_distribution, silhouette }: ClusterMetrics, limit: number): CheckOutcome {
  const large = Object.values(cluster_distribution).filter((stores) => stores > fewStores).length;
  const passed = large >= 2 && silhouette !== null && silhouette >= limit;
  const words = silhouette === null
    ? "there is one cluster only"
    : `the average silhouette is ${silhouette.toFixed(3)}`;
  return {
    passed,
    message: `${large} clusters have more than ${fewStores} stores, ${words}${
      passed ? "" : `; asked for are 2 clusters and a silhouette of ${limit}`
    }`,
    figures: { large_clusters: large, silhouette, limit },
    samples: passed ? [] : Object.entries(cluster_distribution).filter(([, stores]) => stores <= fewStores)
      .map(([cluster, stores]) => ({ cluster: Number(cluster), stores })),
  };
}

/** Evaluation of a branch's clusters. */
export function evaluationAsset(
  branch: Branch,
  { reduced, preparation }: FeatureAssets,
  { assigned }: AssignmentAssets,
): Asset<ClusterMetrics> {
  return defineAsset({
    name: `${branch.name}_calculate_cluster_metrics`,
    group: branch.group,
    description: "Scores and sizes of the clusters.",
    kind: clusterMetrics,
    tags: { stage: "cluster_analysis" },
    ...branch.partitions,
    deps: { reduced, preparation, assigned },
    resources: { session },
    checks: [clusterQuality],
    async compute({ inputs, resources, partition, signal, addMetadata }) {
      const { x } = await readSpace(resources.session, inputs.reduced, inputs.preparation, signal);
      const columns = await resources.session.columns(
        `SELECT cluster, coalesce(silhouette, 'nan'::DOUBLE) AS silhouette, is_outlier::INTEGER AS outlier
         FROM ${quoteName(inputs.assigned.relation)} ORDER BY ${storeKey}`,
        undefined,
        { signal },
      );
      const labels = columns.get("cluster")!;
      const sizes = distribution(labels);
      const silhouettes = columns.get("silhouette")!;
      const metrics: ClusterMetrics = {
        category: categoryOf(partition),
        num_clusters: Object.keys(sizes).length,
        num_samples: x.rows,
        silhouette: defined(meanOf(silhouettes, () => true)),
        calinski_harabasz: defined(calinskiHarabasz(x, labels)),
        davies_bouldin: defined(daviesBouldin(x, labels)),
        inertia: defined(inertia(x, labels)),
        cluster_silhouettes: Object.fromEntries(
          Object.keys(sizes).map((label) => [
            label,
            defined(meanOf(silhouettes, (row) => labels[row] === Number(label))),
          ]),
        ),
        cluster_distribution: sizes,
        outlier_count: columns.get("outlier")!.reduce((sum, one) => sum + one, 0),
      };
      addMetadata({ num_clusters: metrics.num_clusters, silhouette: metrics.silhouette });
      return metrics;
    },
  });
}

function meanOf(values: Float64Array, isOwn: (row: number) => boolean): number {
  const own = values.filter((_, row) => isOwn(row));
  return own.reduce((sum, value) => sum + value, 0) / own.length;
}

function defined(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
