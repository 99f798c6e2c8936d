import { Problem } from "../../../infra/errors.ts";
import type { BackfillSettings } from "../backfill.ts";
import type { History } from "../history.ts";
import { gatherKnowledge } from "../knowledge.ts";
import type { Partitions } from "../partitions.ts";
import { planRun } from "../plan.ts";
import { howToMake, plannedAssets } from "../plan_assets.ts";
import type { Knowledge, RunRequest } from "../plan_types.ts";
import type { Project } from "../project.ts";
import { timeOfKeys, timeTogether } from "./estimate.ts";
import { chooseKeys, orderKeys } from "./keys.ts";
import type { BackfillPlan, BackfillRequest, PlannedBackfillRun, SkippedPartition } from "./request.ts";

const mostKeys = 100_000;

/**
 * Works out what a backfill would do, without doing anything: which assets, which keys in which order, which runs, and which
 * keys are skipped and why.
 *
 * @throws {Problem} of kind usage for an unknown job, selection or key, a number out of its range, and a selection of which
 * nothing, or what different partitions split, would be made; of kind pipeline for partitions without keys.
 */
export async function planBackfill(
  project: Project,
  request: BackfillRequest,
  history: History,
): Promise<BackfillPlan> {
  const { job, concurrency = 4 } = request;
  whole("concurrency", concurrency, 1, 10_000);
  const { assets, leftOut, partitions } = splitAssets(project, request);
  const settings = settingsOf(request, partitions);
  const selection = assets.join(",");
  const all = await keysOf(project, partitions, history);
  const chosen = orderKeys(chooseKeys(all, partitions.name, request), settings.order, settings.seed ?? 0);
  whole("number of keys", chosen.length, 1, mostKeys);
  const knowledge = await gatherKnowledge(
    project,
    { ...runRequest(job, selection, settings), partitions: [] },
    history as History,
  );
  const looks = { project, knowledge, assets, request: runRequest(job, selection, settings) };
  const made = request.missing === true ? await madeKeys(project, assets, history) : new Set<string>();
  const steps = new Map<string, Steps>();
  const skipped: SkippedPartition[] = [];
  for (const key of chosen) {
    const found = made.has(key) ? "it was made before" : stepsOf(looks, key);
    if (typeof found === "string") skipped.push({ partition: key, because: found });
    else steps.set(key, found);
  }
  const runs = runsOf(steps, settings.group, await timeOfKeys(project, assets, history));
  const times = runs.flatMap(({ milliseconds }) => milliseconds ?? []);
  const time = times.length === 0 ? {} : { milliseconds: timeTogether(times, concurrency) };
  return { job, selection, assets, leftOut, runs, skipped, concurrency, ...time, settings };
}

/** The request that a run of a backfill is made from, without its keys. */
export function runRequest(job: string, selection: string, settings: BackfillSettings): RunRequest {
  const { environment, reuse, tags, details } = settings;
  return { job, selection, environment, reuse, tags, details };
}

function settingsOf(request: BackfillRequest, partitions: Partitions): BackfillSettings {
  const { environment, order = "forward", seed = 0, group = 1, reuse = false, priority = 0, tags = {}, details = {} } =
    request;
  whole("seed", seed, 0, 2 ** 32 - 1);
  whole("number of keys per run", group, 1, mostKeys);
  const shuffle = order === "random" ? { seed } : {};
  return { environment, partitions: partitions.name, order, ...shuffle, group, reuse, priority, tags, details };
}

function whole(what: string, value: number, least: number, most: number): void {
  if (Number.isSafeInteger(value) && value >= least && value <= most) return;
  throw new Problem(
    "usage",
    `Cannot plan the backfill: its ${what} is ${value}, not a whole number from ${least} to ${most}`,
  );
}

interface Split {
  readonly assets: readonly string[];
  readonly leftOut: readonly string[];
  readonly partitions: Partitions;
}

