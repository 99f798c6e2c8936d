import type { StoreModel } from "../../core/mod.ts";
import type { Session } from "../../io/mod.ts";
import type { AssignedStores } from "../../pipeline/mod.ts";
import type { CommandContext } from "../command.ts";
import { countOf, formatCount, renderTable, safeText, type TableColumn } from "../output/mod.ts";
import { lineWidth } from "../print.ts";

/** A store as it is printed. */
export interface AssignedStore {
  readonly store: number;
  readonly cluster: number;
  readonly distance: number;
  readonly second_cluster: number | null;
  readonly margin: number;
  readonly unlike: boolean;
}

/** The assigned stores in order, or the first of them. */
export async function storesOf(session: Session, { table }: AssignedStores, limit?: number): Promise<AssignedStore[]> {
  const first = limit === undefined ? "" : ` LIMIT ${limit}`;
  return await session.rows<AssignedStore>(
    `SELECT STORE_NBR AS store, cluster, distance, second_cluster, margin, unlike FROM "${table.relation}"
     ORDER BY store${first}`,
  );
}

/** What scripts get beside the stores. */
export function assignmentFacts(model: StoreModel, file: string, found: AssignedStores) {
  const { origin, clusters } = model;
  const { read, sizes, unlike, filled, unknown } = found;
  return {
    model: {
      file,
      name: origin.name,
      algorithm: clusters.algorithm,
      assignment: clusters.assignment,
      fitted_on: origin.rows,
      clusters: clusters.labels.length,
    },
    read: { rows: read.table.rows + read.rejected, rejected: read.rejected, rejects: read.rejects },
    ...(read.rejectsFile === undefined ? {} : { rejects_file: read.rejectsFile }),
    clusters: sizes,
    unlike,
    filled,
    unknown_texts: unknown,
    warnings: warningsOf(model, found),
  };
}

const namedColumns = 5;

/** What a person should know before trusting the clusters. */
export function warningsOf({ clusters }: StoreModel, found: AssignedStores): readonly string[] {
  const { read, unlike, filled, unknown, table } = found;
  const gaps = filled.slice(0, namedColumns).map(({ name, stores }) => `${name} (${countOf(stores, "store")})`);
  if (filled.length > namedColumns) gaps.push(`and ${countOf(filled.length - namedColumns, "column")} more`);
  return [
    ...(read.rejected === 0 ? [] : [
      `${countOf(read.rejected, "row")} put aside, see ${read.rejectsFile}: ` +
      read.rejects.map(({ rule, samples }) => `${rule}, ${samples[0]}`).join("; "),
    ]),
    ...(clusters.assignment === "own" ? [] : [
      `${clusters.algorithm} has no rule for new stores: each got the cluster with the nearest centre`,
    ]),
    ...(gaps.length === 0 ? [] : [`gaps were filled as when the model was fitted: ${gaps.join(", ")}`]),
    ...unknown.map(({ name, texts }) => `the model has never seen ${name} = ${texts.join(", ")}`),
    ...(unlike === 0 ? [] : [
      `${unlike} of ${countOf(table.rows, "store")} are unlike every store that the model was fitted on`,
    ]),
  ];
}

const columns: readonly TableColumn<AssignedStore>[] = [
  { title: "store", cell: ({ store }) => String(store), align: "right" },
  { title: "cluster", cell: ({ cluster }) => String(cluster), align: "right" },
  { title: "distance", cell: ({ distance }) => distance.toFixed(4), align: "right" },
  { title: "second", cell: ({ second_cluster: second }) => second === null ? "" : String(second), align: "right" },
  { title: "margin", cell: ({ margin }) => margin.toFixed(4), align: "right" },
  { title: "unlike", cell: ({ unlike }) => unlike ? "unlike" : "" },
];

/** The first stores as a table, and how many there are beyond. */
export function storeLines(stores: readonly AssignedStore[], all: number, context: CommandContext): readonly string[] {
  const { style } = context;
  const lines = renderTable(stores, columns, { style, width: lineWidth(context), indent: 2 });
  const more = all - stores.length;
  return more === 0 ? lines : [...lines, style.dim(`  and ${formatCount(more)} more; --output writes all`)];
}

/** One line that sums up: which model, how many stores, in which clusters. */
export function summaryLine({ origin }: StoreModel, { table, sizes }: AssignedStores, context: CommandContext): string {
  const counts = Object.entries(sizes).map(([label, stores]) => `${label}: ${formatCount(stores)}`).join(", ");
  const what = `${countOf(table.rows, "store")} by the model of ${safeText(origin.name)}`;
  return `${context.style.green("✓")} ${what}  ${context.style.dim(`stores by cluster: ${counts}`)}`;
}
