import { z } from "../../infra/zod.ts";
import type { Materialization, RunId } from "../engine/mod.ts";
import type { ClusterSource } from "./source.ts";
import { chooseValues, type ChosenValues, type ClusterSide, clusterSides } from "./values.ts";

/** The clusters of a category from one side, in figures; null is what is not known. */
export interface ModelSummary {
  readonly side: ClusterSide;
  readonly category: string;
  readonly run: RunId;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly algorithm: string | null;
  readonly clusters: number;
  readonly reason: string | null;
  readonly stores: number;
  readonly outliers: number;
  readonly silhouette: number | null;
  /** Lowest mean Jaccard similarity of its clusters in samples. */
  readonly stability: number | null;
  /** Stores that are in the run before, too; null when nothing was compared. */
  readonly compared: number | null;
  readonly moved: number | null;
  readonly adjustedRand: number | null;
  /** Stores of each cluster, by label. */
  readonly sizes: readonly { readonly cluster: number; readonly stores: number }[];
}

/** The merge of both sides of a category, in figures. */
export interface MergeSummary {
  readonly category: string;
  readonly run: RunId;
  readonly createdAt: number;
  readonly stores: number;
  /** Pairs of clusters before and after the small ones were given up. */
  readonly pairs: number | null;
  readonly kept: number | null;
  readonly moved: number | null;
}

/** Every category's clusters. */
export interface ModelList {
  readonly models: readonly ModelSummary[];
  readonly merged: readonly MergeSummary[];
}

const number = z.number().nullable().catch(null);

const assignedFacts = z.object({
  total_records: z.number().catch(0),
  outliers: z.number().catch(0),
  silhouette: number,
  cluster_distribution: z.record(z.string(), z.number()).catch({}),
});
const trainedFacts = z.object({ algorithm: z.string().nullable().catch(null) });
const choiceFacts = z.object({ reason: z.string().nullable().catch(null) });
const stabilityFacts = z.object({ lowest_jaccard: number });
const comparisonFacts = z.object({ common_stores: number, moved: number, adjusted_rand: number });
const mergeFacts = z.object({
  moved_stores: number,
  clusters: z.array(z.object({ before: z.number(), after: z.number() })).nullable().catch(null),
});

/** The clusters of every category and side, from what was recorded when they were made: no file is read. */
export async function listModels({ history }: Pick<ClusterSource, "history">, run?: RunId): Promise<ModelList> {
  const values = await chooseValues(history, run);
  const models = [];
  for (const side of clusterSides) models.push(...await sideModels(values, side));
  const merged = [...await values.all("cluster_reassignment")].map(([category, value]) =>
    mergeSummary(category, value)
  );
  return { models, merged: merged.sort(byCategory) };
}

async function sideModels(values: ChosenValues, side: ClusterSide): Promise<readonly ModelSummary[]> {
  const assigned = await values.all(`${side}_assign_clusters`);
  const trained = await values.all(`${side}_train_clustering_models`);
  const choices = await values.all(`${side}_optimal_cluster_counts`);
  const stability = await values.all(`${side}_cluster_stability`);
  const comparisons = await values.all(`${side}_cluster_comparison`);
  const summaries = [...assigned].map(([category, value]): ModelSummary => {
    const own = assignedFacts.parse(value.metadata);
    const sizes = Object.entries(own.cluster_distribution).map(([cluster, stores]) => ({
      cluster: Number(cluster),
      stores,
    })).sort((a, b) => a.cluster - b.cluster);
    const compared = comparisonFacts.parse(comparisons.get(category)?.metadata ?? {});
    const isCompared = (compared.common_stores ?? 0) > 0;
    return {
      side,
      category,
      run: value.run,
      createdAt: value.createdAt,
      algorithm: trainedFacts.parse(trained.get(category)?.metadata ?? {}).algorithm,
      clusters: sizes.length,
      reason: choiceFacts.parse(choices.get(category)?.metadata ?? {}).reason,
      stores: own.total_records,
      outliers: own.outliers,
      silhouette: own.silhouette,
      stability: stabilityFacts.parse(stability.get(category)?.metadata ?? {}).lowest_jaccard,
      compared: isCompared ? compared.common_stores : null,
      moved: isCompared ? compared.moved : null,
      adjustedRand: isCompared ? compared.adjusted_rand : null,
      sizes,
    };
  });
  return summaries.sort(byCategory);
}

function mergeSummary(category: string, { run, createdAt, rows, metadata }: Materialization): MergeSummary {
  const { moved_stores: moved, clusters } = mergeFacts.parse(metadata);
  return {
    category,
    run,
    createdAt,
    stores: rows ?? 0,
    pairs: clusters?.length ?? null,
    kept: clusters?.filter(({ after }) => after > 0).length ?? null,
    moved,
  };
}

function byCategory(a: { readonly category: string }, b: { readonly category: string }): number {
  return a.category < b.category ? -1 : a.category > b.category ? 1 : 0;
}
