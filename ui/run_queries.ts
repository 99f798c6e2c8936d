import type { LogLevel } from "../infra/log.ts";
import type { CheckRecord, History, Materialization, RunFilter, RunId, StepId } from "../pipeline/engine/mod.ts";
import { assetList } from "./asset_queries.ts";
import { type EventView, eventView, reaches } from "./event_view.ts";
import { lookBack, runsNow, type Source } from "./source.ts";
import { type AssetView, type RunView, runView, type StepView, stepViews } from "./view_models.ts";

/** What the first page shows. */
export interface Overview {
  /** Newest finished run of each job, where it failed. */
  readonly failing: readonly RunView[];
  readonly live: readonly RunView[];
  readonly recent: readonly RunView[];
  /** Assets that are kept and have no value yet. */
  readonly never: readonly AssetView[];
}

/** A run with all that belongs to it but its events. */
export interface RunDetail {
  readonly run: RunView;
  readonly steps: readonly StepView[];
  readonly checks: readonly CheckRecord[];
  readonly outputs: readonly Materialization[];
}

/** Runs, newest first; `next` is the `before` of the page that follows. */
export interface RunPage {
  readonly items: readonly RunView[];
  readonly next?: RunId;
}

/** Which events of a run to show. */
export interface EventQuery {
  /** Only sequences above this, or as far before the end as the limit allows. @default 0 */
  readonly after?: number | "newest";
  /** @default 200 */
  readonly limit?: number;
  /** Only events at least this urgent. @default "debug" */
  readonly level?: LogLevel;
  /** Only events of this step. @default all */
  readonly step?: StepId;
}

/** Events of a run, oldest first; `next` is the `after` of the page that follows. */
export interface EventPage {
  readonly items: readonly EventView[];
  readonly next?: number;
  /** The sequence that the page starts behind. */
  readonly after: number;
  /** Sequence of the run's newest event, 0 without any. */
  readonly last: number;
}

/** What fails, runs, ran and was never built. */
export async function overview(source: Source): Promise<Overview> {
  const recent = await runsNow(source, { limit: lookBack });
  const names = new Set([...source.project.jobs.keys(), ...recent.map((run) => run.job)]);
  const settled = await Promise.all([...names].map((job) => lastFinished(source, job)));
  const failing = settled.filter((run) => run !== undefined).filter((run) => run.status === "failure");
  const never = (await assetList(source)).filter((asset) => asset.state === "never");
  return {
    failing: failing.sort((a, b) => a.id < b.id ? 1 : -1),
    live: recent.filter((run) => run.live),
    recent: recent.slice(0, 10),
    never,
  };
}

async function lastFinished(source: Source, job: string): Promise<RunView | undefined> {
  const newest = await runsNow(source, { job, limit: lookBack });
  return newest.find((run) => run.status === "success" || run.status === "failure");
}

/** A page of the list of runs. */
export async function runPage(source: Source, filter: RunFilter): Promise<RunPage> {
  const { limit = 50 } = filter;
  const found = await runsNow(source, { ...filter, limit: limit + 1 });
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return { items, ...(found.length > limit && last !== undefined ? { next: last.id } : {}) };
}

/** One run, or undefined where there is none of that id. */
export async function runDetail(source: Source, id: RunId): Promise<RunDetail | undefined> {
  const { history, clock } = source;
  const run = await history.run(id);
  if (run === undefined) return undefined;
  const [steps, checks, outputs] = await Promise.all([
    history.steps(id),
    history.checks(id),
    history.materializations(id),
  ]);
  const now = clock.now();
  return { run: runView(run, now), steps: stepViews(steps, run, now), checks, outputs };
}

const batchSize = 1000;
/** Events that one request reads at most while it searches for matching ones. */
const scanLimit = 10 * batchSize;

/** A page of a run's events. */
export async function eventPage(history: History, run: RunId, query: EventQuery): Promise<EventPage> {
  const { limit = 200, level = "debug", step } = query;
  const last = await history.lastSequence(run);
  const after = query.after === "newest" ? Math.max(0, last - limit) : query.after ?? 0;
  const items: EventView[] = [];
  let at = after;
  while (at < last && at - after < scanLimit) {
    const events = await history.events(run, { after: at, limit: batchSize });
    // Events are only ever added; should some be gone all the same, there is nothing to wait for.
    if (events.length === 0) return { items, after, last };
    for (const event of events) {
      const view = eventView(event);
      const matches = reaches(view.level, level) && (step === undefined || ("step" in view && view.step === step));
      if (matches && items.length === limit) return { items, next: at, after, last };
      if (matches) items.push(view);
      at = view.sequence;
    }
  }
  return { items, ...(at < last ? { next: at } : {}), after, last };
}
