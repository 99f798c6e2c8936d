/** The only source of time: wall clock, monotonic clock and waiting. */
export interface Clock {
  /** Milliseconds since 1970-01-01 UTC. */
  now(): number;
  /** Milliseconds on a clock that never jumps; only differences mean something. */
  elapsed(): number;
  /** Resolves after `milliseconds`; rejects with `signal.reason` when aborted before. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** Calls `action` every `milliseconds` until disposed; a process that has nothing else to do ends all the same. */
  every(milliseconds: number, action: () => void): Disposable;
}

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  sleep: (milliseconds, signal) =>
    new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const onAbort = () => {
        clearTimeout(timer);
        reject(signal?.reason);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener("abort", onAbort);
        resolve();
      }, milliseconds);
      signal?.addEventListener("abort", onAbort, { once: true });
    }),
  every(milliseconds, action) {
    const timer = setInterval(action, milliseconds);
    Deno.unrefTimer(timer);
    return { [Symbol.dispose]: () => clearInterval(timer) };
  },
};

/** A clock that stands still until {@link ManualClock.advance} moves it; for tests. */
export interface ManualClock extends Clock {
  /** Moves time forward and wakes what sleeps until then, in order of waking time. */
  advance(milliseconds: number): Promise<void>;
  /** How many sleepers wait; what happens regularly is not counted. */
  readonly sleepers: number;
}

interface Sleeper {
  readonly wakeAt: number;
  readonly wake: () => void;
}

/**
 * Makes a clock for tests that starts at `start` (milliseconds since 1970) and moves only by hand.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { manualClock } from "./clock.ts";
 *
 * const clock = manualClock(1_000);
 * const woken = clock.sleep(50);
 * await clock.advance(50);
 * await woken;
 * assert.equal(clock.now(), 1_050);
 * ```
 */
export function manualClock(start = 0): ManualClock {
  let time = start;
  let sleepers: Sleeper[] = [];
  const repeaters = new Map<symbol, Sleeper>();
  const repeat = (key: symbol, milliseconds: number, action: () => void): void => {
    const wake = () => {
      repeat(key, milliseconds, action);
      action();
    };
    repeaters.set(key, { wakeAt: time + milliseconds, wake });
  };
  return {
    now: () => time,
    elapsed: () => time,
    get sleepers() {
      return sleepers.length;
    },
    sleep(milliseconds, signal) {
      return new Promise((resolve, reject) => {
        signal?.throwIfAborted();
        const sleeper: Sleeper = { wakeAt: time + milliseconds, wake: resolve };
        sleepers.push(sleeper);
        signal?.addEventListener("abort", () => {
          sleepers = sleepers.filter((other) => other !== sleeper);
          reject(signal.reason);
        }, { once: true });
      });
    },
    every(milliseconds, action) {
      const key = Symbol();
      repeat(key, milliseconds, action);
      return { [Symbol.dispose]: () => void repeaters.delete(key) };
    },
    async advance(milliseconds) {
      const end = time + milliseconds;
      for (;;) {
        const due = [...sleepers, ...repeaters.values()].filter(({ wakeAt }) => wakeAt <= end);
        const next = due.sort((a, b) => a.wakeAt - b.wakeAt)[0];
        if (next === undefined) break;
        sleepers = sleepers.filter((other) => other !== next);
        time = Math.max(time, next.wakeAt);
        next.wake();
        await new Promise((resolve) => setTimeout(resolve, 0));
      }
      time = end;
    },
  };
}
