import type { RunEvent } from "../../pipeline/engine/events.ts";
import type { CheckRecord, History, Materialization, RunRecord, StepRecord } from "../../pipeline/engine/history.ts";

/** A history in memory, for tests of the pages. */
export function fakeHistory(): History {
  const runs = new Map<string, RunRecord>();
  const steps = new Map<string, Map<string, StepRecord>>();
  const events = new Map<string, RunEvent[]>();
  const made: Materialization[] = [];
  const checks: CheckRecord[] = [];
  const partitions = new Map<string, readonly string[]>();
  const latestOf = (asset: string) => {
    const found = new Map<string, Materialization>();
    for (const value of made) if (value.asset === asset) found.set(value.partition ?? "", value);
    return found;
  };
  return {
    createRun: (run) => Promise.resolve(void runs.set(run.id, run)),
    write(id, batch) {
      runs.set(id, { ...runs.get(id)!, ...batch.run });
      const own = steps.get(id) ?? new Map<string, StepRecord>();
      steps.set(id, own);
      for (const step of batch.steps ?? []) own.set(step.step, step);
      const log = events.get(id) ?? [];
      events.set(id, log);
      const fresh = (batch.events ?? []).map((event, i) => ({ ...event, run: id, sequence: log.length + i + 1 }));
      log.push(...fresh);
      made.push(...batch.materializations ?? []);
      checks.push(...batch.checks ?? []);
      for (const [name, keys] of Object.entries(batch.partitions ?? {})) partitions.set(name, keys);
      return Promise.resolve(fresh);
    },
    run: (id) => Promise.resolve(runs.get(id)),
    runs: ({ job, status, before, limit = 50 } = {}) =>
      Promise.resolve(
        [...runs.values()].sort((a, b) => a.id < b.id ? 1 : -1)
          .filter((run) => job === undefined || run.job === job)
          .filter((run) => status === undefined || run.status === status)
          .filter((run) => before === undefined || run.id < before).slice(0, limit),
      ),
    steps: (run) => Promise.resolve([...steps.get(run)?.values() ?? []]),
    events: (run, { after = 0, limit = 200 } = {}) =>
      Promise.resolve((events.get(run) ?? []).slice(after, after + limit)),
    checks: (run) => Promise.resolve(checks.filter((check) => check.run === run)),
    latest: (asset, partition = "") => Promise.resolve(latestOf(asset).get(partition)),
    latestOf: (asset) => Promise.resolve(latestOf(asset)),
    materialization: (version) => Promise.resolve(made.find((value) => value.version === version)),
    materializations: (run) => Promise.resolve(made.filter((value) => value.run === run)),
    partitions: (name) => Promise.resolve(partitions.get(name) ?? []),
    close: () => Promise.resolve(),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
