import { z } from "../../../infra/zod.ts";
import {
  createRng,
  createStoreModel,
  type FittedClusters,
  type KChoice,
  kRules,
  type LabelMatch,
  matchLabels,
  type Matrix,
  parseStoreModel,
  renameClusters,
  type Rng,
  selectKWith,
  type StoreModel,
} from "../../../core/mod.ts";
import { record } from "../../engine/mod.ts";
import type { JobParams } from "../../resources/types.ts";
import { clustererOf, configuredAlgorithm, ruled } from "./configured_algorithm.ts";
import type { FittedPreparation } from "./preparation.ts";
import type { Space } from "./space.ts";
import { labelSpace } from "./space_labels.ts";

const score = z.number().nullable();

/** Kind of a choice of the number of clusters. */
export const kChoice = record<KChoice>(
  z.strictObject({
    k: z.int().min(1),
    rule: z.enum(kRules),
    reason: z.string(),
    table: z.array(z.strictObject({
      k: z.int(),
      clusters: z.int(),
      smallest: z.int(),
      silhouette: score,
      calinskiHarabasz: score,
      daviesBouldin: score,
      inertia: z.number(),
      gap: score,
      gapError: score,
      bic: score,
      stability: score,
      score,
      ruledOut: z.enum(["repeated rows", "small cluster"]).exactOptional(),
    })),
  }),
);

/** A trained model, and how its labels continue those published before. */
export interface Trained {
  readonly model: StoreModel;
  /** Absent when there is no earlier assignment. */
  readonly match: LabelMatch | null;
  /**
   * Label of each store of the fit, ascending by store, -1 for what the algorithm took for noise; null when the model's own
   * rule gives all of them.
   */
  readonly labels: readonly number[] | null;
  /** The numbers that the fit came with, such as its inertia or its BIC, and whether it converged. */
  readonly facts: Readonly<Record<string, number | boolean>>;
  /** The merges of the stores of the fit, ascending by store, where the algorithm makes a tree of them. */
  readonly dendrogram: FittedClusters["dendrogram"];
}

const matchSchema: z.ZodType<LabelMatch> = z.strictObject({
  renames: z.array(z.strictObject({ from: z.int(), to: z.int(), shared: z.int() })),
  gone: z.array(z.int()),
  rows: z.int(),
  moved: z.int(),
});

/** Kind of {@link Trained}. */
export const trained = record<Trained>(
  z.strictObject({
    model: z.unknown().transform(parseStoreModel),
    match: matchSchema.nullable(),
    labels: z.array(z.int()).nullable(),
    facts: z.record(z.string(), z.union([z.number(), z.boolean()])),
    dendrogram: z.strictObject({
      kind: z.literal("dendrogram"),
      rows: z.int(),
      merges: z.array(z.tuple([z.int(), z.int()])),
      heights: z.array(z.number()),
      sizes: z.array(z.int()),
    }).nullable(),
  }),
);

/** The generator of a category's clusters: the same for choosing k and for training, so that both see the same fits. */
function clusterRng(params: JobParams): Rng {
  return createRng(params.session_id).fork("clusters");
}

/**
 * Chooses the number of clusters of a category's stores that are no outliers, by the algorithm that trains them. Where that
 * finds the number by itself, there is no choice, and the reason says so.
 */
export function chooseClusters(fitted: Matrix, params: JobParams): KChoice {
  const configured = configuredAlgorithm(params);
  const { algorithm, options } = configured;
  const rng = clusterRng(params);
  if (!algorithm.needsK) {
    const { clusters, sizes } = algorithm.fit(fitted, { k: 1, rng, options });
    const reason = sizes.length === 0
      ? `${algorithm.name} takes all ${fitted.rows} stores for noise; they are kept together`
      : `${algorithm.name} finds the number of clusters by itself; select_k is not looked at`;
    return { k: clusters.labels.length, rule: params.select_k.rule, reason, table: [] };
  }
  const { choice } = selectKWith(fitted, clustererOf(configured), {
    rng,
    rule: params.select_k.rule,
    minimumSizes: params.select_k.min_sizes,
    references: params.select_k.references,
    refits: params.select_k.refits,
    min: params.min_clusters,
    max: params.max_clusters,
  });
  return choice;
}

/** Earlier labels by store. */
export interface PreviousLabels {
  readonly stores: Float64Array;
  readonly labels: Float64Array;
}

/**
 * Trains the clusters of a category with a chosen k on the stores that are no outliers.
 *
 * @param name Category, or "default"
 * @throws {DataError} when there are fewer stores than clusters
 */
export function trainClusters(
  name: string,
  space: Space,
  { preparation, outliers }: FittedPreparation,
  k: number,
  previous: PreviousLabels,
  params: JobParams,
): Trained {
  const { fitted } = space;
  const { algorithm, options } = configuredAlgorithm(params);
  const found = algorithm.fit(fitted, { k, rng: clusterRng(params), options });
  const fresh = ruled(found);
  // What the rule would say of the stores of the fit, too, need not be kept for each of them.
  const keeps = found.assignment === "nearest_centroid" || found.rowLabels.includes(-1);
  const before = labelSpace(fresh, space, keeps ? found.rowLabels : null);
  const match = matchPrevious(space, before.labels, fresh.labels, previous);
  const clusters = match === null ? fresh : renameClusters(match, fresh);
  const origin = {
    name,
    program: "clustering",
    seed: params.session_id,
    rows: fitted.rows,
    outliers: outliers.stores.length,
  };
  const { assignment, rowLabels, model, dendrogram } = found;
  const source = { ...clusters, algorithm: algorithm.name, assignment };
  return {
    model: createStoreModel(origin, preparation, keeps ? { ...source, rowPlaces: rowLabels } : source, fitted),
    match,
    labels: keeps ? rowLabels.map((place) => place < 0 ? -1 : clusters.labels[place]!) : null,
    facts: factsOf(model),
    dendrogram,
  };
}

/** The numbers that a fit comes with, such as its inertia or its BIC, and whether it converged. */
function factsOf(model: object): Trained["facts"] {
  const facts = Object.entries(model).filter(([, value]) => Number.isFinite(value) || typeof value === "boolean");
  return Object.fromEntries(facts);
}

function matchPrevious(
  { stores }: Space,
  labels: Int32Array,
  all: readonly number[],
  previous: PreviousLabels,
): LabelMatch | null {
  const before = new Map(Array.from(previous.stores, (store, row) => [store, previous.labels[row]!]));
  const common = Array.from(stores.keys()).filter((row) => before.has(stores[row]!));
  if (common.length === 0) return null;
  return matchLabels(common.map((row) => before.get(stores[row]!)!), common.map((row) => labels[row]!), all);
}
