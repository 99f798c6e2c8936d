import { Problem } from "../../infra/errors.ts";
import { type Asset, type Dependency, dependencyTarget } from "./asset.ts";
import { howToMake } from "./plan_assets.ts";
import { type PlanScope, runKeys } from "./plan_scope.ts";
import type { InputSource, PlannedInput, PlannedStep } from "./plan_types.ts";
import { stepId } from "./types.ts";

const mostPartitions = 1e7;

/** The steps of a planned asset; its keys are known. */
export function stepsOf(scope: PlanScope, asset: Asset): readonly PlannedStep[] {
  const keys = runKeys(scope, asset) ?? [];
  const firstPlace = scope.project.graph.position.get(asset.name)! * mostPartitions;
  const reason = scope.reasons.get(asset.name)!;
  const inputs = Object.entries(asset.deps).map(([name, dependency]) => inputMaker(scope, asset, name, dependency));
  return keys.map((partition, index) => ({
    id: stepId(asset.name, partition),
    asset: asset.name,
    partition,
    reason,
    order: firstPlace + index,
    inputs: inputs.map((make) => make(partition)),
  }));
}

/** What is the same for all partitions is found out once. */
function inputMaker(
  scope: PlanScope,
  asset: Asset,
  name: string,
  dependency: Dependency,
): (partition: string | undefined) => PlannedInput {
  const { name: targetName, join } = dependencyTarget(dependency);
  const target = scope.project.assets.get(targetName)!;
  if (join !== undefined) {
    const sources = joinSources(scope, asset, target, join);
    const input: PlannedInput = { kind: "all", name, asset: targetName, missing: join, sources };
    return () => input;
  }
  const source = sourceFinder(scope, asset, target);
  return (partition) => ({
    kind: "one",
    name,
    source: source(target.partitions === undefined ? undefined : partition),
  });
}

/** Sources of a join by key, or undefined while the keys are not known. */
export function joinSources(
  scope: PlanScope,
  asset: Asset,
  target: Asset,
  missing: "refuse" | "leave_out",
): ReadonlyMap<string, InputSource> | undefined {
  const keys = scope.keys.get(target.partitions!.name);
  if (keys === undefined) return undefined;
  const source = sourceFinder(scope, asset, target);
  const sources = new Map<string, InputSource>();
  for (const key of keys) {
    const found = source(key);
    if (found.kind !== "absent" || missing === "refuse") sources.set(key, found);
  }
  if (sources.size === 0 && !scope.reasons.has(target.name)) sources.set("*", absent(scope, asset, target, "*"));
  return sources;
}

function sourceFinder(scope: PlanScope, asset: Asset, target: Asset): (partition: string | undefined) => InputSource {
  const { name } = target;
  const made = new Set(scope.reasons.has(name) ? runKeys(scope, target) : []);
  const latest = scope.knowledge.latest.get(name);
  return (partition) => {
    if (made.has(partition)) return { kind: "step", step: stepId(name, partition), asset: name, partition };
    const materialization = latest?.get(partition ?? "");
    return materialization === undefined
      ? absent(scope, asset, target, partition)
      : { kind: "stored", materialization };
  };
}

function absent(scope: PlanScope, asset: Asset, target: Asset, partition: string | undefined): InputSource {
  const id = stepId(target.name, partition);
  const problem = new Problem("pipeline", `Cannot make "${asset.name}": it needs "${id}", which was never made`, {
    place: `asset ${id}`,
    remedy: howToMake(scope.project, target.name),
  });
  return { kind: "absent", problem };
}
