import type { LogFields, Logger, LogLevel } from "../infra/log.ts";

/** A logger that keeps its records until the real one is there, so that nothing waits for the log to be set up. */
export interface DeferredLogger extends Logger {
  /** Hands over what was kept, and everything from now on. */
  connect(target: Logger): void;
}

interface Record {
  readonly level: LogLevel;
  readonly message: string;
  readonly fields: LogFields;
}

/** Makes a {@link DeferredLogger}. */
export function deferredLogger(): DeferredLogger {
  const kept: Record[] = [];
  let target: Logger | undefined;

  function emit(level: LogLevel, message: string, fields: LogFields): void {
    if (target === undefined) kept.push({ level, message, fields });
    else target[level](message, fields);
  }

  function logger(common: LogFields): Logger {
    const log = (level: LogLevel) => (message: string, fields: LogFields = {}) =>
      emit(level, message, { ...common, ...fields });
    return {
      debug: log("debug"),
      info: log("info"),
      warning: log("warning"),
      error: log("error"),
      with: (fields) => logger({ ...common, ...fields }),
    };
  }

  return {
    ...logger({}),
    connect(real) {
      target = real;
      for (const { level, message, fields } of kept.splice(0)) real[level](message, fields);
    },
  };
}
