import { findCategory, quoteName, quoteNames } from "../../../core/mod.ts";
import { type Asset, defineAsset, type Metadata, Problem } from "../../engine/mod.ts";
import {
  type Column,
  type JobParams,
  params,
  type Session,
  session,
  type Table,
  table,
} from "../../resources/types.ts";
import { preprocessedExternalData } from "../external.ts";
import { internalNeedStates } from "../internal_wide.ts";
import { createTable } from "../relations.ts";
import { type Branch, categoryOf, defaultCategory } from "./branch.ts";
import { hasStoresOnce } from "../checks.ts";
import { chooseFeatures, type FeatureChoice, isText } from "./feature_rule.ts";
import { levelCountsSql } from "./raw_features_sql.ts";

const description =
  "STORE_NBR and the external columns that may be features: no identifiers, addresses, coordinates, free texts.";

/** Where external features come from. */
export interface ExternalSources {
  /** A row per store. @default preprocessed_external_data */
  readonly data?: Asset<Table>;
  /** Categories that there are: CAT_DSC; read when each is clustered by itself. @default internal_need_states */
  readonly needs?: Asset<Table>;
}

/** Where stores stand, before any preparation: the columns that the rule takes, or those listed for the category. */
export function externalRawFeatures(branch: Branch, sources: ExternalSources = {}): Asset<Table> {
  const { data = preprocessedExternalData, needs = internalNeedStates } = sources;
  const shared = {
    name: "external_fe_raw_data",
    group: branch.group,
    kind: table,
    tags: { stage: "feature_engineering" },
    resources: { session, params },
    checks: [hasStoresOnce],
  };
  if (branch.partitions.partitions === undefined) {
    return defineAsset({
      ...shared,
      description,
      deps: { data },
      compute: ({ inputs: { data }, resources, localName, signal, addMetadata }) => {
        const wanted = resources.params.external_features[defaultCategory];
        return select({ data, wanted, ...resources, localName, signal, addMetadata });
      },
    });
  }
  return defineAsset({
    ...shared,
    ...branch.partitions,
    description: `${description} For each category those of job_params.external_features, if it lists any.`,
    deps: { data, needs },
    async compute({ inputs: { data, needs }, resources, partition, localName, signal, addMetadata }) {
      const names = await resources.session.rows<{ name: string }>(
        `SELECT DISTINCT CAT_DSC::VARCHAR AS name FROM ${quoteName(needs.relation)} ORDER BY name`,
      );
      const wanted = featuresOf(categoryOf(partition), names.map(({ name }) => name), resources.params);
      return await select({ data, wanted, ...resources, localName, signal, addMetadata });
    },
  });
}

/**
 * The columns listed for a category; undefined when none are.
 *
 * @throws Problem when `external_features` names what is no category, or a category twice
 */
export function featuresOf(
  category: string,
  categories: readonly string[],
  { external_features }: Pick<JobParams, "external_features">,
): readonly string[] | undefined {
  const listed = new Map<string, string>();
  for (const key of Object.keys(external_features)) {
    const found = key === defaultCategory ? defaultCategory : findCategory(key, categories);
    const twin = found === undefined ? undefined : listed.get(found);
    if (found !== undefined && twin === undefined) {
      listed.set(found, key);
      continue;
    }
    const what = twin === undefined ? "is no category of the sales" : `is the same category as "${twin}"`;
    throw new Problem("configuration", `Cannot choose features: "${key}" ${what}`, {
      place: `job_params.external_features.${key}`,
      remedy: `Categories are ${categories.join(", ")}.`,
    });
  }
  return external_features[listed.get(category) ?? defaultCategory];
}

interface Selection {
  readonly data: Table;
  readonly wanted: readonly string[] | undefined;
  readonly session: Session;
  readonly params: JobParams;
  readonly localName: string;
  readonly signal: AbortSignal;
  readonly addMetadata: (metadata: Metadata) => void;
}

async function select(selection: Selection): Promise<Table> {
  const { data, wanted, session, params, localName, signal, addMetadata } = selection;
  const levels = await levelsOf(session, data.relation, data.columns.filter(isText), signal);
  const { ignore_features: ignore, include_features: include, max_text_levels: maxLevels } = params;
  const choice = wanted === undefined
    ? chooseFeatures(data.columns, { levels, ignore, include, maxLevels })
    : listedFeatures(data.columns, wanted, chooseFeatures(data.columns, { levels, include: wanted, maxLevels }));
  if (choice.features.length === 0) throw nothingLeft(data.columns.length);
  const names = choice.features.map(({ name }) => name);
  addMetadata({
    stores: data.rows,
    features: names.length,
    chosen_by: wanted === undefined ? "rule" : "external_features",
    left_out: choice.left_out.map((one) => ({ ...one })),
  });
  return await createTable(
    session,
    localName,
    `SELECT STORE_NBR, ${quoteNames(names)} FROM ${quoteName(data.relation)} ORDER BY STORE_NBR`,
    signal,
  );
}

/** Of a choice that takes the listed columns whatever they are called, these alone. */
function listedFeatures(columns: readonly Column[], wanted: readonly string[], choice: FeatureChoice): FeatureChoice {
  for (const name of wanted) {
    if (choice.features.some((column) => column.name === name)) continue;
    const reason = choice.left_out.find((column) => column.name === name)?.reason;
    const what = reason === undefined ? "there is no such column" : `it cannot be a feature (${reason})`;
    throw new Problem("configuration", `Cannot take the feature "${name}": ${what}`, {
      place: "job_params.external_features",
      remedy: `Columns are ${columns.map((column) => column.name).join(", ")}.`,
    });
  }
  const features = choice.features.filter(({ name }) => wanted.includes(name));
  const others = choice.features.filter(({ name }) => !wanted.includes(name));
  return {
    features,
    left_out: [...choice.left_out, ...others.map(({ name }) => ({ name, reason: "not_listed" as const }))],
  };
}

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
