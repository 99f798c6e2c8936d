import type { Matrix } from "../../core/mod.ts";
import { didYouMean } from "../../infra/suggest.ts";
import { type CategoryData, categoryFigures } from "../assets/clustering/cluster_figures.ts";
import { clusterComparison } from "../assets/clustering/comparison_record.ts";
import { featureMetadata } from "../assets/clustering/feature_metadata.ts";
import { fittedPreparation } from "../assets/clustering/preparation.ts";
import { type ClusterProfiles, clusterProfiles } from "../assets/clustering/profile_record.ts";
import { readSpace, type Space } from "../assets/clustering/space.ts";
import { readMatrix } from "../assets/clustering/store_table.ts";
import { kChoice, trained } from "../assets/clustering/training.ts";
import { viewPlane } from "../assets/clustering/view_plane.ts";
import { readAssigned } from "../assets/clustering/visual_assets.ts";
import { Problem, type RunId, type ValueKind } from "../engine/mod.ts";
import type { Figure, Loading } from "../figures/mod.ts";
import type { Session, Table } from "../resources/types.ts";
import { givenNames } from "./names.ts";
import { type ClusterSource, openTable, openViewSession, readRecord } from "./source.ts";
import { chooseValues, type ChosenValues, type ModelKey, valueOf } from "./values.ts";

/** Options of what reads files. */
export interface ReadOptions {
  /** @default the newest values */
  readonly run?: RunId | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Opens the values of one category, each of them once. */
class CategoryReader {
  readonly #records = new Map<string, Promise<unknown>>();
  readonly #tables = new Map<string, Promise<Table>>();
  #space: Promise<Space> | undefined;

  constructor(
    readonly source: ClusterSource,
    readonly session: Session,
    readonly values: ChosenValues,
    readonly key: ModelKey,
    readonly signal: AbortSignal,
  ) {}

