import { quoteName } from "../../../core/mod.ts";
import { type Asset, defineAsset, type Metadata, Problem } from "../../engine/mod.ts";
import { datasets, type Session, session, type Table, table, type TableQuery, threads } from "../../resources/types.ts";
import { writeFigures } from "../figures.ts";
import { createView, describeTable } from "../relations.ts";
import { storesWithoutCluster } from "../offending.ts";
import { type Branch, byCategory, categoryOf, everyCategory } from "./branch.ts";
import { hasStoresOnce } from "../checks.ts";
import { noStoreLost, uniqueInCategory } from "./checks.ts";
import { withProblems } from "./core_problems.ts";
import type { FeatureAssets } from "./feature_assets.ts";
import { onThread } from "./numeric_tasks.ts";
import { readSpace } from "./space.ts";
import { labelSpace } from "./space_labels.ts";
import { writeStores } from "./store_table.ts";
import type { TrainingAssets } from "./training_assets.ts";

/** The assets that give stores their clusters. */
export interface AssignmentAssets {
  readonly assigned: Asset<Table>;
  readonly saved: Asset<Table>;
}

const tags = { stage: "cluster_assignment" };

/** Cluster assignment of a branch. */
export function assignmentAssets(
  branch: Branch,
  features: FeatureAssets,
  training: TrainingAssets,
): AssignmentAssets {
  const assigned = assignedAsset(branch, features, training);
  return { assigned, saved: savedAsset(branch, assigned, training) };
}

function assignedAsset(
  branch: Branch,
  { raw, reduced, preparation }: FeatureAssets,
  { models }: TrainingAssets,
): Asset<Table> {
  return defineAsset({
    name: `${branch.name}_assign_clusters`,
    group: branch.group,
    description: "The cluster of every store, outliers and noise too, how far its centre is, and the second one.",
    kind: table,
    tags,
    ...branch.partitions,
    deps: { raw, reduced, preparation, models },
    resources: { session, threads },
    checks: [hasStoresOnce, noStoreLost],
    async compute({ inputs, resources, partition, localName, signal, addMetadata }) {
      const category = categoryOf(partition);
      const space = await readSpace(resources.session, inputs.reduced, inputs.preparation, signal);
      const { stores, x } = space;
      const { model, labels } = inputs.models;
      const where = `category "${category}"`;
      const found = withProblems(where, () => labelSpace(model.clusters, space, labels));
      const { mean, rows } = await onThread(resources.threads, where, "silhouette", [x, found.labels], signal);
      const result = await writeStores(resources.session, localName, stores, [
        { name: "category", type: "VARCHAR", cell: () => category },
        { name: "cluster", type: "INTEGER", cell: (row) => found.labels[row]! },
        { name: "is_outlier", type: "BOOLEAN", cell: (row) => found.outlier[row] === 1 },
        { name: "distance", type: "DOUBLE", cell: (row) => found.distances[row]! },
        { name: "second_cluster", type: "INTEGER", cell: (row) => found.second[row]! < 0 ? null : found.second[row]! },
        { name: "margin", type: "DOUBLE", cell: (row) => found.margins[row]! },
        { name: "silhouette", type: "DOUBLE", cell: (row) => Number.isFinite(rows[row]!) ? rows[row]! : null },
      ], signal);
      addMetadata({
        total_records: result.rows,
        ...await storesWithoutCluster(resources.session, inputs.raw, result, signal),
        outliers: found.outlier.reduce((sum, one) => sum + one, 0),
        silhouette: Number.isFinite(mean) ? mean : null,
        cluster_distribution: distribution(found.labels),
      });
      return result;
    },
  });
}

/** Stores of each cluster. */
export function distribution(labels: ArrayLike<number>): Readonly<Record<string, number>> {
  const counts = new Map<number, number>();
  for (let row = 0; row < labels.length; row++) counts.set(labels[row]!, (counts.get(labels[row]!) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([a], [b]) => a - b));
}

