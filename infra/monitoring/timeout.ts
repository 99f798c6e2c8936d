import type { Clock } from "../clock.ts";
import { DeliveryError } from "./alert.ts";

/** Runs `work` with a signal that is aborted after `timeout` milliseconds, and waits no longer than that for it. */
export async function withTimeout<T>(
  { timeout, clock, signal }: {
    readonly timeout: number;
    readonly clock: Clock;
    readonly signal?: AbortSignal | undefined;
  },
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  const [late, ended] = [new AbortController(), new AbortController()];
  clock.sleep(timeout, ended.signal).then(
    () => late.abort(new DeliveryError(`it did not answer within ${timeout / 1_000} s`)),
    () => undefined,
  );
  const either = signal === undefined ? late.signal : AbortSignal.any([late.signal, signal]);
  const { promise: cut, reject } = Promise.withResolvers<never>();
  const onCut = () => reject(either.reason);
  either.addEventListener("abort", onCut, { once: true });
  try {
    const working = work(either);
    working.catch(() => undefined);
    return await Promise.race([working, cut]);
  } finally {
    either.removeEventListener("abort", onCut);
    ended.abort();
  }
}
