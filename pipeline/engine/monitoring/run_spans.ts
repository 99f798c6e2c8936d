import type { SpanRecorder } from "../../../infra/monitoring/mod.ts";
import type { RunResult } from "../run.ts";

/** Records a run that has ended as a span, and each step that ran as one below it. */
export function recordRunSpans({ run, steps }: Pick<RunResult, "run" | "steps">, record: SpanRecorder): void {
  const { id, job, environment, status, startedAt = run.createdAt, endedAt = startedAt, error } = run;
  const attributes = { "run.id": id, "run.job": job, "run.environment": environment, "run.status": status };
  const failed = status === "failure" ? { error: error?.message ?? "a step failed" } : {};
  const parent = record({ name: `run ${job}`, start: startedAt, end: endedAt, attributes, ...failed });
  if (parent === undefined) return;
  for (const { step, asset, partition, status, attempt, startedAt, endedAt, error } of steps) {
    if (startedAt === undefined || endedAt === undefined) continue;
    const attributes = { "run.id": id, "step.asset": asset, "step.status": status, "step.attempt": attempt };
    record({
      name: `step ${step}`,
      start: startedAt,
      end: endedAt,
      attributes: { ...attributes, ...(partition === undefined ? {} : { "step.partition": partition }) },
      ...(error === undefined ? {} : { error: error.message }),
    }, parent);
  }
}
