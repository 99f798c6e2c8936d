import type { KChoice } from "../../../core/mod.ts";
import type { FigureSheet } from "../../figures/mod.ts";
import type { ClusterReport, FeatureMark, ScoreRow, SideReport, StoreMark } from "../../report/mod.ts";
import type { ClusterComparison } from "../clustering/comparison_record.ts";
import type { ClusterMetrics } from "../clustering/evaluation_assets.ts";
import type { ClusterProfiles } from "../clustering/profile_record.ts";
import type { Stability } from "../clustering/profile_stability.ts";

/** What a side of the report is made from; undefined is what a failed step did not make. */
export interface SideSource {
  readonly title: string;
  readonly choice: KChoice;
  readonly metrics: ClusterMetrics;
  readonly profiles: ClusterProfiles | undefined;
  readonly stability: Stability | undefined;
  readonly comparison: ClusterComparison | undefined;
  readonly sheet: FigureSheet | undefined;
}

type Profile = ClusterProfiles["clusters"][number];

const marks = 4;
const storesShown = 5;
const rulesShown = 2;

/** Puts the clusters of one side into words and numbers. */
export function sideReport({ title, choice, metrics, profiles, stability, comparison, sheet }: SideSource): SideReport {
  const labels = Object.keys(metrics.cluster_distribution).map(Number).sort((a, b) => a - b);
  const jaccard = new Map(stability?.clusters.map((one) => [one.cluster, one.jaccard]));
  const shown = new Map(profiles?.features.map(({ name, label }) => [name, label]));
  const described = new Map(profiles?.clusters.map((one) => [one.cluster, one]));
  return {
    title,
    chosen: choice.k,
    rule: choice.rule,
    reason: choice.reason,
    scores: choice.table.map(scoreRow),
    silhouette: metrics.silhouette,
    outliers: metrics.outlier_count,
    moved: comparison === undefined || comparison.common_stores === 0 ? null : comparison.moved,
    clusters: labels.map((label): ClusterReport => ({
      label,
      stores: metrics.cluster_distribution[label] ?? 0,
      silhouette: metrics.cluster_silhouettes[label] ?? null,
      stability: jaccard.get(label) ?? null,
      ...words(described.get(label), shown),
    })),
    figures: sheet?.figures ?? [],
  };
}

function scoreRow(row: KChoice["table"][number]): ScoreRow {
  const { k, smallest, silhouette, calinskiHarabasz, daviesBouldin, inertia, gap, bic, stability, ruledOut } = row;
  return {
    ...{ k, smallest, silhouette, calinskiHarabasz, daviesBouldin, inertia, gap, bic, stability },
    ruledOut: ruledOut ?? null,
  };
}

function words(
  profile: Profile | undefined,
  shown: ReadonlyMap<string, string>,
): Omit<ClusterReport, "label" | "stores" | "silhouette" | "stability"> {
  if (profile === undefined) return { name: null, high: [], low: [], typical: [], borderline: [], rules: [] };
  const mark = ({ name, index }: Profile["features"][number]): FeatureMark => ({
    feature: shown.get(name) ?? name,
    index,
  });
  const store = (one: Profile["typical"][number], value: number | null): StoreMark => ({ store: one.store, value });
  return {
    name: profile.name,
    high: profile.features.filter(({ difference }) => difference > 0).slice(0, marks).map(mark),
    low: profile.features.filter(({ difference }) => difference < 0).slice(0, marks).map(mark),
    typical: profile.typical.slice(0, storesShown).map((one) => store(one, one.distance)),
    borderline: profile.borderline.slice(0, storesShown).map((one) => store(one, one.margin)),
    rules: [...profile.rules].sort((a, b) => b.recall - a.recall).slice(0, rulesShown)
      .map(({ words, accuracy, recall }) => `${words} (${share(recall)} of the cluster, ${share(accuracy)} right)`),
  };
}

function share(value: number): string {
  return `${Math.round(100 * value)} %`;
}
