/**
 * What the project computes: every asset, by branch.
 *
 * @module
 */
import type { Asset } from "../engine/mod.ts";
import { clusteringAssets, type ExternalPer } from "./clustering/mod.ts";
import { externalFeaturesData, preprocessedExternalData } from "./external.ts";
import {
  internalNormalizedSalesData,
  internalProductCategoryMapping,
  internalRawSalesData,
  internalSalesShares,
  internalSalesWithCategories,
} from "./internal.ts";
import { reportAsset } from "./report/mod.ts";
import { reportingAssets } from "./reporting/mod.ts";
import { internalNeedStates, internalOutputSalesTable, internalSalesByCategory } from "./internal_wide.ts";

/** What decides which assets there are. */
export interface AssetOptions {
  /** How often the external branch clusters. */
  readonly externalPer: ExternalPer;
}

const preprocessing: readonly Asset[] = [
  internalRawSalesData,
  internalProductCategoryMapping,
  internalSalesWithCategories,
  internalNormalizedSalesData,
  internalSalesShares,
  internalNeedStates,
  internalSalesByCategory,
  internalOutputSalesTable,
  externalFeaturesData,
  preprocessedExternalData,
];

/** Every asset of the project. */
export function projectAssets({ externalPer }: AssetOptions): readonly Asset[] {
  const { all, reassigned, saved, told } = clusteringAssets(externalPer);
  const reporting = reportingAssets(reassigned, saved);
  return [...preprocessing, ...all, ...reporting.all, reportAsset({ ...told, workbooks: reporting.workbooks })];
}
