/**
 * Logging over LogTape: lines or JSON on the terminal, JSON lines in a rotating file, secrets taken out of both.
 *
 * @example
 * ```ts
 * import { systemClock } from "../clock.ts";
 * import { configureLogging } from "./mod.ts";
 *
 * await using logging = await configureLogging({ clock: systemClock, terminal: "plain", write: () => {} });
 * logging.logger.with({ run: "r1" }).info("Run started", { steps: 6 });
 * ```
 *
 * @module
 */
export { configureLogging, type Logging, type LoggingOptions, type TerminalForm } from "./configure.ts";
export type { LogFile } from "./sinks.ts";
