import type { LateCause } from "./types.ts";

/** A cause as a sentence. @param formatTime default ISO 8601 */
export function causeText(
  cause: LateCause,
  formatTime: (milliseconds: number) => string = (time) => new Date(time).toISOString(),
): string {
  switch (cause.kind) {
    case "run_active":
      return `run ${cause.run} of ${cause.job} is under way since ${formatTime(cause.since)}`;
    case "step_failed": {
      const { asset, partition, run, time, message } = cause;
      const step = partition === undefined ? asset : `${asset}[${partition}]`;
      return `${step} failed at ${formatTime(time)} in run ${run}: ${message}`;
    }
    case "run_failed": {
      const { run, job, status, time, message } = cause;
      const how = status === "failure" ? "failed" : "was canceled";
      return `run ${run} of ${job} ${how} at ${formatTime(time)}${message === "" ? "" : `: ${message}`}`;
    }
    case "upstream_late":
      return `${cause.asset}, which it needs, is late since ${formatTime(cause.since)}`;
    case "automation_stopped":
      return `the ${cause.of} ${cause.name}, which runs ${cause.job}, is stopped`;
    case "no_run": {
      const when = cause.since === undefined ? "yet" : `since ${formatTime(cause.since)}`;
      return `no run of ${cause.jobs.length === 0 ? "any job" : listed(cause.jobs)} ${when}`;
    }
    case "nothing_runs_it":
      return cause.jobs.length === 0 ? "no job makes it" : `no schedule or sensor runs ${listed(cause.jobs)}`;
    default:
      return cause satisfies never;
  }
}

function listed(jobs: readonly string[]): string {
  return jobs.length > 3 ? `${jobs.slice(0, 3).join(", ")} or ${jobs.length - 3} others` : jobs.join(" or ");
}
