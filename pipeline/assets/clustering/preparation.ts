import { z } from "../../../infra/zod.ts";
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
  fitIncrementalPca,
  fitKernelPca,
  fitPca,
  fitScaler,
  impute,
  type ImputerModel,
  type Matrix,
  pickRows,
  type Preparation,
  type ReductionModel,
  rowBatches,
  scale,
  type ScalerModel,
  type Table as FeatureTable,
} from "../../../core/mod.ts";
import { record } from "../../engine/mod.ts";
import type { JobParams } from "../../resources/types.ts";
import { findOutliers, type HeldOut, outlierMethods } from "./outlier_search.ts";
import type { Stores } from "./store_table.ts";

function model<Model extends { readonly kind: string }>(...kinds: readonly Model["kind"][]): z.ZodType<Model> {
  return z.custom<Model>((value) =>
    typeof value === "object" && value !== null && "kind" in value && kinds.some((kind) => kind === value.kind)
  );
}

/** Fitted steps of a category, and the stores that are held out of the fit of its clusters. */
export const fittedPreparation = record(z.strictObject({
  preparation: z.strictObject({
    filter: model<FilterModel>("filter"),
    imputer: model<ImputerModel>("imputer"),
    encoder: model<EncoderModel>("encoder"),
    scaler: model<ScalerModel>("scaler").nullable(),
    pca: model<ReductionModel>("pca", "kernel_pca").nullable(),
  }),
  outliers: z.strictObject({
    method: z.enum(outlierMethods),
    skipped: z.string().nullable(),
    stores: z.array(z.number()),
    scores: z.array(z.number()),
    threshold: z.number().nullable(),
  }),
}));

/** Value of {@link fittedPreparation}. */
export interface FittedPreparation {
  readonly preparation: Preparation;
  readonly outliers: HeldOut;
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
    neighbours: params.knn_neighbors,
    weights: params.knn_weights,
    rounds: params.iterative_imputation_iters,
  });
  const imputed = impute(imputer, filtered);
  const encoder = fitEncoder(imputed, {
    text: params.categorical_encoding,
    maxLevels: params.max_one_hot_levels,
    minRows: Math.max(1, Math.ceil(params.rare_to_value * table.rows)),
  });
  const { names, x } = encode(encoder, imputed);
  const rows = Array.from(stores);
  const scaler = params.normalize
    ? fitScaler(x, { method: params.norm_method, names: { columns: names, rows } })
    : null;
  const scaled = scaler === null ? x : scale(scaler, x, { columns: names, rows });
  const { outliers, inliers } = findOutliers(scaled, stores, params);
  const pca = params.pca_active && inliers.length >= 2 ? fitReduction(pickRows(scaled, inliers), params) : null;
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
    return fitFilter({ ...table, columns: filled }, { drop, dropConstant: false });
  }
}

function fitReduction(x: Matrix, params: JobParams): ReductionModel {
  const { pca_method: method, pca_components: components, pca_gamma: gamma, pca_batch_size, session_id } = params;
  switch (method) {
    case "linear":
      return fitPca(x, { components });
    case "incremental": {
      const count = components < 1 ? 2 : Math.min(components, x.rows, x.columns);
      const size = Math.max(pca_batch_size ?? 5 * x.columns, count, 2);
      return fitIncrementalPca(rowBatches(x, size, count), { components: components < 1 ? components : count });
    }
    case "kernel": {
      const rng = createRng(session_id).fork("components");
      return fitKernelPca(x, { rng, components, ...(gamma === null ? {} : { gamma }) });
    }
    default:
      return method satisfies never;
  }
}

/** Names of the columns of the space that clusters are in. */
export function spaceNames({ encoder, pca }: Preparation): readonly string[] {
  return pca === null ? encoder.names : pca.components.map((_, i) => `pca${i}`);
}
