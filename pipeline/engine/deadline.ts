import type { Clock } from "../../infra/clock.ts";

/** How long work may take. */
export interface DeadlineOptions {
  readonly clock: Clock;
  /** Cancels the work from outside. */
  readonly signal: AbortSignal;
  /** Milliseconds until the work is aborted. @default no limit */
  readonly timeout?: number | undefined;
  /** What the work is aborted with when its time is over. */
  readonly timeoutReason: () => Error;
  /** Milliseconds that aborted work may take to end before it is given up. */
  readonly grace: number;
}

/** Work that was aborted, and did not end although it was. Its `cause` is why it was aborted. */
export class AbandonedWork extends Error {
  override readonly name = "AbandonedWork";

  constructor(cause: unknown) {
    super("Cannot wait any longer: the work does not end although it was aborted", { cause });
  }
}

/**
 * Runs work under a signal of its own, which is aborted with the outer one and when the time is over.
 *
 * @returns what the work returns, also when it ends well although it was aborted.
 * @throws {AbandonedWork} when the work does not end within the grace time; the reason of the abortion when it ends with an
 * error after it; else the work's error.
 */
export async function withDeadline<T>(
  work: (signal: AbortSignal) => Promise<T>,
  options: DeadlineOptions,
): Promise<T> {
  const { clock, signal, timeout, timeoutReason, grace } = options;
  const inner = new AbortController();
  const timers = new AbortController();
  const abort = () => inner.abort(signal.reason);
  const after = (milliseconds: number, action: () => void) => {
    clock.sleep(milliseconds, timers.signal).then(action, () => undefined);
  };
  const givenUp = new Promise<never>((_, reject) => {
    inner.signal.addEventListener("abort", () => {
      after(grace, () => reject(new AbandonedWork(inner.signal.reason)));
    }, { once: true });
  });
  if (signal.aborted) abort();
  else signal.addEventListener("abort", abort, { once: true });
  if (timeout !== undefined) after(timeout, () => inner.abort(timeoutReason()));
  try {
    return await Promise.race([work(inner.signal), givenUp]);
  } catch (error) {
    if (error instanceof AbandonedWork || !inner.signal.aborted) throw error;
    throw inner.signal.reason;
  } finally {
    signal.removeEventListener("abort", abort);
    timers.abort();
  }
}
