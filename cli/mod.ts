/**
 * The command line: arguments, output and exit codes. The one place where the program's real objects are put together.
 *
 * @module
 */
export { main } from "./main.ts";
export { dropRights } from "./rights.ts";
export { realEffects } from "./real_effects.ts";
export type { CliEffects } from "./effects.ts";
export { type CollectedOutput, collectOutput, type OutputStream } from "./output/stream.ts";
