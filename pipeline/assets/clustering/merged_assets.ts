import { z } from "../../../infra/zod.ts";
import { type MergedLabels, mergeLabels, quoteName, type StoreLabels } from "../../../core/mod.ts";
import { type Asset, defineAsset, Problem, record } from "../../engine/mod.ts";
import { params, type Session, session, type Table, table } from "../../resources/types.ts";
import { categories } from "../partitions.ts";
import { createTable } from "../relations.ts";
import { categoryOf } from "./branch.ts";
import { hasStoresOnce } from "../checks.ts";
import { withProblems } from "./core_problems.ts";
import { storeKey, writeStores } from "./store_table.ts";

/** Group of the assets that merge both branches. */
export const mergingGroup = "merging";

/** The internal and the external cluster of every store that has both. */
export function mergedAsset(internal: Asset<Table>, external: Asset<Table>): Asset<Table> {
  return defineAsset({
    name: "merged_clusters",
    group: mergingGroup,
    description:
      "Stores with their internal, external and merged cluster (internal_external); stores of one side are counted.",
    kind: table,
    partitions: categories,
    deps: { internal, external },
    resources: { session },
    checks: [hasStoresOnce],
    async compute({ inputs, resources, partition, localName, signal, addMetadata, log }) {
      const category = categoryOf(partition);
      const inside = await readLabels(resources.session, inputs.internal, signal);
      const outside = await readLabels(resources.session, inputs.external, signal);
      const merged = withProblems(`category "${category}"`, () => mergeLabels(inside, outside));
      report(merged, category, (message) => log.warning(message));
      addMetadata({
        stores: merged.stores.length,
        internal_only: merged.internalOnly.length,
        external_only: merged.externalOnly.length,
        internal_only_stores: merged.internalOnly.slice(0, 20),
        external_only_stores: merged.externalOnly.slice(0, 20),
      });
      const { internalRows, externalRows } = merged;
      return await writeStores(resources.session, localName, Float64Array.from(merged.stores), [
        { name: "category", type: "VARCHAR", cell: () => category },
        { name: "internal_cluster", type: "INTEGER", cell: (row) => inside.labels[internalRows[row]!]! },
        { name: "external_cluster", type: "INTEGER", cell: (row) => outside.labels[externalRows[row]!]! },
        { name: "merged_cluster", type: "VARCHAR", cell: (row) => merged.merged[row]! },
      ], signal);
    },
  });
}

async function readLabels(session: Session, assigned: Table, signal: AbortSignal): Promise<StoreLabels> {
  const columns = await session.columns(
    `SELECT ${storeKey}, cluster FROM ${quoteName(assigned.relation)} ORDER BY ${storeKey}`,
    undefined,
    { signal },
  );
  return { stores: Array.from(columns.get(storeKey)!), labels: columns.get("cluster")! };
}

function report({ internalOnly, externalOnly }: MergedLabels, category: string, warn: (message: string) => void): void {
  if (internalOnly.length > 0) warn(`${category}: ${internalOnly.length} stores have no external cluster`);
  if (externalOnly.length > 0) warn(`${category}: ${externalOnly.length} stores have no internal cluster`);
}

/** How many stores each merged cluster has. */
export function mergedCountsAsset(merged: Asset<Table>): Asset<Table> {
  return defineAsset({
    name: "merged_cluster_assignments",
    group: mergingGroup,
    description: "Merged clusters with their stores counted, the largest first.",
    kind: table,
    partitions: categories,
    deps: { merged },
    resources: { session },
    compute: ({ inputs, resources, localName, signal }) =>
      createTable(
        resources.session,
        localName,
        `SELECT category, merged_cluster, any_value(internal_cluster) AS internal_cluster,
           any_value(external_cluster) AS external_cluster, count(*) AS stores,
           count(*) / sum(count(*)) OVER () AS share
         FROM ${quoteName(inputs.merged.relation)} GROUP BY category, merged_cluster
         ORDER BY stores DESC, internal_cluster, external_cluster`,
        signal,
      ),
  });
}

const clusterCount = z.strictObject({ cluster: z.string(), stores: z.int() });

const splitSchema = z.strictObject({
  min_cluster_size: z.int(),
  large: z.array(clusterCount),
  small: z.array(clusterCount),
});

/** Merged clusters that stay, and those that are given up. */
export type SizeSplit = z.infer<typeof splitSchema>;

/** Large and small merged clusters. */
export function optimizedAsset(counts: Asset<Table>): Asset<SizeSplit> {
  return defineAsset({
    name: "optimized_merged_clusters",
    group: mergingGroup,
    description:
      "Merged clusters of at least job_params.min_cluster_size stores, and the smaller ones, which are given up.",
    kind: record(splitSchema),
    partitions: categories,
    deps: { counts },
    resources: { session, params },
    async compute({ inputs, resources, partition, signal, addMetadata }) {
      const found = await resources.session.rows<{ cluster: string; stores: number }>(
        `SELECT merged_cluster AS cluster, stores FROM ${quoteName(inputs.counts.relation)}
         ORDER BY stores DESC, internal_cluster, external_cluster`,
        undefined,
        { signal },
      );
      const split = splitBySize(found, resources.params.min_cluster_size, categoryOf(partition));
      addMetadata({ large: split.large.length, small: split.small.length });
      return split;
    },
  });
}

/**
 * Clusters of at least `minimum` stores, and the others.
 *
 * @param counts The largest first
 * @throws Problem when no cluster is large enough
 */
export function splitBySize(counts: SizeSplit["large"], minimum: number, category: string): SizeSplit {
  const large = counts.filter(({ stores }) => stores >= minimum);
  const [largest] = counts;
  if (large.length === 0 && largest !== undefined) {
    throw new Problem(
      "data",
      `Cannot rebalance clusters: none of ${counts.length} merged clusters of "${category}" has ${minimum} stores; ` +
        `the largest, "${largest.cluster}", has ${largest.stores}`,
      {
        place: "job_params.min_cluster_size",
        remedy: `Set job_params.min_cluster_size to ${largest.stores} or less, or lower job_params.max_clusters.`,
      },
    );
  }
  return { min_cluster_size: minimum, large, small: counts.filter(({ stores }) => stores < minimum) };
}
