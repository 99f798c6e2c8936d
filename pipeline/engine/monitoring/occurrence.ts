import type { LogLevel } from "../../../infra/log.ts";
import type { ErrorRecord, RunId, Tags } from "../types.ts";

/** What can be told, in the order in which it is documented. */
export const alertEvents = [
  "run_failed",
  "run_canceled",
  "run_recovered",
  "check_failed",
  "step_retried",
  "tick_failed",
  "run_late",
  "asset_late",
  "asset_recovered",
] as const;

/** One of {@link alertEvents}. */
export type AlertEvent = (typeof alertEvents)[number];

/** Something that happened and that rules may tell of. */
export interface Occurrence {
  readonly event: AlertEvent;
  readonly level: LogLevel;
  /** Job, schedule, sensor or asset. */
  readonly name: string;
  readonly tags: Tags;
  readonly run?: RunId;
  /** Unique for what happened. */
  readonly key: string;
  readonly time: number;
  /** One line, without the environment. */
  readonly title: string;
  readonly text: string;
  readonly error?: ErrorRecord;
  readonly facts: readonly { readonly name: string; readonly value: string }[];
  /** Of a step that was tried again: whether no further try follows. @default true */
  readonly final?: boolean;
}
