import { encode, filterFeatures, impute, project, quoteName, quoteNames, scale } from "../../../core/mod.ts";
import { type Asset, defineAsset } from "../../engine/mod.ts";
import { params, session, type Table, table, threads } from "../../resources/types.ts";
import { createTable } from "../relations.ts";
import { type Branch, categoryOf } from "./branch.ts";
import { withProblems } from "./core_problems.ts";
import { describeFeatures, type FeatureMetadata, featureMetadata } from "./feature_metadata.ts";
import { filledColumns } from "./fitted_choices.ts";
import { onThread } from "./numeric_tasks.ts";
import { type FittedPreparation, fittedPreparation, spaceNames } from "./preparation.ts";
import { featureNames, matrixColumns, readMatrix, readStores, storeKey, writeStores } from "./store_table.ts";

/** The assets that lead from raw features to the space that clusters are in. */
export interface FeatureAssets {
  readonly raw: Asset<Table>;
  readonly preparation: Asset<FittedPreparation>;
  readonly filtered: Asset<Table>;
  readonly imputed: Asset<Table>;
  readonly normalized: Asset<Table>;
  readonly outlierRemoved: Asset<Table>;
  readonly reduced: Asset<Table>;
  readonly metadata: Asset<FeatureMetadata>;
}

/** Feature engineering of a branch, from its raw features on. */
export function featureAssets(branch: Branch, raw: Asset<Table>): FeatureAssets {
  const preparation = preparationAsset(branch, raw);
  const filtered = filteredAsset(branch, raw, preparation);
  const imputed = imputedAsset(branch, filtered, preparation);
  const normalized = normalizedAsset(branch, imputed, preparation);
  const outlierRemoved = outlierRemovedAsset(branch, normalized, preparation);
  const reduced = reducedAsset(branch, normalized, preparation);
  const metadata = metadataAsset(branch, raw, imputed, preparation);
  return { raw, preparation, filtered, imputed, normalized, outlierRemoved, reduced, metadata };
}

function shared(branch: Branch) {
  return { group: branch.group, tags: { stage: "feature_engineering" }, ...branch.partitions };
}

function preparationAsset(branch: Branch, raw: Asset<Table>): Asset<FittedPreparation> {
  return defineAsset({
    ...shared(branch),
    name: `${branch.name}_preparation`,
    description: "Fitted steps from raw features to the space of the clusters, and the stores held out as outliers.",
    kind: fittedPreparation,
    deps: { raw },
    resources: { session, params, threads },
    async compute({ inputs, resources, partition, signal, addMetadata, log }) {
      const stores = await readStores(resources.session, inputs.raw, signal);
      const category = categoryOf(partition);
      const input = [stores, resources.params] as const;
      const fitted = await onThread(resources.threads, `category "${category}"`, "fitPreparation", [...input], signal);
      const { preparation, outliers } = fitted;
      if (outliers.skipped !== null) log.warning(`${category}: no outliers were looked for: ${outliers.skipped}`);
      addMetadata({
        stores: stores.stores.length,
        features: preparation.encoder.names.length,
        dropped: preparation.filter.dropped.map((one) => ({ ...one })),
        outliers: outliers.stores.length,
        components: preparation.pca?.components.length ?? null,
        explained_variance: preparation.pca?.ratio.reduce((sum, ratio) => sum + ratio, 0) ?? null,
      });
      return fitted;
    },
  });
}

function filteredAsset(branch: Branch, raw: Asset<Table>, preparation: Asset<FittedPreparation>): Asset<Table> {
  return defineAsset({
    ...shared(branch),
    name: `${branch.name}_filtered_features`,
    description: "Features without the ignored, empty, constant and repeated ones.",
    kind: table,
    deps: { raw, preparation },
    resources: { session },
    compute({ inputs, resources, localName, signal, addMetadata }) {
      const { kept, dropped } = inputs.preparation.preparation.filter;
      const names = kept.map(({ name }) => name);
      addMetadata({ original_features: [...featureNames(inputs.raw)], dropped: dropped.map((one) => ({ ...one })) });
      return createTable(
        resources.session,
        localName,
        `SELECT ${storeKey}, ${quoteNames(names)} FROM ${quoteName(inputs.raw.relation)} ORDER BY ${storeKey}`,
        signal,
      );
    },
  });
}

