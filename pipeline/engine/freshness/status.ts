import { type Cron, openCron } from "../schedules/cron.ts";
import type { FreshnessPolicy, FreshnessStatus } from "./types.ts";

/** Share of the allowed time that is left when a value counts as at risk. */
const riskShare = 0.2;

/** Where a policy stands. */
export interface PolicyState {
  readonly status: FreshnessStatus;
  /** When it becomes late, or became it; milliseconds since 1970. */
  readonly deadline?: number;
}

/** A policy ready to be asked. */
export interface OpenPolicy {
  /**
   * How it stands at `now` for a value that was last made, or found unchanged, at `confirmedAt`. It is late from the deadline on, and
   * at risk when less than a fifth of the time that it has is left.
   */
  stateAt(now: number, confirmedAt: number | undefined): PolicyState;
}

/** Opens a policy that has no fault. */
export async function openPolicy({ within, cron, timeZone = "UTC" }: FreshnessPolicy): Promise<OpenPolicy> {
  const times = cron === undefined ? undefined : await openCron(cron, timeZone);
  return {
    stateAt(now, confirmedAt) {
      if (confirmedAt === undefined) return { status: "unknown" };
      const deadline = deadlineOf(confirmedAt + within, times);
      if (deadline === undefined) return { status: "fresh" };
      const riskFrom = deadline - riskShare * within;
      return { deadline, status: now >= deadline ? "late" : now >= riskFrom ? "at_risk" : "fresh" };
    },
  };
}

/** The end of the allowed time, or the first time of the cron after it: at those before it the value was new enough. */
function deadlineOf(end: number, times: Cron | undefined): number | undefined {
  // One at the very end is still kept.
  return times === undefined ? end : times.next(end);
}
