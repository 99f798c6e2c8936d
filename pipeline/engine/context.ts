import type { Logger } from "../../infra/log.ts";
import type { DynamicPartitions } from "./partitions.ts";
import type { Metadata, RunId, Tags } from "./types.ts";

/** The run that a step belongs to. */
export interface RunInfo {
  readonly id: RunId;
  readonly job: string;
  readonly tags: Tags;
  /** Milliseconds since 1970 when the run started. */
  readonly startedAt: number;
}

/** All that a compute function may use. */
export interface StepContext<Inputs, Resources> {
  /** Values of the dependencies under their local names. */
  readonly inputs: Inputs;
  /** Open resources under their local names. */
  readonly resources: Resources;
  readonly asset: string;
  /** The partition key of a partitioned asset, else undefined. */
  readonly partition: string | undefined;
  /** A name, unique within the run, that is safe as an identifier in other systems. */
  readonly localName: string;
  readonly run: RunInfo;
  /** 1 for the first try. */
  readonly attempt: number;
  /** Aborted on cancellation and when the step's time is over. */
  readonly signal: AbortSignal;
  readonly log: Logger;
  /** Adds facts to the step and its materialization; later ones replace earlier ones of the same name. */
  addMetadata(metadata: Metadata): void;
  /**
   * Says which keys dynamic partitions have from now on; the whole set, in order.
   * @throws TypeError when the asset does not list them in `definesPartitions`
   */
  setPartitions(partitions: DynamicPartitions, keys: readonly string[]): void;
}
