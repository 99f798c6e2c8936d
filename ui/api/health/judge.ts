import type { z } from "zod";
import { countOf, formatBytes, formatDuration } from "../../../infra/format.ts";
import type { FreshnessState, QueueItem } from "../../../pipeline/engine/mod.ts";
import type { Backend } from "../../backend.ts";
import type { folderSchema, healthCheckSchema, queueHealthSchema, workerSchema } from "./endpoints.ts";

/** One thing that was looked at. */
export type HealthCheck = z.output<typeof healthCheckSchema>;

type Worker = z.output<typeof workerSchema>;
type Folder = z.output<typeof folderSchema>;
type QueueHealth = z.output<typeof queueHealthSchema>;

/** How the queue stands. */
export function queueHealth(items: readonly QueueItem[], { limits }: Pick<Backend, "limits">): QueueHealth {
  const executed = items.filter(({ claim }) => claim !== undefined);
  const waiting = items.filter(({ claim }) => claim === undefined);
  const taken = new Map(Object.keys(limits.pools).map((pool) => [pool, 0]));
  for (const { entry: { pools } } of executed) {
    for (const [pool, slots] of Object.entries(pools)) taken.set(pool, (taken.get(pool) ?? 0) + slots);
  }
  return {
    waiting: waiting.length,
    ...(waiting.length === 0 ? {} : { oldest: Math.min(...waiting.map(({ enqueuedAt }) => enqueuedAt)) }),
    executed: executed.length,
    limit: limits.total,
    pools: [...taken].map(([name, slots]) => {
      const limit = Object.hasOwn(limits.pools, name) ? limits.pools[name] : undefined;
      return { name, taken: slots, ...(limit === undefined ? {} : { limit }) };
    }),
  };
}

/** What {@link workerCheck} goes by. */
export interface WorkerNeeds extends Pick<Backend, "program" | "environment"> {
  /** Whether it is a fault that no daemon is there, as it is on a server. @default false */
  readonly needsDaemon?: boolean;
}

/** Whether somebody executes runs, and keeps the rest going. */
export function workerCheck(
  workers: readonly Worker[],
  { waiting }: QueueHealth,
  { program, environment, needsDaemon = false }: WorkerNeeds,
): HealthCheck {
  const name = "Workers";
  const alive = workers.filter((worker) => worker.alive);
  const lost = workers.filter((worker) => !worker.alive && worker.runs.length > 0);
  const remedy = `Start one: "${program} daemon --env ${environment}".`;
  if (alive.length === 0) {
    const since = Math.max(...workers.map(({ seenAt }) => seenAt));
    return {
      name,
      state: waiting > 0 || needsDaemon ? "failing" : "warning",
      detail: waiting > 0
        ? `no process executes runs, and ${countOf(waiting, "run")} ${waiting === 1 ? "waits" : "wait"}`
        : "no process executes runs: what is launched will wait",
      ...(workers.length === 0 ? {} : { since }),
      remedy,
    };
  }
  if (lost.length > 0) {
    const runs = lost.reduce((sum, one) => sum + one.runs.length, 0);
    return {
      name,
      state: "warning",
      detail: `${countOf(lost.length, "worker")} gave no sign of life and had ${countOf(runs, "run")}`,
      since: Math.min(...lost.map(({ seenAt }) => seenAt)),
      remedy: "The others take these runs over as soon as their leases have ended.",
      link: "/runs?status=active",
    };
  }
  const detail = `${countRoles(alive)} with a sign of life`;
  if (alive.every(({ role }) => role === "worker")) {
    return {
      name,
      state: needsDaemon ? "failing" : "warning",
      detail: `${detail}, but no daemon: schedules, sensors, backfills, alerts and retention rest`,
      remedy,
    };
  }
  return { name, state: "ok", detail };
}

