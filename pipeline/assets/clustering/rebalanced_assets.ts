import { quoteList, quoteName, rebalance } from "../../../core/mod.ts";
import { type Asset, defineAsset } from "../../engine/mod.ts";
import { datasets, params, type Session, session, type Table, table } from "../../resources/types.ts";
import { writeFigures } from "../figures.ts";
import { categories } from "../partitions.ts";
import { createTable, createView } from "../relations.ts";
import { storesWithoutCluster } from "../offending.ts";
import { rowsOf, unionTables } from "./assignment_assets.ts";
import { byCategory, categoryOf, everyCategory, internal } from "./branch.ts";
import { hasStoresOnce } from "../checks.ts";
import { noSmallCluster, noStoreLost, sizesAddUp, uniqueInCategory } from "./checks.ts";
import { withProblems } from "./core_problems.ts";
import { mergingGroup, type SizeSplit } from "./merged_assets.ts";
import { featureNames, readMatrix, storeKey, writeStores } from "./store_table.ts";

/** What the rebalancing of a category needs. */
export interface Sides {
  readonly merged: Asset<Table>;
  readonly split: Asset<SizeSplit>;
  /** Features before scaling. */
  readonly internal: Asset<Table>;
  readonly external: Asset<Table>;
}

/** Columns of a merged table that are no features. */
export const labelColumns: readonly string[] = [
  "category",
  "internal_cluster",
  "external_cluster",
  "merged_cluster",
  "rebalanced_cluster",
];

/** Every store in a cluster that is large enough. */
export function reassignedAsset({ merged, split, internal, external }: Sides): Asset<Table> {
  return defineAsset({
    name: "cluster_reassignment",
    group: mergingGroup,
    description:
      "Stores of small merged clusters go, each by itself, to the nearest large one; features of both sides.",
    kind: table,
    partitions: categories,
    deps: { merged, split, internal, external },
    resources: { session, params },
    checks: [hasStoresOnce, noStoreLost, sizesAddUp, noSmallCluster],
    async compute({ inputs, resources, partition, localName, signal, addMetadata }) {
      const { session } = resources;
      const joined = await joinFeatures(session, `${localName}_joined`, inputs, signal);
      const names = featureNames(joined).filter((name) => !labelColumns.includes(name));
      const { stores, x } = await readMatrix(session, joined, names, signal);
      const clusters = await mergedLabels(session, joined, inputs.split, signal);
      const found = withProblems(
        `category "${categoryOf(partition)}"`,
        () => rebalance(x, clusters, { minimumSize: inputs.split.min_cluster_size }),
      );
      const moves = await writeStores(session, `${localName}_moves`, stores, [
        { name: "rebalanced_cluster", type: "VARCHAR", cell: (row) => found.labels[row]! },
      ], signal);
      addMetadata({
        moved_stores: found.moved.length,
        ...await storesWithoutCluster(session, inputs.merged, joined, signal),
        clusters: found.clusters.map((one) => ({ ...one })),
      });
      const result = await createTable(
        session,
        localName,
        `SELECT j.${storeKey}, category, internal_cluster, external_cluster, merged_cluster, rebalanced_cluster,
           j.* EXCLUDE (${storeKey}, category, internal_cluster, external_cluster, merged_cluster)
         FROM ${quoteName(joined.relation)} j JOIN ${
          quoteName(moves.relation)
        } m USING (${storeKey}) ORDER BY ${storeKey}`,
        signal,
      );
      for (const { relation } of [joined, moves]) await session.run(`DROP TABLE ${quoteName(relation)}`);
      return result;
    },
  });
}

interface SideTables {
  readonly merged: Table;
  readonly internal: Table;
  readonly external: Table;
}

/** Merged stores beside the features of both sides, under names with `int_` and `ext_`. */
function joinFeatures(session: Session, relation: string, tables: SideTables, signal: AbortSignal): Promise<Table> {
  const columns = (alias: string, prefix: string, table: Table) =>
    featureNames(table).map((name) => `${alias}.${quoteName(name)} AS ${quoteName(prefix + name)}`);
  const selected = ["m.*", ...columns("i", "int_", tables.internal), ...columns("e", "ext_", tables.external)];
  return createTable(
    session,
    relation,
    `SELECT ${selected.join(", ")} FROM ${quoteName(tables.merged.relation)} m
     JOIN ${quoteName(tables.internal.relation)} i USING (${storeKey})
     JOIN ${quoteName(tables.external.relation)} e USING (${storeKey}) ORDER BY ${storeKey}`,
    signal,
  );
}

/** The merged cluster of each store, in the order of the stores, read by its place among the clusters. */
async function mergedLabels(
  session: Session,
  joined: Table,
  { large, small }: SizeSplit,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const names = [...large, ...small].map(({ cluster }) => cluster);
  const columns = await session.columns(
    `SELECT list_position(${quoteList(names)}, merged_cluster) AS place
     FROM ${quoteName(joined.relation)} ORDER BY ${storeKey}`,
    undefined,
    { signal },
  );
  return Array.from(columns.get("place")!, (place) => names[place - 1]!);
}

/** The result of both branches, published. */
export function savedMergedAsset(reassigned: Asset<Table>): Asset<Table> {
  return defineAsset({
    name: "save_merged_cluster_assignments",
    group: mergingGroup,
    description:
      "Every category's stores with all their clusters, published through the writer merged_cluster_assignments.",
    kind: table,
    deps: { reassigned: everyCategory(internal, reassigned) },
    resources: { session, datasets },
    checks: [uniqueInCategory],
    async compute({ inputs, resources, localName, signal, addMetadata }) {
      const { session } = resources;
      const parts: Table[] = [];
      for (const part of byCategory(inputs.reassigned).values()) {
        const view = await createView(session, `${localName}_${parts.length}`, labelsOf(part), signal);
        parts.push({ ...view, rows: part.rows });
      }
      const all = await unionTables(session, localName, parts, signal);
      const counts = await session.row<{ clusters: number; moved: number; stores: number }>(
        `SELECT count(DISTINCT (category, rebalanced_cluster)) AS clusters, count(DISTINCT ${storeKey}) AS stores,
           count(*) FILTER (merged_cluster <> rebalanced_cluster) AS moved FROM ${quoteName(all.relation)}`,
        undefined,
        { signal },
      );
      const { clusters = 0, moved = 0, stores = 0 } = counts ?? {};
      addMetadata({
        categories: parts.length,
        records: all.rows,
        clusters,
        stores,
        moved_stores: moved,
        summary: {
          "Merged stores": stores,
          "Merged clusters, all categories": clusters,
          "Stores moved from small clusters": moved,
        },
      });
      return rowsOf(all);
    },
    publish: async ({ value, resources, signal }) =>
      writeFigures(
        await resources.datasets.write("merged_cluster_assignments", { kind: "table", table: value }, { signal }),
      ),
  });
}

function labelsOf({ relation }: Table): string {
  return `SELECT ${[storeKey, ...labelColumns].join(", ")} FROM ${quoteName(relation)}`;
}
