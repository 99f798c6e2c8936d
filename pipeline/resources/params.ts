import { z } from "../../infra/zod.ts";
import {
  kRules,
  neighbourWeights,
  numericImputations,
  pcaMethods,
  scaleMethods,
  textEncodings,
  textImputations,
} from "../../core/mod.ts";
import { algorithmParams, checkAlgorithmOptions } from "./algorithm_params.ts";

const share = z.number().min(0).max(1);
const names = z.array(z.string());

const preprocessing = {
  max_unmapped_share: share.default(0.5).describe(
    "Share of sales without a need state, 0 to 1, above which the check unmapped_sales fails",
  ),
  remove_duplicates: z.boolean().default(false).describe("Keep only the first row of each store in the external data"),
  remove_null_threshold: share.nullable().default(null).describe(
    "Drop external columns whose share of missing values is above this; null keeps all",
  ),
  standardize_features: z.boolean().default(false).describe(
    "Replace numeric external columns by z-scores (population standard deviation)",
  ),
};

const features = {
  ignore_features: names.default([]).describe(
    "Columns that are never used as features; names that do not exist are ignored",
  ),
  include_features: names.default([]).describe(
    "External columns to use as features although they look like identifiers, addresses or the like",
  ),
  max_text_levels: z.int().min(2).max(1000).default(20).describe(
    "External text columns with more distinct values than this are not used as features",
  ),
  max_correlation: share.default(1).describe(
    "Of two features whose absolute correlation is above this, the second is left out; 1 keeps all",
  ),
  protected_features: names.default([]).describe("Features that max_correlation never leaves out"),
  numeric_imputation: z.enum(numericImputations).default("mean").describe(
    "What fills missing numbers: mean, median or mode of the column, a constant, the mean of the nearest stores (knn) or " +
      "a regression on the other numbers, repeated until it settles (iterative)",
  ),
  numeric_constant: z.number().default(0).describe("Fills missing numbers when numeric_imputation is constant"),
  knn_neighbors: z.int().min(1).max(1000).default(5).describe(
    "How many nearest stores fill a missing number when numeric_imputation is knn",
  ),
  knn_weights: z.enum(neighbourWeights).default("uniform").describe(
    "Whether all of them count the same (uniform), or nearer ones more (distance)",
  ),
  iterative_imputation_iters: z.int().min(1).max(1000).default(10).describe(
    "How many rounds are made at most when numeric_imputation is iterative",
  ),
  categorical_imputation: z.enum(textImputations).default("mode").describe("What fills missing texts"),
  categorical_constant: z.string().default("missing").describe(
    "Fills missing texts when categorical_imputation is constant",
  ),
  categorical_encoding: z.enum(textEncodings).default("one_hot").describe(
    "How texts of more than two values become numbers",
  ),
  max_one_hot_levels: z.int().min(1).max(1000).default(20).describe(
    "How many values of a text get a column of their own, the most frequent first; the others share one called (rare)",
  ),
  rare_to_value: share.default(0).describe(
    "Values of a text in a smaller share of the stores than this are (rare), too",
  ),
  normalize: z.boolean().default(true).describe("Bring features to one scale"),
  norm_method: z.enum(scaleMethods).default("robust").describe(
    "How features come to one scale: mean and deviation (zscore), smallest and largest (minmax), largest size (maxabs), " +
      "median and quartiles (robust), centred log-ratios of shares (clr), or the power that makes each most normal " +
      "(yeo_johnson)",
  ),
  outlier_detection: z.boolean().default(true).describe(
    "Hold unusual stores out when clusters are fitted; they get a cluster all the same",
  ),
  outliers_method: z.enum(["iforest", "lof", "elliptic", "ee"]).default("iforest").describe(
    "How unusual stores are found: isolation forest (iforest), local outlier factor (lof), or an ellipse around the bulk " +
      "of the stores by robust covariance (elliptic or ee)",
  ),
  lof_neighbors: z.int().min(1).max(1000).default(20).describe(
    "How many nearest stores each is compared with when outliers_method is lof",
  ),
  outlier_threshold: z.number().min(0).max(0.5).default(0.05).describe("Share of stores that are held out, 0 to 0.5"),
  min_samples_for_outliers: z.int().min(1).default(10).describe("With fewer stores than this, none is held out"),
  pca_active: z.boolean().default(true).describe("Reduce the features to principal components"),
  pca_components: z.number().positive().refine(
    (n) => n < 1 || Number.isInteger(n),
    "must be a share below 1 or a count",
  )
    .default(0.8).describe(
      "Below 1: share of the variance that the components explain together; else: number of components",
    ),
  pca_method: z.enum(pcaMethods).default("linear").describe(
    "Components of all stores at once (linear), batch by batch (incremental), or of how alike stores are by an RBF " +
      "kernel (kernel), of which a share keeps at most as many as there are features",
  ),
  pca_batch_size: z.int().min(2).nullable().default(null).describe(
    "Stores in a batch when pca_method is incremental; null for 5 per feature",
  ),
  pca_gamma: z.number().positive().nullable().default(null).describe(
    "How fast similarity falls with the squared distance when pca_method is kernel; null for 1 / number of features",
  ),
  feature_metadata_detail: z.enum(["basic", "full"]).default("full").describe(
    "Whether feature metadata includes statistics and correlations (full)",
  ),
};

