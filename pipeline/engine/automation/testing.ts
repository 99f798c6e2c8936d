import { type ManualClock, manualClock } from "../../../infra/clock.ts";
import type { RunRecord } from "../history.ts";
import type { Ledger } from "../history/ledger.ts";
import { openSqliteLedger } from "../history/sqlite.ts";
import { defineJob } from "../job.ts";
import { defineProject, type Project } from "../project.ts";
import { defineSchedule, type Schedule, type ScheduleSpec } from "../schedules/schedule.ts";
import type { Sensor } from "../sensors/sensor.ts";
import { asset, countingRandom } from "../testing/kit.ts";
import type { AutomationOptions, TickPoint } from "./options.ts";

/** A time, given as `2026-03-29T02:00Z`, in milliseconds. */
export function at(text: string): number {
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw new TypeError(`Cannot read the time "${text}"`);
  return time;
}

/** ISO texts to the minute. */
export function iso(times: readonly number[]): string[] {
  return times.map((time) => `${new Date(time).toISOString().slice(0, 16)}Z`);
}

/** A schedule of the job `all`, every day at midnight, where only what matters to a test has to be said. */
export function schedule(rest: Partial<ScheduleSpec> = {}): Schedule {
  return defineSchedule({
    name: "nightly",
    job: "all",
    cron: "0 0 * * *",
    defaultRunning: true,
    description: "Every night.",
    ...rest,
  });
}

/** A project with one asset and the jobs `all` and `other`. */
export function automated(parts: { schedules?: readonly Schedule[]; sensors?: readonly Sensor[] }): Project {
  const jobs = ["all", "other"].map((name) =>
    defineJob({ name, selection: "*", description: name, tags: { job: name } })
  );
  return defineProject({ assets: [asset("a")], jobs, ...parts });
}

/** Where ticks of a test happen: one SQLite file, a clock that moves by hand. */
export interface TickBench {
  readonly clock: ManualClock;
  readonly ledger: Ledger;
  /** Opens the same file once more, as another process would; closed at the end. */
  reopen(): Promise<Ledger>;
  /** Options of an evaluator. */
  options(project: Project, rest?: Partial<AutomationOptions>): AutomationOptions;
  runs(): Promise<readonly RunRecord[]>;
  /** Records that a run has ended, and takes it out of the queue. */
  end(run: string, status: "success" | "failure"): Promise<void>;
}

const limits = { total: 1e9, jobs: {}, tags: {}, pools: {} };

/** Calls `test` with a ledger in a file of its own. */
export async function withTicks(start: string, test: (bench: TickBench) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "ticks-" });
  const opened: Ledger[] = [];
  const reopen = async () => {
    const ledger = await openSqliteLedger(`${folder}/history.sqlite`);
    opened.push(ledger);
    return ledger;
  };
  const clock = manualClock(at(start));
  const random = countingRandom();
  const ledger = await reopen();
  try {
    await test({
      clock,
      ledger,
      reopen,
      options: (project, rest = {}) => ({ project, ledger, environment: "test", clock, random, ...rest }),
      runs: async () => (await ledger.history.runs({ limit: 10_000 })).toReversed(),
      end: (run, status) => end(ledger, run, status, clock.now()),
    });
  } finally {
    for (const one of opened) await one.history.close();
    await Deno.remove(folder, { recursive: true });
  }
}

async function end({ history, coordination }: Ledger, run: string, status: "success" | "failure", now: number) {
  for (;;) {
    const claim = await coordination.queue.claim("w", { now, until: now + 1e9 }, limits);
    if (claim === undefined || claim.run === run) break;
  }
  const item = await coordination.queue.item(run);
  await history.write(run, { run: { status, endedAt: now }, events: [{ kind: "run_status", status, time: now }] });
  if (item?.claim !== undefined) await coordination.queue.finish(item.claim);
}

/** Thrown where a test lets a process die. */
export class Crash extends Error {
  override readonly name = "Crash";
}

/** Dies at the n-th time that a point is reached. */
export function dieAt(point: TickPoint, time = 1): NonNullable<AutomationOptions["onPoint"]> {
  let seen = 0;
  return (reached) => {
    if (reached === point && ++seen === time) throw new Crash(point);
  };
}
