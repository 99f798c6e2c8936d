import type { Clock } from "../../infra/clock.ts";

/** Says how often something may be done. */
export interface RateLimit {
  /** Takes one for `key`; undefined if that is allowed, else the seconds until it is. */
  readonly take: (key: string) => number | undefined;
  /** Gives one back that was taken. */
  readonly give: (key: string) => void;
}

/** Keys that are remembered at most; the one that was longest not seen is forgotten. */
const mostKeys = 10_000;

/** A bucket for each key: `count` at once, refilled evenly over `milliseconds`. */
export function rateLimit(clock: Clock, count: number, milliseconds: number): RateLimit {
  const buckets = new Map<string, { level: number; at: number }>();
  return {
    take(key) {
      const now = clock.now();
      const { level, at } = buckets.get(key) ?? { level: count, at: now };
      const filled = Math.min(count, level + Math.max(0, now - at) / milliseconds * count);
      buckets.delete(key);
      buckets.set(key, { level: filled >= 1 ? filled - 1 : filled, at: now });
      if (buckets.size > mostKeys) buckets.delete(buckets.keys().next().value!);
      return filled >= 1 ? undefined : Math.ceil((1 - filled) / count * milliseconds / 1000);
    },
    give(key) {
      const bucket = buckets.get(key);
      if (bucket !== undefined) bucket.level = Math.min(count, bucket.level + 1);
    },
  };
}
