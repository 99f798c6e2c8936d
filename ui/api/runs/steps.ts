import {
  type Asset,
  dependencyTarget,
  type History,
  isFinal,
  type Project,
  type RunEvent,
  type RunRecord,
  type StepId,
  stepId,
  type StepRecord,
} from "../../../pipeline/engine/mod.ts";
import { errorView } from "../../view_models.ts";
import type { StepAnswer } from "./schemas.ts";

/** The steps of a run on its time axis. */
export interface RunSteps {
  readonly items: readonly StepAnswer[];
  readonly start?: number;
  readonly end?: number;
}

/** Steps with what they waited for, earlier tries and the critical path; those that did not start come last. */
export async function runSteps(
  { history, project }: { readonly history: History; readonly project: Project },
  run: RunRecord,
  now: number,
): Promise<RunSteps> {
  const records = await history.steps(run.id);
  const byId = new Map(records.map((record) => [record.step, record]));
  const needs = new Map(
    records.map((record) => [record.step, needsOf(record, project.assets.get(record.asset), byId)]),
  );
  const retried = records.reduce((sum, { attempt }) => sum + Math.max(0, attempt - 1), 0);
  const tries = await earlierTries(history, run.id, retried);
  const critical = criticalPath(records, needs);
  const ended = isFinal(run.status);
  const items = records.map((record): StepAnswer => {
    const { error, ...step } = record;
    const before = needs.get(record.step) ?? [];
    const ready = readyAt(before.flatMap((step) => byId.get(step) ?? []), run);
    const end = record.endedAt ?? (ended ? run.endedAt : now);
    return {
      ...step,
      ...(error === undefined ? {} : { error: errorView(error) }),
      ...(record.startedAt === undefined || end === undefined
        ? {}
        : { milliseconds: Math.max(0, end - record.startedAt) }),
      ...(ready === undefined ? {} : { readyAt: Math.min(ready, record.startedAt ?? ready) }),
      needs: before,
      attempts: tries.get(record.step) ?? [],
      critical: critical.has(record.step),
      known: project.assets.has(record.asset),
    };
  });
  const start = run.startedAt ?? earliest(records);
  return {
    items: items.sort((a, b) => (a.startedAt ?? Infinity) - (b.startedAt ?? Infinity) || (a.step < b.step ? -1 : 1)),
    ...(start === undefined ? {} : { start, end: Math.max(start, run.endedAt ?? now) }),
  };
}

/** Steps of the same run that a step reads: those of the same key, or all of what is joined or has no keys. */
function needsOf(
  { partition }: StepRecord,
  asset: Asset | undefined,
  steps: ReadonlyMap<StepId, StepRecord>,
): readonly StepId[] {
  if (asset === undefined) return [];
  const found = new Set<StepId>();
  for (const dependency of Object.values(asset.deps)) {
    const { name } = dependencyTarget(dependency);
    const same = stepId(name, partition);
    if (steps.has(same)) {
      found.add(same);
      continue;
    }
    for (const { step, asset } of steps.values()) if (asset === name) found.add(step);
  }
  return [...found];
}

function readyAt(before: readonly StepRecord[], run: RunRecord): number | undefined {
  const ends = before.map(({ endedAt }) => endedAt);
  if (ends.some((end) => end === undefined)) return undefined;
  return Math.max(run.startedAt ?? run.createdAt, ...ends as number[]);
}

function earliest(records: readonly StepRecord[]): number | undefined {
  const starts = records.flatMap(({ startedAt }) => startedAt ?? []);
  return starts.length === 0 ? undefined : starts.reduce((a, b) => Math.min(a, b));
}

/** From the step that ended last, back through whatever ended last of what each needs. */
function criticalPath(
  records: readonly StepRecord[],
  needs: ReadonlyMap<StepId, readonly StepId[]>,
): ReadonlySet<StepId> {
  const byId = new Map(records.map((record) => [record.step, record]));
  const made = records.filter(({ startedAt }) => startedAt !== undefined);
  const path = new Set<StepId>();
  for (let at = lastOf(made); at !== undefined && !path.has(at.step);) {
    path.add(at.step);
    at = lastOf((needs.get(at.step) ?? []).flatMap((step) => byId.get(step) ?? []).filter((step) => step.startedAt));
  }
  return path;
}

function lastOf(records: readonly StepRecord[]): StepRecord | undefined {
  const end = ({ endedAt }: StepRecord) => endedAt ?? Infinity;
  return records.reduce<StepRecord | undefined>(
    (last, record) => last === undefined || end(record) > end(last) ? record : last,
    undefined,
  );
}

const batch = 1_000;
/** Events that are looked through for tries; those of a long log come early, with the steps. */
const mostEvents = 20_000;

async function earlierTries(
  history: History,
  run: string,
  expected: number,
): Promise<ReadonlyMap<StepId, StepAnswer["attempts"]>> {
  const tries = new Map<StepId, StepAnswer["attempts"]>();
  const started = new Map<StepId, number>();
  let found = 0;
  for (let after = 0; after < mostEvents && found < expected;) {
    const events: readonly RunEvent[] = await history.events(run, { after, limit: batch });
    for (const event of events) {
      if (event.kind === "step_started") started.set(event.step, event.time);
      if (event.kind !== "step_retrying") continue;
      const startedAt = started.get(event.step) ?? event.time;
      found += 1;
      tries.set(event.step, [...tries.get(event.step) ?? [], { startedAt, endedAt: event.time }]);
    }
    if (events.length < batch) break;
    after = events.at(-1)!.sequence;
  }
  return tries;
}
