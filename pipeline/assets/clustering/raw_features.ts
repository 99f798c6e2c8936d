import { quoteName, quoteNames } from "../../../core/mod.ts";
import { defineAsset, Problem } from "../../engine/mod.ts";
import { type Column, params, type Session, session, table } from "../../resources/types.ts";
import { preprocessedExternalData } from "../external.ts";
import { internalSalesShares } from "../internal.ts";
import { internalNeedStates } from "../internal_wide.ts";
import { createTable } from "../relations.ts";
import { needStatesOfSql } from "../sales_sql.ts";
import { external, internal } from "./branch.ts";
import { hasStoresOnce } from "./checks.ts";
import { chooseFeatures, isText } from "./feature_rule.ts";
import { levelCountsSql, shareFeaturesSql } from "./raw_features_sql.ts";

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

/** Where stores stand, before any preparation: the columns that the rule takes for features. */
export const externalRawFeatures = defineAsset({
  name: "external_fe_raw_data",
  group: external.group,
  description:
    "STORE_NBR and the external columns that may be features: no identifiers, addresses, coordinates, free texts.",
  kind: table,
  tags,
  deps: { data: preprocessedExternalData },
  resources: { session, params },
  checks: [hasStoresOnce],
  async compute({ inputs: { data }, resources, localName, signal, addMetadata }) {
    const { ignore_features: ignore, include_features: include, max_text_levels: maxLevels } = resources.params;
    const levels = await levelsOf(resources.session, data.relation, data.columns.filter(isText), signal);
    const choice = chooseFeatures(data.columns, { levels, ignore, include, maxLevels });
    if (choice.features.length === 0) throw nothingLeft(data.columns.length);
    const names = choice.features.map(({ name }) => name);
    addMetadata({ stores: data.rows, features: names.length, left_out: choice.left_out.map((one) => ({ ...one })) });
    return await createTable(
      resources.session,
      localName,
      `SELECT STORE_NBR, ${quoteNames(names)} FROM ${quoteName(data.relation)} ORDER BY STORE_NBR`,
      signal,
    );
  },
});

async function levelsOf(
  session: Session,
  relation: string,
  texts: readonly Column[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, number>> {
  if (texts.length === 0) return new Map();
  const rows = await session.rows<{ name: string; levels: number }>(
    levelCountsSql(relation, texts.map(({ name }) => name)),
    undefined,
    { signal },
  );
  return new Map(rows.map(({ name, levels }) => [name, levels]));
}

function nothingLeft(columns: number): Problem {
  return new Problem("data", `Cannot choose features: none of ${columns} external columns may be one`, {
    place: "preprocessed_external_data",
    remedy: "Add numeric columns to the external sources, or name columns in job_params.include_features.",
  });
}
