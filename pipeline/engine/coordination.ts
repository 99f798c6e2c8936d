import type { BackfillLedger } from "./backfill.ts";
import type { RunRecord } from "./history.ts";
import type { Json, RunId, Tags } from "./types.ts";

/** What asked for a run. */
export type RunOrigin =
  | { readonly kind: "manual" }
  | { readonly kind: "schedule" | "sensor" | "backfill"; readonly name: string }
  | { readonly kind: "retry"; readonly of: RunId };

/** What becomes of a run whose process died: it fails, starts anew, or goes on with what it had finished. */
export const crashPolicies = ["fail", "retry", "resume"] as const;

/** One of {@link crashPolicies}. */
export type CrashPolicy = (typeof crashPolicies)[number];

/** A run that is to be executed, beside its record in the history. */
export interface QueueEntry {
  readonly run: RunId;
  /** Higher ones go first; of equal ones, the older. */
  readonly priority: number;
  /** Slots that the run takes of named pools while it is executed, at least 1 each. */
  readonly pools: Readonly<Record<string, number>>;
  readonly origin: RunOrigin;
  /** Of two runs with the same key only the first is taken; undefined for none. */
  readonly runKey?: string;
  /** Milliseconds since 1970 before which it does not start. */
  readonly notBefore?: number;
  readonly onCrash: CrashPolicy;
  /** Executions in all that crashes may use up, at least 1. */
  readonly attempts: number;
}

/** How many runs may be executed at once. */
export interface QueueLimits {
  /** In all. */
  readonly total: number;
  readonly jobs: Readonly<Record<string, number>>;
  /** By `key=value`, or `key` for each value of it. */
  readonly tags: Readonly<Record<string, number>>;
  /** Slots of pools; a pool that is not listed has no limit. */
  readonly pools: Readonly<Record<string, number>>;
}

/** What a limit of the queue counts. */
export const limitKinds = ["all", "job", "tag", "pool"] as const;

/** One of {@link limitKinds}. */
export type LimitKind = (typeof limitKinds)[number];

/** A limit that a person set in place of the configuration's. */
export interface LimitOverride {
  readonly kind: LimitKind;
  /** Job, `key=value` or `key`, or pool; empty for `all`. */
  readonly name: string;
  /** 0 lets none start. */
  readonly limit: number;
  /** Milliseconds since 1970. */
  readonly setAt: number;
  readonly setBy: string;
}

/** Limits that people set; the queue goes by them before those of the configuration. */
export interface LimitLedger {
  list(): Promise<readonly LimitOverride[]>;
  /** Sets a limit, in place of the one that was set before. */
  set(override: LimitOverride): Promise<void>;
  /** Lets the configuration's limit hold again; false when none was set. */
  clear(limit: Pick<LimitOverride, "kind" | "name">): Promise<boolean>;
  /** The limits that hold: the configuration's, with those that were set over them. */
  effective(configured: QueueLimits): Promise<QueueLimits>;
}

/** A worker's right to execute a run until its lease ends. */
export interface Claim {
  readonly run: RunId;
  readonly worker: string;
  /** Grows with every claim of a run: what carries an older one is refused. */
  readonly fence: number;
  /** 1 for the first execution. */
  readonly attempt: number;
  /** Milliseconds since 1970. */
  readonly leaseUntil: number;
  readonly entry: QueueEntry;
}

/** Why a run does not run yet. Counts are of all workers together. */
export type Waiting =
  /** Milliseconds since 1970. */
  | { readonly kind: "not_before"; readonly time: number }
  | { readonly kind: "total"; readonly executed: number; readonly limit: number }
  | { readonly kind: "job"; readonly job: string; readonly executed: number; readonly limit: number }
  /** `tag` as `key=value`. */
  | { readonly kind: "tag"; readonly tag: string; readonly executed: number; readonly limit: number }
  | {
    readonly kind: "pool";
    readonly pool: string;
    readonly taken: number;
    readonly limit: number;
    readonly needs: number;
  }
  /** A pool of one slot is taken. */
  | { readonly kind: "single"; readonly pool: string }
  /** No worker gives a sign of life; `lastSeen` is the newest one, milliseconds since 1970. */
  | { readonly kind: "no_worker"; readonly lastSeen?: number }
  /** Every worker executes as many runs as it takes. */
  | { readonly kind: "workers_busy"; readonly workers: number }
  /** Nothing holds it back: a worker will see it. */
  | { readonly kind: "soon" };

