import type { RunEvent } from "../../pipeline/engine/mod.ts";
import { countOf, formatClock, formatDuration } from "./format.ts";
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
    case "log": {
      const urgent = event.level === "warning" || event.level === "error";
      if (!urgent && !verbose) return undefined;
      const color = event.level === "error" ? style.red : event.level === "warning" ? style.yellow : style.dim;
      const where = event.step === undefined ? "" : `${safeText(event.step)} `;
      return [`${where}${color(event.level)} ${safeText(event.message)}`];
    }
    default:
      return event satisfies never;
  }

  function step(of: { readonly step: string }): string {
    return style.bold(safeText(of.step));
  }

  function more(of: { readonly step: string; readonly error: Parameters<typeof errorLines>[0] }): readonly string[] {
    return errorLines(of.error, style, { step: of.step });
  }
}
