import type { Clock } from "../../infra/clock.ts";
import { type RandomSource, runId } from "../../infra/random.ts";
import type { QueueEntry } from "./coordination.ts";
import type { RunRecord } from "./history.ts";
import type { RunRequest } from "./plan_types.ts";
import type { Project } from "./project.ts";
import type { Metadata, RunStatus } from "./types.ts";

/** What a new run is made with. */
export interface NewRunOptions {
  readonly clock: Clock;
  readonly random: RandomSource;
  /** @default "queued" */
  readonly status?: RunStatus;
}

/** The record of a run that is asked for. */
export function newRun(project: Project, request: RunRequest, options: NewRunOptions): RunRecord {
  const { clock, random, status = "queued" } = options;
  const { job, selection, partitions, tags, environment, reuse = false, fromFailure, details } = request;
  const asked: Metadata = {
    selection: selection ?? project.jobs.get(job)?.selection ?? "",
    ...(partitions === undefined ? {} : { partitions }),
    reuse,
    ...(fromFailure === undefined ? {} : { fromFailure }),
    ...details,
  };
  return {
    id: request.runId ?? runId(clock, random),
    job,
    environment,
    status,
    tags: { ...project.jobs.get(job)?.tags, ...tags },
    request: asked,
    ...(fromFailure === undefined ? {} : { parentRun: fromFailure }),
    createdAt: clock.now(),
  };
}

/**
 * A run for the queue, which takes the pools of its job and those of `entry`; what `entry` leaves out is asked by a person, of
 * priority 0, and not executed a second time.
 */
export function newQueuedRun(
  project: Project,
  request: RunRequest,
  options: Omit<NewRunOptions, "status"> & { readonly entry?: Partial<Omit<QueueEntry, "run">> },
): { readonly record: RunRecord; readonly entry: QueueEntry } {
  const record = newRun(project, request, options);
  const defaults = { priority: 0, origin: { kind: "manual" }, onCrash: "fail", attempts: 1 } as const;
  const pools = { ...project.jobs.get(request.job)?.pools, ...options.entry?.pools };
  return { record, entry: { ...defaults, ...options.entry, pools, run: record.id } };
}

/** The request that a recorded run was made from. */
export function requestOf(run: RunRecord): RunRequest {
  const { id, job, environment, tags, request } = run;
  const { selection, partitions, reuse, fromFailure } = request;
  return {
    job,
    environment,
    tags,
    runId: id,
    reuse: reuse === true,
    ...(typeof selection === "string" && selection !== "" ? { selection } : {}),
    ...(Array.isArray(partitions) ? { partitions: partitions.map(String) } : {}),
    ...(typeof fromFailure === "string" ? { fromFailure } : {}),
  };
}
