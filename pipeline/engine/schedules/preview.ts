import type { Cron } from "./cron.ts";
import { cronTimes } from "./cron_text.ts";

/** What daylight-saving time does to a tick. */
export type ClockMark =
  /** Its time of day does not exist that day; it comes when the gap is over. */
  | "moved"
  /** Its time of day occurs twice that day; this is the first. */
  | "first_of_two"
  /** Its time of day occurs twice that day; this is the second. */
  | "second_of_two"
  /** The clocks went forward or back since the tick before. */
  | "offset_changed";

/** A tick to come. */
export interface PreviewedTick {
  /** Milliseconds since 1970. */
  readonly time: number;
  /** Date and time of day in the schedule's zone, such as `2026-03-29 03:00`. */
  readonly local: string;
  /** Distance from UTC, such as `+02:00`. */
  readonly offset: string;
  readonly marks: readonly ClockMark[];
}

const day = 86_400_000;

/** The next ticks of a schedule after `from`. @param count how many, at least 1; @default 20 */
export function previewTicks(
  schedule: { readonly cron: string; readonly timezone: string },
  cron: Cron,
  from: number,
  count = 20,
): readonly PreviewedTick[] {
  const wall = wallClock(schedule.timezone);
  const { minutes, hours } = cronTimes(schedule.cron);
  const found: PreviewedTick[] = [];
  let before = wall(from).offset;
  for (let time = cron.next(from); time !== undefined && found.length < count; time = cron.next(time)) {
    const { offset, date } = wall(time);
    const isMeant = minutes.has(date.getUTCMinutes()) && hours.has(date.getUTCHours());
    const marks: ClockMark[] = [
      ...(isMeant ? twice(time, wall) : ["moved"] as const),
      ...(offset === before ? [] : ["offset_changed"] as const),
    ];
    found.push({ time, local: date.toISOString().slice(0, 16).replace("T", " "), offset: offsetText(offset), marks });
    before = offset;
  }
  return found;
}

type WallClock = (time: number) => {
  /** Milliseconds that the zone is ahead of UTC. */
  readonly offset: number;
  /** Its UTC fields are those of the zone. */
  readonly date: Date;
};

function twice(time: number, wall: WallClock): readonly ClockMark[] {
  const back = wall(time - day).offset - wall(time + day).offset;
  if (back <= 0) return [];
  const { offset } = wall(time);
  if (wall(time + back).offset === offset - back) return ["first_of_two"];
  return wall(time - back).offset === offset + back ? ["second_of_two"] : [];
}

function wallClock(timezone: string): WallClock {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: timezone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  return (time) => {
    const parts = new Map(format.formatToParts(time).map(({ type, value }) => [type, Number(value)]));
    const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type)!;
    const local = Date.UTC(
      part("year"),
      part("month") - 1,
      part("day"),
      part("hour"),
      part("minute"),
      part("second"),
    );
    return { offset: local - Math.floor(time / 1000) * 1000, date: new Date(local) };
  };
}

function offsetText(offset: number): string {
  const minutes = Math.round(Math.abs(offset) / 60_000);
  const two = (number: number) => String(number).padStart(2, "0");
  return `${offset < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
