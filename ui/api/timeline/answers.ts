import { Problem } from "../../../infra/errors.ts";
import { openCron, type RunRecord, triggerOf } from "../../../pipeline/engine/mod.ts";
import type { Backend } from "../../backend.ts";
import { type Answer, answer } from "../answer.ts";
import { runningNames } from "../jobs/answers.ts";
import { usualDurations } from "../runs/run_answer.ts";
import { getTimeline } from "./endpoints.ts";
import { timelineKind, type TimelineRow } from "./rows.ts";

const day = 86_400_000;
const mostRuns = 2_000;
const mostTicks = 500;

/** A tick to come. */
interface PlannedTick {
  readonly job: string;
  readonly schedule: string;
  readonly time: number;
  /** What runs of the job usually take, milliseconds. */
  readonly usual?: number;
}

/** The answer that the timeline is drawn from. */
export const timelineAnswers: readonly Answer[] = [
  answer(getTimeline, async ({ query: { from, to, by, text = "" } }, backend) => {
    if (!(to > from && to - from <= 31 * day)) {
      throw new Problem("usage", "Cannot show the timeline: the span is empty or longer than 31 days", { place: "to" });
    }
    const found = await runsWithin(backend, from, to);
    const ticks = await ticksWithin(backend, from, to);
    const kind = timelineKind(by, backend.project);
    const wanted = ({ name }: { readonly name: string }) => name.toLowerCase().includes(text.toLowerCase());
    const rows = new Map(kind.always.map((row) => [row.name, emptyRow(row)]));
    const rowOf = (row: TimelineRow) => {
      const known = rows.get(row.name) ?? emptyRow(row);
      rows.set(row.name, known);
      return known;
    };
    for (const run of found) for (const row of kind.ofRun(run)) rowOf(row).runs.push(runFacts(run));
    for (const tick of ticks) {
      const { job: _, ...rest } = tick;
      for (const row of kind.ofTick(tick)) rowOf(row).ticks.push(rest);
    }
    return { rows: [...rows.values()].filter(wanted), cut: found.length >= mostRuns };
  }),
];

function emptyRow(row: TimelineRow) {
  return { ...row, runs: [] as ReturnType<typeof runFacts>[], ticks: [] as Omit<PlannedTick, "job">[] };
}

/** Runs that were made in the span, or before it and have not ended or did so within it. */
async function runsWithin({ ledger: { history } }: Backend, from: number, to: number): Promise<readonly RunRecord[]> {
  const made = await history.runs({ since: from - day, until: to, limit: mostRuns });
  const live = await history.runs({ statuses: ["running", "starting", "queued"], until: from - day, limit: 200 });
  return [...made, ...live].filter(({ createdAt, endedAt }) => createdAt >= from || (endedAt ?? Infinity) >= from);
}

async function ticksWithin(backend: Backend, from: number, to: number) {
  const { project, ledger: { history }, clock } = backend;
  const running = await runningNames(backend);
  const schedules = [...project.schedules.values()].filter(({ name }) => running.has(`schedule ${name}`));
  const usual = await usualDurations(history, new Set(schedules.map(({ job }) => job)));
  const ticks: PlannedTick[] = [];
  for (const { name, job, cron, timezone } of schedules) {
    const times = await openCron(cron, timezone);
    let time = times.next(Math.max(from, clock.now()));
    for (let n = 0; time !== undefined && time < to && n < mostTicks; n++) {
      ticks.push({ job, schedule: name, time, ...(usual.has(job) ? { usual: usual.get(job)! } : {}) });
      time = times.next(time);
    }
  }
  return ticks;
}

function runFacts(run: RunRecord) {
  const { id, job, status, createdAt, startedAt, endedAt } = run;
  return {
    ...{ id, job, status, createdAt, trigger: triggerOf(run) },
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(endedAt === undefined ? {} : { endedAt }),
  };
}
