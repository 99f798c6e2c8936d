import { Problem } from "../../infra/errors.ts";
import { dependencyTarget } from "./asset.ts";
import type { History, Materialization } from "./history.ts";
import { plannedAssets } from "./plan_assets.ts";
import { partitionsInPlay } from "./plan_scope.ts";
import type { Knowledge, RunRequest } from "./plan_types.ts";
import type { Project } from "./project.ts";
import type { RunId, StepId } from "./types.ts";

/** Nothing ran yet. */
export const noKnowledge: Knowledge = { latest: new Map(), partitions: new Map(), finished: new Map() };

/**
 * Reads from the history what planning needs: newest values that are read or may be reused, keys of dynamic partitions, and
 * what the run of `fromFailure` finished.
 *
 * @throws {Problem} of kind usage for an unknown job or selection, or an unknown run in `fromFailure`.
 */
export async function gatherKnowledge(project: Project, request: RunRequest, history: History): Promise<Knowledge> {
  const reasons = plannedAssets(project, request);
  const read = new Set(request.reuse === true ? reasons.keys() : []);
  for (const name of reasons.keys()) {
    for (const dependency of Object.values(project.assets.get(name)!.deps)) {
      const { name: target } = dependencyTarget(dependency);
      if (!reasons.has(target) || request.partitions !== undefined) read.add(target);
    }
  }
  const latest = new Map<string, ReadonlyMap<string, Materialization>>();
  for (const name of read) {
    if (!project.assets.get(name)!.kind.transient) latest.set(name, await history.latestOf(name));
  }
  const partitions = new Map<string, readonly string[]>();
  for (const { kind, name } of partitionsInPlay(project, reasons)) {
    if (kind === "dynamic") partitions.set(name, await history.partitions(name));
  }
  for (const name of reasons.keys()) {
    for (const { name: set } of project.assets.get(name)!.definesPartitions) {
      partitions.set(set, await history.partitions(set));
    }
  }
  const finished = request.fromFailure === undefined ? new Map() : await finishedBy(request.fromFailure, history);
  return { latest, partitions, finished };
}

async function finishedBy(
  run: RunId,
  history: History,
): Promise<ReadonlyMap<StepId, Materialization | undefined>> {
  if (await history.run(run) === undefined) {
    throw new Problem("usage", `Cannot start from the failure of run "${run}": there is no such run`, {
      remedy: "List the runs to see their ids.",
    });
  }
  const finished = new Map<StepId, Materialization | undefined>();
  // A run that goes on plans its steps anew: one that dies right then has values whose steps seem to wait.
  for (const made of await history.materializations(run)) finished.set(made.step, made);
  for (const { step, status, version } of await history.steps(run)) {
    if (status !== "success" && status !== "reused") continue;
    finished.set(step, version === undefined ? undefined : await history.materialization(version));
  }
  return finished;
}
