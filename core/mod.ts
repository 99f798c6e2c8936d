/**
 * The numeric core: matrices, preparation of features, components, clusters, scores and models that assign new stores.
 *
 * Everything is a pure function over typed arrays and plain records. Fitting gives a frozen model that is plain data and
 * survives JSON; randomness comes only from a generator that is passed in.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { adjustedRand, assign, createRng, fitPca, fitScaler, matrixFromRows, project, scale, selectK } from "./mod.ts";
 *
 * // Shares of three need states in six stores: two kinds of stores.
 * const shares = matrixFromRows([[60, 30, 10], [62, 29, 9], [58, 31, 11], [10, 20, 70], [12, 18, 70], [9, 22, 69]]);
 * const scaler = fitScaler(shares, { method: "robust" });
 * const scaled = scale(scaler, shares);
 * const pca = fitPca(scaled, { components: 0.8 });
 * const x = project(pca, scaled);
 *
 * const { choice, models } = selectK(x, { rng: createRng(42), max: 4 });
 * assert.equal(choice.k, 2);
 * assert.match(choice.reason, /^k = 2 has the highest silhouette/);
 * const found = assign(models.get(2)!, x);
 * assert.equal(adjustedRand(found.labels, [7, 7, 7, 3, 3, 3]), 1);
 *
 * const fresh = project(pca, scale(scaler, matrixFromRows([[11, 20, 69]])));
 * assert.equal(assign(models.get(2)!, fresh).labels[0], found.labels[3]);
 * ```
 *
 * @module
 */
export { DataError, type DataErrorOptions } from "./errors.ts";
export { checkLimits, describeLimit, type Limit, type LimitTable } from "./limits.ts";
export {
  checkFinite,
  columnOf,
  createMatrix,
  joinColumns,
  type Matrix,
  matrixFromColumns,
  matrixFromRows,
  type MatrixNames,
  pickColumns,
  pickRows,
  rowOf,
  transpose,
} from "./matrix.ts";
export { columnMeans, columnVariances, covariance } from "./linalg.ts";
export { type Eigen, symmetricEigen } from "./eigen.ts";
export { chooseWeighted, createRng, type Rng, sampleIndices, shuffle } from "./rng.ts";
export { quantile } from "./quantile.ts";
export { type Groups, groupsOf } from "./labels.ts";
export {
  assignStores,
  type ClusterSource,
  createStoreModel,
  type Preparation,
  prepareStores,
  type StoreAssignment,
  type StoreModel,
  storeModelFormat,
  type StoreModelOrigin,
} from "./model.ts";
export { parseStoreModel } from "./model_schema.ts";
export { externalSchema, needStateSchema, salesSchema, type TableSchemaName, tableSchemas } from "./schemas.ts";
export { quoteList, quoteLiteral, quoteName, quoteNames, quoteNumber, structLiteral } from "./sql.ts";
export { comparableCategory, findCategory } from "./category_names.ts";
export { longestFileName, safeFileNames } from "./names.ts";
export * from "./prepare/mod.ts";
export * from "./decompose/mod.ts";
export {
  assign,
  type Assignment,
  bestPairs,
  centroidMatrix,
  type Centroids,
  chooseK,
  type ChooseKOptions,
  type Clusterer,
  type ClusterSize,
  fitKMeans,
  type KChoice,
  kMeansLimits,
  type KMeansModel,
  type KMeansOptions,
  type KRow,
  type KRule,
  kRules,
  type KScores,
  type LabelMatch,
  matchLabels,
  type MergedLabels,
  mergeLabels,
  type MovedRow,
  rebalance,
  type Rebalanced,
  rebalanceLimits,
  type RebalanceOptions,
  renameClusters,
  renameLabels,
  type SelectedK,
  selectK,
  selectKLimits,
  type SelectKOptions,
  selectKWith,
  type StoreLabels,
} from "./cluster/mod.ts";
export {
  affinityKinds,
  type Algorithm,
  type AlgorithmAlias,
  algorithmAliases,
  type AlgorithmName,
  algorithmNamed,
  algorithmNames,
  algorithms,
  assignBirch,
  assignBisectingKMeans,
  assignGaussianMixture,
  type AssignmentRule,
  assignRows,
  type BirchModel,
  type BirchOptions,
  type BisectingKMeansModel,
  type BisectingKMeansOptions,
  bisectingStrategies,
  covarianceShapes,
  estimateBandwidth,
  fitAffinityPropagation,
  fitBirch,
  fitBisectingKMeans,
  fitGaussianMixture,
  fitKMedoids,
  fitMeanShift,
  fitMiniBatchKMeans,
  type FitRequest,
  fitSpectral,
  type FittedClusters,
  type FittedRows,
  type GaussianMixtureModel,
  type GaussianMixtureOptions,
  type KMedoidsModel,
  type KMedoidsOptions,
  type MeanShiftModel,
  type MeanShiftOptions,
  type MiniBatchKMeansModel,
  type MiniBatchKMeansOptions,
  type OptionIssue,
  optionIssues,
  type OptionSpec,
  type OptionSpecs,
  type OptionValue,
  type RuledClusters,
  type SettledAssignment,
  settleRows,
  type SpectralModel,
  type SpectralOptions,
  withLabels,
} from "./models/mod.ts";
export {
  adjustedMutualInformation,
  adjustedRand,
  calinskiHarabasz,
  type Contingency,
  contingency,
  daviesBouldin,
  dunn,
  fowlkesMallows,
  inertia,
  normalizedMutualInformation,
  type SharedInformation,
  sharedInformation,
  type Silhouette,
  silhouette,
  silhouettes,
  type VMeasure,
  vMeasure,
  type VMeasureOptions,
} from "./metrics/mod.ts";
export {
  type BestPrevious,
  type ClusterEffects,
  type ClusterName,
  type ClusterPair,
  type ClusterRule,
  type ClusterRules,
  clusterRules,
  type ClusterStability,
  clusterStability,
  clusterStabilityLimits,
  type ClusterStabilityOptions,
  compareLabels,
  type DecisionTree,
  describeRule,
  type Effects,
  type FeatureEffect,
  featureEffects,
  type FeatureSummary,
  type FeatureWords,
  featureWords,
  type FeatureWordsOptions,
  fitTree,
  type LabelComparison,
  nameClusters,
  type NameOptions,
  type NameTerm,
  predictTree,
  type RowPlaces,
  type Rule,
  type RuleCondition,
  rulesOf,
  type TreeLeaf,
  treeLimits,
  type TreeNode,
  type TreeOptions,
  type TreeSplit,
  type TypicalRows,
  typicalRows,
} from "./profile/mod.ts";
export * from "./hierarchy/mod.ts";
export * from "./density/mod.ts";
export { indexNeighbours, type NearestRows, nearestRows, type NeighbourIndex } from "./neighbours/mod.ts";
