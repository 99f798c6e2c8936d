import type { RunEvent, RunEventBody } from "./events.ts";
import type { Severity } from "./check.ts";
import type { ColumnSchema, ErrorRecord, Json, Metadata, RunId, RunStatus, StepId, StepStatus, Tags } from "./types.ts";

/** A run as it is stored. Times are milliseconds since 1970. */
export interface RunRecord {
  readonly id: RunId;
  readonly job: string;
  readonly environment: string;
  readonly status: RunStatus;
  readonly tags: Tags;
  /** What was asked for: selection, partition keys, overrides; secrets masked. */
  readonly request: Metadata;
  readonly parentRun?: RunId;
  readonly createdAt: number;
  readonly startedAt?: number;
  readonly endedAt?: number;
  /** Last sign of life of the process that executes the run. */
  readonly heartbeatAt?: number;
  readonly error?: ErrorRecord;
}

/** A step as it is stored. */
export interface StepRecord {
  readonly run: RunId;
  readonly step: StepId;
  readonly asset: string;
  readonly partition?: string;
  readonly status: StepStatus;
  readonly attempt: number;
  readonly startedAt?: number;
  readonly endedAt?: number;
  readonly metadata: Metadata;
  /** The materialization that the step made or took. */
  readonly version?: string;
  readonly error?: ErrorRecord;
}

/** The version of an input that a materialization was made from. */
export interface InputVersion {
  readonly asset: string;
  readonly partition?: string;
  /** Content hash, or the fingerprint of a transient value. */
  readonly version: string;
}

/** A stored value of an asset or of one of its partitions. */
export interface Materialization {
  /** Unique, sorts by time. */
  readonly version: string;
  readonly run: RunId;
  readonly step: StepId;
  readonly asset: string;
  readonly partition?: string;
  /** The dynamic partitions that the key belongs to; absent for static ones. */
  readonly partitionSet?: string;
  /** Relative to the assets' root. */
  readonly path: string;
  /** SHA-256 of the file. */
  readonly hash: string;
  readonly bytes: number;
  readonly rows?: number;
  readonly columns?: readonly ColumnSchema[];
  readonly metadata: Metadata;
  readonly codeVersion: string;
  readonly inputs: readonly InputVersion[];
  /** Hash of code version, inputs, resources' settings and what was observed outside. */
  readonly fingerprint: string;
  readonly createdAt: number;
}

/** The outcome of a check as it is stored. */
export interface CheckRecord {
  readonly run: RunId;
  readonly step: StepId;
  readonly asset: string;
  readonly partition?: string;
  readonly check: string;
  readonly severity: Severity;
  readonly passed: boolean;
  readonly message: string;
  readonly figures: Metadata;
  readonly samples: readonly Json[];
  readonly time: number;
}

/** A time during which dynamic partitions had a key. Times are milliseconds since 1970. */
export interface PartitionSpan {
  readonly key: string;
  /** When a run set the key and it was not there before. */
  readonly since: number;
  readonly sinceRun: RunId;
  /** When a run set it last. */
  readonly lastSeen: number;
  readonly lastRun: RunId;
  /** When a run set other keys; absent as long as the key is there. */
  readonly until?: number;
  readonly untilRun?: RunId;
}

/** What a value, or one that was not kept, was made from. */
export interface OriginPart {
  /** The text whose hash is the fingerprint: versions of code and inputs, digests of settings. */
  readonly body: string;
  /** What was found outside, secrets masked. */
  readonly observed?: string;
}

/** What a value was made from, down to the values that are kept. */
export interface Origin extends OriginPart {
  /** Values on the way that were not kept, by their fingerprints. */
  readonly passing: Readonly<Record<string, OriginPart>>;
}

/** What changes together: all of it is stored in one transaction, or nothing. */
export interface HistoryBatch {
  /** Changed fields of the run. */
  readonly run?: Partial<Omit<RunRecord, "id" | "job" | "createdAt">>;
  /** Steps made or changed, whole. */
  readonly steps?: readonly StepRecord[];
  readonly events?: readonly (RunEventBody & { readonly time: number })[];
  /** New values; each becomes the latest of its asset and partition. */
  readonly materializations?: readonly Materialization[];
  /** What they were made from, by version. */
  readonly origins?: readonly { readonly version: string; readonly origin: Origin }[];
  /** Settings of resources by digest, secrets masked; what is known is left as it is. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly checks?: readonly CheckRecord[];
  /** Dynamic partitions and their keys from now on. */
  readonly partitions?: Readonly<Record<string, readonly string[]>>;
  /** Of the claim that the run is executed under; the batch is refused when it is no longer the newest. @default not asked */
  readonly fence?: number;
}

