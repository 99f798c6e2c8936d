import { countOf } from "../../../infra/format.ts";
import type { RunRecord } from "../history.ts";
import type { RunStatus, Tags } from "../types.ts";
import { defineSensor, type Sensor, type SensorContext, type SensorResult } from "./sensor.ts";

/** All that defines a sensor of runs. */
export interface RunSensorSpec {
  readonly name: string;
  /** Name of the job that is run. */
  readonly job: string;
  /** Jobs whose runs are watched. */
  readonly watches: readonly string[];
  /** State in which they must end. @default "success" */
  readonly status?: Extract<RunStatus, "success" | "failure" | "canceled">;
  /** Assets that must have been made once before the job can run. @default none */
  readonly needs?: readonly string[];
  /** Milliseconds that a watched run may take at most. @default 7 days */
  readonly longestRun?: number;
  /** Milliseconds between two evaluations. @default 15_000 */
  readonly minimumInterval?: number;
  /** @default none */
  readonly tags?: Tags;
  /** @default false */
  readonly defaultRunning?: boolean;
  readonly description: string;
}

/** What a run sensor remembers. */
interface RunMemory {
  /** Runs that ended before it are done with. */
  readonly since: number;
  /** Those that ended after it and are done with, too. */
  readonly seen: readonly string[];
}

/** Clocks of machines that record runs may differ so much, and so late may an end be recorded. */
const lateness = 600_000;
const pageSize = 200;

/**
 * Defines a sensor that asks for one run when runs of other jobs have ended, for all that did since it looked last. Runs of a
 * backfill count when it has ended or is paused.
 */
export function runSensor(spec: RunSensorSpec): Sensor {
  const { watches, status = "success", needs = [], longestRun = 7 * 86_400_000, ...rest } = spec;
  const { minimumInterval = 15_000 } = spec;
  return defineSensor({
    ...rest,
    minimumInterval,
    evaluate: (context) => evaluateRuns(context, { watches, status, needs, longestRun }),
  });
}

type Watch = Required<Pick<RunSensorSpec, "watches" | "status" | "needs" | "longestRun">>;

async function evaluateRuns(context: SensorContext, watch: Watch): Promise<SensorResult> {
  const { cursor, now } = context;
  if (cursor === undefined) {
    return {
      cursor: JSON.stringify({ since: now, seen: [] } satisfies RunMemory),
      skipReason: "it watches from now on",
    };
  }
  const { since, seen } = JSON.parse(cursor) as RunMemory;
  const all = await withoutBackfills(context, await endedSince(context, watch, since));
  const ended = all.filter(({ id }) => !seen.includes(id));
  const newest = ended.at(-1);
  if (newest === undefined) return { skipReason: `no run of ${watch.watches.join(", ")} has ended` };
  const missing = await firstMissing(context, watch.needs);
  if (missing !== undefined) {
    return { skipReason: `${countOf(ended.length, "run")} ended, and "${missing}" was never made: waits for it` };
  }
  return {
    cursor: JSON.stringify(remember(all, Math.max(since, now - lateness))),
    runRequests: [{ runKey: newest.id, details: { after: ended.map(({ id }) => id) } }],
  };
}

/** Moves on to a time after which nothing that ended before it can turn up any more. */
function remember(all: readonly RunRecord[], since: number): RunMemory {
  return { since, seen: all.filter(({ endedAt }) => endedAt! >= since).map(({ id }) => id) };
}

async function endedSince(
  { history }: SensorContext,
  { watches, status, longestRun }: Watch,
  since: number,
): Promise<readonly RunRecord[]> {
  const found: RunRecord[] = [];
  for (const job of watches) {
    let before: string | undefined;
    for (;;) {
      const page = await history.runs({ job, status, limit: pageSize, ...(before === undefined ? {} : { before }) });
      found.push(...page.filter(({ endedAt = 0 }) => endedAt >= since));
      const last = page.at(-1);
      if (last === undefined || page.length < pageSize || last.createdAt < since - longestRun) break;
      before = last.id;
    }
  }
  return found.sort((a, b) => a.endedAt! - b.endedAt! || (a.id < b.id ? -1 : 1));
}

/** Without runs of backfills that go on: what follows would be run for each of many keys. */
async function withoutBackfills(
  { backfills }: SensorContext,
  runs: readonly RunRecord[],
): Promise<readonly RunRecord[]> {
  const goOn = new Map<string, boolean>();
  for (const { tags: { backfill: id } } of runs) {
    if (id === undefined || goOn.has(id)) continue;
    const { status } = await backfills.backfill(id) ?? {};
    goOn.set(id, status === "running" || status === "canceling");
  }
  return runs.filter(({ tags: { backfill: id } }) => id === undefined || goOn.get(id) === false);
}

async function firstMissing({ history }: SensorContext, needs: readonly string[]): Promise<string | undefined> {
  for (const asset of needs) if (await history.latest(asset) === undefined) return asset;
  return undefined;
}
