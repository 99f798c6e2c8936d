import { z } from "../../../infra/zod.ts";
import { DataError, type Matrix, type Rng } from "../../../core/mod.ts";
import { type CheckOutcome, defineCheck, record } from "../../engine/mod.ts";
import { type JobParams, params } from "../../resources/types.ts";
import { configuredAlgorithm } from "./configured_algorithm.ts";

const stabilitySchema = z.strictObject({
  category: z.string(),
  /** Samples that were drawn. */
  bootstraps: z.int(),
  clusters: z.array(z.strictObject({
    cluster: z.int(),
    /** Stores that the cluster was fitted on. */
    stores: z.int(),
    /** Mean Jaccard similarity to the most similar cluster of a sample, 0 to 1; null if no sample had one of its stores. */
    jaccard: z.number().nullable(),
    /** Samples in which the similarity was at most 0.5. */
    dissolved: z.int(),
    /** Samples in which it was at least 0.75. */
    recovered: z.int(),
    samples: z.int(),
  })),
});

/** How stable the clusters of a category are. */
export type Stability = z.infer<typeof stabilitySchema>;

/** Kind of {@link Stability}. */
export const clusterStabilityKind = record(stabilitySchema);

/** Starts that a sample gets: its clusters are compared, not kept. */
const mostStarts = 3;

/**
 * Clusters a sample in the way the category was clustered; where that fails, such as when messages do not settle, no row is
 * in a cluster.
 */
export function refitter(k: number, params: JobParams): (sample: Matrix, rng: Rng) => ArrayLike<number> {
  const { algorithm, options } = configuredAlgorithm(params);
  const starts = Math.min(Number(options["starts"] ?? mostStarts), mostStarts);
  const usual = { ...options, ..."starts" in algorithm.options ? { starts } : {} };
  const quick = algorithm.name === "kmeans" ? { swaps: 0, ...usual } : usual;
  return (sample, rng) => {
    try {
      return algorithm.fit(sample, { k, rng, options: quick }).rowLabels;
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      return new Int32Array(sample.rows).fill(-1);
    }
  };
}

/** Every cluster comes out again when stores are sampled. */
export const stableClusters = defineCheck(clusterStabilityKind, {
  name: "stable_clusters",
  description: "Every cluster is found again in samples: its mean Jaccard similarity reaches the limit",
  severity: "warn",
  resources: { params },
  run: ({ value, resources }) => stabilityOf(value, resources.params.stability.min_jaccard),
});

/** Compares stabilities with what {@link stableClusters} asks for. */
export function stabilityOf({ clusters, bootstraps }: Stability, limit: number): CheckOutcome {
  const weak = clusters.filter(({ jaccard }) => jaccard === null || jaccard < limit);
  const words = weak.map(({ cluster, jaccard }) =>
    `${cluster} (${jaccard === null ? "never drawn" : jaccard.toFixed(2)})`
  );
  return {
    passed: weak.length === 0,
    message: weak.length === 0
      ? `All ${clusters.length} clusters come out again in ${bootstraps} samples`
      : `Not stable in ${bootstraps} samples, below ${limit}: cluster ${words.join(", ")}`,
    figures: {
      lowest: clusters.reduce<number | null>((least, { jaccard }) => {
        return jaccard === null ? least : Math.min(least ?? 1, jaccard);
      }, null),
      unstable_clusters: weak.length,
      limit,
    },
    samples: weak.map(({ cluster, jaccard }) => ({ cluster, jaccard })),
  };
}
