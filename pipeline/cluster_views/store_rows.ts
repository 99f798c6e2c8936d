import { quoteName } from "../../core/mod.ts";
import { storeKey } from "../assets/clustering/store_table.ts";
import { type ReadOptions, withCategory } from "./plane.ts";
import type { ClusterSource } from "./source.ts";
import type { ModelKey } from "./values.ts";

/** A store with its cluster. */
export interface StoreRow {
  readonly store: number;
  readonly cluster: number;
  /** Held out of fitting, or taken for noise. */
  readonly outlier: boolean;
  readonly distance: number | null;
  readonly second: number | null;
  /** 1 - distance / distance to the second cluster; 0 stands on the border. */
  readonly margin: number | null;
  readonly silhouette: number | null;
}

/** Orders of {@link listStores}. */
export const storeOrders = ["store", "distance", "margin", "silhouette"] as const;

/** Which stores to list. */
export interface StoreChoice extends ReadOptions {
  readonly cluster?: number | undefined;
  /** @default "store" */
  readonly order?: (typeof storeOrders)[number] | undefined;
  /** Stores to pass over. @default 0 */
  readonly offset?: number | undefined;
  /** @default 100 */
  readonly limit?: number | undefined;
}

/** Stores of a category with their clusters, ascending by what they are ordered by, and how many there are in all. */
export function listStores(
  source: ClusterSource,
  key: ModelKey,
  choice: StoreChoice = {},
): Promise<{ readonly rows: readonly StoreRow[]; readonly total: number }> {
  const { cluster, order = "store", offset = 0, limit = 100 } = choice;
  return withCategory(source, key, choice, async (reader) => {
    const { relation } = await reader.table("assign_clusters");
    const by = order === "store" ? storeKey : `${order} NULLS LAST, ${storeKey}`;
    const where = cluster === undefined ? "" : `WHERE cluster = ${Math.trunc(cluster)}`;
    const rows = await reader.session.rows<StoreRow & { readonly total: number }>(
      `SELECT ${storeKey} AS store, cluster, is_outlier AS outlier, distance, second_cluster AS second, margin, silhouette,
         count(*) OVER () AS total
       FROM ${quoteName(relation)} ${where} ORDER BY ${by} LIMIT $limit OFFSET $offset`,
      { limit, offset },
      { signal: reader.signal },
    );
    return { rows: rows.map(({ total: _, ...row }) => row), total: rows[0]?.total ?? 0 };
  });
}
