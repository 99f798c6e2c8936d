import { toError } from "../../infra/errors.ts";
import { type Asset, dependencyTarget } from "./asset.ts";
import type { DefinitionErrors } from "./definition_errors.ts";
import { buildGraph, type Graph } from "./graph.ts";
import type { Job } from "./job.ts";
import { resolveSelection } from "./selection.ts";

/** Names that an asset needs: its dependencies, and who sets the keys of its partitions. */
function needsOf(asset: Asset, definers: ReadonlyMap<string, string>): string[] {
  const names = Object.values(asset.deps).map((dependency) => dependencyTarget(dependency).name);
  const definer = asset.partitions?.kind === "dynamic" ? definers.get(asset.partitions.name) : undefined;
  return definer === undefined ? names : [...names, definer];
}

/** The graph of a project, or undefined when there are cycles, which are reported with every asset's place. */
export function assetGraph(
  assets: ReadonlyMap<string, Asset>,
  definers: ReadonlyMap<string, string>,
  errors: DefinitionErrors,
): Graph | undefined {
  const result = buildGraph(new Map([...assets].map(([name, asset]) => [name, needsOf(asset, definers)])));
  if (result.kind === "graph") return result.graph;
  for (const cycle of result.cycles) {
    const path = [...cycle, cycle[0]!].map((name) => `"${name}"`).join(" needs ");
    const places = cycle.map((name) => `"${name}" at ${assets.get(name)!.place}`).join(", ");
    errors.add(`assets need each other: ${path}; ${places}`, assets.get(cycle[0]!)!.place);
  }
  return undefined;
}

/** Jobs by name and what each selects; without a graph only names are checked. */
export function resolveJobs(
  list: readonly Job[],
  assets: ReadonlyMap<string, Asset>,
  graph: Graph | undefined,
  errors: DefinitionErrors,
): { readonly jobs: ReadonlyMap<string, Job>; readonly jobAssets: ReadonlyMap<string, readonly string[]> } {
  const jobs = new Map<string, Job>();
  const jobAssets = new Map<string, readonly string[]>();
  for (const job of list) {
    const { name, place } = job;
    const other = jobs.get(name);
    if (other !== undefined) errors.add(`two jobs are called "${name}", the other at ${other.place}`, place);
    if (!/^[A-Za-z][A-Za-z0-9_.-]*$/.test(name)) {
      errors.add(`job "${name}" has a name that is not a letter followed by letters, digits, _, . and -`, place);
    }
    for (const [pool, slots] of Object.entries(job.pools)) {
      if (pool !== "" && Number.isSafeInteger(slots) && slots >= 1) continue;
      errors.add(`job "${name}" takes ${slots} slots of the pool "${pool}", which is no whole number from 1 on`, place);
    }
    jobs.set(name, job);
    if (graph === undefined) continue;
    try {
      jobAssets.set(name, resolveSelection(job.selection, assets, graph));
    } catch (error) {
      errors.add(`job "${name}": ${toError(error).message}`, place);
    }
  }
  return { jobs, jobAssets };
}
