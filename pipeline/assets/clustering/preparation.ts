import { z } from "zod";
import {
  createRng,
  DataError,
  encode,
  type EncoderModel,
  filterFeatures,
  type FilterModel,
  fitEncoder,
  fitFilter,
  fitImputer,
  fitIsolationForest,
  fitPca,
  fitScaler,
  flagOutliers,
  impute,
  type ImputerModel,
  isolationScores,
  type Matrix,
  type PcaModel,
  pickRows,
  type Preparation,
  scale,
  type ScalerModel,
  type Table as FeatureTable,
} from "../../../core/mod.ts";
import { record } from "../../engine/mod.ts";
import type { JobParams } from "../../resources/types.ts";
import type { Stores } from "./store_table.ts";

function model<Model extends { readonly kind: string }>(kind: Model["kind"]): z.ZodType<Model> {
  return z.custom<Model>((value) =>
    typeof value === "object" && value !== null && "kind" in value && value.kind === kind
  );
}

/** Fitted steps of a category, and the stores that are held out of the fit of its clusters. */
export const fittedPreparation = record(z.strictObject({
  preparation: z.strictObject({
    filter: model<FilterModel>("filter"),
    imputer: model<ImputerModel>("imputer"),
    encoder: model<EncoderModel>("encoder"),
    scaler: model<ScalerModel>("scaler").nullable(),
    pca: model<PcaModel>("pca").nullable(),
  }),
  outliers: z.strictObject({
    method: z.enum(["iforest", "none"]),
    /** Why no store is held out, when the step is off. */
    skipped: z.string().nullable(),
    /** STORE_NBR of each, ascending. */
    stores: z.array(z.number()),
    /** How ordinary each of them is, -1 to 0. */
    scores: z.array(z.number()),
    /** Stores with a score below this are held out. */
    threshold: z.number().nullable(),
  }),
}));

/** Value of {@link fittedPreparation}. */
export interface FittedPreparation {
  readonly preparation: Preparation;
  readonly outliers: {
    readonly method: "iforest" | "none";
    readonly skipped: string | null;
    readonly stores: number[];
    readonly scores: number[];
    readonly threshold: number | null;
  };
}

/**
 * Fits every step from raw features to the space of the clusters. Features are filled, encoded and scaled as all stores
 * have them; components are fitted without the outliers.
 *
 * @throws {DataError} when there is nothing to fit
 */
export function fitPreparation({ stores, table }: Stores, params: JobParams): FittedPreparation {
  const filter = fitFeatures(table, params);
  const filtered = filterFeatures(filter, table);
  const imputer = fitImputer(filtered, {
    numeric: params.numeric_imputation,
    text: params.categorical_imputation,
    numericConstant: params.numeric_constant,
    textConstant: params.categorical_constant,
  });
  const imputed = impute(imputer, filtered);
  const encoder = fitEncoder(imputed, { text: params.categorical_encoding, maxLevels: params.max_text_levels });
  const { names, x } = encode(encoder, imputed);
  const rows = Array.from(stores);
  const scaler = params.normalize
    ? fitScaler(x, { method: params.norm_method, names: { columns: names, rows } })
    : null;
  const scaled = scaler === null ? x : scale(scaler, x, { columns: names, rows });
  const { outliers, inliers } = findOutliers(scaled, stores, params);
  const pca = params.pca_active && inliers.length >= 2
    ? fitPca(pickRows(scaled, inliers), { components: params.pca_components })
    : null;
  return { preparation: { filter, imputer, encoder, scaler, pca }, outliers };
}

/** One store, or stores that are all alike, have only constant features; they are kept, for each store gets a cluster. */
function fitFeatures(table: FeatureTable, params: JobParams): FilterModel {
  const { max_correlation: maxCorrelation, protected_features: protect, ignore_features: drop } = params;
  try {
    return fitFilter(table, { drop, protect, maxCorrelation });
  } catch (error) {
    if (!(error instanceof DataError) || table.rows === 0) throw error;
    const filled = table.columns.filter((column) => column.values.some((value) => value !== null && value === value));
    return fitFilter({ rows: table.rows, columns: filled }, { drop, dropConstant: false });
  }
}

interface HeldOut {
  readonly outliers: FittedPreparation["outliers"];
  readonly inliers: ArrayLike<number>;
}

function findOutliers(x: Matrix, stores: Float64Array, params: JobParams): HeldOut {
  const { outlier_detection, min_samples_for_outliers, outlier_threshold, session_id } = params;
  const skipped = !outlier_detection
    ? "outlier_detection is off"
    : x.rows < min_samples_for_outliers
    ? `${x.rows} stores are fewer than min_samples_for_outliers = ${min_samples_for_outliers}`
    : null;
  if (skipped !== null) {
    const inliers = Array.from({ length: x.rows }, (_, row) => row);
    return { outliers: { method: "none", skipped, stores: [], scores: [], threshold: null }, inliers };
  }
  const forest = fitIsolationForest(x, { rng: createRng(session_id).fork("outliers") });
  const scores = isolationScores(forest, x);
  const { outliers, inliers, threshold } = flagOutliers(scores, outlier_threshold);
  return {
    outliers: {
      method: params.outliers_method,
      skipped: null,
      stores: Array.from(outliers, (row) => stores[row]!),
      scores: Array.from(outliers, (row) => scores[row]!),
      threshold,
    },
    inliers,
  };
}

/** Names of the columns of the space that clusters are in. */
export function spaceNames({ encoder, pca }: Preparation): readonly string[] {
  return pca === null ? encoder.names : pca.components.map((_, i) => `pca${i}`);
}
