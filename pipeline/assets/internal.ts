import { needStateSchema, salesSchema } from "../../core/schemas.ts";
import { quoteName } from "../../core/sql.ts";
import { defineAsset, Problem } from "../engine/mod.ts";
import { datasets, params, relation, session, table } from "../resources/types.ts";
import { readFigures, writeFigures } from "./figures.ts";
import { categories } from "./partitions.ts";
import { createTable, createView } from "./relations.ts";
import { mapHasPairsOnce, salesConserved, shareKeysUnique, sharesSumToOne, unmappedSales } from "./sales_checks.ts";
import { salesBalance } from "./sales_balance.ts";
import {
  labelTypesSql,
  needStateSalesSql,
  needStatesSql,
  shareColumns,
  sharesSql,
  splitEvenlySql,
  storeTotalsSql,
  withNeedStatesSql,
} from "./sales_sql.ts";

const group = "internal_preprocessing";

/** Sales lines as delivered, those that break the contract put aside. */
export const internalRawSalesData = defineAsset({
  name: "internal_raw_sales_data",
  group,
  description: "Sales lines: SKU_NBR, STORE_NBR, CAT_DSC, TOTAL_SALES; lines that break the contract are put aside.",
  kind: relation,
  resources: { datasets },
  observe: async ({ datasets }) => JSON.stringify(await datasets.files("ns_sales")),
  async compute({ resources, localName, signal, addMetadata }) {
    const report = await resources.datasets.read("ns_sales", { as: localName, schema: salesSchema, signal });
    addMetadata(readFigures([report]));
    return report.table;
  },
});

/** The need-state map without repeated rows. */
export const internalProductCategoryMapping = defineAsset({
  name: "internal_product_category_mapping",
  group,
  description: "Need states of items: PRODUCT_ID, NEED_STATE in capitals, attributes; repeated rows removed.",
  kind: table,
  resources: { session, datasets },
  checks: [mapHasPairsOnce],
  observe: async ({ datasets }) => JSON.stringify(await datasets.files("ns_map")),
  async compute({ resources, localName, signal, addMetadata }) {
    const report = await resources.datasets.read("ns_map", {
      as: `${localName}_read`,
      schema: needStateSchema,
      signal,
    });
    const mapping = await createTable(resources.session, localName, needStatesSql(report.table.relation), signal);
    addMetadata({ ...readFigures([report]), rows_repeated: report.table.rows - mapping.rows });
    return mapping;
  },
});

/** Sales lines beside the need states of their items. */
export const internalSalesWithCategories = defineAsset({
  name: "internal_sales_with_categories",
  group,
  description: "Sales lines joined with the need states of their items; lines of items without one keep NULL.",
  kind: relation,
  deps: { sales: internalRawSalesData, mapping: internalProductCategoryMapping },
  resources: { session },
  async compute({ inputs: { sales, mapping }, resources, localName, signal }) {
    const types = { category: `${localName}_category`, needState: `${localName}_need_state` };
    const named = await resources.session.row<{ n: number }>(
      `SELECT count(NEED_STATE) AS n FROM ${quoteName(mapping.relation)}`,
    );
    if (named?.n === 0) throw nothingMapped();
    await resources.session.run(labelTypesSql(sales.relation, mapping.relation, types), undefined, { signal });
    return createView(
      resources.session,
      localName,
      withNeedStatesSql(sales.relation, mapping.relation, types),
      signal,
    );
  },
});

/** Sales lines, each split evenly over the need states of its item. */
export const internalNormalizedSalesData = defineAsset({
  name: "internal_normalized_sales_data",
  group,
  description: "Sales split evenly over an item's need states, so that the total stays the same.",
  kind: relation,
  deps: { sales: internalSalesWithCategories },
  resources: { session },
  compute: ({ inputs, resources, localName, signal }) =>
    createView(resources.session, localName, splitEvenlySql(inputs.sales.relation), signal),
});

/** Shares of sales by need state, per category and store, at full precision. */
export const internalSalesShares = defineAsset({
  name: "internal_sales_shares",
  group,
  description: "Long: CAT_DSC, STORE_NBR, NEED_STATE, SALES, SHARE of the store's sales in the category (0 to 1).",
  kind: table,
  deps: { sales: internalRawSalesData, shared: internalNormalizedSalesData },
  definesPartitions: [categories],
  resources: { session, datasets, params },
  checks: [salesConserved, unmappedSales, sharesSumToOne, shareKeysUnique],
  async compute({ inputs, resources, localName, signal, addMetadata, setPartitions }) {
    const make = (name: string, query: string) => createTable(resources.session, `${localName}${name}`, query, signal);
    const sums = await make("_sums", needStateSalesSql(inputs.shared.relation));
    const totals = await make("_totals", storeTotalsSql(sums.relation));
    const balance = await salesBalance(
      resources.session,
      { lines: inputs.sales, joined: inputs.shared, sums, totals },
      signal,
    );
    if (balance.categories.length === 0) throw nothingMapped();
    setPartitions(categories, balance.categories);
    addMetadata(balance.metadata);
    return {
      query: sharesSql(sums.relation, totals.relation),
      columns: shareColumns,
      scratch: [sums, totals],
    };
  },
  publish: async ({ value, resources, signal }) =>
    writeFigures(await resources.datasets.write("sales_shares", { kind: "table", table: value }, { signal })),
});

function nothingMapped(): Problem {
  return new Problem("data", "Cannot compute shares: no item with sales has a need state in ns_map", {
    place: "readers.ns_map",
    remedy:
      "Check that PRODUCT_ID of ns_map and SKU_NBR of ns_sales are the same numbers, and that NEED_STATE is filled.",
  });
}
