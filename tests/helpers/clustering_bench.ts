import { openDatasets, openSession, type Session } from "../../io/mod.ts";
import { jobParamsSchema } from "../../pipeline/resources/params.ts";
import { openCharts } from "../../pipeline/resources/charts.ts";
import { figureHandler, tableHandler } from "../../pipeline/resources/kinds.ts";
import { onThisThread } from "../../infra/threads/mod.ts";
import {
  charts,
  datasets,
  type JobParams,
  params,
  session,
  type Table,
  table,
  threads,
} from "../../pipeline/resources/types.ts";
import {
  type Asset,
  defineAsset,
  defineResource,
  record,
  type TriedAssets,
  tryAssets,
} from "../../pipeline/engine/mod.ts";
import { numericTasks } from "../../pipeline/assets/clustering/numeric_tasks.ts";
import { categories } from "../../pipeline/assets/partitions.ts";
import { createTable } from "../../pipeline/assets/relations.ts";

/** Parameters with some of them set, as the configuration sets them. */
export function paramsWith(settings: Readonly<Record<string, unknown>> = {}): JobParams {
  return jobParamsSchema.parse(settings);
}

/** A session, a folder and parameters that assets are tried with; the session outlives the run, to look at tables. */
export interface Bench extends AsyncDisposable {
  readonly session: Session;
  readonly folder: string;
  try(assets: readonly Asset[], settings?: Readonly<Record<string, unknown>>): Promise<TriedAssets>;
}

/** Writers that tests publish through. */
const writers = ["internal_cluster_assignments", "external_cluster_assignments", "merged_cluster_assignments"];

/** Opens a bench. */
export async function openBench(): Promise<Bench> {
  const opened = await openSession({ threads: 2 });
  const folder = await Deno.makeTempDir({ prefix: "clustering-" });
  const found = openDatasets({
    session: opened,
    readers: {},
    writers: {
      ...Object.fromEntries(writers.map((name) => [name, { kind: "parquet", path: `${folder}/${name}.parquet` }])),
      merged_cluster_features: featuresWriter(`${folder}/merged_cluster_features`),
      internal_clustering_models: writer(`${folder}/internal_models`),
      external_clustering_models: writer(`${folder}/external_models`),
      ...reportWriters(folder),
    },
    rejectsDirectory: `${folder}/rejects`,
    run: "test",
  });
  return {
    session: opened,
    folder,
    try: (assets, settings = {}) =>
      tryAssets(assets, {
        kinds: [tableHandler, figureHandler],
        // A test looks at tables after the run, so their files stay as long as the bench.
        run: { root: `${folder}/assets` },
        resources: [
          defineResource({ key: session, open: () => opened }),
          defineResource({ key: charts, open: () => openCharts() }),
          defineResource({ key: datasets, open: () => found }),
          defineResource({ key: params, open: () => paramsWith(settings) }),
          defineResource({ key: threads, open: () => onThisThread(numericTasks) }),
        ],
      }),
    async [Symbol.asyncDispose]() {
      await opened.close();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

function reportWriters(folder: string): Readonly<Record<string, { readonly kind: string }>> {
  const configs = {
    cluster_reports: { kind: "xlsx", path: `${folder}/reports`, per_run: true },
    final_assignments: { kind: "duckdb", path: `${folder}/final.duckdb`, table: "FINAL" },
    final_assignments_archive: { kind: "sqlite", path: `${folder}/final.sqlite`, table: "ARCHIVE", append: true },
  };
  return configs;
}

function featuresWriter(path: string): { readonly kind: string } {
  const config = { kind: "parquet", path };
  return config;
}

function writer(path: string): { readonly kind: string } {
  const config = { kind: "json", path, array: false };
  return config;
}

const anything = record<string>({ parse: String });

/** Stands for the asset that finds the categories. */
export function categorySource(keys: readonly string[]): Asset<string> {
  return defineAsset({
    name: "source",
    group: "test",
    description: "Categories.",
    kind: anything,
    definesPartitions: [categories],
    compute({ setPartitions }) {
      setPartitions(categories, keys);
      return keys.join();
    },
  });
}

/** A table of each category from a query. */
export function tableOfCategory(
  name: string,
  source: Asset<string>,
  query: (category: string) => string,
): Asset<Table> {
  return defineAsset({
    name,
    group: "test",
    description: "Rows.",
    kind: table,
    partitions: categories,
    deps: { source },
    resources: { session },
    compute: ({ resources, partition, localName, signal }) =>
      createTable(resources.session, localName, query(partition ?? ""), signal),
  });
}

/** A table from a query. */
export function tableOf(name: string, query: string): Asset<Table> {
  return defineAsset({
    name,
    group: "test",
    description: "Rows.",
    kind: table,
    resources: { session },
    compute: ({ resources, localName, signal }) => createTable(resources.session, localName, query, signal),
  });
}
