import type { z } from "zod";
import type { SpanFacts } from "../../../pipeline/engine/mod.ts";
import type { figuresSchema } from "./endpoints.ts";

/** Figures as they are answered. */
export type Figures = z.output<typeof figuresSchema>;

/** What a day holds of one job or asset, small enough to keep many days of it. */
export interface DayOfOne {
  readonly success: number;
  readonly failure: number;
  readonly canceled: number;
  readonly retried: number;
  /** Milliseconds that those took which went well, and how many took so long. */
  readonly lengths: Float64Array;
  readonly counts: Uint32Array;
  /** Milliseconds from failures to the next success; Infinity where it still fails. */
  readonly fixes: readonly number[];
}

/** What a day holds, by job or asset. */
export function dayOf({ ends, breakages }: SpanFacts): ReadonlyMap<string, DayOfOne> {
  const fixes = Map.groupBy(breakages, ({ name }) => name);
  const names = Map.groupBy(ends, ({ name }) => name);
  return new Map([...names].map(([name, own]) => {
    const total = (status: string) => own.reduce((sum, one) => sum + (one.status === status ? one.count : 0), 0);
    const timed = own.filter(({ status, length }) => status === "success" && length !== undefined);
    return [name, {
      ...{ success: total("success"), failure: total("failure"), canceled: total("canceled") },
      retried: own.reduce((sum, one) => sum + one.retried, 0),
      lengths: Float64Array.from(timed, ({ length }) => length!),
      counts: Uint32Array.from(timed, ({ count }) => count),
      fixes: (fixes.get(name) ?? []).map(({ failedAt, fixedAt = Infinity }) => fixedAt - failedAt),
    }];
  }));
}

/** Figures of days together. */
export function figuresOf(days: readonly DayOfOne[]): Figures {
  const sum = (of: (day: DayOfOne) => number) => days.reduce((all, day) => all + of(day), 0);
  const [successes, failures, canceled] = [sum((d) => d.success), sum((d) => d.failure), sum((d) => d.canceled)];
  const fixes = days.flatMap((day) => day.fixes).sort((a, b) => a - b);
  const closed = fixes.filter((fix) => fix < Infinity);
  const [p50, p95] = shares(days, [0.5, 0.95]);
  const fix = closed[Math.floor((closed.length - 1) / 2)];
  return {
    ...{ count: successes + failures + canceled, successes, failures, canceled, retried: sum((d) => d.retried) },
    ...(p50 === undefined ? {} : { p50 }),
    ...(p95 === undefined ? {} : { p95 }),
    ...{ breakages: fixes.length, open: fixes.length - closed.length },
    ...(fix === undefined ? {} : { fix }),
  };
}

/** The lengths that given shares of all do not exceed. */
function shares(days: readonly DayOfOne[], wanted: readonly number[]): readonly (number | undefined)[] {
  const counts = new Map<number, number>();
  for (const day of days) {
    day.lengths.forEach((length, i) => counts.set(length, (counts.get(length) ?? 0) + day.counts[i]!));
  }
  const sorted = [...counts].sort(([a], [b]) => a - b);
  const all = sorted.reduce((sum, [, count]) => sum + count, 0);
  return wanted.map((share) => {
    let seen = 0;
    return sorted.find(([, count]) => (seen += count) >= share * all)?.[0];
  });
}

/** The share that went well of those that were not canceled. */
export function successRate({ successes, failures }: Figures): number | undefined {
  return successes + failures === 0 ? undefined : successes / (successes + failures);
}
