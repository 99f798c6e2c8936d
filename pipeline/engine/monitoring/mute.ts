/** Days as rules name them. */
export const weekDays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

/** A time of the day or week in which nothing is told. */
export interface MuteWindow {
  /** Days on which it begins. */
  readonly days: readonly (typeof weekDays)[number][];
  /** `HH:MM` on a clock of the time zone. */
  readonly from: string;
  /** `HH:MM`; not later than `from` for a window that ends the day after. */
  readonly to: string;
  /** IANA name. */
  readonly timeZone: string;
}

/**
 * Whether a time (milliseconds since 1970) lies in one of the windows; begins belong to them, ends do not.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { isMuted } from "./mute.ts";
 *
 * const night = { days: ["fri"], from: "22:00", to: "06:00", timeZone: "UTC" } as const;
 * assert.ok(isMuted(Date.UTC(2026, 0, 3, 5, 59), [night])); // a Saturday
 * assert.ok(!isMuted(Date.UTC(2026, 0, 3, 6), [night]));
 * ```
 */
export function isMuted(time: number, windows: readonly MuteWindow[]): boolean {
  return windows.some((window) => isWithin(time, window));
}

function isWithin(time: number, { days, from, to, timeZone }: MuteWindow): boolean {
  const { day, clock } = wallClock(time, timeZone);
  const begins = days.includes(weekDays[day]!);
  if (from < to) return begins && clock >= from && clock < to;
  const began = days.includes(weekDays[(day + 6) % 7]!);
  return (begins && clock >= from) || (began && clock < to);
}

function wallClock(time: number, timeZone: string): { readonly day: number; readonly clock: string } {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  const parts = new Map(format.formatToParts(new Date(time)).map(({ type, value }) => [type, value]));
  const day = weekDays.findIndex((name) => name === parts.get("weekday")?.toLowerCase());
  return { day, clock: `${parts.get("hour")}:${parts.get("minute")}` };
}