/** Such as `1 daemon, 2 workers`. */
function countRoles(workers: readonly Worker[]): string {
  const counts = new Map<string | undefined, number>();
  for (const { role } of workers) counts.set(role, (counts.get(role) ?? 0) + 1);
  if (counts.has(undefined)) return countOf(workers.length, "process", "processes");
  const parts = [...counts].map(([role, count]) =>
    role === "ui" ? countOf(count, "server of pages", "servers of pages") : countOf(count, role!)
  );
  return parts.sort().join(", ");
}

/** Milliseconds for which a run may wait before somebody should look. */
const patience = 3_600_000;

/** Whether runs get their turn. */
export function queueCheck({ waiting, oldest, executed, limit }: QueueHealth, now: number): HealthCheck {
  const detail = `${executed} of ${limit} places taken, ${waiting} waiting`;
  if (oldest === undefined || now - oldest < patience) {
    return { name: "Queue", state: "ok", detail, link: "/queue" };
  }
  return {
    name: "Queue",
    state: "warning",
    detail: `${detail}, one of them for ${formatDuration(now - oldest)}`,
    since: oldest,
    remedy: "The page of the queue says what each waits for; raise a limit there, or cancel runs.",
    link: "/queue",
  };
}

/** Whether values are as new as they must be. */
export function freshnessCheck(states: readonly FreshnessState[], { project }: Pick<Backend, "project">): HealthCheck {
  const [name, link] = ["Freshness", "/freshness"];
  if (states.length === 0) {
    const { size } = project.freshness;
    if (size === 0) return { name, link, state: "ok", detail: "no asset must be fresh" };
    return {
      name,
      link,
      state: "unknown",
      detail: `${countOf(size, "asset")} must be fresh; no daemon has looked yet`,
    };
  }
  const late = states.filter(({ status }) => status === "late");
  const risky = states.filter(({ status }) => status === "at_risk");
  const listed = (some: readonly FreshnessState[]) => some.map(({ asset }) => asset).join(", ");
  if (late.length + risky.length === 0) {
    return { name, link, state: "ok", detail: `${countOf(states.length, "asset")} as new as they must be` };
  }
  const parts = [
    ...(late.length === 0 ? [] : [`late: ${listed(late)}`]),
    ...(risky.length === 0 ? [] : [`at risk: ${listed(risky)}`]),
  ];
  return {
    name,
    state: late.length > 0 ? "failing" : "warning",
    detail: parts.join("; "),
    since: Math.min(...(late.length > 0 ? late : risky).map(({ since }) => since)),
    remedy: "The list says what holds each of them up; run the job that makes it.",
    link,
  };
}

/** Whether messages reach people. */
export function messageCheck(dead: number): HealthCheck {
  if (dead === 0) return { name: "Messages", state: "ok", detail: "none is dead", link: "/alerts" };
  return {
    name: "Messages",
    state: "failing",
    detail: `${countOf(dead, "message")} could not be delivered`,
    remedy: "Fix the channel, then try them again.",
    link: "/alerts?state=dead",
  };
}

/** Whether folders can be read and have room. */
export function folderChecks(folders: readonly Folder[]): readonly HealthCheck[] {
  const bad = folders.filter(({ state }) => state !== "ok").map(({ name, path, state, detail, free }): HealthCheck => ({
    name: `Folder ${name}`,
    state,
    detail: free === undefined ? `${path} ${detail}` : `${detail}: ${formatBytes(free)} free where ${path} is`,
    remedy: free === undefined
      ? `Make it readable for the program, or give another one as paths.${name}.`
      : "Make room: old values and runs are removed by gc, as retention says.",
  }));
  if (bad.length > 0) return bad;
  const [least] = folders.flatMap(({ free }) => free ?? []).sort((a, b) => a - b);
  const room = least === undefined ? "the room on their disks is not known" : `at least ${formatBytes(least)} free`;
  return [{ name: "Folders", state: "ok", detail: `${countOf(folders.length, "folder")}, ${room}` }];
}
