import { z } from "../../../infra/zod.ts";
import { columnMeans, columnOf, columnVariances, covariance, type Matrix, quantile } from "../../../core/mod.ts";
import { record } from "../../engine/mod.ts";
import type { JobParams, Table } from "../../resources/types.ts";
import { describeChoices, fittedChoices } from "./fitted_choices.ts";
import type { FittedPreparation } from "./preparation.ts";

const feature = z.strictObject({
  name: z.string(),
  /** Figures before scaling; absent when the detail is basic. */
  mean: z.number().optional(),
  deviation: z.number().optional(),
  min: z.number().optional(),
  quartile1: z.number().optional(),
  median: z.number().optional(),
  quartile3: z.number().optional(),
  max: z.number().optional(),
});

const metadataSchema = z.strictObject({
  /** Stores and raw features. */
  shape: z.tuple([z.int(), z.int()]),
  schema: z.array(z.strictObject({ name: z.string(), type: z.string() })),
  dropped: z.array(z.looseObject({ name: z.string(), reason: z.string() })),
  null_counts: z.record(z.string(), z.int()),
  /** Features as numbers, in order. */
  features: z.array(feature),
  /** Pearson's r of each pair of features, row by row in their order; null where one is constant or detail is basic. */
  correlations: z.array(z.array(z.number().nullable())).nullable(),
  config: z.strictObject({
    algorithm: z.string(),
    normalization: z.strictObject({ enabled: z.boolean(), method: z.string() }),
    pca: z.strictObject({ enabled: z.boolean(), method: z.string(), components: z.number() }),
    outlier_detection: z.strictObject({ enabled: z.boolean(), method: z.string(), threshold: z.number() }),
  }),
  fitted: fittedChoices,
});

/** What is known of the features of a category. */
export type FeatureMetadata = z.infer<typeof metadataSchema>;

/** Kind of {@link FeatureMetadata}. */
export const featureMetadata = record(metadataSchema);

/**
 * Describes features.
 *
 * @param x The features after filling and encoding, stores x features
 */
export function describeFeatures(
  raw: Table,
  fitted: FittedPreparation,
  x: Matrix,
  params: JobParams,
): FeatureMetadata {
  const full = params.feature_metadata_detail === "full";
  const { preparation } = fitted;
  const { names } = preparation.encoder;
  return {
    shape: [raw.rows, raw.columns.length - 1],
    schema: raw.columns.map(({ name, type }) => ({ name, type })),
    dropped: preparation.filter.dropped.map((one) => ({ ...one })),
    null_counts: Object.fromEntries(preparation.imputer.fills.map(({ name, missing }) => [name, missing])),
    features: full ? statistics(x, names) : names.map((name) => ({ name })),
    correlations: full && x.rows > 1 ? correlations(x) : null,
    config: {
      algorithm: params.algorithm,
      normalization: { enabled: params.normalize, method: params.norm_method },
      pca: { enabled: params.pca_active, method: params.pca_method, components: params.pca_components },
      outlier_detection: {
        enabled: params.outlier_detection,
        method: params.outliers_method,
        threshold: params.outlier_threshold,
      },
    },
    fitted: describeChoices(fitted, params, full),
  };
}

function statistics(x: Matrix, names: readonly string[]): FeatureMetadata["features"] {
  const means = columnMeans(x);
  const variances = columnVariances(x, means, 0);
  return names.map((name, j) => {
    const values = columnOf(x, j);
    const at = (share: number) => quantile(values, share);
    return {
      name,
      mean: means[j]!,
      deviation: Math.sqrt(variances[j]!),
      min: at(0),
      quartile1: at(0.25),
      median: at(0.5),
      quartile3: at(0.75),
      max: at(1),
    };
  });
}

function correlations(x: Matrix): (number | null)[][] {
  const { data } = covariance(x);
  const width = x.columns;
  const deviation = (j: number) => Math.sqrt(data[j * width + j]!);
  return Array.from({ length: width }, (_, i) =>
    Array.from({ length: width }, (_, j) => {
      const spread = deviation(i) * deviation(j);
      return spread > 0 ? Math.max(-1, Math.min(1, data[i * width + j]! / spread)) : null;
    }));
}
