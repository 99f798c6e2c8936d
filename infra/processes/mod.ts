/**
 * Processes that are started in groups of their own and ended with everything that they started.
 *
 * @module
 */
export { type GroupEnd, Guardian, type GuardianCommand, guardianCommand } from "./guardian.ts";
export { type ProcessCommand, type ProcessExit, type ProcessGroup, startProcessGroup } from "./process_group.ts";