function imputedAsset(branch: Branch, filtered: Asset<Table>, preparation: Asset<FittedPreparation>): Asset<Table> {
  return defineAsset({
    ...shared(branch),
    name: `${branch.name}_imputed_features`,
    description: "Features without gaps, texts as numbers.",
    kind: table,
    deps: { filtered, preparation },
    resources: { session },
    async compute({ inputs, resources, partition, localName, signal, addMetadata }) {
      const { filter, imputer, encoder } = inputs.preparation.preparation;
      const { stores, table } = await readStores(resources.session, inputs.filtered, signal);
      const { names, x } = withProblems(
        `category "${categoryOf(partition)}"`,
        () => encode(encoder, impute(imputer, filterFeatures(filter, table))),
      );
      const filled = filledColumns(inputs.preparation.preparation);
      addMetadata({ original_data_shape: [stores.length, table.columns.length], filled });
      return await writeStores(resources.session, localName, stores, matrixColumns(x, names), signal);
    },
  });
}

function normalizedAsset(branch: Branch, imputed: Asset<Table>, preparation: Asset<FittedPreparation>): Asset<Table> {
  return defineAsset({
    ...shared(branch),
    name: `${branch.name}_normalized_data`,
    description: "Features on one scale.",
    kind: table,
    deps: { imputed, preparation },
    resources: { session },
    async compute({ inputs, resources, partition, localName, signal, addMetadata }) {
      const { scaler, encoder } = inputs.preparation.preparation;
      const { names } = encoder;
      const { stores, x } = await readMatrix(resources.session, inputs.imputed, names, signal);
      const scaled = withProblems(
        `category "${categoryOf(partition)}"`,
        () => scaler === null ? x : scale(scaler, x, { columns: names, rows: Array.from(stores) }),
      );
      addMetadata({ method: scaler?.method ?? "none" });
      return await writeStores(resources.session, localName, stores, matrixColumns(scaled, names), signal);
    },
  });
}

function outlierRemovedAsset(
  branch: Branch,
  normalized: Asset<Table>,
  preparation: Asset<FittedPreparation>,
): Asset<Table> {
  return defineAsset({
    ...shared(branch),
    name: `${branch.name}_outlier_removed_features`,
    description: "The stores that clusters are fitted on: those that are no outliers.",
    kind: table,
    deps: { normalized, preparation },
    resources: { session },
    compute({ inputs, resources, localName, signal, addMetadata }) {
      const { stores, method, skipped, threshold } = inputs.preparation.outliers;
      addMetadata({ method, skipped, threshold, outliers: stores.length, outlier_stores: stores.slice(0, 100) });
      return createTable(
        resources.session,
        localName,
        `FROM ${quoteName(inputs.normalized.relation)}
         WHERE ${storeKey} NOT IN (SELECT unnest([${stores.join(", ")}]::BIGINT[])) ORDER BY ${storeKey}`,
        signal,
      );
    },
  });
}

function reducedAsset(branch: Branch, normalized: Asset<Table>, preparation: Asset<FittedPreparation>): Asset<Table> {
  return defineAsset({
    ...shared(branch),
    name: `${branch.name}_dimensionality_reduced_features`,
    description:
      "Every store in the space that clusters are in, with is_outlier; components are fitted without outliers.",
    kind: table,
    deps: { normalized, preparation },
    resources: { session },
    async compute({ inputs, resources, localName, signal, addMetadata }) {
      const { preparation, outliers } = inputs.preparation;
      const { encoder, pca } = preparation;
      const { stores, x } = await readMatrix(resources.session, inputs.normalized, encoder.names, signal);
      const held = new Set(outliers.stores);
      addMetadata({
        components: pca?.components.length ?? null,
        explained_variance_ratio: pca === null ? null : [...pca.ratio],
      });
      return await writeStores(resources.session, localName, stores, [
        { name: "is_outlier", type: "BOOLEAN", cell: (row) => held.has(stores[row]!) },
        ...matrixColumns(pca === null ? x : project(pca, x), spaceNames(preparation)),
      ], signal);
    },
  });
}

function metadataAsset(
  branch: Branch,
  raw: Asset<Table>,
  imputed: Asset<Table>,
  preparation: Asset<FittedPreparation>,
): Asset<FeatureMetadata> {
  return defineAsset({
    ...shared(branch),
    name: `${branch.name}_feature_metadata`,
    description: "Which features there are and what was done to them; figures of each and correlations.",
    kind: featureMetadata,
    deps: { raw, imputed, preparation },
    resources: { session, params },
    async compute({ inputs, resources, signal }) {
      const { names } = inputs.preparation.preparation.encoder;
      const { x } = await readMatrix(resources.session, inputs.imputed, names, signal);
      return describeFeatures(inputs.raw, inputs.preparation, x, resources.params);
    },
  });
}
