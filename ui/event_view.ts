import { type LogLevel, logLevels } from "../infra/log.ts";
import type { Metadata, RunEvent } from "../pipeline/engine/mod.ts";
import { countOf, formatBytes, formatCount, formatDuration } from "../infra/format.ts";

/** An event as it is stored, with a level also where it is no log line, and in words. */
export type EventView = RunEvent & { readonly level: LogLevel; readonly text: string };

/** An event in words. */
export function eventView(event: RunEvent): EventView {
  return { ...event, level: eventLevel(event), text: eventText(event) };
}

/** Whether `level` is at least as urgent as `least`. */
export function reaches(level: LogLevel, least: LogLevel): boolean {
  return logLevels.indexOf(level) >= logLevels.indexOf(least);
}

function eventLevel(event: RunEvent): LogLevel {
  switch (event.kind) {
    case "log":
      return logLevel(event.level);
    case "step_failed":
      return "error";
    case "step_retrying":
    case "step_skipped":
    case "step_canceled":
      return "warning";
    case "run_status":
      if (event.status === "failure") return "error";
      return event.status === "canceled" ? "warning" : "info";
    case "check_evaluated":
      if (event.passed) return "info";
      return event.severity === "error" ? "error" : "warning";
    case "steps_planned":
    case "step_started":
    case "step_succeeded":
    case "step_reused":
    case "materialized":
    case "partitions_set":
      return "info";
    default:
      return unknownEvent(event);
  }
}

function logLevel(text: string): LogLevel {
  const known = logLevels.find((level) => level === text);
  if (known !== undefined) return known;
  return text === "warn" ? "warning" : text === "fatal" ? "error" : "debug";
}

function eventText(event: RunEvent): string {
  switch (event.kind) {
    case "run_status":
      return [`Run: ${event.status}`, event.message, event.error?.message].filter((part) => part !== undefined).join(
        ", ",
      );
    case "steps_planned":
      return [`Planned ${countOf(event.steps.length, "step")}`, ...(event.later ?? []).map((name) => `${name} later`)]
        .join(", ");
    case "step_started":
      return event.attempt > 1 ? `Started, try ${event.attempt}` : "Started";
    case "step_retrying":
      return `Try ${event.attempt} failed, the next one in ${formatDuration(event.delay)}: ${event.error.message}`;
    case "step_succeeded":
      return `Succeeded in ${formatDuration(event.milliseconds)}`;
    case "step_reused":
      return `Took the value of run ${event.fromRun}: ${event.reason}`;
    case "step_failed":
      return `Failed after ${formatDuration(event.milliseconds)}: ${event.error.message}`;
    case "step_skipped":
      return `Skipped because of ${event.because.join(", ")}`;
    case "step_canceled":
      return "Canceled";
    case "materialized": {
      const rows = event.rows === undefined ? "" : `${countOf(event.rows, "row")}, `;
      return `Stored ${event.path} (${rows}${formatBytes(event.bytes)})`;
    }
    case "check_evaluated":
      return `Check ${event.check} ${event.passed ? "passed" : "failed"}: ${event.message}`;
    case "partitions_set":
      return `Partitions ${event.partitions} now have ${countOf(event.keys.length, "key")}`;
    case "log":
      return event.message;
    default:
      return unknownEvent(event);
  }
}

/** Figures, fields and metadata of an event. */
export function eventFacts(event: RunEvent): Metadata {
  switch (event.kind) {
    case "log":
      return event.fields;
    case "step_succeeded":
      return event.metadata;
    case "check_evaluated":
      return event.samples.length === 0 ? event.figures : { ...event.figures, samples: event.samples };
    case "partitions_set":
      return { keys: event.keys };
    default:
      return {};
  }
}

function unknownEvent(event: never): never {
  throw new TypeError(`Cannot show an event: kind "${(event as RunEvent).kind}" is unknown`);
}

/** Where a page of events ends: the sequences it shows, for a heading. */
export function eventRange(events: readonly EventView[]): string {
  const [first, last] = [events[0], events.at(-1)];
  if (first === undefined || last === undefined) return "none";
  return first === last
    ? `${formatCount(first.sequence)}`
    : `${formatCount(first.sequence)} to ${formatCount(last.sequence)}`;
}
