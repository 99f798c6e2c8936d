/**
 * Why a value is stale or fresh, down to the root cause.
 *
 * @module
 */
export {
  type AssetExplanation,
  type Change,
  type NotedCheck,
  type Occasion,
  type Repair,
  type StaleReason,
  type Standing,
  type StandingNote,
  standings,
} from "./reasons.ts";
