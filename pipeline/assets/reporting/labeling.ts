import { quoteLiteral, quoteName, safeFileNames } from "../../../core/mod.ts";
import { type Asset, defineAsset, Problem } from "../../engine/mod.ts";
import { datasets, params, type Session, session, type Table, table } from "../../resources/types.ts";
import { mergingGroup } from "../clustering/mod.ts";
import { writeFigures } from "../figures.ts";
import { internalSalesShares } from "../internal.ts";
import { categories } from "../partitions.ts";
import { createTable, dropTables } from "../relations.ts";
import { categoryTitle } from "./category_titles.ts";
import { categoryKnown, type ReportSums, salesAsClustered, sumChecks } from "./labeling_checks.ts";
import { reportSheets, rowsOfSheetSql, sheetRowsSql } from "./sheets.ts";

/** What a report is made of. */
export interface LabelingSources {
  /** Stores of the category with all their clusters; a category that failed before has none and gets no report. */
  readonly reassigned: Asset<Table>;
  readonly sales: Asset<Table>;
  readonly totals: Asset<Table>;
  /** CAT_DSC, STORE_NBR, SALES that the clusters were computed from. @default internal_sales_shares */
  readonly shares?: Asset<Table>;
}

/** Rows of the 14 sheets of a category; published as a workbook. */
export function labelingAsset(
  { reassigned, sales, totals, shares = internalSalesShares }: LabelingSources,
): Asset<Table> {
  return defineAsset({
    name: "cluster_labeling_analytics",
    group: mergingGroup,
    description:
      "What the clusters of a category sell, by need state and attributes: the rows of the 14 sheets of its " +
      "workbook, which is published through the writer cluster_reports.",
    kind: table,
    partitions: categories,
    deps: { reassigned, sales, totals, shares },
    resources: { session, datasets, params },
    checks: [...sumChecks, salesAsClustered, categoryKnown],
    async compute({ inputs, resources, partition, localName, signal, addMetadata, log }) {
      const { session } = resources;
      const category = partition ?? "";
      const facts = await totalsOf(session, inputs.totals, category, signal);
      if (facts.stores_without_sales > 0) {
        log.warning(`${category}: ${facts.stores_without_sales} of ${facts.stores} clustered stores have no sales now`);
      }
      const { title, known } = categoryTitle(category, resources.params);
      if (!known) log.warning(`${category}: job_params.category_names does not list it; the report calls it so`);
      const source = { sales: inputs.sales.relation, category, title, workbook: facts.workbook };
      const rows = await createTable(session, localName, sheetRowsSql(source), signal);
      const joined = await sumOf(
        session,
        `SELECT sum(SALES) AS sum FROM ${quoteName(inputs.sales.relation)}
        WHERE category = ${quoteLiteral(category)}`,
        signal,
      );
      const clustered = await sumOf(
        session,
        `SELECT sum(SALES) AS sum FROM ${quoteName(inputs.shares.relation)}
        SEMI JOIN ${quoteName(inputs.reassigned.relation)} USING (STORE_NBR)
        WHERE CAT_DSC = ${quoteLiteral(category)}`,
        signal,
      );
      const { raw_sales, shared_sales, mapped_sales: mapped } = facts;
      const sheets = await sheetSums(session, rows, signal);
      const sums: ReportSums = { raw_sales, shared_sales, joined_sales: joined, sheets };
      addMetadata({
        title,
        category_known: known,
        stores: facts.stores,
        stores_without_sales: facts.stores_without_sales,
        sums: { ...sums },
        since_clustering: { mapped, clustered },
      });
      return rows;
    },
    async publish({ value, resources, signal }) {
      const { session, datasets } = resources;
      const row = await session.row<{ name: string }>(
        `SELECT workbook AS name FROM ${quoteName(value.relation)} LIMIT 1`,
      );
      const sheets = new Map<string, Table>();
      for (const sheet of reportSheets) {
        const relation = `${value.relation} sheet ${sheets.size + 1}`;
        sheets.set(sheet.name, await createTable(session, relation, rowsOfSheetSql(value.relation, sheet), signal));
      }
      const source = { kind: "workbook", name: row!.name, sheets } as const;
      const written = await datasets.write("cluster_reports", source, { signal });
      await dropTables(session, [...sheets.values()]);
      return writeFigures(written);
    },
  });
}

interface CategoryTotals {
  readonly stores: number;
  readonly stores_without_sales: number;
  readonly raw_sales: number;
  readonly shared_sales: number;
  readonly mapped_sales: number;
  /** Name of the file, different from that of every other category. */
  readonly workbook: string;
}

async function totalsOf(
  session: Session,
  totals: Table,
  category: string,
  signal: AbortSignal,
): Promise<CategoryTotals> {
  const rows = await session.rows<CategoryTotals & { readonly category: string }>(
    `FROM ${quoteName(totals.relation)} ORDER BY category`,
    undefined,
    { signal },
  );
  const own = rows.find((row) => row.category === category);
  if (own === undefined || own.stores_without_sales === own.stores) {
    throw new Problem("data", `Cannot report on "${category}": none of its clustered stores has sales now`, {
      place: "readers.ns_sales",
      remedy: "The sales are not those that the stores were clustered by; run full_pipeline_job.",
    });
  }
  return { ...own, workbook: safeFileNames(rows.map((row) => row.category)).get(category)! };
}

async function sumOf(session: Session, query: string, signal: AbortSignal): Promise<number> {
  const row = await session.row<{ sum: number | null }>(query, undefined, { signal });
  return row?.sum ?? 0;
}

async function sheetSums(
  session: Session,
  rows: Table,
  signal: AbortSignal,
): Promise<Readonly<Record<string, number>>> {
  const found = await session.rows<{ sheet: string; sum: number }>(
    `SELECT sheet, sum(TOTAL_SALES_SUM) AS sum FROM ${quoteName(rows.relation)} GROUP BY sheet`,
    undefined,
    { signal },
  );
  return Object.fromEntries(found.map(({ sheet, sum }) => [sheet, sum]));
}
