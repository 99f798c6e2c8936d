// deno-lint-ignore-file require-await -- a history that waits for nothing
import { Problem } from "../../../infra/errors.ts";
import type { RunEvent } from "../events.ts";
import type {
  CheckFilter,
  CheckRecord,
  EventFilter,
  History,
  HistoryBatch,
  Materialization,
  Origin,
  PartitionSpan,
  RunChoice,
  RunFilter,
  RunRecord,
  StepFilter,
  StepRecord,
  ValueFilter,
} from "../history.ts";
import type { RunId, RunStatus, StepId } from "../types.ts";
import { nextSpans, timeOfKeys } from "./partition_spans.ts";
import { isChosen } from "./run_choice.ts";

interface MemoryRun {
  record: RunRecord;
  readonly steps: Map<StepId, StepRecord>;
  readonly events: RunEvent[];
  readonly checks: CheckRecord[];
  readonly materializations: Materialization[];
}

/** A history that is gone with the process; for tests and for trying things out. */
export function memoryHistory(): History {
  return new MemoryHistory();
}

class MemoryHistory implements History {
  readonly #runs = new Map<RunId, MemoryRun>();
  readonly #versions = new Map<string, Materialization>();
  readonly #latest = new Map<string, Map<string, Materialization>>();
  readonly #origins = new Map<string, Origin>();
  readonly #settings = new Map<string, string>();
  readonly #partitions = new Map<string, readonly string[]>();
  readonly #spans = new Map<string, readonly PartitionSpan[]>();