function savedAsset(branch: Branch, assigned: Asset<Table>, { models }: TrainingAssets): Asset<Table> {
  const writer = `${branch.name}_cluster_assignments`;
  return defineAsset({
    name: `${branch.name}_save_cluster_assignments`,
    group: branch.group,
    description: `The clusters of every category in one table, published through the writer ${writer}.`,
    kind: table,
    tags,
    deps: { assigned: everyCategory(branch, assigned), models: everyCategory(branch, models) },
    resources: { session, datasets },
    checks: [uniqueInCategory],
    async compute({ inputs, resources, localName, signal, addMetadata }) {
      const tables = [...byCategory(inputs.assigned).values()];
      const all = await unionTables(resources.session, localName, tables, signal);
      const moved = [...byCategory(inputs.models).values()].reduce((sum, { match }) => sum + (match?.moved ?? 0), 0);
      const matched = [...byCategory(inputs.models).values()].some(({ match }) => match !== null);
      addMetadata({
        records_saved: all.rows,
        ...await summary(resources.session, branch, all, matched ? moved : undefined),
      });
      return rowsOf(all);
    },
    publish: async ({ value, resources, signal }) =>
      writeFigures(await resources.datasets.write(writer, { kind: "table", table: value }, { signal })),
  });
}

/** The rows of a view, to be read while they are written. */
export function rowsOf({ relation, columns }: Table): TableQuery {
  return { query: `FROM ${quoteName(relation)}`, columns };
}

/** Tables below each other, as a view. @throws Problem when there is none */
export async function unionTables(
  session: Session,
  relation: string,
  tables: readonly Table[],
  signal: AbortSignal,
): Promise<Table> {
  if (tables.length === 0) {
    throw new Problem("data", "Cannot save clusters: every category failed", {
      remedy: "See the errors of the steps before.",
    });
  }
  const query = tables.map(({ relation }) => `FROM ${quoteName(relation)}`).join(" UNION ALL ");
  await createView(session, relation, query, signal);
  return await describeTable(session, relation);
}

const namedCategories = 8;

async function summary(
  session: Session,
  branch: Branch,
  all: Table,
  moved: number | undefined,
): Promise<Metadata> {
  const found = await session.rows<{ category: string; clusters: number; silhouette: number | null; outliers: number }>(
    `SELECT category, count(DISTINCT cluster) AS clusters, avg(silhouette) AS silhouette,
       count(*) FILTER (is_outlier) AS outliers FROM ${quoteName(all.relation)} GROUP BY category ORDER BY category`,
  );
  const scores = found.flatMap(({ silhouette }) => silhouette === null ? [] : [silhouette]);
  const average = scores.length === 0 ? null : scores.reduce((sum, one) => sum + one, 0) / scores.length;
  const outliers = found.reduce((sum, one) => sum + one.outliers, 0);
  const side = branch.name === "internal" ? "Internal" : "External";
  return {
    categories: found.length,
    clusters: Object.fromEntries(found.map(({ category, clusters }) => [category, clusters])),
    average_silhouette: average,
    outliers,
    moved_stores: moved ?? null,
    summary: {
      [`${side} clusters`]: clusterWords(found),
      ...(average === null ? {} : { [`${side} silhouette, average`]: average.toFixed(3) }),
      [`${side} outliers`]: outliers,
      ...(moved === undefined ? {} : { [`${side} stores moved since the last run`]: moved }),
    },
  };
}

function clusterWords(found: readonly { readonly category: string; readonly clusters: number }[]): string {
  if (found.length === 1) return String(found[0]!.clusters);
  if (found.length <= namedCategories) {
    return found.map(({ category, clusters }) => `${category} ${clusters}`).join(", ");
  }
  const counts = found.map(({ clusters }) => clusters);
  return `${Math.min(...counts)} to ${Math.max(...counts)} in ${found.length} categories`;
}
