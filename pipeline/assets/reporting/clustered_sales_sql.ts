import { quoteName } from "../../../core/mod.ts";
import type { Column } from "../../resources/types.ts";

/** Columns of the map that items are described by beside their need state, in the order of the sheets. */
export const attributes = [1, 2, 3, 4, 5, 6].map((i) => `ATTRIBUTE_${i}`);

/** Columns that describe what was sold. */
export const itemColumns: readonly string[] = ["NEED_STATE", ...attributes, "CDT"];

/** Relations that the sales of clusters are summed from. */
export interface SalesOfClusters {
  /** Sales lines as read: SKU_NBR, STORE_NBR, CAT_DSC, TOTAL_SALES. */
  readonly lines: string;
  /** The same, each line split over the need states of its item, NULL for none. */
  readonly shared: string;
  /** PRODUCT_ID, NEED_STATE and what else the map has. */
  readonly mapping: { readonly relation: string; readonly columns: readonly Column[] };
  /** STORE_NBR, category and clusters of every store of every category. */
  readonly clusters: string;
}

/**
 * Attributes of each item and need state, once: of rows that differ in attributes the first, so that no sale counts twice.
 * A column that the map does not have is UNKNOWN; an empty text is no value.
 */
function attributesSql({ relation, columns }: SalesOfClusters["mapping"]): string {
  const present = new Set(columns.map(({ name }) => name.toUpperCase()));
  const described = [...attributes, "CDT"].map((name) =>
    present.has(name) ? `nullif(trim(${name}::VARCHAR), '') AS ${name}` : `'UNKNOWN' AS ${name}`
  );
  const keys = ["PRODUCT_ID", ...itemColumns];
  return `SELECT DISTINCT ON (PRODUCT_ID, NEED_STATE) ${keys.join(", ")}
    FROM (SELECT PRODUCT_ID, NEED_STATE::VARCHAR AS NEED_STATE, ${described.join(", ")} FROM ${quoteName(relation)})
    ORDER BY ${keys.map((name) => `${name} NULLS LAST`).join(", ")}`;
}

/**
 * Sales of each pair of clusters by need state and attributes. Items are summed within clusters first: attributes are then
 * joined to some thousand rows, and on item and need state, so that an item of several need states is not multiplied.
 */
export function clusteredSalesSql({ shared, mapping, clusters }: Omit<SalesOfClusters, "lines">): string {
  return `WITH items AS (
      SELECT category, internal_cluster, rebalanced_cluster, SKU_NBR, NEED_STATE::VARCHAR AS NEED_STATE,
        sum(TOTAL_SALES) AS SALES
      FROM ${quoteName(shared)} s JOIN ${quoteName(clusters)} c
        ON s.STORE_NBR = c.STORE_NBR AND s.CAT_DSC::VARCHAR = c.category
      GROUP BY ALL
    ), described AS (${attributesSql(mapping)})
    SELECT category, internal_cluster, rebalanced_cluster, i.NEED_STATE, ${[...attributes, "CDT"].join(", ")},
      sum(SALES) AS SALES
    FROM items i LEFT JOIN described d ON SKU_NBR = PRODUCT_ID AND i.NEED_STATE IS NOT DISTINCT FROM d.NEED_STATE
    GROUP BY ALL ORDER BY ALL`;
}

/**
 * Sales of the clustered stores of each category, once as read and once as split: category, stores, stores_without_sales,
 * raw_sales, shared_sales, mapped_sales (those with a need state).
 */
export function salesTotalsSql({ lines, shared, clusters }: Omit<SalesOfClusters, "mapping">): string {
  return `WITH read AS (
      SELECT CAT_DSC::VARCHAR AS category, STORE_NBR, sum(TOTAL_SALES) AS SALES FROM ${quoteName(lines)} GROUP BY ALL
    ), split AS (
      SELECT CAT_DSC::VARCHAR AS category, STORE_NBR, sum(TOTAL_SALES) AS SALES,
        sum(TOTAL_SALES) FILTER (NEED_STATE IS NOT NULL) AS MAPPED
      FROM ${quoteName(shared)} GROUP BY ALL
    )
    SELECT category, count(*) AS stores, count(*) FILTER (r.SALES IS NULL) AS stores_without_sales,
      coalesce(sum(r.SALES), 0) AS raw_sales, coalesce(sum(s.SALES), 0) AS shared_sales,
      coalesce(sum(s.MAPPED), 0) AS mapped_sales
    FROM ${
    quoteName(clusters)
  } c LEFT JOIN read r USING (category, STORE_NBR) LEFT JOIN split s USING (category, STORE_NBR)
    GROUP BY category ORDER BY category`;
}
