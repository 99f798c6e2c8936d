import {
  type History,
  personOf,
  type QueueItem,
  type RunFilter,
  type RunRecord,
  runStatuses,
  type Tags,
  triggerOf,
} from "../../../pipeline/engine/mod.ts";
import type { z } from "zod";
import type { Backend } from "../../backend.ts";
import { runView } from "../../view_models.ts";
import type { runChoiceSchema, statusGroups } from "./endpoints.ts";
import type { RunAnswer } from "./schemas.ts";

const judgedRuns = 15;

/** Records of runs as the API answers them: with why they wait, and how long runs of their job usually take. */
export async function runAnswers(backend: Backend, records: readonly RunRecord[]): Promise<readonly RunAnswer[]> {
  const { ledger: { history, coordination }, limits, clock } = backend;
  const now = clock.now();
  const anyLive = records.some(({ status }) => status === "queued" || status === "starting" || status === "running");
  const items = anyLive ? await coordination.queue.items(limits, now) : [];
  const queued = new Map(items.map((item) => [item.entry.run, item]));
  const usual = await usualDurations(history, new Set(records.map(({ job }) => job)));
  return records.map((record) => ({
    ...runView(record, now),
    trigger: triggerAnswer(record),
    ...personAnswer(record),
    ...queueFacts(queued.get(record.id)),
    ...(usual.has(record.job) ? { usual: usual.get(record.job)! } : {}),
  }));
}

function queueFacts(item: QueueItem | undefined): Pick<RunAnswer, "waiting" | "canceling"> {
  if (item === undefined) return {};
  const { place, waiting, waitingBecause: because, cancelRequested: canceling } = item;
  return {
    ...(place === undefined || because === undefined
      ? {}
      : { waiting: { place, because, unattended: waiting?.kind === "no_worker" } }),
    ...(canceling === undefined ? {} : { canceling }),
  };
}

function triggerAnswer(record: RunRecord): RunAnswer["trigger"] {
  const kind = triggerOf(record);
  const name = record.request[kind === "retry" ? "retryOf" : kind];
  return { kind, ...(typeof name === "string" ? { name } : {}) };
}

function personAnswer(record: RunRecord): Pick<RunAnswer, "by"> {
  const by = personOf(record);
  return by === undefined ? {} : { by };
}

/** Median milliseconds of the last successful runs, by job; jobs without any are left out. */
export async function usualDurations(history: History, jobs: Iterable<string>): Promise<ReadonlyMap<string, number>> {
  const found = await Promise.all([...jobs].map(async (job) => {
    const runs = await history.runs({ job, status: "success", limit: judgedRuns });
    const lengths = runs.flatMap(({ startedAt, endedAt }) =>
      startedAt === undefined || endedAt === undefined ? [] : endedAt - startedAt
    );
    return [job, median(lengths)] as const;
  }));
  return new Map(found.filter((pair): pair is readonly [string, number] => pair[1] !== undefined));
}

function median(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : mean(sorted[middle - 1], sorted[middle]);
}

function mean(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : (a + b) / 2;
}

/** What the query of a list asks for. */
export function runFilterOf(query: z.output<typeof runChoiceSchema>): RunFilter {
  const { job, tag, trigger, by, asset, partition, since, until } = query;
  return {
    ...(job === undefined ? {} : { job }),
    ...(tag === undefined ? {} : { tags: tagOf(tag) }),
    ...(trigger === undefined ? {} : { trigger }),
    ...(by === undefined ? {} : { by }),
    ...(asset === undefined ? {} : { asset }),
    ...(partition === undefined ? {} : { partition }),
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
  };
}

/** The statuses of a tab. */
export function statusesOf(group: (typeof statusGroups)[number] | undefined): RunFilter {
  if (group === undefined) return {};
  return group === "active" ? { statuses: ["starting", "running"] } : { status: group };
}

/** How many runs of each status, none left out. */
export function allCounts(counts: Readonly<Partial<Record<(typeof runStatuses)[number], number>>>) {
  return Object.fromEntries(runStatuses.map((status) => [status, counts[status] ?? 0])) as Record<
    (typeof runStatuses)[number],
    number
  >;
}

function tagOf(text: string): Tags {
  const equals = text.indexOf("=");
  return { [text.slice(0, equals)]: text.slice(equals + 1) };
}
