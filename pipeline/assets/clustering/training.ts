import { z } from "zod";
import {
  assign,
  createRng,
  createStoreModel,
  fitKMeans,
  type KChoice,
  kRules,
  type LabelMatch,
  matchLabels,
  parseStoreModel,
  renameClusters,
  type Rng,
  type StoreModel,
} from "../../../core/mod.ts";
import { record } from "../../engine/mod.ts";
import type { JobParams } from "../../resources/types.ts";
import type { FittedPreparation } from "./preparation.ts";
import type { Space } from "./space.ts";

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
}

const matchSchema: z.ZodType<LabelMatch> = z.strictObject({
  renames: z.array(z.strictObject({ from: z.int(), to: z.int(), shared: z.int() })),
  gone: z.array(z.int()),
  rows: z.int(),
  moved: z.int(),
});

/** Kind of {@link Trained}. */
export const trained = record<Trained>(
  z.strictObject({ model: z.unknown().transform(parseStoreModel), match: matchSchema.nullable() }),
);

/** The generator of a category's clusters: the same for choosing k and for training, so that both see the same fits. */
export function clusterRng(params: JobParams): Rng {
  return createRng(params.session_id).fork("clusters");
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
  const found = fitKMeans(fitted, {
    k,
    rng: clusterRng(params),
    starts: params.n_init,
    maxIterations: params.max_iterations,
  });
  const match = matchPrevious(space, assign(found, space.x).labels, found.labels, previous);
  const clusters = match === null ? found : renameClusters(match, found);
  const origin = {
    name,
    program: "clustering",
    seed: params.session_id,
    rows: fitted.rows,
    outliers: outliers.stores.length,
  };
  return { model: createStoreModel(origin, preparation, clusters, fitted), match };
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
