import { Problem } from "../../infra/errors.ts";
import { dependencyTarget } from "./asset.ts";
import { forecastSteps } from "./forecast.ts";
import { howToMake, plannedAssets } from "./plan_assets.ts";
import { checkRequestedKeys, partitionsInPlay, type PlanScope, planScope } from "./plan_scope.ts";
import { stepsOf } from "./plan_steps.ts";
import type { Knowledge, LaterGroup, Plan, PlannedStep, RunRequest } from "./plan_types.ts";
import type { Project } from "./project.ts";

/**
 * Works out what a run will do, without doing anything: its steps, where their inputs come from, and what can be told now
 * about re-use.
 *
 * @throws {Problem} of kind usage for a job, selection or partition key that is unknown; of kind pipeline when an input was
 * never made, with the job that makes it.
 */
export function planRun(project: Project, request: RunRequest, knowledge: Knowledge): Plan {
  const scope = planScope(project, request, plannedAssets(project, request), knowledge);
  return planInScope(scope, request);
}

/** {@link planRun} for a scope that is at hand. */
export function planInScope(scope: PlanScope, request: RunRequest): Plan {
  const { project, reasons, keys } = scope;
  checkKeysAreSet(scope);
  checkRequestedKeys(scope);
  const assets = [...reasons.keys()];
  const steps: PlannedStep[] = [];
  const later = new Map<string, LaterGroup>();
  for (const name of assets) {
    const asset = project.assets.get(name)!;
    for (const target of [asset, ...joinedBy(scope, name)]) {
      const partitions = target.partitions?.name;
      if (partitions === undefined || keys.has(partitions)) continue;
      const definedBy = project.definers.get(partitions)!;
      later.set(target.name, { asset: target.name, partitions, definedBy, planned: reasons.has(target.name) });
    }
    if (!later.has(name)) { for (const step of stepsOf(scope, asset)) steps.push(step); }
  }
  checkInputs(steps);
  return { assets, steps, later: [...later.values()], forecasts: forecastSteps(scope, request, steps) };
}

function joinedBy({ project }: PlanScope, name: string) {
  return Object.values(project.assets.get(name)!.deps)
    .map(dependencyTarget)
    .filter(({ join }) => join !== undefined)
    .map((target) => project.assets.get(target.name)!);
}

function checkKeysAreSet({ project, reasons, keys }: PlanScope): void {
  for (const { name, kind } of partitionsInPlay(project, reasons)) {
    if (kind !== "dynamic" || keys.get(name)?.length !== 0) continue;
    const definer = project.definers.get(name)!;
    throw new Problem("pipeline", `Cannot plan the run: partitions "${name}" have no keys yet`, {
      place: `asset ${definer}`,
      remedy: howToMake(project, definer),
    });
  }
}

function checkInputs(steps: readonly PlannedStep[]): void {
  const problems = new Map<string, Problem>();
  for (const { inputs } of steps) {
    for (const input of inputs) {
      const sources = input.kind === "one" ? [input.source] : [...input.sources?.values() ?? []];
      for (const source of sources) {
        if (source.kind === "absent") problems.set(source.problem.place ?? "", source.problem);
      }
    }
  }
  const [first] = problems.values();
  if (first === undefined) return;
  if (problems.size === 1) throw first;
  throw new Problem("pipeline", `${first.message} (and ${problems.size - 1} more inputs)`, {
    place: first.place,
    remedy: first.remedy,
  });
}

/** A plan as lines for people: step, what happens and why. */
export function describePlan(plan: Plan): readonly string[] {
  const lines = plan.steps.map(({ id, reason }) => {
    const { action, because } = plan.forecasts.get(id)!;
    const needed = reason.kind === "needed" ? `, needed by ${reason.by}` : "";
    return `${id}: ${action === "open" ? "decided when it is reached" : action}${needed}, ${because}`;
  });
  const later = plan.later.filter(({ planned }) => planned).map(({ asset, partitions, definedBy }) =>
    `${asset}[…]: one step for each key of ${partitions}, which ${definedBy} sets`
  );
  return [...lines, ...later];
}
