/**
 * Why a value is stale or fresh, down to the root cause.
 *
 * @module
 */
export { explainAsset, explainAssets, type ExplainOptions, repairOf, worse as worseStanding } from "./explain.ts";
export { type Observer, openObserver } from "./observer.ts";
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
export { type ExplanationLine, explanationWords, type WordsOptions } from "./words.ts";
