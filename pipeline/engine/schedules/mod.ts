/**
 * Jobs that run by the clock: what is due is a pure function of definition, what is kept and time; each tick is recorded
 * with its run in one transaction, under a time that is unique.
 *
 * @module
 */
export { type Cron, openCron } from "./cron.ts";
export { cronFault, zoneFault } from "./cron_text.ts";
export { type DueTick, dueTicks, onTime, type ScheduleMemory } from "./due.ts";
export { type PreviewedLaunch, scheduleDefinition, ScheduleEvaluator } from "./evaluator.ts";
export { type ClockMark, type PreviewedTick, previewTicks } from "./preview.ts";
export { type CatchUp, defineSchedule, type Overlap, overlaps, type Schedule, type ScheduleSpec } from "./schedule.ts";
