import type { Clock } from "../../../infra/clock.ts";
import {
  type Asset,
  type CheckRecord,
  type History,
  isFinal,
  type Materialization,
  type RunId,
  type RunRecord,
  type StepRecord,
} from "../../../pipeline/engine/mod.ts";

/** What is recorded of an asset's values. */
export interface AssetValues {
  /** Newest values by partition key, `""` for the whole. */
  readonly latest: ReadonlyMap<string, Materialization>;
  readonly keys: readonly string[];
  /** The newest outcome of each check and partition. */
  readonly outcomes: readonly CheckRecord[];
}

/** A run with its steps. */
export interface RunWithSteps {
  readonly run: RunRecord;
  readonly steps: readonly StepRecord[];
}

/** How far back runs are looked at. */
const lookBack = 40;
/** Runs that go on, of each kind, that are looked at whenever they were made. */
const mostLive = 100;
/** Milliseconds after which values are read again although no run tells that they changed: some are removed. */
const longest = 30_000;
/** Of so many assets at once, which nobody notices. */
const mostAgain = 50;

/**
 * What was read of each asset: a run that goes on changes a few of them each second, and with a thousand of them the others are
 * not read again.
 */
export class KeptValues {
  readonly #history: History;
  readonly #clock: Clock;
  readonly #values = new Map<string, { readonly mark: string; readonly at: number; readonly values: AssetValues }>();
  #steps = new Map<RunId, readonly StepRecord[]>();

  constructor(history: History, clock: Clock) {
    this.#history = history;
    this.#clock = clock;
  }

  /** The newest runs and those that go on, newest first; steps of one that ended do not change. */
  async runs(): Promise<readonly RunWithSteps[]> {
    const live = { statuses: ["starting", "running"] as const, limit: mostLive };
    const [newest, going] = await Promise.all([this.#history.runs({ limit: lookBack }), this.#history.runs(live)]);
    const runs = new Map([...newest, ...going].map((run) => [run.id, run]));
    const kept = new Map<RunId, readonly StepRecord[]>();
    const found: RunWithSteps[] = [];
    for (const run of runs.values()) {
      const steps = this.#steps.get(run.id) ?? await this.#history.steps(run.id);
      if (isFinal(run.status)) kept.set(run.id, steps);
      found.push({ run, steps });
    }
    this.#steps = kept;
    return found.sort((a, b) => a.run.id < b.run.id ? 1 : -1);
  }

  /** What is recorded of assets, when these are the runs that there are. */
  async of(assets: Iterable<Asset>, runs: readonly RunWithSteps[]): Promise<ReadonlyMap<string, AssetValues>> {
    const now = this.#clock.now();
    let again = 0;
    const marks = marksOf(runs);
    const found = new Map<string, AssetValues>();
    for (const asset of assets) {
      const mark = marks.get(asset.name) ?? "";
      const known = this.#values.get(asset.name);
      // The keys of these are told by steps of others.
      const changing = asset.partitions !== undefined && asset.partitions.kind !== "static";
      const old = known !== undefined && Math.abs(now - known.at) >= longest && again < mostAgain;
      if (old) again += 1;
      if (known?.mark === mark && !changing && !old) {
        found.set(asset.name, known.values);
        continue;
      }
      const values = await readValues(this.#history, asset);
      this.#values.set(asset.name, { mark, at: now, values });
      found.set(asset.name, values);
    }
    return found;
  }
}

/** For each asset a text that is another one when a step of it was recorded. */
function marksOf(runs: readonly RunWithSteps[]): ReadonlyMap<string, string> {
  const marks = new Map<string, string>();
  for (const { steps } of runs) {
    for (const { run, step, asset, status, attempt, endedAt, version } of steps) {
      const mark = `${run} ${step} ${status} ${attempt} ${endedAt} ${version}`;
      marks.set(asset, `${marks.get(asset) ?? ""}\n${mark}`);
    }
  }
  return marks;
}

async function readValues(history: History, asset: Asset): Promise<AssetValues> {
  const { partitions } = asset;
  const keys = partitions === undefined
    ? []
    : partitions.kind === "static"
    ? partitions.keys
    : await history.partitions(partitions.name);
  const latest = asset.kind.transient ? new Map<string, Materialization>() : await history.latestOf(asset.name);
  const outcomes = asset.checks.length === 0 ? [] : newestOutcomes(
    await history.checksOf(asset.name, { limit: 3 * asset.checks.length * Math.max(1, keys.length) }),
  );
  return { latest, keys, outcomes };
}

/** The newest outcome of each check and partition, of outcomes that stand newest first. */
export function newestOutcomes(outcomes: readonly CheckRecord[]): readonly CheckRecord[] {
  const newest = new Map<string, CheckRecord>();
  for (const outcome of outcomes) {
    const key = JSON.stringify([outcome.check, outcome.partition ?? null]);
    if (!newest.has(key)) newest.set(key, outcome);
  }
  return [...newest.values()];
}
