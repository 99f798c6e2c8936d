/**
 * What people and other systems get: a workbook of each category, and the table of all clusters.
 *
 * @module
 */
import type { Asset } from "../../engine/mod.ts";
import type { Table } from "../../resources/types.ts";
import { clusteredSalesAsset, projectSales, salesTotalsAsset } from "./clustered_sales.ts";
import { labelingAsset } from "./labeling.ts";
import { uploadAsset } from "./upload.ts";

/** The assets that people and other systems get. */
export interface ReportingAssets {
  readonly all: readonly Asset[];
  readonly workbooks: Asset<Table>;
}

/** Reports and upload of merged clusters: `reassigned` of each category, `saved` of all. */
export function reportingAssets(reassigned: Asset<Table>, saved: Asset<Table>): ReportingAssets {
  const sales = clusteredSalesAsset(saved, projectSales);
  const totals = salesTotalsAsset(saved, projectSales);
  const workbooks = labelingAsset({ reassigned, sales, totals });
  return { all: [sales, totals, workbooks, uploadAsset({ saved })], workbooks };
}
