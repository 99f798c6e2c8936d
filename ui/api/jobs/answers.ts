import { type Job, openCron, type RunRecord, type Schedule } from "../../../pipeline/engine/mod.ts";
import type { Backend } from "../../backend.ts";
import { found } from "../../request.ts";
import { runView, totals } from "../../view_models.ts";
import { type Answer, answer } from "../answer.ts";
import { runAnswers } from "../runs/run_answer.ts";
import { getJob, type JobAnswer, listAssetNames, listJobNames, listJobs } from "./endpoints.ts";

const shownRuns = 20;

/** Answers about jobs. */
export const jobAnswers: readonly Answer[] = [
  answer(listJobs, async (_call, backend) => {
    const running = await runningNames(backend);
    const jobs = [...backend.project.jobs.values()];
    return { items: await Promise.all(jobs.map((job) => jobAnswer(backend, job, running))) };
  }),
  answer(listJobNames, (_call, { project }) => Promise.resolve({ items: [...project.jobs.keys()] })),
  answer(listAssetNames, (_call, { project }) => Promise.resolve({ items: [...project.assets.keys()] })),
  answer(getJob, async ({ params: { name } }, backend) => {
    const { ledger: { history }, project } = backend;
    const job = found(project.jobs.get(name), "job", name);
    const names = project.jobAssets.get(name) ?? [];
    const assets = await Promise.all(names.map(async (name) => {
      const asset = project.assets.get(name)!;
      const values = [...(await history.latestOf(name)).values()];
      const { rows } = totals(values);
      return {
        ...{ name, group: asset.group, description: asset.description, transient: asset.kind.transient },
        needs: project.graph.needs(name),
        ...(asset.partitions === undefined ? {} : { partitions: asset.partitions.name }),
        ...(values.length === 0 ? {} : { builtAt: Math.max(...values.map(({ createdAt }) => createdAt)) }),
        ...(rows === undefined ? {} : { rows }),
      };
    }));
    return { job: await jobAnswer(backend, job, await runningNames(backend)), assets };
  }),
];

/** Schedules and sensors that run: as a person decided, or by default. */
export async function runningNames({ ledger, project }: Backend): Promise<ReadonlySet<string>> {
  const decided = new Map((await ledger.coordination.automation.states()).map(({ kind, name, running }) => {
    return [`${kind} ${name}`, running] as const;
  }));
  const names = new Set<string>();
  const kinds = [["schedule", project.schedules], ["sensor", project.sensors]] as const;
  for (const [kind, all] of kinds) {
    for (const { name, defaultRunning } of all.values()) {
      if (decided.get(`${kind} ${name}`) ?? defaultRunning) names.add(`${kind} ${name}`);
    }
  }
  return names;
}

async function jobAnswer(backend: Backend, job: Job, running: ReadonlySet<string>): Promise<JobAnswer> {
  const { ledger: { history }, project, clock } = backend;
  const runs = await history.runs({ job: job.name, limit: shownRuns });
  const [lastRun] = await runAnswers(backend, runs.slice(0, 1));
  const schedules = [...project.schedules.values()].filter((schedule) => schedule.job === job.name);
  const sensors = [...project.sensors.values()].filter((sensor) => sensor.job === job.name);
  const { name, description, selection, tags, place } = job;
  return {
    ...{ name, description, selection, tags, place: String(place), assets: project.jobAssets.get(name) ?? [] },
    recent: runs.map((run) => stripRun(run, clock.now())),
    ...(lastRun === undefined ? {} : { lastRun }),
    ...(lastRun?.usual === undefined ? {} : { usual: lastRun.usual }),
    schedules: await Promise.all(
      schedules.map((schedule) => scheduleAnswer(schedule, running.has(`schedule ${schedule.name}`), clock.now())),
    ),
    sensors: sensors.map(({ name }) => ({ name, running: running.has(`sensor ${name}`) })),
  };
}

function stripRun(run: RunRecord, now: number): JobAnswer["recent"][number] {
  const { id, status, createdAt, milliseconds } = runView(run, now);
  return { id, status, createdAt, ...(milliseconds === undefined ? {} : { milliseconds }) };
}

async function scheduleAnswer({ name, cron, timezone }: Schedule, running: boolean, now: number) {
  const nextTick = running ? (await openCron(cron, timezone)).next(now) : undefined;
  return { name, cron, timezone, running, ...(nextTick === undefined ? {} : { nextTick }) };
}
