import type { QueueEntry, QueueLimits } from "../coordination.ts";
import type { Tags } from "../types.ts";

const single = "one of ";

/** A pool of one slot that needs no limit to be set: of the runs that take it, one is executed at a time. */
export function singlePool(name: string): string {
  return `${single}${name}`;
}

/** A run as the limits see it. */
export interface LimitedRun {
  readonly job: string;
  readonly tags: Tags;
  readonly entry: Pick<QueueEntry, "pools" | "notBefore">;
}

/** Counts what executed runs take of every limit. */
export class Usage {
  #runs = 0;
  readonly #jobs = new Map<string, number>();
  readonly #tags = new Map<string, number>();
  readonly #pools = new Map<string, number>();

  /** Adds an executed run. */
  add({ job, tags, entry }: LimitedRun): void {
    this.#runs++;
    count(this.#jobs, job, 1);
    for (const [key, value] of Object.entries(tags)) count(this.#tags, `${key}=${value}`, 1);
    for (const [pool, slots] of Object.entries(entry.pools)) count(this.#pools, pool, slots);
  }

  /** Why a run may not start now, one sentence; undefined when it may. */
  blocks(run: LimitedRun, limits: QueueLimits, now: number): string | undefined {
    const { job, tags, entry } = run;
    if (entry.notBefore !== undefined && entry.notBefore > now) {
      return `it starts not before ${new Date(entry.notBefore).toISOString()}`;
    }
    if (this.#runs >= limits.total) return `${these(this.#runs, "run")} executed, as many as may be at once`;
    const ofJob = limits.jobs[job];
    const running = this.#jobs.get(job) ?? 0;
    if (ofJob !== undefined && running >= ofJob) return `${these(running, `run of ${job}`, `runs of ${job}`)} executed`;
    for (const [key, value] of Object.entries(tags)) {
      const tag = `${key}=${value}`;
      const limit = limits.tags[tag] ?? limits.tags[key];
      const tagged = this.#tags.get(tag) ?? 0;
      if (limit !== undefined && tagged >= limit) {
        return `${these(tagged, `run tagged ${tag}`, `runs tagged ${tag}`)} executed`;
      }
    }
    return this.#fullPool(entry.pools, limits.pools);
  }

  #fullPool(pools: QueueEntry["pools"], limits: QueueLimits["pools"]): string | undefined {
    for (const [pool, slots] of Object.entries(pools)) {
      const taken = this.#pools.get(pool) ?? 0;
      if (pool.startsWith(single) && taken > 0) return `another run of ${pool.slice(single.length)} is executed`;
      const limit = limits[pool];
      if (limit === undefined || taken + slots <= limit) continue;
      return slots > limit
        ? `it needs ${slots === 1 ? "1 slot" : `${slots} slots`} of the pool ${pool}, which has ${limit}`
        : `${taken} of ${limit} slots of the pool ${pool} are taken, and it needs ${slots}`;
    }
    return undefined;
  }
}

function these(n: number, one: string, many = `${one}s`): string {
  return n === 1 ? `1 ${one} is` : `${n} ${many} are`;
}

function count(counts: Map<string, number>, key: string, by: number): void {
  counts.set(key, (counts.get(key) ?? 0) + by);
}
