/** How long something is kept; what is older than `days`, or beyond the newest `most`, goes. Null is without limit. */
export interface Limits {
  readonly days: number | null;
  readonly most: number | null;
}

/** Statuses of runs that have ended. */
export const endedStatuses = ["success", "failure", "canceled"] as const;

/** One of {@link endedStatuses}. */
export type EndedStatus = (typeof endedStatuses)[number];

/**
 * What is kept and for how long. Runs that have not ended are always kept, the newest run of each job and status is, and of
 * values the newest, the one before it, what they were made from, and what a run that is kept made or took.
 */
export interface RetentionPolicy {
  /** By status; `most` is of each job. Steps, checks, events and values go with their run. */
  readonly runs: Readonly<Record<EndedStatus, Limits>>;
  /** Days that the events of a run are kept, if its run is. */
  readonly events: Pick<Limits, "days">;
  /** Evaluations of schedules and sensors; `most` is of each. */
  readonly ticks: Limits;
  /** Messages that were taken. */
  readonly deliveries: Pick<Limits, "days">;
  /** Messages that nobody took. */
  readonly deadLetters: Pick<Limits, "days">;
  /** Who changed what. */
  readonly audit: Limits;
  /** Backfills that have ended. */
  readonly backfills: Pick<Limits, "days">;
}

/** What holds where nothing is configured. */
export const defaultRetention: RetentionPolicy = {
  runs: {
    success: { days: 90, most: 1_000 },
    failure: { days: 180, most: 1_000 },
    canceled: { days: 30, most: 200 },
  },
  events: { days: 90 },
  ticks: { days: 30, most: 10_000 },
  deliveries: { days: 90 },
  deadLetters: { days: 180 },
  audit: { days: 730, most: 100_000 },
  backfills: { days: 365 },
};

const day = 86_400_000;

/** The time before which something is too old; long ago where age does not matter. */
export function oldest({ days }: Pick<Limits, "days">, now: number): number {
  return days === null ? -Number.MAX_SAFE_INTEGER : now - days * day;
}

/** How many of the newest are kept. */
export function newest({ most }: Pick<Limits, "most">): number {
  return most ?? Number.MAX_SAFE_INTEGER;
}
