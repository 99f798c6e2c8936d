import type { Clock } from "./clock.ts";

/** Where unpredictable bytes come from. */
export interface RandomSource {
  /** `count` fresh random bytes. */
  bytes(count: number): Uint8Array;
}

/** The machine's generator, fit for identifiers and secrets. */
export const systemRandom: RandomSource = {
  bytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
};

const digits = "0123456789abcdefghjkmnpqrstvwxyz";
const timeLength = 9;
const randomLength = 7;

/**
 * A run's name: 16 lower-case letters and digits without i, l, o and u. The first 9 tell the time in milliseconds (until
 * the year 3084), so that names sort by time; the last 7 are 35 random bits, for runs of one millisecond.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { manualClock } from "./clock.ts";
 * import { runId } from "./random.ts";
 *
 * const zeros = { bytes: (count: number) => new Uint8Array(count) };
 * assert.equal(runId(manualClock(33), zeros), "0000000110000000");
 * ```
 */
export function runId(clock: Pick<Clock, "now">, random: RandomSource = systemRandom): string {
  let time = Math.trunc(clock.now());
  let text = "";
  for (let i = 0; i < timeLength; i++) {
    text = digits[time % 32]! + text;
    time = Math.floor(time / 32);
  }
  for (const byte of random.bytes(randomLength)) text += digits[byte % 32];
  return text;
}

/** Whether a text has the form of a {@link runId}. */
export function isRunId(text: string): boolean {
  return /^[0-9a-hjkmnp-tv-z]{16}$/.test(text);
}
