import type { Waiting, WorkerRecord } from "../coordination.ts";

/** Milliseconds after which a worker that gave no sign of life counts as gone. */
export const workerSilence = 15_000;

/** Why a run that no limit holds back waits all the same. */
export function waitingForWorker(
  workers: readonly WorkerRecord[],
  executed: (worker: string) => number,
  now: number,
): Waiting {
  const alive = workers.filter(({ seenAt }) => now - seenAt < workerSilence);
  if (alive.length === 0) {
    const seen = Math.max(...workers.map(({ seenAt }) => seenAt));
    return { kind: "no_worker", ...(seen > -Infinity ? { lastSeen: seen } : {}) };
  }
  const free = alive.some(({ name, slots }) => slots === undefined || executed(name) < slots);
  return free ? { kind: "soon" } : { kind: "workers_busy", workers: alive.length };
}

/** A reason as one sentence, without capital and full stop. */
export function waitingText(waiting: Waiting): string {
  switch (waiting.kind) {
    case "not_before":
      return `it starts not before ${iso(waiting.time)}`;
    case "total":
      if (waiting.limit === 0) return "no run may start, because their limit was set to 0";
      return `${these(waiting.executed, "run")} executed, as many as may be at once`;
    case "job":
      if (waiting.limit === 0) return `no run of ${waiting.job} may start, because their limit was set to 0`;
      return `${these(waiting.executed, `run of ${waiting.job}`, `runs of ${waiting.job}`)} executed`;
    case "tag":
      if (waiting.limit === 0) return `no run tagged ${waiting.tag} may start, because their limit was set to 0`;
      return `${these(waiting.executed, `run tagged ${waiting.tag}`, `runs tagged ${waiting.tag}`)} executed`;
    case "single":
      return `another run of ${waiting.pool} is executed`;
    case "pool": {
      const { pool, taken, limit, needs } = waiting;
      return needs > limit
        ? `it needs ${needs} slots of the pool ${pool}, which has ${limit}`
        : `${taken} of ${limit} slots of the pool ${pool} are taken, and it needs ${needs}`;
    }
    case "no_worker": {
      const last = waiting.lastSeen === undefined ? "" : `; the last one was there at ${iso(waiting.lastSeen)}`;
      return `no worker or daemon is there that would execute it${last}`;
    }
    case "workers_busy":
      return waiting.workers === 1 ? "the only worker is busy" : `all ${waiting.workers} workers are busy`;
    case "soon":
      return "it is about to start";
    default:
      return waiting satisfies never;
  }
}

function these(n: number, one: string, many = `${one}s`): string {
  return n === 1 ? `1 ${one} is` : `${n} ${many} are`;
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
