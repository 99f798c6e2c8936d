import { openCron, type RunRecord } from "../../../pipeline/engine/mod.ts";
import { isAnythingTold } from "../../../pipeline/mod.ts";
import { attended } from "../../attended.ts";
import type { Backend } from "../../backend.ts";
import { type Answer, answer } from "../answer.ts";
import { runningNames } from "../jobs/answers.ts";
import { allCounts, runAnswers } from "../runs/run_answer.ts";
import { getOverview } from "./endpoints.ts";

const day = 86_400_000;
const shownLive = 50;

/** The answer that the first page is made from. */
export const overviewAnswers: readonly Answer[] = [
  answer(getOverview, async (_call, backend) => {
    const { ledger: { history }, project, settings, clock, limits } = backend;
    const { total } = await backend.ledger.coordination.limits.effective(limits);
    const now = clock.now();
    const finished = await lastFinished(backend);
    const failing = finished.filter(({ status }) => status === "failure").sort((a, b) => a.id < b.id ? 1 : -1);
    const live = (await Promise.all(
      (["running", "starting", "queued"] as const).map((status) => history.runs({ status, limit: shownLive })),
    )).flat().slice(0, shownLive);
    const recent = await history.runs({ limit: 10 });
    const running = await runningNames(backend);
    const counts = await history.countRuns();
    const [first] = [...project.jobAssets].sort(([, a], [, b]) => b.length - a.length)[0] ?? [];
    return {
      jobs: {
        healthy: finished.length - failing.length,
        failing: failing.filter(({ job }) => project.jobs.has(job)).length,
        never: project.jobs.size - finished.filter(({ job }) => project.jobs.has(job)).length,
      },
      assets: await assetCounts(backend),
      failing: await runAnswers(backend, failing),
      live: await runAnswers(backend, live),
      recent: await runAnswers(backend, recent),
      ticks: await nextTicks(backend, running, now),
      days: await lastDays(backend, now),
      queue: {
        waiting: counts.queued ?? 0,
        executed: (counts.starting ?? 0) + (counts.running ?? 0),
        limit: total,
        attended: await attended(backend),
      },
      checklist: {
        ...first === undefined ? {} : { job: first },
        ran: recent.length > 0,
        succeeded: (counts.success ?? 0) > 0,
        scheduled: running.size > 0,
        alerts: isAnythingTold(settings),
      },
    };
  }),
];

/** The newest run of each job that ended by itself. */
async function lastFinished({ ledger: { history }, project }: Backend): Promise<readonly RunRecord[]> {
  const lately = await history.runs({ status: "failure", limit: 50 });
  const names = new Set([...project.jobs.keys(), ...lately.map(({ job }) => job)]);
  const found = await Promise.all(
    [...names].map((job) => history.runs({ job, statuses: ["success", "failure"], limit: 1 })),
  );
  return found.flat();
}

async function assetCounts({ ledger: { history }, project }: Backend) {
  const counts = { built: 0, partial: 0, never: 0, failing: 0 };
  await Promise.all([...project.assets.values()].map(async ({ name, kind, partitions, checks }) => {
    if (kind.transient) return;
    const built = (await history.latestOf(name)).size;
    const keys = partitions === undefined
      ? 1
      : partitions.kind === "static"
      ? partitions.keys.length
      : (await history.partitions(partitions.name)).length;
    if (built === 0) counts.never += 1;
    else if (built < keys) counts.partial += 1;
    else counts.built += 1;
    if (checks.length === 0) return;
    const outcomes = await history.checksOf(name, { limit: 50 });
    if (outcomes.some(({ run, passed }) => run === outcomes[0]?.run && !passed)) counts.failing += 1;
  }));
  return counts;
}

const mostTicks = 100;

async function nextTicks({ project }: Backend, running: ReadonlySet<string>, now: number) {
  const ticks: { schedule: string; job: string; time: number }[] = [];
  for (const { name, job, cron, timezone } of project.schedules.values()) {
    if (!running.has(`schedule ${name}`)) continue;
    const times = await openCron(cron, timezone);
    let time = times.next(now);
    for (let n = 0; time !== undefined && time < now + day && n < mostTicks; n++) {
      ticks.push({ schedule: name, job, time });
      time = times.next(time);
    }
  }
  return ticks.sort((a, b) => a.time - b.time).slice(0, mostTicks);
}

async function lastDays({ ledger: { history } }: Backend, now: number) {
  const today = Math.floor(now / day) * day;
  const starts = Array.from({ length: 7 }, (_, i) => today - (6 - i) * day);
  return await Promise.all(starts.map(async (start) => ({
    start,
    counts: allCounts(await history.countRuns({ since: start, until: start + day })),
  })));
}
