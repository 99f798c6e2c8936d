import { Problem } from "../../../infra/errors.ts";
import { openCron, type RunRecord, triggerOf } from "../../../pipeline/engine/mod.ts";
import type { Backend } from "../../backend.ts";
import { type Answer, answer } from "../answer.ts";
import { runningNames } from "../jobs/answers.ts";
import { usualDurations } from "../runs/run_answer.ts";
import { getTimeline } from "./endpoints.ts";

const day = 86_400_000;
const mostRuns = 2_000;
const mostTicks = 500;

/** The answer that the timeline is drawn from. */
export const timelineAnswers: readonly Answer[] = [
  answer(getTimeline, async ({ query: { from, to, job = "" } }, backend) => {
    if (!(to > from && to - from <= 31 * day)) {
      throw new Problem("usage", "Cannot show the timeline: the span is empty or longer than 31 days", { place: "to" });
    }
    const { project } = backend;
    const found = await runsWithin(backend, from, to);
    const wanted = (name: string) => name.toLowerCase().includes(job.toLowerCase());
    const names = new Set([...project.jobs.keys(), ...found.map((run) => run.job)].filter(wanted));
    const ticks = await ticksWithin(backend, from, to);
    const rows = [...names].map((name) => ({
      job: name,
      known: project.jobs.has(name),
      runs: found.filter((run) => run.job === name).map(runFacts),
      ticks: ticks.filter((tick) => tick.job === name).map(({ job: _, ...tick }) => tick),
    }));
    return { rows, cut: found.length >= mostRuns };
  }),
];

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
  const ticks: { job: string; schedule: string; time: number; usual?: number }[] = [];
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
  const { id, status, createdAt, startedAt, endedAt } = run;
  return {
    ...{ id, status, createdAt, trigger: triggerOf(run) },
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(endedAt === undefined ? {} : { endedAt }),
  };
}
