import type { AutomationState } from "../coordination.ts";
import { upstream } from "../graph.ts";
import type { History, RunRecord, StepRecord } from "../history.ts";
import type { Project } from "../project.ts";
import { isFinal, type RunId } from "../types.ts";
import type { StepReader } from "./confirmed.ts";
import type { AssetFreshness, LateCause } from "./types.ts";

/** What causes are found in. */
export interface CauseSources {
  readonly project: Project;
  readonly history: History;
  readonly reader: StepReader;
  readonly states: readonly AutomationState[];
  /** How every asset with a policy stands. */
  readonly found: ReadonlyMap<string, AssetFreshness>;
}

const runsAtOnce = 50;

/** Why an asset is not, or will not be, as new as it should; the nearest cause first, the root last. Fresh ones: what failed. */
export async function causesOf(freshness: AssetFreshness, sources: CauseSources): Promise<readonly LateCause[]> {
  const { asset, status, confirmedAt: since = -Infinity } = freshness;
  const { project } = sources;
  const failed = await failures([asset, ...upstream(project.graph, [asset])], since, sources);
  const late = [...upstream(project.graph, [asset])].flatMap((name): LateCause[] => {
    const other = sources.found.get(name);
    return other?.status === "late" ? [{ kind: "upstream_late", asset: name, since: other.deadline! }] : [];
  });
  const jobs = jobsOf(asset, project);
  const runs = (await Promise.all(jobs.map((job) => sources.history.runs({ job, limit: runsAtOnce })))).flat();
  const told = new Set(failed.map(({ run }) => run));
  const made = runsThatMade((await sources.reader.of(project.assets.get(asset)!)).steps);
  const ended = lastEnds(runs, since).filter(({ run }) => !told.has(run) && !made.has(run));
  if (status === "fresh") return [...failed, ...late, ...ended];
  const active = runs.filter((run) => !isFinal(run.status)).map((run): LateCause => ({
    kind: "run_active",
    run: run.id,
    job: run.job,
    since: run.createdAt,
  }));
  const stopped = automationCauses(jobs, sources);
  const tried = active.length + failed.length + ended.length > 0;
  const none: LateCause[] = tried ? [] : [{ kind: "no_run", jobs, ...(since === -Infinity ? {} : { since }) }];
  return [...active, ...failed, ...late, ...ended, ...stopped, ...none];
}

/** Steps whose newest end is a failure that came after `since`; the asset's own first. */
async function failures(
  names: readonly string[],
  since: number,
  { project, reader }: CauseSources,
): Promise<readonly Extract<LateCause, { kind: "step_failed" }>[]> {
  const causes: Extract<LateCause, { kind: "step_failed" }>[] = [];
  for (const name of names) {
    const { steps } = await reader.of(project.assets.get(name)!);
    const failed = newestEnds(steps).find(({ status, endedAt = 0 }) => status === "failed" && endedAt > since);
    if (failed === undefined) continue;
    const { asset, partition, run, endedAt = 0, error } = failed;
    const at = { asset, ...(partition === undefined ? {} : { partition }), run, time: endedAt };
    causes.push({ kind: "step_failed", ...at, message: error?.message ?? "" });
  }
  return causes;
}

/** The newest step of each partition that came to an end of its own. */
function newestEnds(steps: readonly StepRecord[]): readonly StepRecord[] {
  const newest = new Map<string | undefined, StepRecord>();
  for (const step of steps) {
    const { status, partition } = step;
    const counts = status === "failed" || status === "success" || status === "reused";
    if (counts && !newest.has(partition)) newest.set(partition, step);
  }
  return [...newest.values()];
}

/** Runs that made all of an asset that they were to make, however they ended. */
function runsThatMade(steps: readonly StepRecord[]): ReadonlySet<RunId> {
  const byRun = Map.groupBy(steps, ({ run }) => run);
  const whole = [...byRun].filter(([, own]) => own.every(({ status }) => status === "success" || status === "reused"));
  return new Set(whole.map(([run]) => run));
}

/** Of each job the newest run that ended after `since`, if it did not succeed. */
function lastEnds(runs: readonly RunRecord[], since: number): readonly Extract<LateCause, { kind: "run_failed" }>[] {
  const jobs = new Map<string, RunRecord>();
  for (const run of runs) if (isFinal(run.status) && !jobs.has(run.job)) jobs.set(run.job, run);
  return [...jobs.values()].flatMap(({ id, job, status, endedAt, createdAt, error }) => {
    const time = endedAt ?? createdAt;
    if (time <= since || (status !== "failure" && status !== "canceled")) return [];
    return [{ kind: "run_failed", run: id, job, status, time, message: error?.message ?? "" }];
  });
}

function jobsOf(asset: string, { jobAssets }: Project): readonly string[] {
  return [...jobAssets].filter(([, assets]) => assets.includes(asset)).map(([job]) => job);
}

/** Schedules and sensors that could make it, where none of them runs. */
function automationCauses(jobs: readonly string[], { project, states }: CauseSources): readonly LateCause[] {
  const running = new Map(states.map(({ kind, name, running }) => [`${kind} ${name}`, running]));
  const all = (["schedule", "sensor"] as const).flatMap((of) =>
    [...(of === "schedule" ? project.schedules : project.sensors).values()]
      .filter(({ job }) => jobs.includes(job))
      .map(({ name, job, defaultRunning }) => ({ of, name, job, runs: running.get(`${of} ${name}`) ?? defaultRunning }))
  );
  if (all.length === 0) return [{ kind: "nothing_runs_it", jobs }];
  if (all.some(({ runs }) => runs)) return [];
  return all.map(({ of, name, job }) => ({ kind: "automation_stopped", of, name, job }));
}
