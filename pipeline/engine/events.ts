import type { Severity } from "./check.ts";
import type { ErrorRecord, Json, Metadata, RunId, RunStatus, StepId } from "./types.ts";

/** What can happen in a run. `kind` tags the union. */
export type RunEventBody =
  | { readonly kind: "run_status"; readonly status: RunStatus; readonly message?: string; readonly error?: ErrorRecord }
  | {
    /** At the start, and again whenever the keys of dynamic partitions become known. */
    readonly kind: "steps_planned";
    readonly steps: readonly StepId[];
    /** Assets whose steps are planned when the keys of their partitions are known. */
    readonly later?: readonly string[];
  }
  | { readonly kind: "step_started"; readonly step: StepId; readonly attempt: number }
  | {
    readonly kind: "step_retrying";
    readonly step: StepId;
    readonly attempt: number;
    /** Milliseconds until the next try. */
    readonly delay: number;
    readonly error: ErrorRecord;
  }
  | {
    readonly kind: "step_succeeded";
    readonly step: StepId;
    readonly milliseconds: number;
    readonly metadata: Metadata;
  }
  | {
    readonly kind: "step_reused";
    readonly step: StepId;
    readonly fromRun: RunId;
    /** Why it was not made again. */
    readonly reason?: string;
  }
  | { readonly kind: "step_failed"; readonly step: StepId; readonly milliseconds: number; readonly error: ErrorRecord }
  | { readonly kind: "step_skipped"; readonly step: StepId; readonly because: readonly StepId[] }
  | { readonly kind: "step_canceled"; readonly step: StepId }
  | {
    readonly kind: "materialized";
    readonly step: StepId;
    readonly asset: string;
    readonly partition?: string;
    readonly version: string;
    readonly path: string;
    readonly hash: string;
    readonly bytes: number;
    readonly rows?: number;
  }
  | {
    readonly kind: "check_evaluated";
    readonly step: StepId;
    readonly check: string;
    readonly severity: Severity;
    readonly passed: boolean;
    readonly message: string;
    readonly figures: Metadata;
    readonly samples: readonly Json[];
  }
  | {
    readonly kind: "partitions_set";
    readonly step: StepId;
    readonly partitions: string;
    readonly keys: readonly string[];
  }
  | {
    readonly kind: "log";
    readonly step?: StepId;
    readonly level: string;
    readonly message: string;
    readonly fields: Metadata;
  };

/** A stored event: sequences of a run start at 1 and have no gaps. */
export type RunEvent = RunEventBody & {
  readonly run: RunId;
  readonly sequence: number;
  /** Milliseconds since 1970. */
  readonly time: number;
};

/** Listens to events as they are stored; an error thrown here never reaches the run. */
export type RunListener = (event: RunEvent) => void;
