import { z } from "../../infra/zod.ts";
import { quoteName } from "../../core/sql.ts";
import { allPartitions, defineAsset, record } from "../engine/mod.ts";
import { datasets, session, table } from "../resources/types.ts";
import { hasRows, hasStoresOnce } from "./checks.ts";
import { writeFigures } from "./figures.ts";
import { internalSalesShares } from "./internal.ts";
import { categories } from "./partitions.ts";
import { createTable } from "./relations.ts";
import { percentagesSumTo100 } from "./wide_checks.ts";
import { needStatesOfSql, needStateTotalsSql, wideColumns, wideSharesSql } from "./sales_sql.ts";

const group = "internal_preprocessing";

/** What each category sells. */
export const internalNeedStates = defineAsset({
  name: "internal_need_states",
  group,
  description: "Need states of each category: CAT_DSC, NEED_STATE, STORES that sell it, SALES.",
  kind: table,
  deps: { shares: internalSalesShares },
  resources: { session },
  compute: ({ inputs, resources, localName, signal }) =>
    createTable(resources.session, localName, needStateTotalsSql(inputs.shares.relation), signal),
});

/** One category, wide: a row per store, a column `% Sales <NEED_STATE>` per need state, rounded to 2 decimals. */
export const internalSalesByCategory = defineAsset({
  name: "internal_sales_by_category",
  group,
  description: "Per category: STORE_NBR and the percentage of its sales in each need state, 2 decimals, 0 where none.",
  kind: table,
  partitions: categories,
  deps: { shares: internalSalesShares, needs: internalNeedStates },
  resources: { session },
  checks: [hasRows, hasStoresOnce, percentagesSumTo100],
  async compute({ inputs, resources, partition, addMetadata }) {
    const { relation } = inputs.shares;
    const category = partition ?? "";
    const needStates = await resources.session.rows<{ name: string }>(needStatesOfSql(inputs.needs.relation, category));
    const names = needStates.map(({ name }) => name);
    addMetadata({ need_states: names.length });
    return { query: wideSharesSql(relation, category, names), columns: wideColumns(names) };
  },
});

const outputSchema = z.strictObject({
  num_categories: z.int(),
  num_stores: z.int(),
  files: z.array(z.string()),
});

/** The wide tables as files, one per category. */
export const internalOutputSalesTable = defineAsset({
  name: "internal_output_sales_table",
  group,
  description: "Publishes the wide tables through the writer sales_by_category.",
  kind: record(outputSchema),
  deps: { tables: allPartitions(internalSalesByCategory), shares: internalSalesShares },
  resources: { session, datasets },
  async compute({ inputs, resources, signal, addMetadata }) {
    const written = await resources.datasets.write(
      "sales_by_category",
      { kind: "partitions", tables: inputs.tables },
      { signal },
    );
    const stores = await resources.session.row<{ stores: number }>(
      `SELECT count(DISTINCT STORE_NBR) AS stores FROM ${quoteName(inputs.shares.relation)}`,
      undefined,
      { signal },
    );
    const output = { num_categories: inputs.tables.size, num_stores: stores?.stores ?? 0, files: [...written.files] };
    addMetadata({
      ...writeFigures(written),
      num_categories: output.num_categories,
      num_stores: output.num_stores,
      summary: { "Categories": output.num_categories, "Stores with shares": output.num_stores },
    });
    return output;
  },
});
