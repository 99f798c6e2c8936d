import { quoteLiteral, quoteName } from "../../../core/mod.ts";
import { type Asset, defineAsset, type Metadata, Problem } from "../../engine/mod.ts";
import { datasets, type JobParams, params, type Session, session, type Table, table } from "../../resources/types.ts";
import { mergingGroup, uniqueInCategory } from "../clustering/mod.ts";
import { writeFigures } from "../figures.ts";
import { internalNeedStates } from "../internal_wide.ts";
import { createTable, dropTables } from "../relations.ts";
import { categoryTitle } from "./category_titles.ts";
import { everyCategoryThere, noBlanks, rowsWithinLimit } from "./upload_checks.ts";

const uploaded = [
  "STORE_NBR::BIGINT AS store_nbr",
  "category",
  "external_cluster::INTEGER AS external_cluster_labels",
  "internal_cluster::INTEGER AS internal_cluster_labels",
  "merged_cluster AS demand_cluster_labels",
  "rebalanced_cluster AS rebalanced_demand_cluster_labels",
];

/** Where the upload comes from. */
export interface UploadSources {
  /** All clusters of every store of every category. */
  readonly saved: Asset<Table>;
  /** Categories that there are: CAT_DSC. @default internal_need_states */
  readonly needs?: Asset<Table>;
}

/** The table of clusters that other systems take. */
export function uploadAsset({ saved, needs = internalNeedStates }: UploadSources): Asset<Table> {
  return defineAsset({
    name: "upload_merged_cluster_assignments",
    group: mergingGroup,
    description:
      "Clusters of every store and category for other systems. The writer final_assignments replaces what was " +
      "there; final_assignments_archive adds the same rows with a timestamp (UTC) to those of earlier runs.",
    kind: table,
    deps: { saved, needs },
    resources: { session, datasets, params },
    checks: [rowsWithinLimit, uniqueInCategory, noBlanks, everyCategoryThere],
    async compute({ inputs, resources, run, localName, signal, addMetadata }) {
      const { session } = resources;
      const titles = await titlesOf(session, inputs.saved, resources.params, signal);
      const timestamp = minuteOf(run.startedAt);
      const rows = [...titles].map(([category, title]) => `(${quoteLiteral(category)}, ${quoteLiteral(title)})`);
      const made = await createTable(
        session,
        localName,
        `SELECT ${uploaded.join(", ")}, CAT_DSC, ${quoteLiteral(timestamp)} AS timestamp
         FROM ${quoteName(inputs.saved.relation)} JOIN (VALUES ${
          rows.join(", ")
        }) AS t(category, CAT_DSC) USING (category)
         ORDER BY category, store_nbr`,
        signal,
      );
      addMetadata({
        timestamp,
        row_count: made.rows,
        category_count: titles.size,
        ...await countsOf(session, made, inputs.needs, signal),
      });
      return made;
    },
    async publish({ value, resources, signal }) {
      const { session, datasets } = resources;
      const current = await createTable(
        session,
        `${value.relation} current`,
        `SELECT * EXCLUDE (timestamp) FROM ${quoteName(value.relation)} ORDER BY category, store_nbr`,
        signal,
      );
      const main = await datasets.write("final_assignments", { kind: "table", table: current }, { signal });
      const archive = await datasets.write("final_assignments_archive", { kind: "table", table: value }, { signal });
      await dropTables(session, [current]);
      const files_written = [...main.files, ...archive.files];
      return { ...writeFigures(main), files_written, main_table: main.files[0]!, archive_table: archive.files[0]! };
    },
  });
}

/** What each category is called outside. @throws Problem naming every category that the configuration does not list */
async function titlesOf(
  session: Session,
  saved: Table,
  params: Pick<JobParams, "category_names">,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const found = await session.rows<{ category: string }>(
    `SELECT DISTINCT category FROM ${quoteName(saved.relation)} ORDER BY category`,
    undefined,
    { signal },
  );
  const titles = found.map(({ category }) => ({ category, ...categoryTitle(category, params) }));
  const unknown = titles.filter(({ known }) => !known).map(({ category }) => `"${category}"`);
  if (unknown.length > 0) {
    throw new Problem("configuration", `Cannot prepare the upload: no CAT_DSC is known for ${unknown.join(", ")}`, {
      place: "job_params.category_names",
      remedy:
        "Add what other systems call it, e.g. DIET_NUTRITION: DIET/NUTRITION; or leave the map empty to keep all names.",
    });
  }
  return new Map(titles.map(({ category, title }) => [category, title]));
}

async function countsOf(session: Session, made: Table, needs: Table, signal: AbortSignal): Promise<Metadata> {
  const stores = await session.row<{ stores: number }>(
    `SELECT count(DISTINCT store_nbr) AS stores FROM ${quoteName(made.relation)}`,
    undefined,
    { signal },
  );
  const missing = await session.rows<{ name: string }>(
    `SELECT DISTINCT CAT_DSC::VARCHAR AS name FROM ${quoteName(needs.relation)}
     WHERE name NOT IN (SELECT category FROM ${quoteName(made.relation)}) ORDER BY name`,
    undefined,
    { signal },
  );
  return { store_count: stores?.stores ?? 0, missing_categories: missing.map(({ name }) => name) };
}

/** `YYYYMMDD_HHMM`, UTC. */
function minuteOf(time: number): string {
  return new Date(time).toISOString().slice(0, 16).replace("T", "_").replaceAll(/[-:]/g, "");
}
