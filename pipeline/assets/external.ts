import { externalSchema } from "../../core/schemas.ts";
import { defineAsset } from "../engine/mod.ts";
import { datasets, externalSources, params, session, table } from "../resources/types.ts";
import { readFigures, writeFigures } from "./figures.ts";
import { joinByStore, prepareExternal } from "./external_sql.ts";
import { oneRowPerStore } from "./external_checks.ts";

const group = "external_preprocessing";

/** The configured external sources, joined on the store: every store of any source, every column of all. */
export const externalFeaturesData = defineAsset({
  name: "external_features_data",
  group,
  description:
    "External sources (traffic, demographics, competition) joined on STORE_NBR; a store of one source is kept.",
  kind: table,
  resources: { session, datasets, externalSources },
  observe: async ({ datasets, externalSources }) => {
    const files = await Promise.all(externalSources.map((name) => datasets.files(name)));
    return JSON.stringify(files);
  },
  async compute({ resources, localName, signal, addMetadata }) {
    const reports = [];
    for (const name of resources.externalSources) {
      reports.push(
        await resources.datasets.read(name, { as: `${localName}_${name}`, schema: externalSchema, signal }),
      );
    }
    const joined = await joinByStore(resources.session, reports, localName, signal);
    addMetadata({
      ...readFigures(reports),
      columns: joined.table.columns.length,
      renamed: joined.renamed.map((column) => ({ ...column })),
    });
    return joined.table;
  },
});

/** External data as the clustering reads it: one row per store, columns with enough values, scaled on request. */
export const preprocessedExternalData = defineAsset({
  name: "preprocessed_external_data",
  group,
  description: "External data after remove_duplicates, remove_null_threshold and standardize_features; published.",
  kind: table,
  deps: { features: externalFeaturesData },
  resources: { session, datasets, params },
  checks: [oneRowPerStore],
  async compute({ inputs, resources, localName, signal, addMetadata }) {
    const { table: prepared, ...facts } = await prepareExternal(
      resources.session,
      inputs.features,
      resources.params,
      localName,
      signal,
    );
    addMetadata({ ...facts, summary: { "Stores with external data": prepared.rows } });
    return prepared;
  },
  publish: async ({ value, resources, signal }) =>
    writeFigures(await resources.datasets.write("external_data", { kind: "table", table: value }, { signal })),
});
