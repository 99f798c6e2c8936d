import type { RunId } from "../types.ts";
import type { EndedStatus } from "./policy.ts";

/** A run that may go. */
export interface DoomedRun {
  readonly id: RunId;
  readonly job: string;
  readonly status: EndedStatus;
  readonly endedAt: number;
  /** Of its record, steps, checks and events, about. */
  readonly bytes: number;
}

/** A stored value that may go. */
export interface DoomedValue {
  readonly version: string;
  readonly asset: string;
  readonly partition?: string;
  /** Relative to the assets' root. */
  readonly path: string;
  readonly bytes: number;
}

/** Something counted, and about how many bytes it takes. */
export interface Amount {
  readonly count: number;
  readonly bytes: number;
}

/** Tables whose old rows go without anything else. */
export const plainKinds = ["ticks", "deliveries", "deadLetters", "audit", "backfills"] as const;

/** One of {@link plainKinds}. */
export type PlainKind = (typeof plainKinds)[number];

/** Which rows of a plain table go. */
export interface PlainLimits {
  /** Older ones, milliseconds since 1970. */
  readonly before: number;
  /** Beyond so many of the newest. */
  readonly most: number;
}

/** What looks for and removes what is no longer kept. Everything that removes does so in one short transaction. */
export interface Retention {
  /** Runs that ended before `before`, or that are beyond the newest of their job; never the newest of a job and status. */
  doomedRuns(
    status: EndedStatus,
    limits: PlainLimits & { readonly endedBefore: number },
  ): Promise<readonly DoomedRun[]>;
  /** Removes a part of what belongs to a run. @returns whether there is more of it; false also when the run lives again */
  removePart(run: RunId, rows: number): Promise<boolean>;
  /** Runs that are kept, ended before `before`, and have events. */
  runsWithOldEvents(before: number): Promise<readonly (Amount & { readonly run: RunId })[]>;
  /** Removes the first events of a run. @returns whether there are more */
  removeEvents(run: RunId, rows: number): Promise<boolean>;
  /**
   * Values, page by page, that nobody refers to once the runs in `gone` are gone.
   * @param options `now`: for runs that live
   */
  doomedValues(gone: ReadonlySet<RunId>, options: { readonly now: number }): AsyncIterable<DoomedValue>;
  /** Forgets a value, unless it is the newest one. @returns whether it was forgotten */
  removeValue(version: string): Promise<boolean>;
  countPlain(kind: PlainKind, limits: PlainLimits): Promise<Amount>;
  /** @returns how many were removed, at most `rows` */
  removePlain(kind: PlainKind, limits: PlainLimits, rows: number): Promise<number>;
  /** Looks through everything that is recorded. @returns what is damaged, in words; nothing when all is sound */
  verify(signal?: AbortSignal): Promise<readonly string[]>;
}
