import { quoteName } from "../../core/mod.ts";
import { storeKey } from "../assets/clustering/store_table.ts";
import type { Materialization, RunId } from "../engine/mod.ts";
import type { Session } from "../resources/types.ts";
import type { ReadOptions } from "./plane.ts";
import { clusterRuns } from "./runs.ts";
import { type ClusterSource, openTable, openViewSession } from "./source.ts";
import type { StoreRow } from "./store_rows.ts";
import { chooseValues, type ClusterSide, clusterSides } from "./values.ts";

/** A store among others. */
export interface StoreEntry {
  readonly store: number;
  /** Categories that it has clusters in. */
  readonly categories: number;
  /** Categories in which it is not like the others. */
  readonly outlier: number;
  /** Lowest margin of all its clusters: how near it stands to another one. */
  readonly margin: number | null;
}

/** Where a store belongs in one category from one side. */
export interface StorePlace extends Omit<StoreRow, "store"> {
  readonly side: ClusterSide;
  readonly category: string;
}

/** A store's merged cluster in a category. */
export interface StoreMerge {
  readonly category: string;
  readonly merged: string;
  readonly rebalanced: string;
}

/** A store with its clusters. */
export interface StoreView {
  readonly store: number;
  readonly places: readonly StorePlace[];
  readonly merged: readonly StoreMerge[];
}

/** Which stores to list. */
export interface StoreSearch extends ReadOptions {
  /** First digits of the number. @default every store */
  readonly search?: string | undefined;
  /** Only stores above this number. @default 0 */
  readonly after?: number | undefined;
  /** @default 100 */
  readonly limit?: number | undefined;
}

const saved = (side: ClusterSide) => `${side}_save_cluster_assignments`;

/** Stores by number; none while no run saved assignments. */
export async function searchStores(source: ClusterSource, search: StoreSearch = {}): Promise<readonly StoreEntry[]> {
  const { after = 0, limit = 100, run, signal } = search;
  const digits = (search.search ?? "").replaceAll(/\D/g, "");
  const values = await chooseValues(source.history, run);
  await using session = await openViewSession(source);
  const relations = await openSides(source, session, (asset) => values.find(asset));
  if (relations.length === 0) return [];
  const union = relations.map(({ relation }) =>
    `SELECT ${storeKey}, category, is_outlier, margin FROM ${quoteName(relation)}`
  );
  return await session.rows<StoreEntry>(
    `SELECT ${storeKey} AS store, count(*) AS categories, count(*) FILTER (is_outlier) AS outlier, min(margin) AS margin
     FROM (${union.join(" UNION ALL ")})
     WHERE ${storeKey} > $after AND starts_with(${storeKey}::VARCHAR, $digits)
     GROUP BY ${storeKey} ORDER BY ${storeKey} LIMIT $limit`,
    { after, digits, limit },
    { signal },
  );
}

/** A text that is another one when {@link searchStores} without a run may find something else. */
export async function storesMark(source: Pick<ClusterSource, "history">): Promise<string> {
  const found = await Promise.all(clusterSides.map((side) => source.history.latest(saved(side))));
  return found.map((value) => value?.version ?? "").join(" ");
}

/** A store's clusters in every category; without any when no run saw it. */
export async function readStore(source: ClusterSource, store: number, options: ReadOptions = {}): Promise<StoreView> {
  const { run, signal } = options;
  const values = await chooseValues(source.history, run);
  await using session = await openViewSession(source);
  const sides = await openSides(source, session, (asset) => values.find(asset));
  const places: StorePlace[] = [];
  for (const { side, relation } of sides) places.push(...await placesOf(session, side, relation, store, signal));
  const merged = await values.find("save_merged_cluster_assignments");
  return { store, places, merged: merged === undefined ? [] : await mergesOf(source, session, merged, store, signal) };
}

/** A store in one run. */
export interface StoreMoment {
  readonly run: RunId;
  readonly createdAt: number;
  readonly places: readonly Pick<StorePlace, "side" | "category" | "cluster" | "margin">[];
}

/** A store's clusters in the newest runs, newest first; runs that took over the same assignment are left out. */
export async function storeHistory(
  source: ClusterSource,
  store: number,
  most: number,
  { signal }: ReadOptions = {},
): Promise<readonly StoreMoment[]> {
  const moments: StoreMoment[] = [];
  const seen = new Set<string>();
  await using session = await openViewSession(source);
  for (const { id, createdAt } of await clusterRuns(source, most)) {
    const values = await chooseValues(source.history, id);
    const found = await Promise.all(clusterSides.map((side) => values.find(saved(side))));
    const versions = found.map((value) => value?.version ?? "").join(" ");
    if (versions.trim() === "" || seen.has(versions)) continue;
    seen.add(versions);
    const sides = await openSides(source, session, (asset) => values.find(asset)).catch(() => []);
    const places: StorePlace[] = [];
    for (const { side, relation } of sides) places.push(...await placesOf(session, side, relation, store, signal));
    moments.push({
      run: id,
      createdAt,
      places: places.map(({ side, category, cluster, margin }) => ({ side, category, cluster, margin })),
    });
  }
  return moments;
}

async function openSides(
  source: ClusterSource,
  session: Session,
  find: (asset: string) => Promise<Materialization | undefined>,
): Promise<readonly { readonly side: ClusterSide; readonly relation: string }[]> {
  const found = [];
  for (const side of clusterSides) {
    const value = await find(saved(side));
    if (value === undefined) continue;
    const { relation } = await openTable(source, session, value, `${side}_${value.version}`);
    found.push({ side, relation });
  }
  return found;
}

async function placesOf(
  session: Session,
  side: ClusterSide,
  relation: string,
  store: number,
  signal: AbortSignal | undefined,
): Promise<readonly StorePlace[]> {
  const rows = await session.rows<Omit<StorePlace, "side">>(
    `SELECT category, cluster, is_outlier AS outlier, distance, second_cluster AS second, margin, silhouette
     FROM ${quoteName(relation)} WHERE ${storeKey} = $store ORDER BY category`,
    { store },
    { signal },
  );
  return rows.map((row) => ({ side, ...row }));
}

async function mergesOf(
  source: ClusterSource,
  session: Session,
  value: Materialization,
  store: number,
  signal: AbortSignal | undefined,
): Promise<readonly StoreMerge[]> {
  const { relation } = await openTable(source, session, value, "merged");
  return await session.rows<StoreMerge>(
    `SELECT category, merged_cluster AS merged, rebalanced_cluster AS rebalanced
     FROM ${quoteName(relation)} WHERE ${storeKey} = $store ORDER BY category`,
    { store },
    { signal },
  );
}
