/** Identifies a run; sorts by the time it was made. */
export type RunId = string;

/** `asset` or `asset[partition]`. */
export type StepId = string;

/** States of a run, in the order they can follow each other; the last three are final. */
export const runStatuses = ["queued", "starting", "running", "success", "failure", "canceled"] as const;

/** One of {@link runStatuses}. */
export type RunStatus = (typeof runStatuses)[number];

/** States of a step; the last five are final. */
export const stepStatuses = [
  "pending",
  "running",
  "retrying",
  "success",
  "reused",
  "failed",
  "skipped",
  "canceled",
] as const;

/** One of {@link stepStatuses}. */
export type StepStatus = (typeof stepStatuses)[number];

/** Whether a run in this state has ended. */
export function isFinal(status: RunStatus): boolean {
  return status === "success" || status === "failure" || status === "canceled";
}

/** Whether a step in this state is over. */
export function isOver(status: StepStatus): boolean {
  return status !== "pending" && status !== "running" && status !== "retrying";
}

/** JSON, read-only: what metadata, event data and check samples are made of. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Named facts about a value or a step. */
export type Metadata = { readonly [key: string]: Json };

/** Labels of assets, jobs and runs. */
export type Tags = Readonly<Record<string, string>>;

/** Name and type of a column of a stored table. */
export interface ColumnSchema {
  readonly name: string;
  readonly type: string;
}

/** An error as it is stored: what, where, what to do. The stack is for the event log only. */
export interface ErrorRecord {
  readonly name: string;
  readonly message: string;
  readonly place?: string;
  readonly remedy?: string;
  /** Kind of the innermost `Problem`, which decides the exit code. */
  readonly kind: string;
  readonly stack?: string;
  /** Messages of the causes, outermost first. */
  readonly causes: readonly string[];
}

/** The step id of an asset's step. */
export function stepId(asset: string, partition?: string): StepId {
  return partition === undefined ? asset : `${asset}[${partition}]`;
}
