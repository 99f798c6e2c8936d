import { Refused } from "../../request.ts";

/** Lets every caller do one thing at a time. */
export interface CallerTurns {
  /**
   * Resolves when it is the caller's turn; disposing of what is returned ends it.
   *
   * @throws {Refused} with 429 when too many wait already; the signal's reason when it is aborted before
   */
  enter(caller: string, signal: AbortSignal): Promise<Disposable>;
}

interface Line {
  /** Those that wait, and the one whose turn it is. */
  present: number;
  last: Promise<void>;
}

/** Turns of callers, each of whom may have `waiting` more at once: nobody takes all the room that there is for queries. */
export function callerTurns(waiting: number): CallerTurns {
  const lines = new Map<string, Line>();
  return {
    async enter(caller, signal) {
      const line = lines.get(caller) ?? { present: 0, last: Promise.resolve() };
      if (line.present > waiting) throw tooMany(line.present);
      lines.set(caller, line);
      line.present += 1;
      const { promise: left, resolve } = Promise.withResolvers<void>();
      const before = line.last;
      line.last = before.then(() => left);
      const leave = once(() => {
        line.present -= 1;
        if (line.present === 0) lines.delete(caller);
        resolve();
      });
      try {
        await unlessAborted(before, signal);
      } catch (error) {
        leave();
        throw error;
      }
      return { [Symbol.dispose]: leave };
    },
  };
}

function tooMany(present: number): Refused {
  return new Refused(
    429,
    "Too many queries",
    `Cannot run the query: ${present} of yours run or wait already`,
    "Wait until one has ended, or cancel it.",
  );
}

async function unlessAborted(turn: Promise<void>, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const onAbort = () => aborted.reject(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    await Promise.race([turn, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

function once(call: () => void): () => void {
  let called = false;
  return () => {
    if (!called) call();
    called = true;
  };
}
