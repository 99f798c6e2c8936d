/**
 * What the project computes: every asset, by branch.
 *
 * @module
 */
import type { Asset } from "../engine/mod.ts";
import { clusteringAssets } from "./clustering/mod.ts";
import { externalFeaturesData, preprocessedExternalData } from "./external.ts";
import {
  internalNormalizedSalesData,
  internalProductCategoryMapping,
  internalRawSalesData,
  internalSalesShares,
  internalSalesWithCategories,
} from "./internal.ts";
import { internalNeedStates, internalOutputSalesTable, internalSalesByCategory } from "./internal_wide.ts";

/** Every asset of the project. */
export const assets: readonly Asset[] = [
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
  ...clusteringAssets,
];
