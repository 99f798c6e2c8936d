import type { Assignment, Centroids } from "./cluster/mod.ts";
import { project, type ReductionModel } from "./decompose/mod.ts";
import { frozen } from "./frozen.ts";
import type { Matrix } from "./matrix.ts";
import { type AssignmentRule, assignRows, type RuledClusters, settleRows, withLabels } from "./models/mod.ts";
import {
  encode,
  type EncoderModel,
  filterFeatures,
  type FilterModel,
  impute,
  type ImputerModel,
  scale,
  type ScalerModel,
  type Table,
} from "./prepare/mod.ts";

/** Version of the layout of {@link StoreModel}; a reader refuses others. */
export const storeModelFormat = 1;

/** What is known of how a model was made. */
export interface StoreModelOrigin {
  /** Category, or "default". */
  readonly name: string;
  /** Version of the program. */
  readonly program: string;
  /** Seed of the run. */
  readonly seed: number | string;
  /** Rows that the clusters were fitted on. */
  readonly rows: number;
  /** Rows that were held out of the fit as outliers. */
  readonly outliers: number;
}

/** The steps from a table to the space of the clusters, in order; `null` for a step that is off. */
export interface Preparation {
  readonly filter: FilterModel;
  readonly imputer: ImputerModel;
  readonly encoder: EncoderModel;
  readonly scaler: ScalerModel | null;
  readonly pca: ReductionModel | null;
}

/** Clusters and all it takes to assign stores that nobody has seen. Plain data: it survives JSON to the last bit. */
export interface StoreModel {
  readonly kind: "store_model";
  readonly format: typeof storeModelFormat;
  readonly origin: StoreModelOrigin;
  readonly preparation: Preparation;
  readonly clusters: Centroids & {
    /** Rows of the fit in each cluster. */
    readonly sizes: readonly number[];
    /** Distance from each centre up to which a store is like those of the fit. */
    readonly reach: readonly number[];
    /** What found them. */
    readonly algorithm: string;
    /** How stores get one: by the algorithm's own rule, or by the nearest centre because it has none for new stores. */
    readonly assignment: "own" | "nearest_centroid";
    /** What the own rule needs beside the centres; `null` when the nearest centre is the rule. */
    readonly rule: AssignmentRule | null;
  };
}

/** Clusters that a store model is made of. */
export interface ClusterSource extends RuledClusters {
  /** @default "kmeans" */
  readonly algorithm?: string;
  /** @default "own" */
  readonly assignment?: "own" | "nearest_centroid";
  /** For each row of the fit the place of its cluster among the centres, -1 for noise. @default what the rule gives */
  readonly rowPlaces?: ArrayLike<number>;
}

/** Where each store belongs, and whether it is like any store of the fit. */
export interface StoreAssignment extends Assignment {
  /** 1 for a store that is farther from its centre than every store of the fit, or noise by the clusters' rule, else 0. */
  readonly unlike: Uint8Array;
}

const fewestForReach = 10;

/**
 * Puts a model together from its fitted parts.
 *
 * A cluster reaches as far as the farthest of its rows; a cluster of under 10 rows as far as the farthest row of any.
 *
 * @param clusters Centres and labels in the space after the last step
 * @param x The rows that the clusters were fitted on, in that space, outliers left out
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { fitKMeans } from "./cluster/mod.ts";
 * import { assignStores, createStoreModel, prepareStores } from "./model.ts";
 * import { createTable, fitEncoder, fitFilter, fitImputer } from "./prepare/mod.ts";
 * import { createRng } from "./rng.ts";
 *
 * const table = createTable([{ kind: "number", name: "AGE", values: Float64Array.of(30, 31, 60, 61, 62) }]);
 * const preparation = {
 *   filter: fitFilter(table),
 *   imputer: fitImputer(table),
 *   encoder: fitEncoder(table),
 *   scaler: null,
 *   pca: null,
 * };
 * const x = prepareStores(preparation, table);
 * const clusters = fitKMeans(x, { k: 2, rng: createRng(1) });
 * const origin = { name: "default", program: "0.1.0", seed: 1, rows: 5, outliers: 0 };
 * const model = createStoreModel(origin, preparation, clusters, x);
 *
 * const fresh = createTable([{ kind: "number", name: "AGE", values: Float64Array.of(61, 90) }]);
 * const found = assignStores(model, fresh);
 * assert.deepEqual([...found.labels], [0, 0]);
 * assert.deepEqual([...found.unlike], [0, 1]);
 * ```
 */
export function createStoreModel(
  origin: StoreModelOrigin,
  preparation: Preparation,
  clusters: ClusterSource,
  x: Matrix,
): StoreModel {
  const { algorithm = "kmeans", assignment = "own", rule = null, rowPlaces } = clusters;
  const { labels, distances } = rowPlaces === undefined
    ? assignRows(clusters, x)
    : withLabels(clusters, x, Int32Array.from(rowPlaces));
  const sizes = clusters.labels.map((label) => labels.filter((one) => one === label).length);
  const own = clusters.labels.map((label) =>
    distances.reduce((most, distance, i) => labels[i] === label ? Math.max(most, distance) : most, 0)
  );
  const farthest = Math.max(0, ...own);
  const reach = own.map((distance, c) => sizes[c]! < fewestForReach ? farthest : distance);
  return frozen({
    kind: "store_model",
    format: storeModelFormat,
    origin,
    preparation,
    clusters: {
      centroids: clusters.centroids.map((centroid) => [...centroid]),
      labels: [...clusters.labels],
      sizes,
      reach,
      algorithm,
      assignment,
      rule,
    },
  });
}

/**
 * Stores in the space of the clusters: filtered, filled, encoded, scaled and projected as in the fit.
 *
 * @param table Has the columns of the fit; others are ignored
 * @returns rows x dimensions of that space
 * @throws {DataError} when a column is absent or of another kind, or a value is infinite
 */
export function prepareStores(preparation: Preparation, table: Table): Matrix {
  const { filter, imputer, encoder, scaler, pca } = preparation;
  const { names, x } = encode(encoder, impute(imputer, filterFeatures(filter, table)));
  const scaled = scaler === null ? x : scale(scaler, x, { columns: names });
  return pca === null ? scaled : project(pca, scaled);
}

/**
 * The cluster of each store, its distances, and whether it is unlike all that the fit has seen.
 *
 * @param table Has the columns of the fit; others are ignored
 * @throws {DataError} when a column is absent or of another kind, or a value is infinite
 */
export function assignStores(model: StoreModel, table: Table): StoreAssignment {
  const { noise, ...found } = settleRows(model.clusters, prepareStores(model.preparation, table));
  const reach = new Map(model.clusters.labels.map((label, c) => [label, model.clusters.reach[c]!]));
  // Rounding in a later run must not make a store of the fit unlike itself.
  const unlike = Uint8Array.from(found.distances, (distance, i) => {
    const limit = reach.get(found.labels[i]!)!;
    return noise[i] === 1 || distance > limit + 1e-9 * (1 + limit) ? 1 : 0;
  });
  return { ...found, unlike };
}
