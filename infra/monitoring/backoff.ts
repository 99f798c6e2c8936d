import type { RandomSource } from "../random.ts";

/** Settings of {@link backoff}. */
export interface BackoffOptions {
  /** Milliseconds after the first failure. @default 1000 */
  readonly first?: number;
  /** Most milliseconds. @default 900000 (15 minutes) */
  readonly longest?: number;
}

/**
 * Milliseconds to wait after the `attempt`-th failure (from 1): doubled each time, then a random share of 50 to 100 % of it, so
 * that many programs which failed together do not come back together.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { backoff } from "./backoff.ts";
 *
 * const least = { bytes: (count: number) => new Uint8Array(count) };
 * assert.deepEqual([1, 2, 3].map((attempt) => backoff(attempt, least)), [500, 1000, 2000]);
 * ```
 */
export function backoff(attempt: number, random: RandomSource, options: BackoffOptions = {}): number {
  const { first = 1_000, longest = 900_000 } = options;
  const [high = 0, low = 0] = random.bytes(2);
  const share = 0.5 + (high * 256 + low) / 65_535 / 2;
  return Math.round(Math.min(longest, first * 2 ** (attempt - 1)) * share);
}
