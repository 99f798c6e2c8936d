import type { BackfillSettings, KeyOrder } from "../backfill.ts";
import type { Metadata, Tags } from "../types.ts";

/** What a backfill is asked to do. */
export interface BackfillRequest {
  /** Name of a job, or any label for a selection of one's own. */
  readonly job: string;
  /** What to make, in the selection language; of it, what is split by partitions. @default the selection of the job */
  readonly selection?: string | undefined;
  /**
   * Which keys: a key, a glob with `*` and `?`, a range `from..to` in key order with both ends (one may be left out), or
   * several of these with `,` between them. @default all
   */
  readonly keys?: readonly string[] | undefined;
  /** First key in key order. @default the first */
  readonly from?: string | undefined;
  /** Last key in key order. @default the last */
  readonly to?: string | undefined;
  /** @default "forward" */
  readonly order?: KeyOrder | undefined;
  /** Of a random order, a whole number from 0 to 4294967295. @default 0 */
  readonly seed?: number | undefined;
  /** Runs that are queued or executed at once. @default 4 */
  readonly concurrency?: number | undefined;
  /** Keys per run. @default 1 */
  readonly group?: number | undefined;
  /** Only keys for which something selected was never made. @default false */
  readonly missing?: boolean | undefined;
  /** Leave out what is unchanged: keys of which nothing would be made, and steps within runs. @default false */
  readonly reuse?: boolean | undefined;
  /** Of the runs in the queue. @default 0 */
  readonly priority?: number | undefined;
  /** Of the runs, in addition to the job's. @default none */
  readonly tags?: Tags | undefined;
  readonly environment: string;
  /** Recorded with each run, such as overrides; secrets masked. @default none */
  readonly details?: Metadata | undefined;
}

/** A run of a backfill as it is planned. */
export interface PlannedBackfillRun {
  /** Keys that it makes, in the backfill's order. */
  readonly partitions: readonly string[];
  /** Steps that it goes through. */
  readonly steps: number;
  /** Of these, steps that are known to be taken from earlier runs. */
  readonly reused: number;
  /** What its steps took before, one after the other; absent where nothing is known. */
  readonly milliseconds?: number;
}

/** A key that was asked for and is not run. */
export interface SkippedPartition {
  readonly partition: string;
  /** Why, for people. */
  readonly because: string;
}

/** All that a backfill would do. */
export interface BackfillPlan {
  readonly job: string;
  /** The assets that are made, as a selection. */
  readonly selection: string;
  /** In the order of the graph. */
  readonly assets: readonly string[];
  /** Selected assets that are not split by the partitions and so are not made. */
  readonly leftOut: readonly string[];
  readonly runs: readonly PlannedBackfillRun[];
  readonly skipped: readonly SkippedPartition[];
  readonly concurrency: number;
  /** How long it may take, from what its steps took before; without the start of processes. */
  readonly milliseconds?: number;
  readonly settings: BackfillSettings;
}