function splitAssets(project: Project, request: BackfillRequest): Split {
  const { job, selection, environment } = request;
  const planned = plannedAssets(project, { job, environment, ...(selection === undefined ? {} : { selection }) });
  const selected = [...planned].filter(([, { kind }]) => kind === "selected").map(([name]) => name);
  const assets = selected.filter((name) => project.assets.get(name)!.partitions !== undefined);
  const found = new Map(assets.map((name) => project.assets.get(name)!.partitions!).map((one) => [one.name, one]));
  const [partitions, ...others] = found.values();
  const what = selection === undefined ? `job "${job}"` : `selection "${selection}"`;
  if (partitions === undefined) {
    throw new Problem("usage", `Cannot backfill the ${what}: nothing of it is split by partitions`, {
      remedy: "Run it as a whole, or select assets with partitions.",
    });
  }
  if (others.length > 0) {
    const names = [...found.keys()].map((name) => `"${name}"`).join(", ");
    throw new Problem("usage", `Cannot backfill the ${what}: it is split by different partitions, ${names}`, {
      remedy: "Select the assets of one of them.",
    });
  }
  const leftOut = selected.filter((name) => !assets.includes(name) && !project.assets.get(name)!.kind.transient);
  return { assets, leftOut, partitions };
}

async function keysOf(
  project: Project,
  partitions: Partitions,
  history: Pick<History, "partitions">,
): Promise<readonly string[]> {
  if (partitions.kind === "static") return partitions.keys;
  const keys = await history.partitions(partitions.name);
  if (keys.length > 0) return keys;
  const definer = project.definers.get(partitions.name)!;
  throw new Problem("pipeline", `Cannot plan the backfill: partitions "${partitions.name}" have no keys yet`, {
    place: `asset ${definer}`,
    remedy: howToMake(project, definer),
  });
}

/** Keys of which everything that is kept was made before. */
async function madeKeys(
  project: Project,
  assets: readonly string[],
  history: Pick<History, "latestOf">,
): Promise<ReadonlySet<string>> {
  const kept = assets.filter((name) => !project.assets.get(name)!.kind.transient);
  const latest = await Promise.all(kept.map((name) => history.latestOf(name)));
  const [first, ...others] = latest;
  return new Set([...first?.keys() ?? []].filter((key) => others.every((one) => one.has(key))));
}

interface Steps {
  readonly steps: number;
  readonly reused: number;
}

interface Looks {
  readonly project: Project;
  readonly knowledge: Knowledge;
  readonly request: RunRequest;
}

/** The steps of a key, or why there are none. */
function stepsOf({ project, knowledge, request }: Looks, key: string): Steps | string {
  try {
    const { forecasts, later } = planRun(project, { ...request, partitions: [key] }, knowledge);
    const actions = [...forecasts.values()].map(({ action }) => action);
    const reused = actions.filter((action) => action === "reuse").length;
    if (actions.length > 0 && later.length === 0 && reused === actions.length) return "nothing has changed";
    return { steps: actions.length, reused };
  } catch (error) {
    if (error instanceof Problem && error.kind === "pipeline") return error.message;
    throw error;
  }
}

function runsOf(
  steps: ReadonlyMap<string, Steps>,
  group: number,
  timeOf: (key: string) => number | undefined,
): readonly PlannedBackfillRun[] {
  const keys = [...steps.keys()];
  const sum = (some: readonly string[], field: keyof Steps) => some.reduce((n, key) => n + steps.get(key)![field], 0);
  return Array.from({ length: Math.ceil(keys.length / group) }, (_, index) => {
    const partitions = keys.slice(index * group, (index + 1) * group);
    const times = partitions.flatMap((key) => {
      const { steps: all, reused } = steps.get(key)!;
      const time = timeOf(key);
      return time === undefined ? [] : [time * (all - reused) / Math.max(1, all)];
    });
    const time = times.length === 0 ? {} : { milliseconds: times.reduce((total, one) => total + one, 0) };
    return { partitions, steps: sum(partitions, "steps"), reused: sum(partitions, "reused"), ...time };
  });
}
