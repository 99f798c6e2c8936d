/**
 * Backfills: many runs over the keys of partitions, planned together, kept going by a daemon.
 *
 * @module
 */
export {
  type BackfillActor,
  type BackfillPlace,
  cancelBackfill,
  createBackfill,
  findBackfill,
  pauseBackfill,
  resumeBackfill,
  retryBackfill,
} from "./actions.ts";
export { chooseKeys, type KeyChoice, orderKeys } from "./keys.ts";
export {
  type PartitionsState,
  type PartitionState,
  partitionStates,
  partitionStatuses,
  type RemovedPartition,
} from "./partition_states.ts";
export { planBackfill } from "./plan.ts";
export { type BackfillMatrix, backfillMatrix, type BackfillProgress, listBackfills } from "./progress.ts";
export type { BackfillPlan, BackfillRequest, PlannedBackfillRun, SkippedPartition } from "./request.ts";
export {
  advanceBackfills,
  type BackfillPoint,
  backfillPoints,
  backfillService,
  type BackfillServiceOptions,
} from "./service.ts";
export { type BackfillSteps, backfillSteps, type BackfillStepsRow } from "./steps.ts";