  async createRun(record: RunRecord): Promise<void> {
    if (this.#runs.has(record.id)) throw existingRun(record.id);
    this.#runs.set(record.id, { record, steps: new Map(), events: [], checks: [], materializations: [] });
  }

  async write(id: RunId, batch: HistoryBatch): Promise<readonly RunEvent[]> {
    const run = this.#runs.get(id);
    if (run === undefined) throw unknownRun(id);
    for (const { version } of batch.materializations ?? []) {
      if (this.#versions.has(version)) throw new TypeError(`Cannot record version "${version}": it exists`);
    }
    run.record = { ...run.record, ...batch.run };
    for (const step of batch.steps ?? []) run.steps.set(step.step, step);
    for (const materialization of batch.materializations ?? []) this.#addMaterialization(run, materialization);
    for (const { version, origin } of batch.origins ?? []) this.#origins.set(version, origin);
    for (const [digest, text] of Object.entries(batch.settings ?? {})) {
      if (!this.#settings.has(digest)) this.#settings.set(digest, text);
    }
    run.checks.push(...batch.checks ?? []);
    for (const [name, keys] of Object.entries(batch.partitions ?? {})) {
      this.#partitions.set(name, [...keys]);
      const time = timeOfKeys(batch, name, 0);
      this.#spans.set(name, nextSpans(this.#spans.get(name) ?? [], keys, { run: id, time }));
    }
    const last = run.events.length;
    const events = (batch.events ?? []).map((event, index): RunEvent => ({
      ...event,
      run: id,
      sequence: last + index + 1,
    }));
    run.events.push(...events);
    return events;
  }

  #addMaterialization(run: MemoryRun, materialization: Materialization): void {
    const { version, asset, partition = "" } = materialization;
    run.materializations.push(materialization);
    this.#versions.set(version, materialization);
    const byKey = this.#latest.get(asset) ?? new Map<string, Materialization>();
    this.#latest.set(asset, byKey.set(partition, materialization));
  }

  async run(id: RunId): Promise<RunRecord | undefined> {
    return this.#runs.get(id)?.record;
  }

  async runs(filter: RunFilter = {}): Promise<readonly RunRecord[]> {
    const { status, statuses, before, limit = 50 } = filter;
    return [...this.#runs.values()]
      .filter((run) => hasStep(run, filter))
      .map(({ record }) => record)
      .filter((record) => isChosen(record, filter))
      .filter((record) => status === undefined || record.status === status)
      .filter((record) => statuses === undefined || statuses.includes(record.status))
      .filter(({ id }) => before === undefined || id < before)
      .sort((a, b) => a.id < b.id ? 1 : -1)
      .slice(0, limit);
  }

  async countRuns(choice: RunChoice = {}): Promise<Readonly<Partial<Record<RunStatus, number>>>> {
    const counts: Partial<Record<RunStatus, number>> = {};
    for (const run of this.#runs.values()) {
      const { record } = run;
      if (hasStep(run, choice) && isChosen(record, choice)) counts[record.status] = (counts[record.status] ?? 0) + 1;
    }
    return counts;
  }

  async steps(run: RunId): Promise<readonly StepRecord[]> {
    return [...this.#runs.get(run)?.steps.values() ?? []];
  }

  async events(run: RunId, filter: EventFilter = {}): Promise<readonly RunEvent[]> {
    const { after = 0, limit = 200 } = filter;
    return (this.#runs.get(run)?.events ?? []).slice(after, after + limit);
  }

  async lastSequence(run: RunId): Promise<number> {
    return this.#runs.get(run)?.events.length ?? 0;
  }

  async checks(run: RunId): Promise<readonly CheckRecord[]> {
    return [...this.#runs.get(run)?.checks ?? []];
  }

  async latest(asset: string, partition = ""): Promise<Materialization | undefined> {
    return this.#latest.get(asset)?.get(partition);
  }

  async latestOf(asset: string): Promise<ReadonlyMap<string, Materialization>> {
    const found = [...this.#latest.get(asset) ?? []].filter(([key, { partitionSet }]) =>
      partitionSet === undefined || this.#partitions.get(partitionSet)?.includes(key)
    );
    return new Map(found.sort(([a], [b]) => a < b ? -1 : 1));
  }

  async materialization(version: string): Promise<Materialization | undefined> {
    return this.#versions.get(version);
  }

  async valuesOf(asset: string, filter: ValueFilter = {}): Promise<readonly Materialization[]> {
    const { partition, before, limit = 50 } = filter;
    const values = [...this.#versions.values()].toReversed();
    const first = before === undefined ? 0 : values.findIndex(({ version }) => version === before) + 1 || values.length;
    return values.slice(first)
      .filter((value) => value.asset === asset && (partition === undefined || value.partition === partition))
      .slice(0, limit);
  }

  async checksOf(asset: string, filter: CheckFilter = {}): Promise<readonly CheckRecord[]> {
    const { check, limit = 50 } = filter;
    return [...this.#runs.values()].flatMap(({ checks }) => checks).toReversed()
      .filter((record) => record.asset === asset && (check === undefined || record.check === check))
      .slice(0, limit);
  }

  async stepsOf(asset: string, { limit = 50 }: StepFilter = {}): Promise<readonly StepRecord[]> {
    return [...this.#runs.values()].flatMap(({ steps }) => [...steps.values()]).toReversed()
      .filter((step) => step.asset === asset).slice(0, limit);
  }

  async origin(version: string): Promise<Origin | undefined> {
    return this.#origins.get(version);
  }

  async settings(digest: string): Promise<string | undefined> {
    return this.#settings.get(digest);
  }

  async materializations(run: RunId): Promise<readonly Materialization[]> {
    return [...this.#runs.get(run)?.materializations ?? []];
  }

  async partitions(name: string): Promise<readonly string[]> {
    return [...this.#partitions.get(name) ?? []];
  }

  async partitionSpans(name: string): Promise<readonly PartitionSpan[]> {
    return this.#spans.get(name) ?? [];
  }

  async close(): Promise<void> {}

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

/** The problem of a run that is recorded twice. */
export function existingRun(id: RunId): Problem {
  return new Problem("usage", `Cannot record run "${id}": there is one already`);
}

/** The problem of writing to a run that was never recorded. */
export function unknownRun(id: RunId): Problem {
  return new Problem("usage", `Cannot write to run "${id}": there is no such run`);
}

function hasStep({ steps }: MemoryRun, { asset, partition }: RunChoice): boolean {
  if (asset === undefined && partition === undefined) return true;
  return [...steps.values()].some((step) =>
    (asset === undefined || step.asset === asset) && (partition === undefined || step.partition === partition)
  );
}
