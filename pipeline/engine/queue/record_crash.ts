import type { Clock } from "../../../infra/clock.ts";
import { Problem } from "../../../infra/errors.ts";
import type { Claim } from "../coordination.ts";
import { errorRecord } from "../error_record.ts";
import type { RunEventBody } from "../events.ts";
import type { HistoryBatch, StepRecord } from "../history.ts";
import type { Ledger } from "../history/ledger.ts";
import type { ErrorRecord, StepStatus } from "../types.ts";

/** Milliseconds before the second execution; doubled for each further one. */
const firstDelay = 1_000;
const longestDelay = 60_000;

/** What became of a run whose process ended without saying how. */
export type CrashOutcome = "failed" | "queued" | "canceled" | "released";

/** What is known about the end of a run's process. */
export interface Crash {
  /** What happened, such as `its process was ended by SIGKILL`. */
  readonly what: string;
  /** The end of what the process wrote to standard error. */
  readonly errors?: string;
  /** Whose the end was, when it was asked for; else the entry's policy decides. */
  readonly wanted?: "canceled" | "released";
}

/**
 * Records the end of a run whose process ended without doing so, and gives its claim back: the run fails, is canceled, or waits
 * for another process.
 *
 * @throws {Problem} when the claim is no longer the newest: somebody else has recorded it.
 */
export async function recordCrash(
  ledger: Pick<Ledger, "history" | "coordination">,
  claim: Claim,
  crash: Crash,
  clock: Clock,
): Promise<CrashOutcome> {
  const { history, coordination: { queue } } = ledger;
  const outcome = crash.wanted ?? (mayRunAgain(claim) ? "queued" : "failed");
  const steps = await history.steps(claim.run);
  const batch = batchOf(claim, crash, outcome, steps, clock.now());
  await history.write(claim.run, { ...batch, fence: claim.fence });
  switch (outcome) {
    case "failed":
    case "canceled":
      await queue.finish(claim);
      return outcome;
    case "released":
      await queue.release(claim);
      return outcome;
    case "queued":
      await queue.retry(claim, { notBefore: clock.now() + delayAfter(claim.attempt) });
      return outcome;
    default:
      return outcome satisfies never;
  }
}

function mayRunAgain({ attempt, entry }: Claim): boolean {
  return entry.onCrash !== "fail" && attempt < entry.attempts;
}

function delayAfter(attempt: number): number {
  return Math.min(firstDelay * 2 ** (attempt - 1), longestDelay);
}

function batchOf(
  claim: Claim,
  crash: Crash,
  outcome: CrashOutcome,
  steps: readonly StepRecord[],
  time: number,
): HistoryBatch {
  const error = crashError(claim, crash);
  const changed = steps.flatMap((step) => {
    const status = nextStatus(step.status, outcome);
    return status === undefined ? [] : [{ ...step, status, ...(status === "failed" ? { error, endedAt: time } : {}) }];
  });
  const events = changed.flatMap((step) => stepEvents(step, error));
  const again = outcome === "queued" || outcome === "released";
  const status = again ? "queued" as const : outcome === "canceled" ? "canceled" as const : "failure" as const;
  const message = again ? `${crash.what}; it waits for another process` : crash.what;
  const ended: RunEventBody = { kind: "run_status", status, message, ...(outcome === "failed" ? { error } : {}) };
  return {
    run: again ? { status } : { status, endedAt: time, error },
    steps: changed,
    events: [...events, ended].map((event) => ({ ...event, time })),
  };
}

/** Undefined for a step that stays as it is. */
function nextStatus(status: StepStatus, outcome: CrashOutcome): StepStatus | undefined {
  const underWay = status === "running" || status === "retrying";
  if (outcome === "queued" || outcome === "released") return underWay ? "pending" : undefined;
  if (underWay && outcome === "failed") return "failed";
  return underWay || status === "pending" ? "canceled" : undefined;
}

function stepEvents({ step, status, startedAt, endedAt }: StepRecord, error: ErrorRecord): RunEventBody[] {
  if (status === "canceled") return [{ kind: "step_canceled", step }];
  if (status !== "failed") return [];
  return [{ kind: "step_failed", step, milliseconds: Math.max(0, (endedAt ?? 0) - (startedAt ?? 0)), error }];
}

function crashError({ run, attempt, entry }: Claim, { what, errors, wanted }: Crash): ErrorRecord {
  const kind = wanted === "canceled" ? "interrupted" : "pipeline";
  const tries = entry.attempts > 1 ? ` (execution ${attempt} of ${entry.attempts})` : "";
  const cause = errors === undefined || errors.trim() === "" ? undefined : new Error(errors.trim());
  const problem = new Problem(kind, `Cannot finish the run: ${what}${tries}`, {
    place: `run ${run}`,
    remedy: "Run it again from its failure: what it had finished is kept.",
    cause,
  });
  return errorRecord(problem, (text) => text);
}
