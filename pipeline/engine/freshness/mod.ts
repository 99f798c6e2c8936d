/**
 * How new the values of assets must be, and whether they are.
 *
 * @module
 */
export { assetFreshness, type FreshnessSources } from "./look.ts";
export type { FreshnessOverride } from "./policies.ts";
export { type FreshnessOptions, freshnessService, watchFreshness } from "./service.ts";
export {
  type AssetFreshness,
  type FreshnessLedger,
  type FreshnessPolicy,
  type FreshnessState,
  type FreshnessStatus,
  freshnessStatuses,
  type LateCause,
} from "./types.ts";
export { causeText } from "./words.ts";
