import type { Problem } from "../../infra/errors.ts";
import type { Materialization } from "./history.ts";
import type { Metadata, RunId, StepId, Tags } from "./types.ts";

/** What a run is asked to do. */
export interface RunRequest {
  /** Name of a job, or any label for a selection of one's own. */
  readonly job: string;
  /** What to make, in the selection language. @default the selection of the job */
  readonly selection?: string;
  /** Only these partition keys, of whichever partitions have them. @default all */
  readonly partitions?: readonly string[];
  /** Labels of the run, in addition to the job's. */
  readonly tags?: Tags;
  readonly environment: string;
  /** Skip what is unchanged: code, inputs, settings and what was observed outside. @default false */
  readonly reuse?: boolean;
  /** Take what this run finished instead of making it again. */
  readonly fromFailure?: RunId;
  /** Id of the run; one that is recorded as queued is taken up. @default a new id */
  readonly runId?: RunId;
  /** More facts about the request to record, such as overrides; secrets masked. */
  readonly details?: Metadata;
}

/** What a plan must know about earlier runs. */
export interface Knowledge {
  /** Newest values by asset and partition key (`""` without partitions). */
  readonly latest: ReadonlyMap<string, ReadonlyMap<string, Materialization>>;
  /** Keys of dynamic partitions as the history has them. */
  readonly partitions: ReadonlyMap<string, readonly string[]>;
  /** Steps that the run of `fromFailure` finished, with what they made; undefined for transient values. */
  readonly finished: ReadonlyMap<StepId, Materialization | undefined>;
}

/** Where the value of an input comes from. */
export type InputSource =
  | { readonly kind: "step"; readonly step: StepId; readonly asset: string; readonly partition: string | undefined }
  | { readonly kind: "stored"; readonly materialization: Materialization }
  | { readonly kind: "absent"; readonly problem: Problem };

/** An input of a step under its local name. */
export type PlannedInput =
  | { readonly kind: "one"; readonly name: string; readonly source: InputSource }
  | {
    readonly kind: "all";
    readonly name: string;
    readonly asset: string;
    readonly missing: "refuse" | "leave_out";
    /** By partition key, in order; undefined until the keys are known. */
    readonly sources: ReadonlyMap<string, InputSource> | undefined;
  };

/** Why a step is in a plan. */
export type StepReason =
  | { readonly kind: "selected" }
  /** A transient value that a planned step reads. */
  | { readonly kind: "needed"; readonly by: string };

/** A step that a run will go through. */
export interface PlannedStep {
  readonly id: StepId;
  readonly asset: string;
  readonly partition: string | undefined;
  readonly reason: StepReason;
  readonly inputs: readonly PlannedInput[];
  /** Steps run in this order where they may. */
  readonly order: number;
}

/** An asset whose steps, or whose stored partitions, are known only after another step set the keys. */
export interface LaterGroup {
  readonly asset: string;
  /** Name of the dynamic partitions. */
  readonly partitions: string;
  /** The asset whose step sets the keys. */
  readonly definedBy: string;
  /** Whether steps will be made; else only stored values are joined. */
  readonly planned: boolean;
}

/** What is known before a run about a step's being made or taken from an earlier run. */
export interface Forecast {
  readonly action: "make" | "reuse" | "open";
  /** Why, for people. */
  readonly because: string;
}

/** All that a run will do, as far as it can be known before. */
export interface Plan {
  /** Planned assets in the order of the graph. */
  readonly assets: readonly string[];
  readonly steps: readonly PlannedStep[];
  readonly later: readonly LaterGroup[];
  /** By step. */
  readonly forecasts: ReadonlyMap<StepId, Forecast>;
}
