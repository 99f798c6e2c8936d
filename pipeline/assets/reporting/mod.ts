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

/** Reports and upload of merged clusters: `reassigned` of each category, `saved` of all. */
export function reportingAssets(reassigned: Asset<Table>, saved: Asset<Table>): readonly Asset[] {
  const sales = clusteredSalesAsset(saved, projectSales);
  const totals = salesTotalsAsset(saved, projectSales);
  return [sales, totals, labelingAsset({ reassigned, sales, totals }), uploadAsset({ saved })];
}
