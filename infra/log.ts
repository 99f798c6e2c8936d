/** Levels from the least to the most urgent. */
export const logLevels = ["debug", "info", "warning", "error"] as const;

/** One of {@link logLevels}. */
export type LogLevel = (typeof logLevels)[number];

/** Structured fields of a log record. */
export type LogFields = Readonly<Record<string, unknown>>;

/** What code logs to; where records go is decided where the program is put together. */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warning(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** A logger that adds `fields` (run, step, …) to every record. */
  with(fields: LogFields): Logger;
}

/** Drops every record. */
export const silentLogger: Logger = {
  debug() {},
  info() {},
  warning() {},
  error() {},
  with: () => silentLogger,
};
