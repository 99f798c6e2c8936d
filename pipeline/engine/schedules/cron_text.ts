/** The parts of a cron text that tell whether a time of day was meant. */
export interface CronTimes {
  readonly minutes: ReadonlySet<number>;
  readonly hours: ReadonlySet<number>;
}

interface Field {
  readonly name: string;
  readonly first: number;
  readonly last: number;
  readonly words?: readonly string[];
}

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"] as const;
const weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const;
const longestMonths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

const fields: readonly Field[] = [
  { name: "minute", first: 0, last: 59 },
  { name: "hour", first: 0, last: 23 },
  { name: "day of the month", first: 1, last: 31 },
  { name: "month", first: 1, last: 12, words: months },
  { name: "day of the week", first: 0, last: 7, words: weekdays },
];

/**
 * What is wrong with a cron text of five fields, as a phrase; undefined when nothing is. Fields hold numbers, ranges, steps
 * (of `*` or a range) and lists; months and weekdays may be names of three letters, the day of the month `L` for the last.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { cronFault } from "./cron_text.ts";
 *
 * assert.equal(cronFault("0 0 * * MON-FRI"), undefined);
 * assert.equal(cronFault("61 0 * * *"), 'its minute "61" is not from 0 to 59');
 * ```
 */
export function cronFault(cron: string): string | undefined {
  const parts = cron.trim().split(/\s+/);
  if (parts.length !== fields.length || parts[0] === "") {
    const found = parts[0] === "" ? "none" : String(parts.length);
    return `it needs five fields (minute, hour, day of the month, month, day of the week) and has ${found}`;
  }
  for (const [index, field] of fields.entries()) {
    const fault = fieldFault(parts[index]!, field);
    if (fault !== undefined) return fault;
  }
  return neverFault(parts[2]!, parts[3]!, parts[4]!);
}

/** What is wrong with the name of a time zone, as a phrase; undefined when nothing is. */
export function zoneFault(timezone: string): string | undefined {
  // That of every schedule that names none; the runtime's first answer takes 10 ms.
  if (timezone === "UTC") return undefined;
  try {
    new Intl.DateTimeFormat("en", { timeZone: timezone });
    return undefined;
  } catch {
    return `there is no time zone "${timezone}"; names are such as UTC, Europe/Berlin or America/New_York`;
  }
}

/** Minutes and hours of a cron text without faults. */
export function cronTimes(cron: string): CronTimes {
  const [minute = "*", hour = "*"] = cron.trim().split(/\s+/);
  return { minutes: valuesOf(minute, fields[0]!), hours: valuesOf(hour, fields[1]!) };
}

function fieldFault(text: string, field: Field): string | undefined {
  for (const item of text.split(",")) {
    if (field.name === "day of the month" && item === "L") continue;
    const bounds = boundsOf(item, field);
    if (typeof bounds === "string") return bounds;
  }
  return undefined;
}

/** First, last and step of an item of a list, or what is wrong with it. */
function boundsOf(item: string, field: Field): readonly [first: number, last: number, step: number] | string {
  const { name, first, last } = field;
  const match = /^(\*|([A-Za-z]{3}|\d{1,2})(?:-([A-Za-z]{3}|\d{1,2}))?)(?:\/(\d{1,2}))?$/.exec(item);
  if (match === null) return `its ${name} "${item}" is no number, range, step or list of them`;
  const [, whole, from = "", to, by] = match;
  if (whole !== "*" && to === undefined && by !== undefined) {
    return `its ${name} "${item}" has a step, which needs * or a range before it`;
  }
  const [low, high] = whole === "*" ? [first, last] : [valueOf(from, field), valueOf(to ?? from, field)];
  const bad = [low, high].findIndex((value) => !(value >= first && value <= last));
  if (bad !== -1) return `its ${name} "${bad === 0 ? from : to}" is not from ${first} to ${last}`;
  if (low > high) return `its ${name} "${item}" ends before it begins`;
  const step = by === undefined ? 1 : Number(by);
  if (step < 1 || step > last) return `its ${name} "${item}" has a step that is not from 1 to ${last}`;
  return [low, high, step];
}

function valueOf(text: string, { words, first }: Field): number {
  if (/^\d+$/.test(text)) return Number(text);
  const at = words?.indexOf(text.toLowerCase()) ?? -1;
  return at === -1 ? NaN : at + first;
}

function valuesOf(text: string, field: Field): ReadonlySet<number> {
  const values = new Set<number>();
  for (const item of text.split(",")) {
    const bounds = boundsOf(item, field);
    if (typeof bounds === "string") continue;
    for (let value = bounds[0]; value <= bounds[1]; value += bounds[2]) values.add(value);
  }
  return values;
}

/** Days that no month has, such as February 30; with a weekday beside them, that alone is enough. */
function neverFault(days: string, month: string, weekday: string): string | undefined {
  if (weekday !== "*" || days.split(",").includes("L")) return undefined;
  const least = Math.min(...valuesOf(days, fields[2]!));
  const longest = Math.max(...[...valuesOf(month, fields[3]!)].map((one) => longestMonths[one - 1]!));
  return least > longest ? `it never happens: no such month has a day ${least}` : undefined;
}
