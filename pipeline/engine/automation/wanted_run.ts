import type { AutomationKind, QueueEntry } from "../coordination.ts";
import type { RunRecord } from "../history.ts";
import { newQueuedRun } from "../new_run.ts";
import type { Metadata, Tags } from "../types.ts";
import type { AutomationSettings } from "./options.ts";

/** A run that a schedule or sensor asks for. */
export interface WantedRun {
  readonly job: string;
  /** @default the selection of the job */
  readonly selection?: string | undefined;
  /** Only these partition keys. @default all */
  readonly partitions?: readonly string[] | undefined;
  /** In addition to the job's. */
  readonly tags: Tags;
  /** Of two runs with the same key only the first is made. */
  readonly runKey: string;
  /** Recorded with the request. */
  readonly details: Metadata;
  /** Slots of pools that it takes. @default none */
  readonly pools?: Readonly<Record<string, number>>;
}

/** Executions that crashes may use up: nobody looks on when a schedule runs. */
const attempts = 3;

/** A wanted run as it is recorded, and its place in the queue; after a crash it goes on with what it had finished. */
export function queuedRun(
  wanted: WantedRun,
  origin: { readonly kind: AutomationKind; readonly name: string },
  settings: Pick<AutomationSettings, "project" | "environment" | "reuse" | "clock" | "random">,
): { readonly record: RunRecord; readonly entry: QueueEntry } {
  const { project, environment, reuse, clock, random } = settings;
  const { job, selection, partitions, tags, runKey, details, pools = {} } = wanted;
  const request = {
    job,
    environment,
    reuse,
    tags,
    ...(selection === undefined ? {} : { selection }),
    ...(partitions === undefined ? {} : { partitions }),
    details: { ...details, [origin.kind]: origin.name },
  };
  return newQueuedRun(project, request, {
    clock,
    random,
    entry: { pools, origin, runKey, onCrash: "resume", attempts },
  });
}
