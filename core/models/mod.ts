/**
 * Ways to cluster beside k-means: each `fit…(x, options)` gives a frozen model that is plain data, with the label of each
 * row of the fit. New rows get labels from `assign(model, x)` where clusters have centres, else from the method's own
 * `assign…`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { assign } from "../cluster/mod.ts";
 * import { matrixFromRows } from "../matrix.ts";
 * import { createRng } from "../rng.ts";
 * import { fitGaussianMixture, fitKMedoids } from "./mod.ts";
 *
 * const x = matrixFromRows([[1], [2], [3], [50], [51]]);
 * const medoids = fitKMedoids(x, { k: 2, rng: createRng(1) });
 * assert.deepEqual([...assign(medoids, matrixFromRows([[60]])).labels], [1]);
 * const mixture = fitGaussianMixture(x, { k: 2, rng: createRng(1) });
 * assert.deepEqual(mixture.rowLabels, medoids.rowLabels);
 * ```
 *
 * @module
 */
export type { CentredModel, CountOptions, FittedRows } from "./types.ts";
export {
  fitMiniBatchKMeans,
  miniBatchKMeansLimits,
  type MiniBatchKMeansModel,
  type MiniBatchKMeansOptions,
} from "./minibatch_kmeans.ts";
export {
  assignBisectingKMeans,
  bisectingKMeansLimits,
  type BisectingKMeansModel,
  type BisectingKMeansOptions,
  type BisectingNode,
  bisectingStrategies,
  type BisectingStrategy,
  fitBisectingKMeans,
} from "./bisecting_kmeans.ts";
export { fitKMedoids, kMedoidsLimits, type KMedoidsModel, type KMedoidsOptions } from "./kmedoids.ts";
export { type Covariances, type CovarianceShape, covarianceShapes } from "./covariances.ts";
export {
  assignGaussianMixture,
  fitGaussianMixture,
  type GaussianAssignment,
  gaussianMixtureLimits,
  type GaussianMixtureModel,
  type GaussianMixtureOptions,
  type GaussianParts,
} from "./gaussian_mixture.ts";
export {
  estimateBandwidth,
  fitMeanShift,
  meanShiftLimits,
  type MeanShiftModel,
  type MeanShiftOptions,
} from "./mean_shift.ts";
export {
  affinityPropagationLimits,
  type AffinityPropagationModel,
  type AffinityPropagationOptions,
  fitAffinityPropagation,
} from "./affinity_propagation.ts";
export { type AffinityKind, affinityKinds } from "./affinity.ts";
export { fitSpectral, spectralLimits, type SpectralModel, type SpectralOptions } from "./spectral.ts";
export { assignBirch, birchLimits, type BirchModel, type BirchOptions, fitBirch } from "./birch.ts";
export {
  type Algorithm,
  type FitRequest,
  type FittedClusters,
  type OptionIssue,
  optionIssues,
  type OptionSpec,
  type OptionSpecs,
  type OptionValue,
} from "./algorithm.ts";
export {
  type AlgorithmAlias,
  algorithmAliases,
  type AlgorithmName,
  algorithmNamed,
  algorithmNames,
  algorithms,
} from "./algorithms.ts";
export {
  type AssignmentRule,
  assignRows,
  type RuledClusters,
  type SettledAssignment,
  settleRows,
  withLabels,
} from "./assign_rows.ts";
export { assignmentRuleSchema, ruleMisfit } from "./rule_schema.ts";
