import type { z } from "zod";
import { gatherKnowledge, type History, type Plan, planRun, type RunRequest } from "../../../pipeline/engine/mod.ts";
import type { Configured } from "../../backend.ts";
import type { planJob } from "./endpoints.ts";

type PlanAnswer = NonNullable<z.output<typeof planJob.output>["plan"]>;

/** What a run would do, with how long its steps took last. */
export async function planAnswer(
  { project }: Pick<Configured, "project">,
  request: RunRequest,
  history: History,
): Promise<PlanAnswer> {
  const plan = planRun(project, request, await gatherKnowledge(project, request, history));
  const before = await lastTimes(history, request.job);
  const steps = plan.steps.map(({ id, asset, partition, reason }) => {
    const forecast = plan.forecasts.get(id);
    const usual = before?.steps.get(id);
    return {
      ...{ step: id, asset },
      ...(partition === undefined ? {} : { partition }),
      action: forecast?.action ?? "make" as const,
      because: forecast?.because ?? (reason.kind === "selected" ? "selected" : `needed by ${reason.by}`),
      ...(usual === undefined ? {} : { usual }),
    };
  });
  const expected = before === undefined ? undefined : expectedTime(steps, plan, before);
  return {
    steps,
    later: plan.later.filter(({ planned }) => planned).map(({ asset, partitions, definedBy }) => {
      return { asset, partitions, definedBy };
    }),
    ...(expected === undefined ? {} : { expected }),
  };
}

interface LastTimes {
  readonly steps: ReadonlyMap<string, number>;
  /** By asset, over all keys. */
  readonly assets: ReadonlyMap<string, number>;
  /** Milliseconds of the run for each millisecond of its steps: below 1 where they ran side by side. */
  readonly share: number;
}

/** How long the steps of the job's last successful run took. */
async function lastTimes(history: History, job: string): Promise<LastTimes | undefined> {
  const [run] = await history.runs({ job, status: "success", limit: 1 });
  if (run?.startedAt === undefined || run.endedAt === undefined) return undefined;
  const steps = new Map<string, number>();
  const assets = new Map<string, number>();
  for (const { step, asset, status, startedAt, endedAt } of await history.steps(run.id)) {
    if (status !== "success" || startedAt === undefined || endedAt === undefined) continue;
    steps.set(step, endedAt - startedAt);
    assets.set(asset, (assets.get(asset) ?? 0) + endedAt - startedAt);
  }
  const work = [...steps.values()].reduce((a, b) => a + b, 0);
  return work === 0 ? undefined : { steps, assets, share: (run.endedAt - run.startedAt) / work };
}

/** Work that is to be done, as it took last time, in as much parallel as then. */
function expectedTime(steps: PlanAnswer["steps"], plan: Plan, { assets, share }: LastTimes): number {
  const made = steps.filter(({ action }) => action !== "reuse");
  const known = made.reduce((sum, { usual = 0 }) => sum + usual, 0);
  const later = plan.later.filter(({ planned }) => planned).reduce(
    (sum, { asset }) => sum + (assets.get(asset) ?? 0),
    0,
  );
  return (known + later) * share;
}
