import type { QueueEntry } from "./coordination.ts";
import type { RunRecord } from "./history.ts";
import type { Metadata, RunId, Tags } from "./types.ts";

/** States of a backfill; the last three are final, though {@link BackfillLedger.retry} takes them back. */
export const backfillStatuses = ["running", "paused", "canceling", "canceled", "done", "failed"] as const;

/** One of {@link backfillStatuses}. */
export type BackfillStatus = (typeof backfillStatuses)[number];

/** In which order the keys of a backfill are run: as the partitions have them, the other way, or shuffled. */
export const keyOrders = ["forward", "backward", "random"] as const;

/** One of {@link keyOrders}. */
export type KeyOrder = (typeof keyOrders)[number];

/** How the runs of a backfill are made. */
export interface BackfillSettings {
  readonly environment: string;
  /** Name of the partitions whose keys are run. */
  readonly partitions: string;
  readonly order: KeyOrder;
  /** What the shuffling of a random order began with. */
  readonly seed?: number;
  /** Keys per run, at least 1. */
  readonly group: number;
  /** Whether runs skip what is unchanged. */
  readonly reuse: boolean;
  /** Of its runs in the queue. */
  readonly priority: number;
  /** Of its runs, in addition to the job's. */
  readonly tags: Tags;
  /** Recorded with the request of each run, such as overrides; secrets masked. */
  readonly details: Metadata;
}

/** A set of runs, one per partition key or group of keys. */
export interface Backfill {
  /** Sorts by time. */
  readonly id: string;
  readonly job: string;
  readonly selection: string;
  readonly status: BackfillStatus;
  /** Keys in the order in which they are run. */
  readonly partitions: readonly string[];
  /** Runs that are queued or executed at once. */
  readonly concurrency: number;
  readonly createdAt: number;
  /** Who made it: a user's name, or `cli:<user>`; absent where nothing tells. */
  readonly by?: string;
  readonly endedAt?: number;
  readonly settings: BackfillSettings;
}

/** States of a key of a backfill; the last three are final. */
export const backfillItemStatuses = ["waiting", "queued", "running", "success", "failure", "canceled"] as const;

/** One of {@link backfillItemStatuses}. */
export type BackfillItemStatus = (typeof backfillItemStatuses)[number];

/** Why a key failed; kept with the backfill, so that it outlives the record of the run. */
export interface BackfillError {
  readonly message: string;
  /** The step that failed: the key's own before one without key; absent where the run failed as a whole. */
  readonly step?: string;
  readonly place?: string;
  readonly remedy?: string;
}

/** A partition of a backfill. */
export interface BackfillItem {
  readonly partition: string;
  /** The newest run of the key; of a waiting one, the run whose failure its next one starts from. */
  readonly run?: RunId;
  readonly status: BackfillItemStatus;
  /** Of {@link BackfillLedger.items} and its pages, why the key failed; absent in every other state. */
  readonly error?: BackfillError;
}

/** How many keys are in each state. */
export type BackfillCounts = Readonly<Record<BackfillItemStatus, number>>;

/** A run that a backfill puts into the queue. */
export interface BackfillLaunch {
  readonly partitions: readonly string[];
  /** The run that the keys were in before; the launch is refused when that is no longer so. @default none */
  readonly previous?: RunId | undefined;
  readonly record: RunRecord;
  readonly entry: QueueEntry;
}

/** What a backfill can queue now. */
export interface BackfillNext {
  /** Runs. */
  readonly room: number;
  /** Items that wait, in order; no more than there is room for. */
  readonly items: readonly BackfillItem[];
}

/** Who changes a backfill, and when. */
export interface BackfillChange {
  readonly at: number;
  /** A user's name, or `cli:<user>`. */
  readonly by: string;
  readonly reason?: string | undefined;
  /** Network address that it is asked from, for the audit. @default not known */
  readonly address?: string | undefined;
}

/** Which backfills to list, newest first. */
export interface BackfillFilter {
  /** @default all */
  readonly statuses?: readonly BackfillStatus[];
  /** Only backfills made before this one (an id); for paging. */
  readonly before?: string;
  /** @default 50 */
  readonly limit?: number;
}

/** Which items of a backfill to read. */
export interface BackfillItemChoice {
  /** @default all */
  readonly status?: BackfillItemStatus | undefined;
  /** Text that the key has, in capitals or not. @default any */
  readonly text?: string | undefined;
  /** Position of the first item. @default 0 */
  readonly from?: number | undefined;
  /** @default 100 */
  readonly limit?: number;
}

/** Some items of a backfill, in order. */
export interface BackfillItemPage {
  readonly items: readonly BackfillItem[];
  /** How many there are on all pages. */
  readonly total: number;
  /** Position of the first item that follows. */
  readonly next?: number;
}

/** Backfills and how far they are. Each change is one transaction together with its row of the audit. */
export interface BackfillLedger {
  create(backfill: Backfill, change: BackfillChange): Promise<void>;
  backfill(id: string): Promise<Backfill | undefined>;
  backfills(filter?: BackfillFilter): Promise<readonly Backfill[]>;
  /** In the order of {@link Backfill.partitions}, each with the state that its run has now. */
  items(id: string): Promise<readonly BackfillItem[]>;
  /** The same, those that are wanted, page by page. */
  itemPage(id: string, choice?: BackfillItemChoice): Promise<BackfillItemPage>;
  /** How many items are in each state, by backfill. */
  counts(ids: readonly string[]): Promise<ReadonlyMap<string, BackfillCounts>>;
  /** What {@link BackfillLedger.launch} would take now; nothing unless the backfill is running. */
  next(backfill: Backfill): Promise<BackfillNext>;
  /**
   * Queues runs for waiting items and records both in one transaction: only those whose keys still wait, only while the
   * backfill is running, and no more than its concurrency leaves room for.
   * @returns the runs that were queued
   */
  launch(id: string, launches: readonly BackfillLaunch[]): Promise<readonly RunId[]>;
  /** Keeps how the runs of items have ended, and ends the backfill when nothing is left to be done; undefined for no such one. */
  settle(id: string, at: number): Promise<Backfill | undefined>;
  /** No further run is queued; false when the backfill is not running. */
  pause(id: string, change: BackfillChange): Promise<boolean>;
  /** False when the backfill is not paused. */
  resume(id: string, change: BackfillChange): Promise<boolean>;
  /** Cancels waiting items and all runs that have not ended; false when the backfill is neither running nor paused. */
  cancel(id: string, change: BackfillChange): Promise<boolean>;
  /** Lets failed and canceled items wait for another run, and the backfill run again. @returns how many items */
  retry(id: string, change: BackfillChange): Promise<number>;
}
