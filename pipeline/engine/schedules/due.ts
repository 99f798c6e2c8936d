import type { AutomationState } from "../coordination.ts";
import { type Cron, newestTicks } from "./cron.ts";
import type { Schedule } from "./schedule.ts";

/** A tick that is due. */
export interface DueTick {
  /** Milliseconds since 1970. */
  readonly time: number;
  /** Whether a run is made, unless an earlier one is in the way. */
  readonly launches: boolean;
  /** What there is to say about it, such as ticks that were missed. */
  readonly message?: string;
}

/** What a process knows about time. */
export interface Now {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Since when this process knows the definition of the schedule. */
  readonly since: number;
}

/** What is kept of a schedule, as far as it matters for what is due. */
export interface ScheduleMemory extends Pick<AutomationState, "changedAt"> {
  /** Newest tick that is not in the future; a clock that ran ahead may have left such. */
  readonly lastTick?: number;
}

/** A tick that is evaluated later than this was missed. */
export const onTime = 60_000;

/** Of more missed ticks than this it is not said how many there were. */
const mostCounted = 1_000;

/**
 * Ticks of a running schedule that are due and not yet recorded, in order. Every tick has one fate: launched, skipped, or
 * counted in the message of a later one.
 */
export function dueTicks(
  schedule: Pick<Schedule, "catchUp">,
  cron: Cron,
  memory: ScheduleMemory,
  { now, since }: Now,
): readonly DueTick[] {
  const started = memory.changedAt > now ? Math.min(since, now) : memory.changedAt;
  const after = Math.max(memory.lastTick ?? -Infinity, started);
  const { times, more } = newestTicks(cron, after, now, mostCounted);
  const newest = times.at(-1);
  if (newest === undefined) return [];
  const missed = times.filter((time) => time < now - onTime);
  switch (schedule.catchUp.kind) {
    case "none":
      return withoutMissed(times, missed, more);
    case "latest":
      return [{ time: newest, launches: true, ...late(newest, times.length - 1, more, missed.includes(newest)) }];
    case "all": {
      const launched = times.slice(-Math.max(1, schedule.catchUp.cap));
      return launched.map((time, index) => ({
        time,
        launches: true,
        ...late(time, index === 0 ? times.length - launched.length : 0, index === 0 && more, missed.includes(time)),
      }));
    }
    default:
      return schedule.catchUp satisfies never;
  }
}

function withoutMissed(times: readonly number[], missed: readonly number[], more: boolean): readonly DueTick[] {
  const launched = times.slice(missed.length).map((time) => ({ time, launches: true }));
  const last = missed.at(-1);
  if (last === undefined) return launched;
  const message = `${counted(missed.length, more)} missed, and missed ones are not caught up`;
  return [{ time: last, launches: false, message }, ...launched];
}

function late(time: number, dropped: number, more: boolean, isLate: boolean): { readonly message?: string } {
  const parts = [
    ...(isLate ? [`caught up: it was due at ${new Date(time).toISOString()}`] : []),
    ...(dropped > 0 || more ? [`before it ${counted(dropped, more)} missed and not caught up`] : []),
  ];
  return parts.length === 0 ? {} : { message: parts.join("; ") };
}

function counted(count: number, more: boolean): string {
  if (more) return `more than ${count} ticks were`;
  return count === 1 ? "1 tick was" : `${count} ticks were`;
}
