/**
 * A pipeline engine: values that functions compute from other values, what to make of them again, and what happened.
 *
 * | word | meaning |
 * | --- | --- |
 * | asset | a named, typed value and the function that computes it from other assets and from resources |
 * | kind | how a value is kept: `record` as JSON, others by a handler; a transient kind is not kept at all |
 * | resource | something a run opens once and closes at its end, such as a connection; made from configuration |
 * | partitions | keys that split an asset: one step and one value per key; dynamic ones are set by a step |
 * | project | assets, jobs, resources and handlers that were checked together |
 * | selection | a text that names assets: `+report`, `group:x`, `* - raw` |
 * | job | a named selection |
 * | plan | the steps of a run and where their inputs come from, known before it starts |
 * | run | one execution of a job or a selection |
 * | step | one asset, or one partition of it, within a run |
 * | materialization | a value that was kept: an immutable file with hash, inputs and fingerprint |
 * | fingerprint | a hash of all that a value depends on; as long as it is the same the value need not be made again |
 * | check | an assertion about a value; of severity `error` it keeps the value from being recorded and published |
 * | event | something that happened in a run; numbered without gaps |
 * | history | what ran: runs, steps, events, materializations, checks, keys of dynamic partitions |
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { z } from "zod";
 * import { defineAsset, defineJob, defineProject, executeRun, memoryHistory, record } from "./mod.ts";
 *
 * const words = defineAsset({
 *   name: "words",
 *   group: "text",
 *   description: "The words of a sentence.",
 *   kind: record(z.array(z.string())),
 *   compute: () => "to be or not to be".split(" "),
 * });
 * const counts = defineAsset({
 *   name: "counts",
 *   group: "text",
 *   description: "How often each word occurs.",
 *   kind: record(z.record(z.string(), z.number())),
 *   deps: { words },
 *   compute({ inputs }) {
 *     const counts: Record<string, number> = {};
 *     for (const word of inputs.words) counts[word] = (counts[word] ?? 0) + 1;
 *     return counts;
 *   },
 * });
 * const count = defineJob({ name: "count", selection: "+counts", description: "Counts words." });
 * const project = defineProject({ assets: [words, counts], jobs: [count] });
 *
 * const root = await Deno.makeTempDir();
 * const history = memoryHistory();
 * const { run } = await executeRun(project, { job: "count", environment: "dev" }, { history, root });
 * assert.equal(run.status, "success");
 * const latest = await history.latest("counts");
 * assert.equal(await Deno.readTextFile(`${root}/${latest?.path}`), '{"be":2,"not":1,"or":1,"to":2}\n');
 * await Deno.remove(root, { recursive: true });
 * ```
 *
 * @module
 */
export {
  type AccessToken,
  type AccountRole,
  accountRoles,
  type Accounts,
  type Identity,
  type User,
} from "./accounts/accounts.ts";
export type { Breakage, EndCount, InsightReader, Span, SpanFacts } from "./insights/types.ts";
export type { LaunchPreset, PresetChange, Presets } from "./presets/presets.ts";
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
export {
  findGarbage,
  findTemporaries,
  type Garbage,
  type GarbageOptions,
  removeGarbage,
  type TemporaryOptions,
} from "./gc.ts";
export { heartbeatInterval, isSilent, lastSignOfLife, longestSilence, type RunLife } from "./heartbeat.ts";
export { downstream, type Graph, levels, upstream } from "./graph.ts";
export type {
  CheckFilter,
  CheckRecord,
  EventFilter,
  History,
  HistoryBatch,
  InputVersion,
  Materialization,
  PartitionSpan,
  RunFilter,
  RunRecord,
  StepRecord,
  ValueFilter,
} from "./history.ts";
export { memoryHistory } from "./history/memory.ts";
export { type RunChoice, type RunTrigger, runTriggers } from "./history.ts";
export { personOf, triggerOf } from "./history/run_choice.ts";
export { openPostgresLedger, readPostgresLedger } from "./history/postgres.ts";
export type { Ledger } from "./history/ledger.ts";
export { openSqliteHistory, openSqliteLedger } from "./history/sqlite.ts";
export {
  copyPostgresLedger,
  copySqliteLedger,
  type LedgerCopyFacts,
  ledgerCopyFacts,
  ledgerCopyValues,
  newestSchema,
  replacePostgresLedger,
  updateLedgerCopy,
  verifySqliteLedger,
} from "./history/transfer.ts";
export { defineJob, type Job, type JobSpec } from "./job.ts";
export type { Redact } from "./json.ts";
export { gatherKnowledge, noKnowledge } from "./knowledge.ts";
export { newQueuedRun, newRun, type NewRunOptions, requestOf } from "./new_run.ts";
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
export {
  type Amount,
  defaultRetention,
  describeSwept,
  endedStatuses,
  type Retention,
  type RetentionPolicy,
  retentionService,
  sweep,
  type Swept,
  type SweptKind,
  sweptKinds,
} from "./retention/mod.ts";
export type { RunOptions, RunResult } from "./run.ts";
export { resolveSelection, type Selectable } from "./selection.ts";
export type { Service } from "./service.ts";
export { valueFault } from "./stored_values.ts";
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
  type PlacedValue,
  record,
  type StoredValue,
  type ValueKind,
  valueKind,
  type WrittenValue,
} from "./value_kind.ts";
export * from "./backfill.ts";
export {
  type AuditEntry,
  type AuditFilter,
  type AuditRecord,
  type AutomationKind,
  type AutomationLedger,
  type AutomationState,
  type Claim,
  type Coordination,
  crashPolicies,
  type CrashPolicy,
  type LimitKind,
  limitKinds,
  type LimitLedger,
  type LimitOverride,
  type QueueEntry,
  type QueueItem,
  type QueueLimits,
  type RunOrigin,
  type RunQueue,
  type Tick,
  type Waiting,
  type WorkerLedger,
  type WorkerRecord,
} from "./coordination.ts";
export * from "./backfills/mod.ts";
export * from "./queue/mod.ts";
export {
  type AutomationActor,
  type AutomationOptions,
  automationService,
  automationStates,
  type AutomationSwitch,
  scheduleService,
  sensorService,
  switchAutomation,
} from "./automation/mod.ts";
export {
  type CatchUp,
  type ClockMark,
  cronFault,
  defineSchedule,
  openCron,
  type Overlap,
  overlaps,
  type PreviewedLaunch,
  type PreviewedTick,
  previewTicks,
  type Schedule,
  scheduleDefinition,
  ScheduleEvaluator,
  type ScheduleSpec,
  zoneFault,
} from "./schedules/mod.ts";
export {
  defineSensor,
  fileSensor,
  type FileSensorSpec,
  runSensor,
  type RunSensorSpec,
  type RunWish,
  type Sensor,
  type SensorContext,
  SensorEvaluator,
  type SensorResult,
  type SensorSpec,
} from "./sensors/mod.ts";
export * from "./monitoring/mod.ts";
export * from "./freshness/mod.ts";
export * from "./why/mod.ts";
