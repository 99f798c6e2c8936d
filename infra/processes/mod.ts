/**
 * Processes that are started in groups of their own and ended with everything that they started.
 *
 * @module
 */
export { type AskOptions, askProcess, type ProcessAnswer } from "./ask_process.ts";
export { denoCommand } from "./deno_command.ts";
export { type GroupEnd, Guardian, type GuardianCommand, guardianCommand } from "./guardian.ts";
export { guard } from "./guardian_main.ts";
export { type ProcessCommand, type ProcessExit, type ProcessGroup, startProcessGroup } from "./process_group.ts";