/** What asked for runs; those of none of the others are `manual`. */
export const runTriggers = ["manual", "schedule", "sensor", "backfill", "retry"] as const;

/** One of {@link runTriggers}. */
export type RunTrigger = (typeof runTriggers)[number];

/** Which runs. */
export interface RunChoice {
  readonly job?: string;
  /** Runs that have all of these labels. */
  readonly tags?: Tags;
  readonly trigger?: RunTrigger;
  /** Who asked for them. */
  readonly by?: string;
  /** Runs with a step of this asset. */
  readonly asset?: string;
  /** Runs with a step of this key; together with `asset`, of this key of it. */
  readonly partition?: string;
  /** Only runs made at this time or later, milliseconds since 1970. */
  readonly since?: number;
  /** Only runs made before this time. */
  readonly until?: number;
}

/** Which runs to list, newest first. */
export interface RunFilter extends RunChoice {
  readonly status?: RunStatus;
  /** Runs of any of these. @default all */
  readonly statuses?: readonly RunStatus[];
  /** Only runs made before this one (an id); for paging. */
  readonly before?: RunId;
  /** @default 50 */
  readonly limit?: number;
}

/** Which events to read, oldest first. */
export interface EventFilter {
  /** Only sequences above this. @default 0 */
  readonly after?: number;
  /** @default 200 */
  readonly limit?: number;
}

/** Which values of an asset to list, newest first. */
export interface ValueFilter {
  /** Only values of this key. */
  readonly partition?: string;
  /** Only values that are older than this one (a version); for paging. */
  readonly before?: string;
  /** @default 50 */
  readonly limit?: number;
}

/** Which outcomes of an asset's checks to list, newest first. */
export interface CheckFilter {
  /** Only of the check of this name. */
  readonly check?: string;
  /** @default 50 */
  readonly limit?: number;
}

/** Which steps of an asset to list, newest first. */
export interface StepFilter {
  /** @default 50 */
  readonly limit?: number;
}

/** What ran. Every implementation passes the same contract suite. */
export interface History extends AsyncDisposable {
  createRun(run: RunRecord): Promise<void>;
  /**
   * Records `batch` for `run` in one transaction; returns its events with their sequences.
   * @throws {Problem} when there is no such run
   */
  write(run: RunId, batch: HistoryBatch): Promise<readonly RunEvent[]>;
  run(id: RunId): Promise<RunRecord | undefined>;
  runs(filter?: RunFilter): Promise<readonly RunRecord[]>;
  /** How many runs of each status there are; a status without any is left out. */
  countRuns(choice?: RunChoice): Promise<Readonly<Partial<Record<RunStatus, number>>>>;
  steps(run: RunId): Promise<readonly StepRecord[]>;
  events(run: RunId, filter?: EventFilter): Promise<readonly RunEvent[]>;
  /** Sequence of a run's newest event; 0 when it has none, or there is no such run. */
  lastSequence(run: RunId): Promise<number>;
  checks(run: RunId): Promise<readonly CheckRecord[]>;
  /** The newest value of an asset, or of one of its partitions. */
  latest(asset: string, partition?: string): Promise<Materialization | undefined>;
  /** The newest value of every partition of an asset (only keys that still exist), or its single value under `""`. */
  latestOf(asset: string): Promise<ReadonlyMap<string, Materialization>>;
  materialization(version: string): Promise<Materialization | undefined>;
  /** Values of an asset, newest first, also those whose keys are gone. */
  valuesOf(asset: string, filter?: ValueFilter): Promise<readonly Materialization[]>;
  /** Outcomes of an asset's checks, newest first. */
  checksOf(asset: string, filter?: CheckFilter): Promise<readonly CheckRecord[]>;
  /** Steps of an asset in any run, newest first. */
  stepsOf(asset: string, filter?: StepFilter): Promise<readonly StepRecord[]>;
  /** What a value was made from; undefined for one of an earlier version of the program. */
  origin(version: string): Promise<Origin | undefined>;
  /** Settings of a resource by their digest, secrets masked. */
  settings(digest: string): Promise<string | undefined>;
  /** Values made by a run, oldest first. */
  materializations(run: RunId): Promise<readonly Materialization[]>;
  /** Current keys of dynamic partitions, in the order they were set; empty when never set. */
  partitions(name: string): Promise<readonly string[]>;
  /** Every key that dynamic partitions ever had, and when; oldest first, those of one time by key. */
  partitionSpans(name: string): Promise<readonly PartitionSpan[]>;
  close(): Promise<void>;
}
