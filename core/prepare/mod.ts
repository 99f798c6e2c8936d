/**
 * Preparation of features: each step is fitted on rows, gives a plain frozen model, and is applied to the same or other
 * rows with it.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createTable, encode, fitEncoder, fitFilter, fitImputer, fitScaler, filterFeatures, impute, scale } from "./mod.ts";
 *
 * const stores = createTable([
 *   { kind: "number", name: "STORE_NBR", values: Float64Array.of(201, 202, 203) },
 *   { kind: "number", name: "AGE", values: Float64Array.of(30, NaN, 50) },
 *   { kind: "text", name: "AREA", values: ["urban", "rural", null] },
 * ]);
 * const filtered = filterFeatures(fitFilter(stores, { drop: ["STORE_NBR"] }), stores);
 * const filled = impute(fitImputer(filtered), filtered);
 * const { names, x } = encode(fitEncoder(filled), filled);
 * const scaled = scale(fitScaler(x, { method: "minmax" }), x);
 * assert.deepEqual(names, ["AGE", "AREA=urban"]);
 * assert.deepEqual(scaled.data, Float64Array.of(0, 1, 0.5, 0, 1, 0));
 * ```
 *
 * @module
 */
export {
  type Column,
  createTable,
  isMissing,
  type NumberColumn,
  type Table,
  tableFromMatrix,
  type TextColumn,
} from "./table.ts";
export {
  type DroppedFeature,
  type DropReason,
  filterFeatures,
  filterLimits,
  type FilterModel,
  type FilterOptions,
  fitFilter,
} from "./filter_features.ts";
export {
  type Fill,
  fitImputer,
  impute,
  imputeLimits,
  type ImputeOptions,
  type ImputerModel,
  type NumericImputation,
  numericImputations,
  type TextImputation,
  textImputations,
} from "./impute.ts";
export type { FillStep, IterativeFill } from "./iterative_impute.ts";
export { type NeighbourFill, type NeighbourWeights, neighbourWeights } from "./knn_impute.ts";
export {
  encode,
  encodeLimits,
  type EncodeOptions,
  type EncoderModel,
  type Encoding,
  type Features,
  fitEncoder,
  type TextEncoding,
  textEncodings,
  unknownLevels,
} from "./encode.ts";
export {
  fitScaler,
  scale,
  type ScaleMethod,
  scaleMethods,
  type ScaleOptions,
  type ScalerModel,
  unscale,
} from "./scale.ts";
export {
  fitIsolationForest,
  isolationForestLimits,
  type IsolationForestModel,
  type IsolationForestOptions,
  isolationScores,
  type IsolationTree,
} from "./isolation_forest.ts";
export {
  fitLocalOutlierFactor,
  localOutlierLimits,
  type LocalOutlierModel,
  type LocalOutlierOptions,
  localOutlierScores,
} from "./local_outliers.ts";
export {
  ellipticEnvelopeLimits,
  type EllipticEnvelopeModel,
  type EllipticEnvelopeOptions,
  ellipticScores,
  fitEllipticEnvelope,
} from "./elliptic_envelope.ts";
export { flagOutliers, outlierLimits, type Outliers } from "./outliers.ts";
