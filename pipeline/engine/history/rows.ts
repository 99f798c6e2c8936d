import type { SqlValue } from "../../../infra/sqlite.ts";
import type { RunEvent, RunEventBody } from "../events.ts";
import type { CheckRecord, Materialization, RunRecord, StepRecord } from "../history.ts";

/** A row as the database gives and takes it. */
export type Row = Record<string, SqlValue>;

/** The columns of a run; absent fields are NULL. */
export function runRow(run: RunRecord): Row {
  return {
    id: run.id,
    job: run.job,
    parent_run: run.parentRun ?? null,
    created_at: run.createdAt,
    ...runChanges(run),
  };
}

/** The columns that can change, of those fields that are given. */
export function runChanges(run: Partial<RunRecord>): Row {
  const row: Row = {};
  if (run.environment !== undefined) row.environment = run.environment;
  if (run.status !== undefined) row.status = run.status;
  if (run.tags !== undefined) row.tags = JSON.stringify(run.tags);
  if (run.request !== undefined) row.request = JSON.stringify(run.request);
  if (run.parentRun !== undefined) row.parent_run = run.parentRun;
  if (run.startedAt !== undefined) row.started_at = run.startedAt;
  if (run.endedAt !== undefined) row.ended_at = run.endedAt;
  if (run.heartbeatAt !== undefined) row.heartbeat_at = run.heartbeatAt;
  if (run.error !== undefined) row.error = JSON.stringify(run.error);
  return row;
}

/** A run from its row. */
export function runOf(row: Row): RunRecord {
  return compact({
    id: row.id,
    job: row.job,
    environment: row.environment,
    status: row.status,
    tags: parsed(row.tags),
    request: parsed(row.request),
    parentRun: row.parent_run,
    createdAt: row.created_at,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    heartbeatAt: row.heartbeat_at,
    error: parsed(row.error),
  });
}

/** The columns of a step. */
export function stepRow(step: StepRecord): Row {
  return {
    run: step.run,
    step: step.step,
    asset: step.asset,
    partition: step.partition ?? null,
    status: step.status,
    attempt: step.attempt,
    started_at: step.startedAt ?? null,
    ended_at: step.endedAt ?? null,
    metadata: JSON.stringify(step.metadata),
    version: step.version ?? null,
    error: step.error === undefined ? null : JSON.stringify(step.error),
  };
}

/** A step from its row. */
export function stepOf(row: Row): StepRecord {
  return compact({
    run: row.run,
    step: row.step,
    asset: row.asset,
    partition: row.partition,
    status: row.status,
    attempt: row.attempt,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    metadata: parsed(row.metadata),
    version: row.version,
    error: parsed(row.error),
  });
}

/** The columns of an event. */
export function eventRow(event: RunEvent): Row {
  const { run, sequence, time, ...body } = event;
  return { run, sequence, time, body: JSON.stringify(body) };
}

/** An event from its row. */
export function eventOf(row: Row): RunEvent {
  const body = parsed(row.body) as RunEventBody;
  return { ...body, run: row.run as string, sequence: row.sequence as number, time: row.time as number };
}

/** The columns of a materialization. */
export function materializationRow(made: Materialization): Row {
  return {
    version: made.version,
    run: made.run,
    step: made.step,
    asset: made.asset,
    partition: made.partition ?? null,
    partition_set: made.partitionSet ?? null,
    path: made.path,
    hash: made.hash,
    bytes: made.bytes,
    rows: made.rows ?? null,
    columns: made.columns === undefined ? null : JSON.stringify(made.columns),
    metadata: JSON.stringify(made.metadata),
    code_version: made.codeVersion,
    inputs: JSON.stringify(made.inputs),
    fingerprint: made.fingerprint,
    created_at: made.createdAt,
  };
}

/** A materialization from its row. */
export function materializationOf(row: Row): Materialization {
  return compact({
    version: row.version,
    run: row.run,
    step: row.step,
    asset: row.asset,
    partition: row.partition,
    partitionSet: row.partition_set,
    path: row.path,
    hash: row.hash,
    bytes: row.bytes,
    rows: row.rows,
    columns: parsed(row.columns),
    metadata: parsed(row.metadata),
    codeVersion: row.code_version,
    inputs: parsed(row.inputs),
    fingerprint: row.fingerprint,
    createdAt: row.created_at,
  });
}

/** The columns of a check's outcome. */
export function checkRow(check: CheckRecord): Row {
  return {
    run: check.run,
    step: check.step,
    asset: check.asset,
    partition: check.partition ?? null,
    name: check.check,
    severity: check.severity,
    passed: check.passed ? 1 : 0,
    message: check.message,
    figures: JSON.stringify(check.figures),
    samples: JSON.stringify(check.samples),
    time: check.time,
  };
}

/** A check's outcome from its row. */
export function checkOf(row: Row): CheckRecord {
  return compact({
    run: row.run,
    step: row.step,
    asset: row.asset,
    partition: row.partition,
    check: row.name,
    severity: row.severity,
    passed: row.passed === 1,
    message: row.message,
    figures: parsed(row.figures),
    samples: parsed(row.samples),
    time: row.time,
  });
}

function parsed(text: SqlValue | undefined): unknown {
  return typeof text === "string" ? JSON.parse(text) : undefined;
}

/** Leaves out what is NULL. The database holds only what was written from the same type. */
function compact<Value>(fields: Record<string, unknown>): Value {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== null && value !== undefined),
  ) as Value;
}
