import { formatDuration } from "../../../infra/format.ts";
import type { CheckRecord, History, RunRecord, StepRecord } from "../history.ts";
import { stepId } from "../types.ts";
import type { FailedTick } from "./outbox.ts";
import type { Occurrence } from "./occurrence.ts";

const mostNamed = 10;
const lookBack = 50;

/** What a run that has ended gives to tell. */
export async function runOccurrences(history: History, run: RunRecord): Promise<readonly Occurrence[]> {
  const [steps, checks] = [await history.steps(run.id), await history.checks(run.id)];
  return [
    ...await endOccurrences(history, run, steps),
    ...checkOccurrences(run, checks),
    ...await retryOccurrences(history, run, steps),
  ];
}

function base(run: RunRecord): Pick<Occurrence, "name" | "tags" | "run" | "time"> {
  return { name: run.job, tags: run.tags, run: run.id, time: run.endedAt ?? run.createdAt };
}

async function endOccurrences(
  history: History,
  run: RunRecord,
  steps: readonly StepRecord[],
): Promise<readonly Occurrence[]> {
  const took = run.startedAt === undefined ? "" : formatDuration((run.endedAt ?? run.startedAt) - run.startedAt);
  const failed = steps.filter(({ status }) => status === "failed").map(({ step }) => step);
  const facts = [{ name: "took", value: took }, { name: "failed steps", value: listOf(failed) }];
  const error = run.error ?? steps.find((step) => step.error !== undefined)?.error;
  const text = [error?.message, error?.place, error?.remedy].filter((line) => line !== undefined).join("\n");
  const ended = { ...base(run), text, facts, ...(error === undefined ? {} : { error }) };
  switch (run.status) {
    case "failure":
      return [{
        ...ended,
        event: "run_failed",
        level: "error",
        key: `run_failed|${run.id}`,
        title: `${run.job} failed`,
      }];
    case "canceled": {
      const title = `${run.job} was canceled`;
      return [{ ...ended, event: "run_canceled", level: "warning", key: `run_canceled|${run.id}`, title }];
    }
    case "success": {
      const before = await lastEnded(history, run);
      if (before?.status !== "failure") return [];
      const text = `It failed last time, in run ${before.id}.`;
      const title = `${run.job} succeeds again`;
      // As urgent as what it ends: whoever was told that must be told this.
      return [{ ...ended, text, event: "run_recovered", level: "error", key: `run_recovered|${run.id}`, title }];
    }
    default:
      return [];
  }
}

/** The newest run of the job before this one that succeeded or failed. */
async function lastEnded(history: History, run: RunRecord): Promise<RunRecord | undefined> {
  const before = await history.runs({ job: run.job, before: run.id, limit: lookBack });
  return before.find(({ status, environment }) =>
    environment === run.environment && (status === "failure" || status === "success")
  );
}

/** One for all checks of a run: fifty messages of one cause help nobody. */
function checkOccurrences(run: RunRecord, checks: readonly CheckRecord[]): readonly Occurrence[] {
  const failed = checks.filter(({ passed }) => !passed);
  if (failed.length === 0) return [];
  const level = failed.some(({ severity }) => severity === "error") ? "error" : "warning";
  const lines = failed.slice(0, mostNamed).map((check) =>
    `${check.check} on ${stepId(check.asset, check.partition)}: ${check.message}`
  );
  const more = failed.length > mostNamed ? [`and ${failed.length - mostNamed} more`] : [];
  const title = failed.length === 1
    ? `Check ${failed[0]!.check} failed in ${run.job}`
    : `${failed.length} checks failed in ${run.job}`;
  const text = [...lines, ...more].join("\n");
  return [{ ...base(run), event: "check_failed", level, key: `check_failed|${run.id}`, title, text, facts: [] }];
}

/** The last try of each step as one occurrence, and each try as one of its own; a rule wants either of them. */
async function retryOccurrences(
  history: History,
  run: RunRecord,
  steps: readonly StepRecord[],
): Promise<readonly Occurrence[]> {
  const retried = steps.filter(({ attempt }) => attempt > 1);
  if (retried.length === 0) return [];
  const common = { ...base(run), event: "step_retried", level: "warning", facts: [] } as const;
  const lines = retried.slice(0, mostNamed).map(({ step, attempt, status }) =>
    `${step}: ${attempt} tries, ended as ${status}`
  );
  const last: Occurrence = {
    ...common,
    key: `step_retried|${run.id}`,
    title: `${retried.length === 1 ? "A step" : `${retried.length} steps`} of ${run.job} took more than one try`,
    text: lines.join("\n"),
  };
  const each: Occurrence[] = [];
  for (let after = 0, page = await history.events(run.id); page.length > 0;) {
    for (const event of page) {
      if (event.kind !== "step_retrying") continue;
      each.push({
        ...common,
        time: event.time,
        final: false,
        key: `step_retried|${run.id}|${event.sequence}`,
        title: `${event.step} of ${run.job} is tried again`,
        text: event.error.message,
        error: event.error,
      });
    }
    after = page.at(-1)!.sequence;
    page = await history.events(run.id, { after });
  }
  return [last, ...each];
}

/** A run that has not ended, though it should have. */
export function lateOccurrence(run: RunRecord, now: number, rule: string): Occurrence {
  const since = formatDuration(now - run.createdAt);
  return {
    ...base(run),
    time: now,
    event: "run_late",
    level: "error",
    key: `run_late|${run.id}|${rule}`,
    title: `${run.job} is late`,
    text: `It was asked for ${since} ago and is ${run.status}.`,
    facts: [],
  };
}

/** A schedule or sensor that could not be evaluated. */
export function tickOccurrence({ kind, name, time, endedAt, message = "" }: FailedTick): Occurrence {
  return {
    event: "tick_failed",
    level: "error",
    name,
    tags: {},
    key: `tick_failed|${kind}|${name}|${time}`,
    time: endedAt,
    title: `The ${kind} ${name} failed`,
    text: message,
    facts: [{ name: kind, value: name }],
  };
}

function listOf(names: readonly string[]): string {
  const shown = names.slice(0, mostNamed).join(", ");
  return names.length > mostNamed ? `${shown} and ${names.length - mostNamed} more` : shown;
}
