import {
  type ErrorRecord,
  isFinal,
  isSilent,
  lastSignOfLife,
  type Materialization,
  type RunRecord,
} from "../pipeline/engine/mod.ts";

/** An error without its stack, which is for the event log only. */
export type ErrorView = Omit<ErrorRecord, "stack">;

/** A run as it is shown. Times are milliseconds since 1970, durations milliseconds. */
export interface RunView extends Omit<RunRecord, "error"> {
  /** Whether it can still change. */
  readonly live: boolean;
  /** From start to end, or until now. */
  readonly milliseconds?: number;
  /** Time since the last sign of life of a run that is executed. */
  readonly silentFor?: number;
  /** Whether that is so long that its process has probably ended without saying so. */
  readonly silent: boolean;
  readonly error?: ErrorView;
}

/** `transient` values live as long as their run; `partial` ones lack partitions. */
export type AssetState = "built" | "partial" | "never" | "transient";

/** Leaves the stack out. */
export function errorView({ stack: _, ...error }: ErrorRecord): ErrorView {
  return error;
}

/** A run as seen at `now`. */
export function runView({ error, ...run }: RunRecord, now: number): RunView {
  const lastSign = lastSignOfLife(run);
  const silent = isSilent(run, now);
  const { startedAt, endedAt = silent ? lastSign ?? now : now } = run;
  return {
    ...run,
    live: !isFinal(run.status),
    silent,
    ...(startedAt === undefined ? {} : { milliseconds: Math.max(0, endedAt - startedAt) }),
    ...(lastSign === undefined ? {} : { silentFor: Math.max(0, now - lastSign) }),
    ...(error === undefined ? {} : { error: errorView(error) }),
  };
}

/** Bytes and rows of several values; no rows when none of them has any. */
export function totals(values: readonly Materialization[]): { readonly bytes: number; readonly rows?: number } {
  const bytes = values.reduce((sum, value) => sum + value.bytes, 0);
  const rows = values.flatMap((value) => value.rows ?? []);
  return rows.length === 0 ? { bytes } : { bytes, rows: rows.reduce((a, b) => a + b) };
}
