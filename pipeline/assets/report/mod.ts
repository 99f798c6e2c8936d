/**
 * The report of a run: what is read for it, and the asset.
 *
 * @module
 */
export { reportAsset, reportFile, type ReportSources, type SideAssets } from "./report_asset.ts";
