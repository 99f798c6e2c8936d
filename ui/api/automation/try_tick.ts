import type { z } from "zod";
import {
  openCron,
  type PreviewedLaunch,
  previewTicks,
  type Schedule,
  ScheduleEvaluator,
} from "../../../pipeline/engine/mod.ts";
import type { Backend } from "../../backend.ts";
import type { triedTickSchema } from "./endpoints.ts";

type Tried = z.input<typeof triedTickSchema>;

/** What the first tick of a schedule at `at` or after it would ask for if it came now; nothing is recorded. */
export async function tryTick(backend: Backend, schedule: Schedule, at: number): Promise<Tried> {
  const { project, environment, redact, clock, random, settings, ledger } = backend;
  const parts = { project, environment, redact, clock, random, reuse: settings.engine.reuse, ledger };
  const [tick] = previewTicks(schedule, await openCron(schedule.cron, schedule.timezone), at - 1, 1);
  const launch = await new ScheduleEvaluator(parts).preview(schedule, tick?.time ?? at);
  const { record: { job, request: { selection, ...details }, tags }, entry: { pools, runKey = "" } } = launch;
  return {
    ...(tick === undefined ? {} : { tick: { ...tick, marks: [...tick.marks] } }),
    ...await outcomeOf(backend, schedule, launch, tick?.time),
    request: {
      ...{ job, selection: String(selection), tags: { ...tags }, pools: { ...pools }, runKey, details },
      assets: project.jobAssets.get(job)?.length ?? 0,
    },
  };
}

async function outcomeOf(
  { ledger: { coordination } }: Backend,
  { name, overlap }: Schedule,
  { active }: PreviewedLaunch,
  time: number | undefined,
): Promise<Pick<Tried, "outcome" | "because">> {
  if (time === undefined) return { outcome: "skipped", because: "no tick comes after that time" };
  const [seen] = await coordination.automation.ticks("schedule", name, { before: time + 1, limit: 1 });
  if (seen?.time === time) return { outcome: "skipped", because: `it has come already, and was ${seen.outcome}` };
  const [first] = active;
  if (first === undefined) return { outcome: "launched" };
  switch (overlap) {
    case "skip":
      return { outcome: "skipped", because: `run ${first} of an earlier tick has not ended` };
    case "queue":
      return { outcome: "launched", because: `it would wait until run ${first} of an earlier tick has ended` };
    case "replace":
      return { outcome: "launched", because: `it would cancel ${active.join(", ")} of earlier ticks` };
    case "allow":
      return { outcome: "launched", because: `it would run beside ${active.join(", ")} of earlier ticks` };
    default:
      return overlap satisfies never;
  }
}
