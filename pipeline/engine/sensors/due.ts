import type { Tick } from "../coordination.ts";

const longestBackoff = 3_600_000;

/** Newest ticks that are looked at to tell how often in a row a sensor has failed. */
export const rememberedFailures = 10;

/** Milliseconds to wait between two evaluations: twice as long for each failure in a row, up to an hour. */
export function sensorPause(minimumInterval: number, newestFirst: readonly Pick<Tick, "outcome">[]): number {
  const ended = newestFirst.findIndex(({ outcome }) => outcome !== "failed");
  const failures = ended === -1 ? newestFirst.length : ended;
  return Math.max(minimumInterval, Math.min(longestBackoff, minimumInterval * 2 ** failures));
}

/** Whether a sensor is due. A tick in the future was left by a clock that ran ahead: it does not hold anything up. */
export function isSensorDue(
  pause: number,
  { now, lastTick, sinceEvaluation = Infinity }: {
    readonly now: number;
    readonly lastTick: number | undefined;
    /** Milliseconds since this process evaluated it. @default never */
    readonly sinceEvaluation?: number | undefined;
  },
): boolean {
  if (sinceEvaluation < pause) return false;
  return lastTick === undefined || now < lastTick || now - lastTick >= pause;
}
