import type { RunEventBody, RunRecord, StepRecord } from "../../pipeline/engine/mod.ts";

const words = [
  "was read, its columns are as they were",
  "has rows with no key, which are put aside",
  "was joined with what came the day before",
  "is written, flushed and renamed",
] as const;

/** The n-th of a run's events: its begin, then for each step its start, its lines and its end, then the run's end. */
export function eventOfRun(
  run: RunRecord,
  steps: readonly StepRecord[],
  n: number,
  events: number,
): RunEventBody & { readonly time: number } {
  const time = Math.round(run.startedAt! + (run.endedAt! - run.startedAt!) * n / events);
  if (n === 1) return { kind: "run_status", status: "running", time };
  if (n === 2) return { kind: "steps_planned", steps: steps.map(({ step }) => step), later: [], time };
  if (n === events) return { kind: "run_status", status: run.status, time };
  const each = (events - 3) / steps.length;
  const index = Math.min(steps.length - 1, Math.floor((n - 3) / each));
  const { step, metadata, status, error } = steps[index]!;
  const isFirst = Math.floor((n - 4) / each) !== index || n === 3;
  const isLast = Math.floor((n - 2) / each) !== index;
  if (isFirst) return { kind: "step_started", step, attempt: 1, time };
  if (isLast && error !== undefined) return { kind: "step_failed", step, milliseconds: 900, error, time };
  if (isLast && status === "success") return { kind: "step_succeeded", step, milliseconds: 900, metadata, time };
  const level = n % 50 === 7 ? "warning" : n % 9 === 0 ? "debug" : "info";
  return { kind: "log", level, step, message: `Part ${n} ${words[n % words.length]}`, fields: { part: n }, time };
}
