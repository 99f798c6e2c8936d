import { z } from "../../../infra/zod.ts";
import {
  type ClusterName,
  type ClusterRule,
  clusterRules,
  describeRule,
  type Effects,
  featureEffects,
  type FeatureWords,
  featureWords,
  type Matrix,
  nameClusters,
  pickRows,
  typicalRows,
} from "../../../core/mod.ts";
import { record } from "../../engine/mod.ts";
import type { JobParams } from "../../resources/types.ts";
import { shareColumnPrefix } from "../sales_sql.ts";

const figure = z.number().nullable();

const storeSchema = z.strictObject({
  store: z.number(),
  distance: figure,
  /** 1 - distance / distance to the second cluster. */
  margin: figure,
  second_cluster: z.int().nullable(),
});

const clusterSchema = z.strictObject({
  cluster: z.int(),
  /** What sets the cluster apart, different for every cluster of the category. */
  name: z.string(),
  stores: z.int(),
  share: z.number(),
  /** What the name says: the standardised mean difference of each feature in it. */
  terms: z.array(z.strictObject({
    feature: z.string(),
    label: z.string(),
    direction: z.enum(["high", "low"]),
    difference: z.number(),
  })),
  /** Every feature, the one that sets the cluster apart most first. */
  features: z.array(z.strictObject({
    name: z.string(),
    mean: z.number(),
    /** Average of all stores = 100; null where a feature has values below 0. */
    index: figure,
    /** Mean of the cluster less that of the other stores, in standard deviations of all stores. */
    difference: z.number(),
  })),
  /** Nearest to the centre. */
  typical: z.array(storeSchema),
  /** Nearest to another cluster. */
  borderline: z.array(storeSchema),
  /** Fewer than all clusters may have a rule of the shared tree; those have one of their own. */
  rules: z.array(z.strictObject({
    words: z.string(),
    /** The tree that tells all clusters apart, or one that tells this cluster from all others. */
    source: z.enum(["shared", "own"]),
    stores: z.int(),
    /** Share of all stores that meet the rule. */
    coverage: z.number(),
    /** Share of these that are in the cluster. */
    accuracy: z.number(),
    /** Share of the cluster's stores that meet the rule. */
    recall: z.number(),
  })),
});

const profilesSchema = z.strictObject({
  category: z.string(),
  stores: z.int(),
  features: z.array(z.strictObject({
    name: z.string(),
    label: z.string(),
    mean: z.number(),
    deviation: z.number(),
    /** Share of the variance that lies between clusters. */
    eta_squared: figure,
  })),
  clusters: z.array(clusterSchema),
  /** How well the rules tell clusters: share of the stores that get their cluster, and that of the largest cluster. */
  rule_accuracy: figure,
  rule_baseline: figure,
});

/** What the clusters of a category are like. */
export type ClusterProfiles = z.infer<typeof profilesSchema>;

/** Kind of {@link ClusterProfiles}. */
export const clusterProfiles = record(profilesSchema);

/** Stores with their clusters, by store. */
export interface AssignedStores {
  readonly stores: Float64Array;
  /** Below 0 for a store without a cluster. */
  readonly labels: Float64Array;
  readonly distances: Float64Array;
  readonly margins: Float64Array;
  /** Below 0 for none. */
  readonly second: Float64Array;
  /** 1 for an outlier. */
  readonly outliers: Float64Array;
}

/**
 * Describes the clusters of a category.
 *
 * @param names Feature names
 * @param x stores x features before scaling, in the order of `assigned`
 */
export function describeClusters(
  category: string,
  names: readonly string[],
  x: Matrix,
  assigned: AssignedStores,
  params: JobParams["profile"],
): ClusterProfiles {
  const inside = Array.from(assigned.labels.keys()).filter((row) => assigned.labels[row]! >= 0);
  const own = inside.length === x.rows ? x : pickRows(x, inside);
  const labels = inside.map((row) => assigned.labels[row]!);
  const words = featureWords(names, { sharePrefix: shareColumnPrefix, isFlag: (column) => isFlag(own, column) });
  const effects = featureEffects(own, labels);
  const features = effects.features.map(({ mean, deviation, etaSquared }, j) => ({
    name: names[j]!,
    label: words[j]!.label,
    mean,
    deviation,
    eta_squared: etaSquared,
  }));
  const head = { category, stores: x.rows, features };
  if (inside.length === 0) return { ...head, clusters: [], rule_accuracy: null, rule_baseline: null };
  const named = nameClusters(own, labels, words, { terms: params.name_terms });
  const { tree, rules } = clusterRules(own, labels, {
    maxDepth: params.rule_depth,
    minimumLeaf: params.rule_min_stores,
  });
  const clusters = clustersOf({ names, words, effects, named, rules });
  return {
    ...head,
    clusters: withStores(clusters, assigned, params.listed_stores),
    rule_accuracy: tree.accuracy,
    rule_baseline: tree.baseline,
  };
}

type Cluster = ClusterProfiles["clusters"][number];
type ClusterWithoutStores = Omit<Cluster, "typical" | "borderline">;

interface Found {
  readonly names: readonly string[];
  readonly words: readonly FeatureWords[];
  readonly effects: Effects;
  readonly named: readonly ClusterName[];
  readonly rules: readonly ClusterRule[];
}

function clustersOf({ names, words, effects, named, rules }: Found): readonly ClusterWithoutStores[] {
  const all = effects.clusters.reduce((sum, { size }) => sum + size, 0);
  return effects.clusters.map(({ label, size, features }, c) => ({
    cluster: label,
    name: named[c]!.name,
    stores: size,
    share: size / all,
    terms: named[c]!.terms.map(({ feature, direction, difference }) => ({
      feature: names[feature]!,
      label: words[feature]!.label,
      direction,
      difference,
    })),
    features: features.map((feature, j) => ({ name: names[j]!, ...feature }))
      .sort((a, b) => Math.abs(b.difference) - Math.abs(a.difference)),
    rules: rules.filter((rule) => rule.label === label).map((rule) => ({
      words: describeRule(rule, words),
      source: rule.source,
      stores: rule.rows,
      coverage: rule.coverage,
      accuracy: rule.accuracy,
      recall: rule.recall,
    })),
  }));
}

function withStores(clusters: readonly ClusterWithoutStores[], assigned: AssignedStores, count: number): Cluster[] {
  const rows = typicalRows(assigned, count);
  const described = (row: number) => ({
    store: assigned.stores[row]!,
    distance: finite(assigned.distances[row]!),
    margin: finite(assigned.margins[row]!),
    second_cluster: assigned.second[row]! < 0 ? null : assigned.second[row]!,
  });
  return clusters.map((cluster) => {
    const { typical, borderline } = rows.get(cluster.cluster)!;
    return {
      ...cluster,
      typical: typical.map(described),
      // With one cluster there is no border.
      borderline: clusters.length < 2 ? [] : borderline.map(described),
    };
  });
}

function isFlag(x: Matrix, column: number): boolean {
  for (let at = column; at < x.data.length; at += x.columns) if (x.data[at] !== 0 && x.data[at] !== 1) return false;
  return true;
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
