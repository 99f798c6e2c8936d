import type { CheckRecord, InputVersion, Materialization, Origin } from "./history.ts";
import type { Metadata, RunId, StepId } from "./types.ts";

/** What became of a step that was given to the executor. */
export type StepOutcome =
  | MadeStep
  | {
    readonly kind: "reused";
    readonly materialization: Materialization | undefined;
    readonly version: string;
    readonly fromRun: RunId;
    readonly because: string;
  }
  /** A transient value whose version is known, and which is made only if somebody reads it. */
  | { readonly kind: "deferred"; readonly version: string }
  /** It reads deferred values, which must be made first. */
  | { readonly kind: "blocked"; readonly on: readonly StepId[] }
  | { readonly kind: "skipped"; readonly because: readonly StepId[] }
  | {
    readonly kind: "failed";
    readonly error: Error;
    readonly checks: readonly CheckRecord[];
    readonly metadata: Metadata;
  }
  | { readonly kind: "canceled" };

/** A step that computed its value. */
export interface MadeStep {
  readonly kind: "made";
  readonly value: unknown;
  readonly version: string;
  readonly materialization: Materialization | undefined;
  readonly origin: Origin;
  readonly metadata: Metadata;
  readonly checks: readonly CheckRecord[];
  readonly partitions: ReadonlyMap<string, readonly string[]>;
}

/** When a step began and how often it was tried; filled in while it runs. */
export interface StepProgress {
  attempt: number;
  /** Milliseconds since 1970. */
  startedAt?: number;
  /** On the clock that never jumps. */
  startedElapsed: number;
}

/** What is settled about a step before its first try. */
export interface PreparedStep {
  readonly fingerprint: string;
  readonly inputs: readonly InputVersion[];
  readonly origin: Origin;
}
