/**
 * How everything stands: history, workers, queue, folders, schedules, sensors, freshness, messages.
 *
 * @module
 */
export type { HealthCheck } from "./judge.ts";
export { type HealthParts, type HealthReport, healthReport, isAlive } from "./report.ts";
