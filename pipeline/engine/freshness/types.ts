import type { RunId } from "../types.ts";

/** How new an asset's value must be. */
export interface FreshnessPolicy {
  /**
   * Milliseconds. Without `cron`: a run must have made the value, or found it unchanged, at most so long ago. With `cron`: at
   * each of its times, at most so long before that time.
   */
  readonly within: number;
  /** Times at which the value must be there, such as `0 6 * * MON-FRI`. @default always */
  readonly cron?: string;
  /** Zone of `cron`, such as `Europe/Berlin`. @default UTC */
  readonly timeZone?: string;
}

/** States of an asset with a policy, best first. */
export const freshnessStatuses = ["fresh", "at_risk", "late", "unknown"] as const;

/** One of {@link freshnessStatuses}. */
export type FreshnessStatus = (typeof freshnessStatuses)[number];

/** Why an asset is late or at risk, the nearest cause first. Times are milliseconds since 1970. */
export type LateCause =
  /** It is being made. */
  | { readonly kind: "run_active"; readonly run: RunId; readonly job: string; readonly since: number }
  /** A step failed: of the asset itself, or of one that it needs. */
  | {
    readonly kind: "step_failed";
    readonly asset: string;
    readonly partition?: string;
    readonly run: RunId;
    readonly time: number;
    readonly message: string;
  }
  /** A run that should have made it ended before it came to it. */
  | {
    readonly kind: "run_failed";
    readonly run: RunId;
    readonly job: string;
    readonly status: "failure" | "canceled";
    readonly time: number;
    readonly message: string;
  }
  /** An asset that it needs has a policy and is late itself. */
  | { readonly kind: "upstream_late"; readonly asset: string; readonly since: number }
  | {
    readonly kind: "automation_stopped";
    readonly of: "schedule" | "sensor";
    readonly name: string;
    readonly job: string;
  }
  /** No run has made it, or tried to, since. */
  | { readonly kind: "no_run"; readonly jobs: readonly string[]; readonly since?: number }
  /** No schedule or sensor runs a job that makes it. */
  | { readonly kind: "nothing_runs_it"; readonly jobs: readonly string[] };

/** How fresh an asset is. Times are milliseconds since 1970. */
export interface AssetFreshness {
  readonly asset: string;
  readonly policy: FreshnessPolicy;
  readonly status: FreshnessStatus;
  /** When a run last made it or found it unchanged; of an asset with partitions, the oldest of its keys. */
  readonly confirmedAt?: number;
  /** The partition that this is of. */
  readonly partition?: string;
  /** When it becomes late, or became it. */
  readonly deadline?: number;
  /** Partition keys that were never made. */
  readonly missing: readonly string[];
  /** Down to the root; empty for a fresh asset. */
  readonly causes: readonly LateCause[];
}

/** How an asset stood when it was last looked at by a service. */
export interface FreshnessState {
  readonly asset: string;
  readonly status: FreshnessStatus;
  /** Since when it stands so; of a late one, its deadline. */
  readonly since: number;
  readonly deadline?: number;
  readonly confirmedAt?: number;
  readonly checkedAt: number;
}

/** Keeps how assets stood, so that each change is told once, whichever process sees it. */
export interface FreshnessLedger {
  states(): Promise<readonly FreshnessState[]>;
  put(state: FreshnessState): Promise<void>;
  /** Forgets an asset that has no policy any more. */
  remove(asset: string): Promise<void>;
}
