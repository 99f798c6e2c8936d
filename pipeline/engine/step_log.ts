import type { LogFields, Logger, LogLevel } from "../../infra/log.ts";
import { recordableFields, type Redact } from "./json.ts";
import type { RunEventBody } from "./events.ts";
import type { StepId } from "./types.ts";

/** Log records of one step that are kept as events; what comes after is counted only. */
export const mostLogEvents = 1000;

/** Where the records of a step's log go. */
export interface StepLogSink {
  /** The program's log, which gets every record. */
  readonly base: Logger;
  readonly redact: Redact;
  /** Keeps a record as an event of the run. */
  keep(event: Extract<RunEventBody, { kind: "log" }>): void;
}

/** A step's log; closed when the step's end is recorded, so that work that was given up cannot write to it. */
export interface StepLog {
  readonly logger: Logger;
  close(): void;
}

/** Makes the log of a step: records of level info and above become events too. */
export function stepLog(step: StepId, sink: StepLogSink): StepLog {
  const state = { open: true, kept: 0 };
  return { logger: logger(step, sink, state, {}), close: () => state.open = false };
}

function logger(
  step: StepId,
  sink: StepLogSink,
  state: { open: boolean; kept: number },
  common: LogFields,
): Logger {
  const base = sink.base.with({ step, ...common });
  const log = (level: LogLevel) => (message: string, fields: LogFields = {}) => {
    if (!state.open) return;
    base[level](message, fields);
    if (level === "debug" || state.kept > mostLogEvents) return;
    state.kept++;
    const left = state.kept > mostLogEvents;
    sink.keep({
      kind: "log",
      step,
      level: left ? "warning" : level,
      message: left ? `Further log records are left out here after ${mostLogEvents}` : sink.redact(message),
      fields: left ? {} : recordableFields({ ...common, ...fields }, sink.redact),
    });
  };
  return {
    debug: log("debug"),
    info: log("info"),
    warning: log("warning"),
    error: log("error"),
    with: (fields) => logger(step, sink, state, { ...common, ...fields }),
  };
}
