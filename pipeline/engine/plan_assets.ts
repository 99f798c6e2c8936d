import { Problem } from "../../infra/errors.ts";
import { didYouMean } from "../../infra/suggest.ts";
import { dependencyTarget } from "./asset.ts";
import type { RunRequest, StepReason } from "./plan_types.ts";
import type { Project } from "./project.ts";
import { resolveSelection } from "./selection.ts";

/**
 * The assets that a run makes, in the order of the graph, and why: what is selected, and the transient values that those
 * need, directly or through other transient ones.
 *
 * @throws {Problem} of kind usage for an unknown job or a selection that cannot be read.
 */
export function plannedAssets(project: Project, request: RunRequest): ReadonlyMap<string, StepReason> {
  const reasons = new Map<string, StepReason>();
  for (const name of selectedAssets(project, request)) reasons.set(name, { kind: "selected" });
  for (const name of project.graph.order.toReversed()) {
    if (!reasons.has(name)) continue;
    for (const dependency of Object.values(project.assets.get(name)!.deps)) {
      const target = project.assets.get(dependencyTarget(dependency).name)!;
      if (target.kind.transient && !reasons.has(target.name)) reasons.set(target.name, { kind: "needed", by: name });
    }
  }
  const order = project.graph.position;
  return new Map([...reasons].sort(([a], [b]) => order.get(a)! - order.get(b)!));
}

function selectedAssets(project: Project, { job, selection }: RunRequest): readonly string[] {
  if (selection !== undefined) return resolveSelection(selection, project.assets, project.graph);
  const assets = project.jobAssets.get(job);
  if (assets !== undefined) return assets;
  throw new Problem("usage", `Cannot run "${job}": there is no such job${didYouMean(job, project.jobs.keys())}`, {
    remedy: `Jobs are ${[...project.jobs.keys()].sort().join(", ") || "not defined"}.`,
  });
}

/** What a person can run to get the value of an asset: the smallest job that makes it, or the asset itself. */
export function howToMake(project: Project, asset: string): string {
  const [job] = [...project.jobAssets]
    .filter(([, assets]) => assets.includes(asset))
    .sort(([a, x], [b, y]) => x.length - y.length || (a < b ? -1 : 1));
  const first = job === undefined ? `the selection "${asset}"` : `the job "${job[0]}"`;
  return `Run ${first} first, or select "${asset}" as well.`;
}
