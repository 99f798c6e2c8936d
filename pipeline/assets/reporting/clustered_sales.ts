import { quoteName } from "../../../core/sql.ts";
import { type Asset, defineAsset } from "../../engine/mod.ts";
import { type Relation, session, type Table, table } from "../../resources/types.ts";
import { mergingGroup } from "../clustering/mod.ts";
import { internalNormalizedSalesData, internalProductCategoryMapping, internalRawSalesData } from "../internal.ts";
import { createTable } from "../relations.ts";
import { clusteredSalesSql, salesTotalsSql } from "./clustered_sales_sql.ts";

/** Where sales and clusters come from. */
export interface SalesSources {
  readonly lines: Asset<Relation>;
  readonly shared: Asset<Relation>;
  readonly mapping: Asset<Table>;
}

/** The sales that the project reads. */
export const projectSales: SalesSources = {
  lines: internalRawSalesData,
  shared: internalNormalizedSalesData,
  mapping: internalProductCategoryMapping,
};

/** Sales of the clusters of every category, by need state and attributes. */
export function clusteredSalesAsset(saved: Asset<Table>, { shared, mapping }: SalesSources): Asset<Table> {
  return defineAsset({
    name: "clustered_sales",
    group: mergingGroup,
    description: "Sales of each pair of internal and rebalanced cluster by need state, ATTRIBUTE_1 to 6 and CDT.",
    kind: table,
    deps: { saved, shared, mapping },
    resources: { session },
    async compute({ inputs, resources, localName, signal, addMetadata }) {
      const { saved, shared, mapping } = inputs;
      const sources = { shared: shared.relation, mapping, clusters: saved.relation };
      const sales = await createTable(resources.session, localName, clusteredSalesSql(sources), signal);
      const pairs = await resources.session.row<{ twice: number }>(
        `SELECT count(*) - count(DISTINCT (PRODUCT_ID, NEED_STATE)) AS twice FROM ${quoteName(mapping.relation)}`,
        undefined,
        { signal },
      );
      addMetadata({ map_rows_of_other_attributes: pairs?.twice ?? 0 });
      return sales;
    },
  });
}

/** What the clustered stores of each category sold, to check the sums of reports against. */
export function salesTotalsAsset(saved: Asset<Table>, { lines, shared }: SalesSources): Asset<Table> {
  return defineAsset({
    name: "clustered_sales_totals",
    group: mergingGroup,
    description: "Per category: its clustered stores, those without sales, their sales as read and as split.",
    kind: table,
    deps: { saved, lines, shared },
    resources: { session },
    compute: ({ inputs, resources, localName, signal }) => {
      const sources = {
        lines: inputs.lines.relation,
        shared: inputs.shared.relation,
        clusters: inputs.saved.relation,
      };
      return createTable(resources.session, localName, salesTotalsSql(sources), signal);
    },
  });
}
