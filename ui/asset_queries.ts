import type { Asset, CheckRecord, History, Job, Materialization, RunRecord } from "../pipeline/engine/mod.ts";
import { lookBack, runsNow, type Source } from "./source.ts";
import {
  type AssetBuild,
  assetBuilds,
  type AssetView,
  assetView,
  type JobView,
  jobView,
  type RunView,
  runView,
  type StepView,
  stepViews,
} from "./view_models.ts";

/** An asset with its newest values and what became of it over time. */
export interface AssetDetail {
  readonly asset: AssetView;
  /** `file:line:column` of its definition. */
  readonly place: string;
  /** The value that was made last, of whatever partition. */
  readonly newest?: Materialization;
  readonly partitions: readonly { readonly key: string; readonly value?: Materialization }[];
  /** The newest run that had a step of this asset, and those steps. */
  readonly attempt?: { readonly run: RunView; readonly steps: readonly StepView[] };
  /** Outcomes of its checks in the newest run that evaluated some. */
  readonly checks: readonly CheckRecord[];
  /** Oldest first. */
  readonly builds: readonly AssetBuild[];
}

/** A job with its assets and its newest runs. */
export interface JobDetail {
  readonly job: JobView;
  readonly place: string;
  readonly assets: readonly AssetView[];
  readonly runs: readonly RunView[];
}

/** Every asset of the project, in its order. */
export function assetList(source: Source): Promise<readonly AssetView[]> {
  return Promise.all([...source.project.assets.values()].map(async (asset) => (await stored(source, asset)).view));
}

/** One asset, or undefined where the project has none of that name. */
export async function assetDetail(source: Source, name: string): Promise<AssetDetail | undefined> {
  const asset = source.project.assets.get(name);
  if (asset === undefined) return undefined;
  const { view, latest, keys } = await stored(source, asset);
  const newest = [...latest.values()].sort((a, b) => b.createdAt - a.createdAt)[0];
  const runs = await source.history.runs({ limit: lookBack });
  const values = await Promise.all(runs.toReversed().map((run) => source.history.materializations(run.id)));
  const attempt = await lastAttempt(source, name, runs);
  return {
    asset: view,
    place: String(asset.place),
    ...(newest === undefined ? {} : { newest }),
    partitions: keys.map((key) => ({ key, ...(latest.has(key) ? { value: latest.get(key)! } : {}) })),
    ...(attempt === undefined ? {} : { attempt }),
    checks: await lastChecks(source.history, name, runs),
    builds: assetBuilds(name, values),
  };
}

/** Every job of the project, in its order. */
export function jobList(source: Source): Promise<readonly JobView[]> {
  return Promise.all([...source.project.jobs.values()].map((job) => viewOfJob(source, job)));
}

/** One job, or undefined where the project has none of that name. */
export async function jobDetail(source: Source, name: string): Promise<JobDetail | undefined> {
  const job = source.project.jobs.get(name);
  if (job === undefined) return undefined;
  const selected = selection(source, job).flatMap((asset) => source.project.assets.get(asset) ?? []);
  return {
    job: await viewOfJob(source, job),
    place: String(job.place),
    assets: await Promise.all(selected.map(async (asset) => (await stored(source, asset)).view)),
    runs: await runsNow(source, { job: name, limit: 10 }),
  };
}

async function viewOfJob(source: Source, job: Job): Promise<JobView> {
  return jobView(job, selection(source, job), (await runsNow(source, { job: job.name, limit: 1 }))[0]);
}

function selection({ project }: Source, job: Job): readonly string[] {
  return project.jobAssets.get(job.name) ?? [];
}

async function stored({ history, project: { graph } }: Source, asset: Asset) {
  const [latest, keys] = await Promise.all([history.latestOf(asset.name), partitionKeys(asset, history)]);
  return { latest, keys, view: assetView(asset, { graph, latest, keys: keys.length }) };
}

async function partitionKeys({ partitions }: Asset, history: History): Promise<readonly string[]> {
  if (partitions === undefined) return [];
  return partitions.kind === "static" ? partitions.keys : await history.partitions(partitions.name);
}

async function lastAttempt(source: Source, asset: string, runs: readonly RunRecord[]): Promise<AssetDetail["attempt"]> {
  for (const run of runs) {
    const steps = (await source.history.steps(run.id)).filter((step) => step.asset === asset);
    const now = source.clock.now();
    if (steps.length > 0) return { run: runView(run, now), steps: stepViews(steps, run, now) };
  }
  return undefined;
}

async function lastChecks(
  history: History,
  asset: string,
  runs: readonly RunRecord[],
): Promise<readonly CheckRecord[]> {
  for (const run of runs) {
    const checks = (await history.checks(run.id)).filter((check) => check.asset === asset);
    if (checks.length > 0) return checks;
  }
  return [];
}
