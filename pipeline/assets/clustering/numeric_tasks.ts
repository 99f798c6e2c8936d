import {
  assignRows,
  type ClusterStability,
  clusterStability,
  createRng,
  type Matrix,
  type Silhouette,
  silhouette,
} from "../../../core/mod.ts";
import type { JobParams, NumericThreads } from "../../resources/types.ts";
import { problemOf } from "./core_problems.ts";
import { fitPreparation } from "./preparation.ts";
import { describeClusters } from "./profile_record.ts";
import { refitter } from "./profile_stability.ts";
import { chooseClusters, trainClusters, type Trained } from "./training.ts";

/** The heavy numeric work of the assets, each on plain data, so that it can be done on other threads. */
export const numericTasks = {
  fitPreparation,
  chooseClusters,
  trainClusters,
  describeClusters,
  silhouette: (x: Matrix, labels: Int32Array | Float64Array): Silhouette => silhouette(x, labels),
  stabilityOf,
} as const;

/** {@link numericTasks}. */
export type NumericTasks = typeof numericTasks;

type FittedLabels = Pick<Trained, "model" | "labels">;

function stabilityOf(fitted: Matrix, trained: FittedLabels, params: JobParams): readonly ClusterStability[] {
  const { clusters } = trained.model;
  const labels = trained.labels ?? assignRows(clusters, fitted).labels;
  return clusterStability(fitted, labels, refitter(clusters.labels.length, params), {
    rng: createRng(params.session_id).fork("stability"),
    bootstraps: params.stability.bootstraps,
  });
}

/**
 * Does a numeric task on a free thread; data that it cannot work with becomes a problem of kind data.
 *
 * @param where What the work is about, e.g. a category; it goes before the place in the data
 */
export async function onThread<Name extends keyof NumericTasks>(
  threads: NumericThreads,
  where: string,
  task: Name,
  input: Parameters<NumericTasks[Name]>,
  signal: AbortSignal,
): Promise<ReturnType<NumericTasks[Name]>> {
  try {
    return await threads.run(task, input, { signal });
  } catch (error) {
    throw problemOf(where, error);
  }
}
