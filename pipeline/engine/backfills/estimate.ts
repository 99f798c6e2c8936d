import type { History, StepRecord } from "../history.ts";
import type { Project } from "../project.ts";

/** Earlier runs that are read, the newest. */
const mostRuns = 100;

/**
 * How long the steps of a key take, in milliseconds, as far as earlier runs tell: what the newest values took to make, and for
 * keys that were never made what other keys took on average. Undefined where nothing is known.
 */
export async function timeOfKeys(
  project: Project,
  assets: readonly string[],
  history: Pick<History, "latestOf" | "steps">,
): Promise<(key: string) => number | undefined> {
  const kept = assets.filter((name) => !project.assets.get(name)!.kind.transient);
  const values = (await Promise.all(kept.map((name) => history.latestOf(name)))).flatMap((
    latest,
  ) => [...latest.values()]);
  const runs = [...new Set(values.map(({ run }) => run))].sort().toReversed().slice(0, mostRuns);
  const times = new Map<string, ReadonlyMap<string, number>>(kept.map((name) => [name, new Map()]));
  for (const run of runs) {
    for (const step of await history.steps(run)) {
      const [known, took] = [times.get(step.asset) as Map<string, number> | undefined, timeOf(step)];
      const { partition = "" } = step;
      if (known !== undefined && took !== undefined && !known.has(partition)) known.set(partition, took);
    }
  }
  const known = [...times.values()].filter((byKey) => byKey.size > 0);
  const usual = new Map(known.map((byKey) => [byKey, mean([...byKey.values()])]));
  if (known.length === 0) return () => undefined;
  return (key) => known.reduce((sum, byKey) => sum + (byKey.get(key) ?? usual.get(byKey)!), 0);
}

function timeOf({ status, startedAt, endedAt }: StepRecord): number | undefined {
  return status === "success" && startedAt !== undefined && endedAt !== undefined ? endedAt - startedAt : undefined;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** How long runs take that start in their order, so many at once; in the unit of `times`. */
export function timeTogether(times: readonly number[], concurrency: number): number {
  const ends = new Float64Array(Math.min(concurrency, Math.max(1, times.length)));
  for (const time of times) {
    const first = ends.indexOf(Math.min(...ends));
    ends[first] = ends[first]! + time;
  }
  return Math.max(...ends);
}
