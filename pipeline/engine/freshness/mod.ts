/**
 * How new the values of assets must be, and whether they are.
 *
 * @module
 */
export {
  type AssetFreshness,
  type FreshnessPolicy,
  type FreshnessStatus,
  freshnessStatuses,
  type LateCause,
} from "./types.ts";
