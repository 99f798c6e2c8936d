import {
  type Asset,
  type ErrorRecord,
  type Graph,
  isFinal,
  isSilent,
  type Job,
  lastSignOfLife,
  type Materialization,
  type RunRecord,
  type Severity,
  type StepRecord,
  type Tags,
} from "../pipeline/engine/mod.ts";

/** An error without its stack, which is for the event log only. */
export type ErrorView = Omit<ErrorRecord, "stack">;

/** A run as it is shown. Times are milliseconds since 1970, durations milliseconds. */
export interface RunView extends Omit<RunRecord, "error"> {
  /** Whether it can still change. */
  readonly live: boolean;
  /** From start to end, or until now. */
  readonly milliseconds?: number;
  /** Time since the last sign of life of a run that is executed. */
  readonly silentFor?: number;
  /** Whether that is so long that its process has probably ended without saying so. */
  readonly silent: boolean;
  readonly error?: ErrorView;
}

/** A step as it is shown, with its place on the run's time axis. */
export interface StepView extends Omit<StepRecord, "error"> {
  readonly milliseconds?: number;
  /** Start and length as shares of the run's time, each 0 to 1. */
  readonly bar?: { readonly start: number; readonly length: number };
  readonly error?: ErrorView;
}

/** `transient` values live as long as their run; `partial` ones lack partitions. */
export type AssetState = "built" | "partial" | "never" | "transient";

/** An asset as it is shown: its definition and what is stored of it. */
export interface AssetView {
  readonly name: string;
  readonly group: string;
  readonly description: string;
  readonly kind: string;
  readonly tags: Tags;
  readonly deps: readonly string[];
  readonly dependants: readonly string[];
  readonly checks: readonly { readonly name: string; readonly description: string; readonly severity: Severity }[];
  readonly state: AssetState;
  /** Name of its partitions, how many keys there are, and how many have a value. */
  readonly partitions?: { readonly name: string; readonly keys: number; readonly built: number };
  /** Time of the newest value. */
  readonly builtAt?: number;
  /** Rows of the newest values, summed over partitions. */
  readonly rows?: number;
  readonly bytes?: number;
}

/** What one run stored of an asset, over all partitions. */
export interface AssetBuild {
  readonly run: string;
  readonly createdAt: number;
  readonly values: number;
  readonly bytes: number;
  readonly rows?: number;
}

/** A job as it is shown. */
export interface JobView {
  readonly name: string;
  readonly description: string;
  readonly selection: string;
  readonly tags: Tags;
  /** Names of the selected assets, dependencies first. */
  readonly assets: readonly string[];
  readonly lastRun?: RunView;
}

/** Leaves the stack out. */
export function errorView({ stack: _, ...error }: ErrorRecord): ErrorView {
  return error;
}

/** A run as seen at `now`. */
export function runView({ error, ...run }: RunRecord, now: number): RunView {
  const lastSign = lastSignOfLife(run);
  const silent = isSilent(run, now);
  const { startedAt, endedAt = silent ? lastSign ?? now : now } = run;
  return {
    ...run,
    live: !isFinal(run.status),
    silent,
    ...(startedAt === undefined ? {} : { milliseconds: Math.max(0, endedAt - startedAt) }),
    ...(lastSign === undefined ? {} : { silentFor: Math.max(0, now - lastSign) }),
    ...(error === undefined ? {} : { error: errorView(error) }),
  };
}

/** Steps in the order they started, those that did not start last; ties by name. */
export function stepViews(steps: readonly StepRecord[], run: RunRecord, now: number): readonly StepView[] {
  const times = steps.flatMap((step) => [step.startedAt, step.endedAt]).filter((time) => time !== undefined);
  const start = Math.min(run.startedAt ?? Infinity, ...minMax(times));
  const end = Math.max(run.endedAt ?? now, ...minMax(times));
  const span = Math.max(1, end - start);
  return steps.map(({ error, ...step }): StepView => {
    const failed = error === undefined ? {} : { error: errorView(error) };
    if (step.startedAt === undefined) return { ...step, ...failed };
    const milliseconds = Math.max(0, (step.endedAt ?? run.endedAt ?? now) - step.startedAt);
    const bar = { start: (step.startedAt - start) / span, length: milliseconds / span };
    return { ...step, milliseconds, bar, ...failed };
  }).sort((a, b) => (a.startedAt ?? Infinity) - (b.startedAt ?? Infinity) || (a.step < b.step ? -1 : 1));
}

function minMax(values: readonly number[]): readonly number[] {
  if (values.length === 0) return [];
  return [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
}

/** What {@link assetView} needs beside the definition. */
export interface AssetFacts {
  readonly graph: Graph;
  /** Newest values by partition key, `""` for the whole asset. */
  readonly latest: ReadonlyMap<string, Materialization>;
  /** Number of partition keys that exist. */
  readonly keys: number;
}

/** An asset with what is stored of it. */
export function assetView(asset: Asset, { graph, latest, keys }: AssetFacts): AssetView {
  const values = [...latest.values()];
  return {
    name: asset.name,
    group: asset.group,
    description: asset.description,
    kind: asset.kind.name,
    tags: asset.tags,
    deps: graph.needs(asset.name),
    dependants: graph.neededBy(asset.name),
    checks: asset.checks.map(({ name, description, severity }) => ({ name, description, severity })),
    state: assetState(asset, values.length, keys),
    ...(asset.partitions === undefined
      ? {}
      : { partitions: { name: asset.partitions.name, keys, built: values.length } }),
    ...(values.length === 0
      ? {}
      : { builtAt: values.map((value) => value.createdAt).reduce((a, b) => Math.max(a, b)) }),
    ...(values.length === 0 ? {} : totals(values)),
  };
}

function assetState(asset: Asset, built: number, keys: number): AssetState {
  if (asset.kind.transient) return "transient";
  if (built === 0) return "never";
  return asset.partitions !== undefined && built < keys ? "partial" : "built";
}

/** Bytes and rows of several values; no rows when none of them has any. */
export function totals(values: readonly Materialization[]): { readonly bytes: number; readonly rows?: number } {
  const bytes = values.reduce((sum, value) => sum + value.bytes, 0);
  const rows = values.flatMap((value) => value.rows ?? []);
  return rows.length === 0 ? { bytes } : { bytes, rows: rows.reduce((a, b) => a + b) };
}

/** What each run stored of an asset, in the order of `runs`; runs that stored nothing are left out. */
export function assetBuilds(asset: string, runs: readonly (readonly Materialization[])[]): readonly AssetBuild[] {
  return runs.flatMap((values) => {
    const own = values.filter((value) => value.asset === asset);
    const [first] = own;
    if (first === undefined) return [];
    return [{ run: first.run, createdAt: first.createdAt, values: own.length, ...totals(own) }];
  });
}

/** A job with its assets and its newest run. */
export function jobView(job: Job, assets: readonly string[], lastRun: RunView | undefined): JobView {
  const { name, description, selection, tags } = job;
  return { name, description, selection, tags, assets, ...(lastRun === undefined ? {} : { lastRun }) };
}
