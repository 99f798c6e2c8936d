import { quoteLiteral, quoteName, quoteNames } from "../../../core/mod.ts";
import { attributes, itemColumns } from "./clustered_sales_sql.ts";

/** The labels that a sheet groups by. */
export type ClusterColumn = "internal_cluster" | "rebalanced_cluster";

/** One sheet of the workbook. */
export interface ReportSheet {
  readonly name: string;
  readonly cluster: ClusterColumn;
  /** The attribute that sales are grouped by; undefined for the sheets of all attributes. */
  readonly attribute: string | undefined;
  /** Its columns, in order. */
  readonly columns: readonly string[];
}

const sides = [["Grouped Internal", "internal_cluster"], ["Grouped Rebalanced", "rebalanced_cluster"]] as const;

/** The 14 sheets, in order. */
export const reportSheets: readonly ReportSheet[] = [
  ...sides.map(([name, cluster]): ReportSheet => ({
    name,
    cluster,
    attribute: undefined,
    columns: [cluster, "NEED_STATE", "CAT_DSC", ...attributes, "CDT", "TOTAL_SALES_SUM"],
  })),
  ...sides.flatMap(([name, cluster]) =>
    attributes.map((attribute): ReportSheet => ({
      name: `${name} ${attribute}`,
      cluster,
      attribute,
      columns: [
        ...[cluster, "CAT_DSC", attribute, "CDT", "TOTAL_SALES_SUM", "CDT_TOTAL_SALES"],
        ...[`${cluster}_TOTAL_SALES`, "TOTAL_TOTAL_SALES"],
      ],
    }))
  ),
];

/** What the rows of all sheets are made of. */
export interface SheetSource {
  /** Relation of `clusteredSalesSql`. */
  readonly sales: string;
  readonly category: string;
  /** What the category is called in the sheets. */
  readonly title: string;
  /** Name of the workbook's file. */
  readonly workbook: string;
}

/** All sheets below each other: workbook, sheet, row (from 1), then the columns of each sheet, NULL where it has none. */
export function sheetRowsSql(source: SheetSource): string {
  const parts = reportSheets.map((sheet) => `(${sheetSql(sheet, source)})`).join("\n UNION ALL BY NAME ");
  const positions = reportSheets.map(({ name }, i) => `WHEN ${quoteLiteral(name)} THEN ${i}`).join(" ");
  return `SELECT ${quoteLiteral(source.workbook)} AS workbook, * FROM (${parts})
    ORDER BY CASE sheet ${positions} END, "row"`;
}

/** The rows of one sheet from the table that {@link sheetRowsSql} makes, in order. */
export function rowsOfSheetSql(rows: string, { name, columns }: ReportSheet): string {
  return `SELECT ${quoteNames(columns)} FROM ${quoteName(rows)} WHERE sheet = ${quoteLiteral(name)} ORDER BY "row"`;
}

function sheetSql({ name, cluster, attribute, columns }: ReportSheet, { sales, category, title }: SheetSource): string {
  const keys = attribute === undefined ? [cluster, ...itemColumns] : [cluster, attribute, "CDT"];
  const grouped = `SELECT ${keys.join(", ")}, ${quoteLiteral(title)} AS CAT_DSC, sum(SALES) AS TOTAL_SALES_SUM
    FROM ${quoteName(sales)} WHERE category = ${quoteLiteral(category)} GROUP BY ${keys.join(", ")}`;
  const totals = attribute === undefined ? "" : `,
    CASE WHEN CDT IS NOT NULL THEN sum(TOTAL_SALES_SUM) OVER (PARTITION BY CDT) END AS CDT_TOTAL_SALES,
    sum(TOTAL_SALES_SUM) OVER (PARTITION BY ${cluster}) AS ${cluster}_TOTAL_SALES,
    sum(TOTAL_SALES_SUM) OVER () AS TOTAL_TOTAL_SALES`;
  const order = columns.filter((column) => keys.includes(column)).map((column) => `${sortKey(column)} NULLS LAST`);
  return `SELECT ${quoteLiteral(name)} AS sheet, row_number() OVER (ORDER BY ${order.join(", ")}) AS "row", *${totals}
    FROM (${grouped})`;
}

/** Merged labels sort by their numbers: 2_0 before 10_0. */
function sortKey(column: string): string {
  return column === "rebalanced_cluster"
    ? `list_transform(split(${column}, '_'), x -> TRY_CAST(x AS INTEGER))`
    : column;
}
