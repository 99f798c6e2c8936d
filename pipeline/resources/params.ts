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
  ignore_features: names.default([]).describe("Columns that are never features; names that do not exist are ignored"),
  include_features: names.default([]).describe(
    "External columns that are features although the rule takes them for identifiers, addresses or the like",
  ),
  max_text_levels: z.int().min(2).max(1000).default(20).describe(
    "External text columns with more different values than this are no features",
  ),
  max_correlation: share.default(1).describe(
    "Of two features that correlate more than this, without sign, the second is left out; 1 keeps all",
  ),
  protected_features: names.default([]).describe("Features that max_correlation does not leave out"),
  numeric_imputation: z.enum(numericImputations).default("mean").describe(
    "What fills missing numbers: mean, median or mode of the column, a constant, the mean of the nearest stores (knn) or " +
      "a regression on the other numbers, repeated until it settles (iterative)",
  ),
  numeric_constant: z.number().default(0).describe("Fills missing numbers when numeric_imputation is constant"),
  knn_neighbors: z.int().min(1).max(1000).default(5).describe(
    "Stores that fill a number when numeric_imputation is knn",
  ),
  knn_weights: z.enum(neighbourWeights).default("uniform").describe(
    "How much each of them counts: all the same, or the more the nearer",
  ),
  iterative_imputation_iters: z.int().min(1).max(1000).default(10).describe(
    "Most rounds when numeric_imputation is iterative",
  ),
  categorical_imputation: z.enum(textImputations).default("mode").describe("What fills missing texts"),
  categorical_constant: z.string().default("missing").describe(
    "Fills missing texts when categorical_imputation is constant",
  ),
  categorical_encoding: z.enum(textEncodings).default("one_hot").describe(
    "How texts of more than two values become numbers",
  ),
  max_one_hot_levels: z.int().min(1).max(1000).default(20).describe(
    "Values of a text with a column of their own, the most frequent ones; the others share one called (rare)",
  ),
  rare_to_value: share.default(0).describe("Values of a text that a smaller share of the stores has are (rare), too"),
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
    "Nearest stores that each is compared with when outliers_method is lof",
  ),
  outlier_threshold: z.number().min(0).max(0.5).default(0.05).describe("Share of stores that are held out, 0 to 0.5"),
  min_samples_for_outliers: z.int().min(1).default(10).describe("With fewer stores none is held out"),
  pca_active: z.boolean().default(true).describe("Reduce the features to principal components"),
  pca_components: z.number().positive().refine(
    (n) => n < 1 || Number.isInteger(n),
    "must be a share below 1 or a count",
  )
    .default(0.8).describe("Share of variance that the components hold together, below 1; or their number"),
  pca_method: z.enum(pcaMethods).default("linear").describe(
    "Components of all stores at once (linear), batch by batch (incremental), or of how alike stores are by an RBF " +
      "kernel (kernel), of which a share keeps at most as many as there are features",
  ),
  pca_batch_size: z.int().min(2).nullable().default(null).describe(
    "Stores of a batch when pca_method is incremental; null takes 5 for each feature",
  ),
  pca_gamma: z.number().positive().nullable().default(null).describe(
    "How fast likeness falls with the squared distance when pca_method is kernel; null takes 1 / features",
  ),
  feature_metadata_detail: z.enum(["basic", "full"]).default("full").describe(
    "Whether feature metadata holds statistics and correlations, too",
  ),
};

const training = {
  min_clusters: z.int().min(1).max(1000).default(2).describe("Smallest number of clusters to try"),
  max_clusters: z.int().min(1).max(1000).default(10).describe("Largest number of clusters to try"),
  select_k: z.strictObject({
    rule: z.enum(kRules).default("silhouette").describe("Which score chooses the number of clusters"),
    min_sizes: z.array(z.int().min(1)).default([]).describe(
      "Fewest stores in a cluster; when no number of clusters keeps to the first, the next one is tried",
    ),
    references: z.int().min(1).max(1000).default(10).describe("Sets of random stores for the rule gap"),
    refits: z.int().min(1).max(1000).default(20).describe("Samples of the stores for the rule stability"),
  }).prefault({}).describe("How the number of clusters is chosen"),
  n_init: z.int().min(1).max(10_000).default(10).describe("Starts of kmeans, unless algorithm_options say otherwise"),
  max_iterations: z.int().min(1).default(300).describe(
    "Most steps of a start of kmeans, unless algorithm_options say otherwise",
  ),
  session_id: z.int().default(42).describe("Seed of every random choice"),
  match_previous_labels: z.boolean().default(true).describe(
    "Give clusters the labels that they had in the assignments published before",
  ),
  stability: z.strictObject({
    bootstraps: z.int().min(1).max(10_000).default(20).describe("Samples of the stores that are clustered again"),
    min_jaccard: share.default(0.6).describe(
      "Mean similarity to its like in the samples below which the check stable_clusters warns of a cluster",
    ),
  }).prefault({}).describe("How the stability of clusters is measured"),
  profile: z.strictObject({
    name_terms: z.int().min(1).max(5).default(2).describe("Features in the name of a cluster"),
    listed_stores: z.int().min(0).max(1000).default(5).describe("Typical and borderline stores of a cluster to list"),
    rule_depth: z.int().min(0).max(6).default(3).describe("Most conditions of a rule that tells a cluster"),
    rule_min_stores: z.int().min(1).default(5).describe("Fewest stores that a rule must hold for"),
  }).prefault({}).describe("How clusters are described"),
  max_moved_share: share.default(0.25).describe(
    "Share of the stores that may change their cluster between runs before the check few_moved warns",
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
    "External columns that stores are clustered by, for each category, or for default; all that the rule takes where " +
      "nothing is said",
  ),
};

const merging = {
  min_cluster_size: z.int().min(1).default(20).describe(
    "Merged clusters with fewer stores are given up, their stores go to the nearest of the others",
  ),
  category_names: z.record(z.string(), z.string().min(1)).default({}).describe(
    "What reports and the upload call a category, by its name in the sales; case, blanks, /, - and _ do not count. " +
      "Empty: as in the sales. With entries, a category without one cannot be uploaded",
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