const training = {
  min_clusters: z.int().min(1).max(1000).default(2).describe("Smallest number of clusters to try"),
  max_clusters: z.int().min(1).max(1000).default(10).describe("Largest number of clusters to try"),
  select_k: z.strictObject({
    rule: z.enum(kRules).default("silhouette").describe("Which score chooses the number of clusters"),
    min_sizes: z.array(z.int().min(1)).default([]).describe(
      "Fewest stores in a cluster; where no number of clusters meets the first, the next is tried",
    ),
    references: z.int().min(1).max(1000).default(10).describe("Random reference data sets for the rule gap"),
    refits: z.int().min(1).max(1000).default(20).describe(
      "Samples of the stores that are clustered again for the rule stability",
    ),
  }).prefault({}).describe("How the number of clusters is chosen"),
  n_init: z.int().min(1).max(10_000).default(10).describe(
    "How often kmeans starts anew, unless algorithm_options says otherwise",
  ),
  max_iterations: z.int().min(1).default(300).describe(
    "Most iterations of one start of kmeans, unless algorithm_options says otherwise",
  ),
  session_id: z.int().default(42).describe("Seed of every random choice"),
  match_previous_labels: z.boolean().default(true).describe(
    "Whether clusters keep the labels of the assignments published before",
  ),
  stability: z.strictObject({
    bootstraps: z.int().min(1).max(10_000).default(20).describe("Samples of the stores that are clustered again"),
    min_jaccard: share.default(0.6).describe(
      "Mean Jaccard similarity of a cluster to its match in the samples, below which the check stable_clusters warns",
    ),
  }).prefault({}).describe("How the stability of clusters is measured"),
  profile: z.strictObject({
    name_terms: z.int().min(1).max(5).default(2).describe("Features in the name of a cluster"),
    listed_stores: z.int().min(0).max(1000).default(5).describe("Typical and borderline stores of a cluster to list"),
    rule_depth: z.int().min(0).max(6).default(3).describe("Most conditions in a rule that describes a cluster"),
    rule_min_stores: z.int().min(1).default(5).describe("Fewest stores that a rule must apply to"),
  }).prefault({}).describe("How clusters are described"),
  max_moved_share: share.default(0.25).describe(
    "Share of stores that change cluster between runs above which the check few_moved warns",
  ),
  min_quality_silhouette: z.number().min(-1).max(1).default(0.1).describe(
    "Average silhouette below which the check cluster_quality warns",
  ),
};

const external = {
  external_clustering: z.strictObject({
    per: z.enum(["default", "category"]).default("default").describe(
      "Cluster by external features once for all categories, or for each category by itself",
    ),
  }).prefault({}).describe("How often the external branch clusters"),
  external_features: z.record(z.string(), names.min(1)).default({}).describe(
    "External columns to cluster stores by, for each category or for `default`; where none are listed, all that qualify",
  ),
};

const merging = {
  min_cluster_size: z.int().min(1).default(20).describe(
    "Merged clusters with fewer stores are dissolved; their stores go to the nearest of the others",
  ),
  category_names: z.record(z.string(), z.string().min(1)).default({}).describe(
    "Names of categories in reports and the upload, by their names in the sales; case, blanks, /, - and _ do not matter. " +
      "Empty: as in the sales. If there are any, a category without one cannot be uploaded",
  ),
};

/** `job_params`: what decides results, by the names that the analysts use. */
export const jobParamsSchema = z.strictObject({
  ...preprocessing,
  ...features,
  ...algorithmParams,
  ...training,
  ...external,
  ...merging,
})
  .refine(({ min_clusters, max_clusters }) => min_clusters <= max_clusters, {
    path: ["max_clusters"],
    message: "must be at least min_clusters",
  })
  .superRefine(({ external_clustering, external_features }, context) => {
    if (external_clustering.per === "category") return;
    for (const name of Object.keys(external_features).filter((name) => name !== "default")) {
      context.addIssue({
        code: "custom",
        path: ["external_features", name],
        message: "only default has features of its own while external_clustering.per is default",
      });
    }
  })
  .superRefine(checkAlgorithmOptions)
  .describe("Parameters of the jobs");

/** Settled job parameters. */
export type JobParams = z.infer<typeof jobParamsSchema>;
