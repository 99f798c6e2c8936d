import type { ErrorRecord, RunEvent } from "../../pipeline/engine/mod.ts";
import { countOf, formatDuration } from "../../infra/format.ts";
import { formatClock } from "./format.ts";
import { byStatus, errorLines } from "./notices.ts";
import type { Style } from "./style.ts";
import { safeText } from "./width.ts";

/** Settings of {@link eventLines}. */
export interface EventLineOptions {
  readonly style: Style;
  /** Also what went as it should: passed checks, stored values, log lines below a warning. @default false */
  readonly verbose?: boolean;
  /** Also log records. @default true */
  readonly logs?: boolean;
}

/** An event as lines of text, the time first; nothing for what only a verbose reader wants. */
export function eventLines(event: RunEvent, options: EventLineOptions): readonly string[] {
  const { style, verbose = false, logs = true } = options;
  if (event.kind === "log" && !logs) return [];
  const text = describe(event, style, verbose);
  if (text === undefined) return [];
  const [first = "", ...more] = text;
  return [`${style.dim(formatClock(event.time))} ${first}`, ...more.map((line) => `         ${line}`)];
}

function describe(event: RunEvent, style: Style, verbose: boolean): readonly string[] | undefined {
  const step = (of: { readonly step: string }) => style.bold(safeText(of.step));
  const more = (of: { readonly step: string; readonly error: ErrorRecord }) =>
    errorLines(of.error, style, { step: of.step });
  switch (event.kind) {
    case "run_status": {
      const reason = event.message === undefined ? "" : `: ${safeText(event.message)}`;
      return [`run ${event.run} ${byStatus(event.status, event.status, style)}${reason}`];
    }
    case "steps_planned":
      return [`${countOf(event.steps.length, "step")} planned`];
    case "step_started":
      return [`${step(event)} started${event.attempt > 1 ? `, try ${event.attempt}` : ""}`];
    case "step_retrying":
      return [
        `${step(event)} ${style.yellow("failed")}, tries again in ${formatDuration(event.delay)}`,
        ...more(event),
      ];
    case "step_succeeded":
      return [`${step(event)} ${style.green("succeeded")} in ${formatDuration(event.milliseconds)}`];
    case "step_reused":
      return [`${step(event)} ${style.dim("reused")} from run ${event.fromRun}`];
    case "step_failed":
      return [`${step(event)} ${style.red("failed")} after ${formatDuration(event.milliseconds)}`, ...more(event)];
    case "step_skipped":
      return [`${step(event)} ${style.yellow("skipped")} because of ${event.because.map(safeText).join(", ")}`];
    case "step_canceled":
      return [`${step(event)} ${style.yellow("canceled")}`];
    case "materialized": {
      const rows = event.rows === undefined ? "" : `, ${countOf(event.rows, "row")}`;
      return verbose ? [`${step(event)} stored ${safeText(event.path)}${rows}`] : undefined;
    }
    case "check_evaluated": {
      if (event.passed) return verbose ? [`${step(event)} check ${event.check} ${style.green("passed")}`] : undefined;
      const verdict = event.severity === "error" ? style.red("failed") : style.yellow("warns");
      return [`${step(event)} check ${event.check} ${verdict}: ${safeText(event.message)}`];
    }
    case "partitions_set":
      return verbose ? [`${step(event)} found ${countOf(event.keys.length, "key")} of ${event.partitions}`] : undefined;
    case "log":
      return logLines(event, style, verbose);
    default:
      return event satisfies never;
  }
}

function logLines(
  { level, message, step }: Extract<RunEvent, { kind: "log" }>,
  style: Style,
  verbose: boolean,
): readonly string[] | undefined {
  const urgent = level === "warning" || level === "error";
  if (!urgent && !verbose) return undefined;
  const color = level === "error" ? style.red : level === "warning" ? style.yellow : style.dim;
  const where = step === undefined ? "" : `${safeText(step)} `;
  return [`${where}${color(level)} ${safeText(message)}`];
}
