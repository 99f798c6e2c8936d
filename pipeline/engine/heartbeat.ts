import type { RunRecord } from "./history.ts";

/** Milliseconds between two signs of life of a run that is executed. */
export const heartbeatInterval = 2_000;

/**
 * Milliseconds after which a run without a sign of life counts as silent: its process ended without saying so, or cannot do
 * anything. More than a few intervals, because a step that computes in JavaScript lets nothing else happen.
 */
export const longestSilence = 20_000;

/** What of a run tells whether it lives. */
export type RunLife = Pick<RunRecord, "status" | "createdAt" | "startedAt" | "heartbeatAt">;

/** When a run gave its last sign of life, in milliseconds since 1970; undefined when none is due: queued or ended. */
export function lastSignOfLife(run: RunLife): number | undefined {
  if (run.status !== "starting" && run.status !== "running") return undefined;
  return Math.max(run.heartbeatAt ?? 0, run.startedAt ?? 0, run.createdAt);
}

/** Whether a run that should be executed has given no sign of life for longer than {@link longestSilence}. */
export function isSilent(run: RunLife, now: number): boolean {
  const last = lastSignOfLife(run);
  return last !== undefined && now - last > longestSilence;
}