  /** @throws {Problem} when there is none */
  record<Value>(asset: string, kind: ValueKind<Value>): Promise<Value> {
    const read = async () => await readRecord(this.source, await this.#value(asset), kind);
    return once(this.#records, asset, read) as Promise<Value>;
  }

  /** @throws {Problem} when there is none */
  table(asset: string): Promise<Table> {
    const open = async () => await openTable(this.source, this.session, await this.#value(asset), asset);
    return once(this.#tables, asset, open);
  }

  /** Stores in the space that clusters are in. */
  space(): Promise<Space> {
    return this.#space ??= this.#readSpace();
  }

  /** Features as people know them: stores x features, with their names. */
  async features(): Promise<{ readonly names: readonly string[]; readonly stores: Float64Array; readonly x: Matrix }> {
    const { preparation } = await this.record("preparation", fittedPreparation);
    const { names } = preparation.encoder;
    return { names, ...await readMatrix(this.session, await this.table("imputed_features"), names, this.signal) };
  }

  async #readSpace(): Promise<Space> {
    const preparation = await this.record("preparation", fittedPreparation);
    return await readSpace(this.session, await this.table("dimensionality_reduced_features"), preparation, this.signal);
  }

  #value(asset: string) {
    return valueOf(this.values, `${this.key.side}_${asset}`, this.key.category);
  }
}

function once<Value>(
  known: Map<string, Promise<Value>>,
  name: string,
  make: () => Promise<Value>,
): Promise<Value> {
  const found = known.get(name) ?? make();
  known.set(name, found);
  return found;
}

/** Does something with the values of a category, in a session of its own. */
export async function withCategory<Result>(
  source: ClusterSource,
  key: ModelKey,
  { run, signal = new AbortController().signal }: ReadOptions,
  use: (reader: CategoryReader) => Promise<Result>,
): Promise<Result> {
  const values = await chooseValues(source.history, run);
  // Before a session is opened, so that what is not there costs nothing.
  await valueOf(values, `${key.side}_assign_clusters`, key.category);
  await using session = await openViewSession(source);
  return await use(new CategoryReader(source, session, values, key, signal));
}

/** Stores of a category on the plane of two components; lists by ascending store. */
export interface StorePoints {
  readonly stores: Float64Array;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly labels: Float64Array;
  /** 1 for a store that was held out of fitting. */
  readonly outliers: Float64Array;
  readonly silhouettes: Float64Array;
  readonly loadings: readonly Loading[];
  readonly variance: readonly [number | null, number | null];
  /** Of the assignment. */
  readonly version: string;
}

/** Every store of a category as a point. @throws {Problem} as {@link withCategory} */
export function readPoints(source: ClusterSource, key: ModelKey, options: ReadOptions = {}): Promise<StorePoints> {
  return withCategory(source, key, options, async (reader) => {
    const { version } = await valueOf(reader.values, `${key.side}_assign_clusters`, key.category);
    const assigned = await readAssigned(reader.session, await reader.table("assign_clusters"), reader.signal);
    return { ...await planeOf(reader), ...assigned, version };
  });
}

/** The chart options of a category, as the report's figures were drawn from. @throws {Problem} as {@link withCategory} */
export function readFigures(
  source: ClusterSource,
  key: ModelKey,
  options: ReadOptions = {},
): Promise<readonly Figure[]> {
  return withCategory(source, key, options, async (reader) => {
    const { dendrogram } = await reader.record("train_clustering_models", trained);
    const { preparation } = await reader.record("preparation", fittedPreparation);
    const { correlations } = await reader.record("feature_metadata", featureMetadata);
    const data: CategoryData = {
      choice: await reader.record("optimal_cluster_counts", kChoice),
      assigned: await readAssigned(reader.session, await reader.table("assign_clusters"), reader.signal),
      dendrogram,
      heldOut: (await reader.space()).outlier,
      plane: await planeOf(reader),
      profiles: await withGivenNames(reader),
      comparison: await reader.record("cluster_comparison", clusterComparison),
      features: preparation.encoder.names,
      correlations,
    };
    return categoryFigures(data);
  });
}

/** Profiles with the names that people gave. */
async function withGivenNames(reader: CategoryReader): Promise<ClusterProfiles> {
  const { source, key, values } = reader;
  const profiles = await reader.record("cluster_profiles", clusterProfiles);
  const given = await givenNames(source, key, values.run);
  const clusters = profiles.clusters.map((one) => ({ ...one, name: given.get(one.cluster)?.name ?? one.name }));
  return { ...profiles, clusters };
}

async function planeOf(reader: CategoryReader) {
  const { preparation } = await reader.record("preparation", fittedPreparation);
  const { x } = await reader.space();
  return await viewPlane({
    preparation,
    space: x,
    scaled: async () => {
      const table = await reader.table("normalized_data");
      return (await readMatrix(reader.session, table, preparation.encoder.names, reader.signal)).x;
    },
  });
}

/** A feature of every store of a category, by ascending store. @throws {Problem} of kind usage for an unknown feature */
export function readFeature(
  source: ClusterSource,
  key: ModelKey,
  feature: string,
  options: ReadOptions = {},
): Promise<Float64Array> {
  return withCategory(source, key, options, async (reader) => {
    const { preparation } = await reader.record("preparation", fittedPreparation);
    if (!preparation.encoder.names.includes(feature)) throw noFeature(feature, preparation.encoder.names);
    const table = await reader.table("imputed_features");
    return (await readMatrix(reader.session, table, [feature], reader.signal)).x.data;
  });
}

function noFeature(feature: string, names: readonly string[]): Problem {
  return new Problem(
    "usage",
    `Cannot show the feature "${feature}": clusters do not use it${didYouMean(feature, names)}`,
    {
      place: "feature",
      remedy: `Features are ${names.slice(0, 20).join(", ")}${names.length > 20 ? " and others" : ""}.`,
    },
  );
}
