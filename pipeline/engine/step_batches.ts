import { errorRecord } from "./error_record.ts";
import type { RunEventBody } from "./events.ts";
import type { HistoryBatch, StepRecord } from "./history.ts";
import type { PlannedStep } from "./plan_types.ts";
import type { Run } from "./run.ts";
import type { MadeStep, StepOutcome, StepProgress } from "./step_outcome.ts";
import type { StepId, StepStatus } from "./types.ts";

/** What is recorded about a step apart from its identity. */
type StepFacts = Pick<StepRecord, "status"> & Partial<Pick<StepRecord, "endedAt" | "metadata" | "version" | "error">>;

/** The record of a step as it stands. */
export function stepRecord(run: Run, step: PlannedStep, progress: StepProgress, facts: StepFacts): StepRecord {
  return {
    run: run.info.id,
    step: step.id,
    asset: step.asset,
    ...(step.partition === undefined ? {} : { partition: step.partition }),
    attempt: progress.attempt,
    ...(progress.startedAt === undefined ? {} : { startedAt: progress.startedAt }),
    metadata: {},
    ...facts,
  };
}

/** A step of which nothing has happened yet. */
export function pendingRecord(run: Run, step: PlannedStep): StepRecord {
  return stepRecord(run, step, { attempt: 0, startedElapsed: 0 }, { status: "pending" });
}

/** A try begins. */
export function startedBatch(run: Run, step: PlannedStep, progress: StepProgress): HistoryBatch {
  const { attempt } = progress;
  return {
    steps: [stepRecord(run, step, progress, { status: "running" })],
    events: timed(run, { kind: "step_started", step: step.id, attempt }),
  };
}

/** A try failed, another one follows. */
export function retryingBatch(
  run: Run,
  step: PlannedStep,
  progress: StepProgress,
  delay: number,
  error: Error,
): HistoryBatch {
  const { attempt } = progress;
  const record = errorRecord(error, run.settings.redact);
  return {
    steps: [stepRecord(run, step, progress, { status: "retrying", error: record })],
    events: timed(run, { kind: "step_retrying", step: step.id, attempt, delay, error: record }),
  };
}

/** A step that is over: its record, and everything that is written with it. */
export interface StepEnd {
  readonly record: StepRecord;
  readonly batch: HistoryBatch;
}

/** The end of a step that succeeded, was reused, failed, was skipped or canceled. */
export function stepEnd(
  run: Run,
  step: PlannedStep,
  progress: StepProgress,
  outcome: Exclude<StepOutcome, { kind: "deferred" | "blocked" }>,
): StepEnd {
  switch (outcome.kind) {
    case "made":
      return madeEnd(run, step, progress, outcome);
    case "reused": {
      const { materialization, because, fromRun } = outcome;
      const facts = materialization === undefined
        ? {}
        : { version: materialization.version, metadata: materialization.metadata };
      return end(run, step, progress, "reused", facts, {
        kind: "step_reused",
        step: step.id,
        fromRun,
        reason: because,
      });
    }
    case "failed": {
      const error = errorRecord(outcome.error, run.settings.redact);
      const milliseconds = elapsed(run, progress);
      const { metadata, checks } = outcome;
      const failed = end(run, step, progress, "failed", { error, metadata }, ...checkEvents(outcome), {
        kind: "step_failed",
        step: step.id,
        milliseconds,
        error,
      });
      return { ...failed, batch: { ...failed.batch, checks } };
    }
    case "skipped":
      return end(run, step, progress, "skipped", {}, {
        kind: "step_skipped",
        step: step.id,
        because: outcome.because,
      });
    case "canceled":
      return end(run, step, progress, "canceled", {}, { kind: "step_canceled", step: step.id });
    default:
      return outcome satisfies never;
  }
}

function madeEnd(run: Run, step: PlannedStep, progress: StepProgress, outcome: MadeStep): StepEnd {
  const { materialization, metadata, partitions, checks } = outcome;
  const milliseconds = elapsed(run, progress);
  const facts = { metadata, ...(materialization === undefined ? {} : { version: materialization.version }) };
  const made = end(
    run,
    step,
    progress,
    "success",
    facts,
    ...checkEvents(outcome),
    ...materializedEvents(outcome),
    ...[...partitions].map(([name, keys]) => ({
      kind: "partitions_set" as const,
      step: step.id,
      partitions: name,
      keys,
    })),
    { kind: "step_succeeded", step: step.id, milliseconds, metadata },
  );
  const materializations = materialization === undefined ? [] : [materialization];
  const origins = materializations.map(({ version }) => ({ version, origin: outcome.origin }));
  const more = { checks, materializations, origins, partitions: Object.fromEntries(partitions) };
  return { ...made, batch: { ...made.batch, ...more } };
}

function end(
  run: Run,
  step: PlannedStep,
  progress: StepProgress,
  status: StepStatus,
  facts: Omit<StepFacts, "status">,
  ...events: readonly RunEventBody[]
): StepEnd {
  const record = stepRecord(run, step, progress, { status, endedAt: run.settings.clock.now(), ...facts });
  return { record, batch: { steps: [record], events: timed(run, ...events) } };
}

function materializedEvents({ materialization }: MadeStep): RunEventBody[] {
  if (materialization === undefined) return [];
  const { step, asset, partition, version, path, hash, bytes, rows } = materialization;
  return [{
    kind: "materialized",
    step,
    asset,
    ...(partition === undefined ? {} : { partition }),
    version,
    path,
    hash,
    bytes,
    ...(rows === undefined ? {} : { rows }),
  }];
}

function checkEvents({ checks }: Pick<MadeStep, "checks">): RunEventBody[] {
  return checks.map(({ step, check, severity, passed, message, figures, samples }) => ({
    kind: "check_evaluated",
    step,
    check,
    severity,
    passed,
    message,
    figures,
    samples,
  }));
}

function elapsed(run: Run, { startedAt, startedElapsed }: StepProgress): number {
  return startedAt === undefined ? 0 : run.settings.clock.elapsed() - startedElapsed;
}

/** Events of this moment. */
export function timed(run: Run, ...events: readonly RunEventBody[]): NonNullable<HistoryBatch["events"]> {
  const time = run.settings.clock.now();
  return events.map((event) => ({ ...event, time }));
}

/** The planned steps of one moment. */
export function plannedBatch(run: Run, steps: readonly PlannedStep[], later: readonly string[]): HistoryBatch {
  const ids: StepId[] = steps.map(({ id }) => id);
  return {
    steps: steps.map((step) => pendingRecord(run, step)),
    events: timed(run, { kind: "steps_planned", steps: ids, later }),
  };
}
