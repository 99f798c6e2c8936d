/**
 * What is kept of the history, and for how long.
 *
 * @module
 */
export { defaultRetention, type EndedStatus, endedStatuses, type Limits, type RetentionPolicy } from "./policy.ts";
export { describeSwept, retentionService, type RetentionServiceOptions } from "./service.ts";
export type { Amount, DoomedRun, DoomedValue, Retention } from "./retained.ts";
export { sweep, type SweepOptions, type Swept, type SweptKind, sweptKinds } from "./sweep.ts";
