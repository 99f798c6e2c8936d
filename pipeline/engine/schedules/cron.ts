/** Times of a cron text in a time zone. */
export interface Cron {
  /** The first time after `time`, both in milliseconds since 1970; undefined when there is none. */
  next(time: number): number | undefined;
}

/**
 * Opens a cron text that has no fault. Times that daylight-saving time leaves out move to the first one after the gap; of
 * times that occur twice the first counts. That holds for texts without `*` or steps in minute and hour; those that have
 * them mean an interval, which skips what does not exist and takes both of what occurs twice.
 */
export async function openCron(cron: string, timezone: string): Promise<Cron> {
  const { Cron } = await import("croner");
  const pattern = new Cron(cron, { timezone, paused: true, mode: "5-part", fixedTimeRule: "no-wildcard" });
  return { next: (time) => pattern.nextRun(new Date(time))?.getTime() };
}

/** Ticks between two times. */
export interface TickTimes {
  /** In order. */
  readonly times: readonly number[];
  /** Whether there were more, which are not listed. */
  readonly more: boolean;
}

const minute = 60_000;

/** The newest ticks after `after` and up to `until`, at most `most`; however long ago `after` is, few are looked at. */
export function newestTicks(cron: Cron, after: number, until: number, most: number): TickTimes {
  for (let window = most * minute;; window *= 16) {
    const start = Math.max(after, until - window);
    const times = ticksFrom(cron, start, until);
    if (times.length >= most || start === after) {
      return { times: times.slice(-most), more: times.length > most || start > after };
    }
  }
}

function ticksFrom(cron: Cron, start: number, until: number): number[] {
  const times: number[] = [];
  for (let time = cron.next(start); time !== undefined && time <= until; time = cron.next(time)) times.push(time);
  return times;
}
