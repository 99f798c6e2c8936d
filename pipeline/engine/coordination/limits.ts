import type { QueueEntry, QueueLimits, Waiting } from "../coordination.ts";
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

  /** Why a run may not start now; undefined when it may. */
  blocks(run: LimitedRun, limits: QueueLimits, now: number): Waiting | undefined {
    const { job, tags, entry } = run;
    if (entry.notBefore !== undefined && entry.notBefore > now) return { kind: "not_before", time: entry.notBefore };
    if (this.#runs >= limits.total) return { kind: "total", executed: this.#runs, limit: limits.total };
    const ofJob = limits.jobs[job];
    const executed = this.#jobs.get(job) ?? 0;
    if (ofJob !== undefined && executed >= ofJob) return { kind: "job", job, executed, limit: ofJob };
    for (const [key, value] of Object.entries(tags)) {
      const tag = `${key}=${value}`;
      const limit = limits.tags[tag] ?? limits.tags[key];
      const tagged = this.#tags.get(tag) ?? 0;
      if (limit !== undefined && tagged >= limit) return { kind: "tag", tag, executed: tagged, limit };
    }
    return this.#fullPool(entry.pools, limits.pools);
  }

  #fullPool(pools: QueueEntry["pools"], limits: QueueLimits["pools"]): Waiting | undefined {
    for (const [pool, needs] of Object.entries(pools)) {
      const taken = this.#pools.get(pool) ?? 0;
      if (pool.startsWith(single) && taken > 0) return { kind: "single", pool: pool.slice(single.length) };
      const limit = limits[pool];
      if (limit !== undefined && taken + needs > limit) return { kind: "pool", pool, taken, limit, needs };
    }
    return undefined;
  }
}

function count(counts: Map<string, number>, key: string, by: number): void {
  counts.set(key, (counts.get(key) ?? 0) + by);
}
