import type { History, Materialization, PartitionSpan, StepRecord } from "../history.ts";
import type { Partitions } from "../partitions.ts";
import type { Project } from "../project.ts";
import type { RunId } from "../types.ts";

/** How the values of a key are: all there, some, none, or the last attempt to make one failed. */
export const partitionStatuses = ["made", "partly made", "never made", "failed"] as const;

/** A key of partitions and its newest value. */
export interface PartitionState {
  readonly key: string;
  readonly status: (typeof partitionStatuses)[number];
  /** Assets that have a kept value of this key. */
  readonly made: number;
  /** Kept assets that are split by the partitions. */
  readonly of: number;
  /** The newest of the values. */
  readonly newest?: Pick<Materialization, "asset" | "run" | "createdAt">;
  /** The step that failed after that. */
  readonly failed?: Pick<StepRecord, "asset" | "run">;
  /** Of dynamic partitions: milliseconds since 1970. */
  readonly firstSeen?: number;
  readonly lastSeen?: number;
}

/** A key that dynamic partitions had before. */
export interface RemovedPartition {
  readonly key: string;
  readonly firstSeen: number;
  readonly lastSeen: number;
  readonly removedAt: number;
}

/** Partitions with each of their keys. */
export interface PartitionsState {
  readonly name: string;
  readonly kind: Partitions["kind"];
  /** In key order. */
  readonly keys: readonly PartitionState[];
  /** Keys that are gone, those removed last first. */
  readonly removed: readonly RemovedPartition[];
}

/** Failed runs that are looked through. */
const newestFailures = 50;

/** Every partitions of a project, with the keys that there are and what became of each. */
export async function partitionStates(project: Project, history: History): Promise<readonly PartitionsState[]> {
  const all = new Map<string, Partitions>();
  for (const { partitions } of project.assets.values()) {
    if (partitions !== undefined) all.set(partitions.name, partitions);
  }
  if (all.size === 0) return [];
  const failures = await failedSteps(history);
  return await Promise.all([...all.values()].map((one) => stateOf(one, project, history, failures)));
}

async function stateOf(
  partitions: Partitions,
  project: Project,
  history: History,
  failures: readonly StepRecord[],
): Promise<PartitionsState> {
  const { name, kind } = partitions;
  const assets = [...project.assets.values()]
    .filter((asset) => asset.partitions?.name === name && !asset.kind.transient).map((asset) => asset.name);
  const latest = await Promise.all(assets.map((asset) => history.latestOf(asset)));
  const keys = kind === "static" ? partitions.keys : await history.partitions(name);
  const spans = kind === "static" ? [] : await history.partitionSpans(name);
  const seen = seenOf(spans);
  const failed = failures.filter(({ asset }) => assets.includes(asset));
  return {
    name,
    kind,
    keys: keys.map((key) => ({ ...keyState(key, latest, failed), ...seen.get(key) })),
    removed: removedOf(spans, new Set(keys)),
  };
}

function keyState(
  key: string,
  latest: readonly ReadonlyMap<string, Materialization>[],
  failures: readonly StepRecord[],
): PartitionState {
  const values = latest.flatMap((byKey) => byKey.get(key) ?? []);
  const newest = values.reduce<Materialization | undefined>(
    (best, one) => best === undefined || one.createdAt > best.createdAt ? one : best,
    undefined,
  );
  const failed = failures.find(({ partition, run }) => partition === key && isAfter(run, newest?.run));
  const [made, of] = [values.length, latest.length];
  const status = failed !== undefined ? "failed" : made === 0 ? "never made" : made < of ? "partly made" : "made";
  return {
    key,
    status,
    made,
    of,
    ...(newest === undefined ? {} : { newest: { asset: newest.asset, run: newest.run, createdAt: newest.createdAt } }),
    ...(failed === undefined ? {} : { failed: { asset: failed.asset, run: failed.run } }),
  };
}

/** Names of runs sort by time; the run of the newest value may itself have failed later on. */
function isAfter(run: RunId, other: RunId | undefined): boolean {
  return other === undefined || run >= other;
}

/** Failed steps of the newest runs that failed, newest first. */
async function failedSteps(history: History): Promise<readonly StepRecord[]> {
  const runs = await history.runs({ status: "failure", limit: newestFailures });
  const steps = await Promise.all(runs.map(({ id }) => history.steps(id)));
  return steps.flat().filter(({ status }) => status === "failed");
}

function seenOf(spans: readonly PartitionSpan[]): ReadonlyMap<string, { firstSeen: number; lastSeen: number }> {
  const seen = new Map<string, { firstSeen: number; lastSeen: number }>();
  for (const { key, since, lastSeen } of spans) {
    seen.set(key, { firstSeen: seen.get(key)?.firstSeen ?? since, lastSeen });
  }
  return seen;
}

function removedOf(spans: readonly PartitionSpan[], keys: ReadonlySet<string>): readonly RemovedPartition[] {
  const removed = new Map<string, RemovedPartition>();
  for (const { key, since, lastSeen, until } of spans) {
    if (until === undefined || keys.has(key)) continue;
    removed.set(key, { key, firstSeen: removed.get(key)?.firstSeen ?? since, lastSeen, removedAt: until });
  }
  return [...removed.values()].sort((a, b) => b.removedAt - a.removedAt || (a.key < b.key ? -1 : 1));
}
