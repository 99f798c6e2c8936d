import type { Clock } from "../../infra/clock.ts";
import type { Logger } from "../../infra/log.ts";
import type { RandomSource } from "../../infra/random.ts";
import type { RunInfo } from "./context.ts";
import type { RunListener } from "./events.ts";
import type { HeldValues } from "./held_values.ts";
import type { CheckRecord, History, Materialization, RunRecord, StepRecord } from "./history.ts";
import type { Redact } from "./json.ts";
import type { LocalNames } from "./names.ts";
import type { OpenResources } from "./open_resources.ts";
import type { PlanScope } from "./plan_scope.ts";
import type { RunRequest } from "./plan_types.ts";
import type { Project } from "./project.ts";
import type { RunWriter } from "./run_writer.ts";
import type { StoredValues } from "./stored_values.ts";
import type { StepId } from "./types.ts";

/** How and with what a run is executed. */
export interface RunOptions {
  readonly history: History;
  /** Folder of all versioned files. */
  readonly root: string;
  /** @default the machine's clock */
  readonly clock?: Clock;
  /** @default the machine's generator */
  readonly random?: RandomSource;
  /** @default none */
  readonly log?: Logger;
  /** Cancels the run. @default never */
  readonly signal?: AbortSignal;
  /** Steps that run at once. @default 4 */
  readonly concurrency?: number;
  /** Steps of a pool that run at once, by pool. @default no limit but `concurrency` */
  readonly pools?: Readonly<Record<string, number>>;
  /** Told of every event after it was recorded. @default nobody */
  readonly onEvent?: RunListener;
  /** Told of every value that a step made, as later steps get it; for tests and previews. @default nobody */
  readonly onValue?: (step: StepId, value: unknown) => void;
  /** Hides secrets in texts that are recorded. @default changes nothing */
  readonly redact?: Redact;
  /** Milliseconds that aborted work may take to end before it is given up. @default 10_000 */
  readonly grace?: number;
  /** Of the claim under which a queued run is executed; what comes after it was lost is not recorded. @default none */
  readonly fence?: number;
  /** Whether assets' retry policies hold. @default true */
  readonly retries?: boolean;
  /** Milliseconds between two signs of life that are recorded. @default 2_000 */
  readonly heartbeat?: number;
}

/** {@link RunOptions} with every default settled. */
export type RunSettings =
  & Required<Omit<RunOptions, "onEvent" | "onValue" | "fence">>
  & Pick<RunOptions, "onEvent" | "onValue" | "fence">;

/** What a run came to. */
export interface RunResult {
  readonly run: RunRecord;
  /** In the order they were planned. */
  readonly steps: readonly StepRecord[];
  readonly checks: readonly CheckRecord[];
  readonly materializations: readonly Materialization[];
}

/** A run while it is executed: what its steps share. */
export interface Run {
  readonly project: Project;
  readonly request: RunRequest;
  readonly info: RunInfo;
  readonly settings: RunSettings;
  /** Aborted when the run is canceled or cannot go on. */
  readonly signal: AbortSignal;
  readonly writer: RunWriter;
  readonly resources: OpenResources;
  readonly values: HeldValues;
  readonly stored: StoredValues;
  readonly names: LocalNames;
  /** Grows when the keys of dynamic partitions become known. */
  scope: PlanScope;
}
