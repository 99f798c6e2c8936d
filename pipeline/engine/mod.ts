/**
 * The engine.
 *
 * @module
 */
export { Problem, type ProblemKind } from "../../infra/errors.ts";
export {
  type AllPartitions,
  allPartitions,
  type Asset,
  assetNamed,
  type AssetReference,
  type AssetSpec,
  defineAsset,
  type Dependencies,
  type Dependency,
  type DependencyTarget,
  dependencyTarget,
  type InputValues,
  type PublishContext,
  type RetryPolicy,
  type ValueOf,
} from "./asset.ts";
export { type Check, type CheckContext, type CheckOutcome, defineCheck, severities, type Severity } from "./check.ts";
export type { RunInfo, StepContext } from "./context.ts";
export { errorRecord } from "./error_record.ts";
export type { RunEvent, RunEventBody, RunListener } from "./events.ts";
export { executeRun } from "./execute.ts";
export { findGarbage, type Garbage, type GarbageOptions, removeGarbage } from "./gc.ts";
export { downstream, type Graph, levels, upstream } from "./graph.ts";
export type {
  CheckRecord,
  EventFilter,
  History,
  HistoryBatch,
  InputVersion,
  Materialization,
  RunFilter,
  RunRecord,
  StepRecord,
} from "./history.ts";
export { memoryHistory } from "./history/memory.ts";
export { openSqliteHistory } from "./history/sqlite.ts";
export { defineJob, type Job, type JobSpec } from "./job.ts";
export type { Redact } from "./json.ts";
export { gatherKnowledge, noKnowledge } from "./knowledge.ts";
export {
  type DynamicPartitions,
  dynamicPartitions,
  type Partitions,
  type StaticPartitions,
  staticPartitions,
} from "./partitions.ts";
export type { Place } from "./place.ts";
export { describePlan, planRun } from "./plan.ts";
export type {
  Forecast,
  InputSource,
  Knowledge,
  LaterGroup,
  Plan,
  PlannedInput,
  PlannedStep,
  RunRequest,
  StepReason,
} from "./plan_types.ts";
export { defineProject, type Project, type ProjectSpec } from "./project.ts";
export {
  defineResource,
  type ResourceContext,
  type ResourceDefinition,
  type ResourceKey,
  resourceKey,
  type ResourceMap,
  type ResourceValues,
} from "./resource.ts";
export type { RunOptions, RunResult } from "./run.ts";
export { resolveSelection, type Selectable } from "./selection.ts";
export { type TriedAssets, tryAssets, type TryAssetsOptions } from "./testing/try_assets.ts";
export {
  type ColumnSchema,
  type ErrorRecord,
  isFinal,
  isOver,
  type Json,
  type Metadata,
  type RunId,
  type RunStatus,
  runStatuses,
  type StepId,
  stepId,
  type StepStatus,
  stepStatuses,
  type Tags,
} from "./types.ts";
export {
  type KindContext,
  type KindHandler,
  type Parser,
  record,
  type StoredValue,
  type ValueKind,
  valueKind,
  type WrittenValue,
} from "./value_kind.ts";
