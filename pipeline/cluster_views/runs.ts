import { requestOf, resolveSelection, type RunId, type RunRecord } from "../engine/mod.ts";
import type { ClusterSource } from "./source.ts";
import { clusterSides } from "./values.ts";

/** A run that assigned clusters. */
export interface ClusterRun {
  readonly id: RunId;
  readonly job: string;
  readonly status: RunRecord["status"];
  /** Milliseconds since 1970. */
  readonly createdAt: number;
}

const page = 100;
const mostPages = 10;

/** Assets that say that a run has clusters. */
export const assignmentAssets: readonly string[] = [
  ...clusterSides.map((side) => `${side}_assign_clusters`),
  "cluster_reassignment",
];

/** Ended runs that assigned clusters, newest first, at most `most` of the newest thousand runs. */
export async function clusterRuns(source: ClusterSource, most: number): Promise<readonly ClusterRun[]> {
  const found: ClusterRun[] = [];
  let before: RunId | undefined;
  for (let turn = 0; turn < mostPages && found.length < most; turn++) {
    const runs = await source.history.runs({ limit: page, ...(before === undefined ? {} : { before }) });
    for (const run of runs) {
      if (found.length < most && hasClusters(source, run) && await cameToThem(source, run)) found.push(run);
    }
    before = runs.at(-1)?.id;
    if (runs.length < page) break;
  }
  return found.map(({ id, job, status, createdAt }) => ({ id, job, status, createdAt }));
}

function hasClusters({ project }: ClusterSource, run: RunRecord): boolean {
  if (run.status !== "success" && run.status !== "failure") return false;
  const { selection } = requestOf(run);
  try {
    const assets = selection === undefined
      ? project.jobAssets.get(run.job) ?? []
      : resolveSelection(selection, project.assets, project.graph);
    return assets.some((asset) => assignmentAssets.includes(asset));
  } catch {
    // What was selected then need not exist now.
    return false;
  }
}

/** A run that failed may have ended before it came to clusters. */
async function cameToThem({ history }: ClusterSource, { id, status }: RunRecord): Promise<boolean> {
  if (status === "success") return true;
  return (await history.steps(id)).some(({ asset, status }) =>
    assignmentAssets.includes(asset) && (status === "success" || status === "reused")
  );
}
