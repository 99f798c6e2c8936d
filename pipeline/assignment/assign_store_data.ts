import { z } from "../../infra/zod.ts";
import {
  assignStores,
  quoteName,
  type StoreAssignment,
  type StoreModel,
  type Table as FeatureTable,
  unknownLevels,
} from "../../core/mod.ts";
import { Problem } from "../../infra/mod.ts";
import type { Datasets, ReadReport, Session, Table } from "../../io/mod.ts";
import { withProblems } from "../assets/clustering/core_problems.ts";
import { readStores, storeKey, writeStores } from "../assets/clustering/store_table.ts";

/** A feature that some stores have no value of; they are taken for what the model fills gaps with. */
export interface FilledColumn {
  readonly name: string;
  readonly stores: number;
}

/** Texts of a feature that the model has never seen; they count as between those that it knows. */
export interface UnknownTexts {
  readonly name: string;
  readonly texts: readonly string[];
}

/** Stores with their clusters, and what is to be known about them. */
export interface AssignedStores {
  /** STORE_NBR, category, cluster, distance, second_cluster (NULL with one cluster), margin, unlike; by store. */
  readonly table: Table;
  readonly read: ReadReport;
  /** Stores that are unlike all that the model was fitted on. */
  readonly unlike: number;
  /** Stores of each cluster. */
  readonly sizes: Readonly<Record<string, number>>;
  readonly filled: readonly FilledColumn[];
  readonly unknown: readonly UnknownTexts[];
}

/** What {@link assignStoreData} works with. */
export interface AssignOptions {
  readonly session: Session;
  readonly datasets: Datasets;
  /** Name of the relation to make. */
  readonly as: string;
  readonly signal: AbortSignal;
}

/**
 * Reads a table of stores with a model's features as columns and gives each store its cluster. Columns that the model does
 * not know are ignored; rows whose values are of the wrong sort are put aside.
 *
 * @param dataset Name of the reader
 * @throws Problem of kind `data` when a column is missing, too many rows are put aside, or a store occurs twice
 */
export async function assignStoreData(
  model: StoreModel,
  dataset: string,
  options: AssignOptions,
): Promise<AssignedStores> {
  const { session, datasets, as, signal } = options;
  const read = await datasets.read(dataset, { as: `${as}_read`, schema: schemaOf(model), signal });
  await refuseTwins(session, read.table, signal);
  const { stores, table } = await readStores(session, read.table, signal);
  const found = withProblems(dataset, () => assignStores(model, table));
  const made = await writeStores(session, as, stores, columnsOf(model, found), signal);
  return {
    table: made,
    read,
    unlike: found.unlike.reduce((sum, one) => sum + one, 0),
    sizes: sizesOf(model, found.labels),
    filled: filledColumns(table),
    unknown: [...unknownLevels(model.preparation.encoder, table)].map(([name, texts]) => ({ name, texts })),
  };
}

/** The contract of a model's data: a row per store, a column per feature, which may have gaps. */
function schemaOf({ preparation }: StoreModel): z.ZodObject {
  const features = preparation.filter.kept.map(({ name, kind }) =>
    [name, kind === "number" ? z.number().nullable() : z.string().nullable()] as const
  );
  return z.object({ [storeKey]: z.int().positive(), ...Object.fromEntries(features) });
}

async function refuseTwins(session: Session, { relation }: Table, signal: AbortSignal): Promise<void> {
  const twins = await session.rows<{ store: number }>(
    `SELECT ${storeKey} AS store FROM ${quoteName(relation)} GROUP BY store HAVING count(*) > 1 ORDER BY store`,
    undefined,
    { signal },
  );
  const [first] = twins;
  if (first === undefined) return;
  const others = twins.length === 1
    ? ""
    : `, and so ${twins.length === 2 ? "has 1 other" : `have ${twins.length - 1} others`}`;
  throw new Problem("data", `Cannot assign stores: store ${first.store} has more than one row${others}`, {
    remedy: "Keep one row for each store.",
  });
}

function columnsOf({ origin }: StoreModel, { labels, distances, second, margins, unlike }: StoreAssignment) {
  return [
    { name: "category", type: "VARCHAR", cell: () => origin.name },
    { name: "cluster", type: "INTEGER", cell: (row: number) => labels[row]! },
    { name: "distance", type: "DOUBLE", cell: (row: number) => distances[row]! },
    { name: "second_cluster", type: "INTEGER", cell: (row: number) => second[row]! < 0 ? null : second[row]! },
    { name: "margin", type: "DOUBLE", cell: (row: number) => margins[row]! },
    { name: "unlike", type: "BOOLEAN", cell: (row: number) => unlike[row] === 1 },
  ] as const;
}

function sizesOf({ clusters }: StoreModel, labels: Int32Array): Readonly<Record<string, number>> {
  const ascending = [...clusters.labels].sort((a, b) => a - b);
  return Object.fromEntries(ascending.map((label) => [label, labels.filter((one) => one === label).length]));
}

function filledColumns({ columns }: FeatureTable): readonly FilledColumn[] {
  return columns.flatMap(({ name, kind, values }) => {
    const stores = kind === "number"
      ? values.reduce((sum, value) => Number.isNaN(value) ? sum + 1 : sum, 0)
      : values.filter((value) => value === null).length;
    return stores === 0 ? [] : [{ name, stores }];
  });
}
