import { defineAsset } from "../../engine/mod.ts";
import { session, table } from "../../resources/types.ts";
import { internalSalesShares } from "../internal.ts";
import { internalNeedStates } from "../internal_wide.ts";
import { createTable } from "../relations.ts";
import { needStatesOfSql } from "../sales_sql.ts";
import { internal } from "./branch.ts";
import { hasStoresOnce } from "../checks.ts";
import { shareFeaturesSql } from "./raw_features_sql.ts";

const tags = { stage: "feature_engineering" };

/** What a category's stores sell, before any preparation. */
export const internalRawFeatures = defineAsset({
  name: "internal_fe_raw_data",
  group: internal.group,
  description: "STORE_NBR and the percentage of the store's sales in each need state, at full precision.",
  kind: table,
  tags,
  ...internal.partitions,
  deps: { shares: internalSalesShares, needs: internalNeedStates },
  resources: { session },
  checks: [hasStoresOnce],
  async compute({ inputs, resources, partition, localName, signal, addMetadata }) {
    const category = partition ?? "";
    const needs = await resources.session.rows<{ name: string }>(needStatesOfSql(inputs.needs.relation, category));
    const names = needs.map(({ name }) => name);
    const wide = await createTable(
      resources.session,
      localName,
      shareFeaturesSql(inputs.shares.relation, category, names),
      signal,
    );
    addMetadata({ stores: wide.rows, features: names.length, left_out: [] });
    return wide;
  },
});
