import { runId } from "../../../infra/random.ts";
import type { AutomationKind, QueueEntry } from "../coordination.ts";
import type { RunRecord } from "../history.ts";
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

/** A run as it is recorded, and its place in the queue. */
export function newRun(
  wanted: WantedRun,
  origin: { readonly kind: AutomationKind; readonly name: string },
  settings: Pick<AutomationSettings, "project" | "environment" | "reuse" | "clock" | "random">,
): { readonly record: RunRecord; readonly entry: QueueEntry } {
  const { project, environment, reuse, clock, random } = settings;
  const { selection, partitions, tags, runKey, details, pools = {} } = wanted;
  const job = project.jobs.get(wanted.job);
  if (job === undefined) throw new TypeError(`Cannot make a run: there is no job "${wanted.job}"`);
  const id = runId(clock, random);
  return {
    record: {
      id,
      job: job.name,
      environment,
      status: "queued",
      tags: { ...job.tags, ...tags },
      request: {
        selection: selection ?? job.selection,
        ...(partitions === undefined ? {} : { partitions }),
        reuse,
        [origin.kind]: origin.name,
        ...details,
      },
      createdAt: clock.now(),
    },
    entry: { run: id, priority: 0, pools, origin, runKey, onCrash: "resume", attempts: 3 },
  };
}