/** A run in the queue as people see it. */
export interface QueueItem {
  readonly entry: QueueEntry;
  readonly job: string;
  readonly tags: Tags;
  readonly enqueuedAt: number;
  readonly claim?: Claim;
  readonly cancelRequested?: { readonly at: number; readonly by: string; readonly reason: string };
  /** Place among those that wait, from 1; absent for a claimed one. */
  readonly place?: number;
  /** Why it does not run yet; absent for a claimed one. */
  readonly waiting?: Waiting;
  /** The same as one sentence. */
  readonly waitingBecause?: string;
}

/** Runs that wait for a process, and those that have one. */
export interface RunQueue {
  /**
   * Records runs as queued, all or none; a run whose key was seen before is left out.
   * @returns the runs that were taken
   */
  enqueue(runs: readonly { readonly record: RunRecord; readonly entry: QueueEntry }[]): Promise<readonly RunId[]>;
  /** Takes the first run that the limits allow, those that people set before these; undefined when there is none. */
  claim(
    worker: string,
    lease: { readonly now: number; readonly until: number },
    limits: QueueLimits,
  ): Promise<Claim | undefined>;
  /** Records a run that its own process executes, and claims it at once whatever the limits say. */
  adopt(
    run: { readonly record: RunRecord; readonly entry: QueueEntry },
    worker: string,
    until: number,
  ): Promise<Claim>;
  /**
   * Takes a claim from a worker that is gone; its attempt goes on counting from there. Of several that try, one gets it.
   * @returns the claim with a new fence; undefined when the old one is no longer the newest
   */
  takeOver(claim: Claim, worker: string, until: number): Promise<Claim | undefined>;
  /** Lengthens a lease; false when the claim is no longer the worker's. */
  renew(claim: Claim, until: number): Promise<boolean>;
  /** The run has ended; its slots are free. Nothing happens when the claim is no longer the worker's. */
  finish(claim: Claim): Promise<void>;
  /** Gives the run back to the queue, as when a worker stops. */
  release(claim: Claim): Promise<void>;
  /** Lets a run whose process died wait for another one; false when the claim is no longer the newest. */
  retry(claim: Claim, options: { readonly notBefore?: number }): Promise<boolean>;
  /** Claims whose lease ended before `now`. */
  expired(now: number): Promise<readonly Claim[]>;
  /** Asks for a run to be canceled; a waiting one is canceled at once. False when it has ended. */
  requestCancel(
    run: RunId,
    request: { readonly at: number; readonly by: string; readonly reason: string },
  ): Promise<boolean>;
  items(limits: QueueLimits, now: number): Promise<readonly QueueItem[]>;
  item(run: RunId): Promise<QueueItem | undefined>;
}

/** A process that takes runs from the queue. */
export interface WorkerRecord {
  /** Unlike that of any other, ever. */
  readonly name: string;
  /** What kind of process it is, as the program calls it; absent when it did not say. */
  readonly role?: string;
  /** Runs that it executes at once; absent for as many as the limits allow. */
  readonly slots?: number;
  /** Milliseconds since 1970, by the worker's clock. */
  readonly startedAt: number;
  readonly seenAt: number;
}

/** Which workers there are. Only people are told: whether a claim still holds is told by its lease. */
export interface WorkerLedger {
  /** A worker gave a sign of life. */
  seen(worker: WorkerRecord): Promise<void>;
  /** A worker takes no more runs. */
  gone(name: string): Promise<void>;
  /** Those of the last day that did not say that they are gone, by name. */
  list(): Promise<readonly WorkerRecord[]>;
}

