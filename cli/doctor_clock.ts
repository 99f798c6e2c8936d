import type { Clock } from "../infra/clock.ts";
import { Problem } from "../infra/errors.ts";
import { loadPostgres } from "./later.ts";

/** What else on this machine, or near it, knows the time. */
export interface Witness {
  /** Its name in messages, such as `the data folder`. */
  readonly name: string;
  /** Whether it tells the time of now, or of something that has happened. */
  readonly tells: "now" | "past";
  /** Its time in milliseconds since 1970 UTC; undefined when it knows none. */
  readonly time: () => Promise<number | undefined> | number | undefined;
}

/** The time of a PostgreSQL server; undefined when it cannot be asked. */
export async function databaseTime(url: string): Promise<number | undefined> {
  const { openPostgres } = await loadPostgres();
  const database = await openPostgres(url, { connections: 1 }).catch(() => undefined);
  try {
    const sql = "SELECT extract(epoch FROM clock_timestamp()) * 1000 AS now";
    return (await database?.get<{ readonly now: number }>(sql))?.now;
  } finally {
    await database?.close();
  }
}

/** Milliseconds by which clocks may differ: what leases and schedules can bear. */
const tolerance = 10_000;

/**
 * Compares the clock with what else knows the time: no network is asked, so a clock that is wrong together with all of these, or
 * late without a witness of a later time, is not found.
 *
 * @returns the time and who agrees with it
 * @throws {Problem} of kind configuration when one of them says that the clock is off by more than 10 s
 */
export async function checkClock(clock: Clock, witnesses: readonly Witness[]): Promise<string> {
  const agreed: string[] = [];
  for (const { name, tells, time } of witnesses) {
    const before = clock.now();
    const told = await time();
    const after = clock.now();
    if (told === undefined) continue;
    // Somewhere between the two the witness looked at its clock.
    const off = told > after ? told - after : tells === "now" && told < before ? told - before : 0;
    if (Math.abs(off) > tolerance) throw wrongClock(after, name, told, off);
    agreed.push(name);
  }
  const time = new Date(clock.now()).toISOString();
  if (agreed.length === 0) return time;
  return `${time}; ${new Intl.ListFormat("en").format(agreed)} ${agreed.length === 1 ? "agrees" : "agree"}`;
}

function wrongClock(now: number, name: string, told: number, off: number): Problem {
  const relation = off > 0 ? "behind" : "ahead of";
  const text = `the clock says ${isoTime(now)}, ${span(Math.abs(off))} ${relation} ${name} (${isoTime(told)})`;
  return new Problem("configuration", `Cannot trust the time: ${text}`, {
    place: name,
    remedy: "Have the clock set by the network (systemd-timesyncd, chrony): leases of runs and schedules go by it.",
  });
}

function isoTime(time: number): string {
  return new Date(time).toISOString().replace(/\.\d+Z$/, "Z");
}

function span(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3_600)} h` : `${Math.round(seconds / 86_400)} days`;
}