/** What makes runs by itself. */
export type AutomationKind = "schedule" | "sensor";

/** What is kept of a schedule or sensor. */
export interface AutomationState {
  readonly kind: AutomationKind;
  readonly name: string;
  /** What a person decided; absent as long as nobody started or stopped it, so that its default holds. */
  readonly running?: boolean;
  /** What a sensor remembers; of a schedule, the definition that its ticks came from. */
  readonly cursor?: string;
  /** Time of the newest tick, milliseconds since 1970. */
  readonly lastTick?: number;
  readonly changedAt: number;
}

/** One evaluation of a schedule or sensor. */
export interface Tick {
  readonly kind: AutomationKind;
  readonly name: string;
  /** The time that it stands for: of a schedule the planned one. Unique for each schedule and sensor. */
  readonly time: number;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly outcome: "launched" | "skipped" | "failed";
  /** Why it was skipped, or what went wrong. */
  readonly message?: string;
  readonly runs: readonly RunId[];
  /** What a sensor remembers from now on. */
  readonly cursor?: string;
}

/** Schedules, sensors and their ticks. */
export interface AutomationLedger {
  states(): Promise<readonly AutomationState[]>;
  setRunning(kind: AutomationKind, name: string, running: boolean, at: number): Promise<void>;
  /** Remembers when a schedule or sensor was first seen; nothing changes when it is known. */
  introduce(kind: AutomationKind, name: string, at: number, cursor?: string): Promise<void>;
  /**
   * Records a tick, its cursor and its runs in one transaction; runs whose key was seen are left out.
   * @param options `lastTick`: time of the newest tick that was known when this one was evaluated, null for none
   * @returns the tick with the runs that were taken; undefined when there is a tick of that time already, or another one
   * came since `lastTick`
   */
  commitTick(
    tick: Omit<Tick, "runs">,
    runs: readonly { readonly record: RunRecord; readonly entry: QueueEntry }[],
    options?: { readonly lastTick?: number | null },
  ): Promise<Tick | undefined>;
  /** Newest first. @param options `before`: only ticks before that time; `limit` defaults to 50 */
  ticks(
    kind: AutomationKind,
    name: string,
    options?: { readonly before?: number; readonly limit?: number },
  ): Promise<readonly Tick[]>;
}

/** Something a person or program changed. */
export interface AuditRecord {
  readonly time: number;
  /** Who: a user's name, or `cli:<user>`. */
  readonly actor: string;
  /** Such as `run.cancel`. */
  readonly action: string;
  readonly target: string;
  readonly details: { readonly [key: string]: Json };
}

/** A change with its number; later ones have higher numbers. */
export interface AuditEntry extends AuditRecord {
  readonly id: number;
}

/** Which changes are read. */
export interface AuditFilter {
  readonly actor?: string;
  readonly action?: string;
  /** Text that the target has, in capitals or not. */
  readonly target?: string;
  /** Milliseconds since 1970; from then on. */
  readonly since?: number;
  /** Milliseconds since 1970; before then. */
  readonly until?: number;
  /** Only those with a smaller number. */
  readonly before?: number;
  /** @default 50 */
  readonly limit?: number;
}

/** Everything beside what ran: what is to run, and who asked for it. In the same database as the history. */
export interface Coordination extends AsyncDisposable {
  readonly queue: RunQueue;
  readonly workers: WorkerLedger;
  readonly limits: LimitLedger;
  readonly automation: AutomationLedger;
  readonly backfills: BackfillLedger;
  audit(record: AuditRecord): Promise<void>;
  /** Newest first. */
  audits(options?: { readonly before?: number; readonly limit?: number }): Promise<readonly AuditRecord[]>;
  /** Those that a filter chooses, the one that was recorded last first. */
  auditLog(filter?: AuditFilter): Promise<readonly AuditEntry[]>;
  /** Everybody who changed something, and everything that was done, by name. */
  auditNames(): Promise<{ readonly actors: readonly string[]; readonly actions: readonly string[] }>;
}
