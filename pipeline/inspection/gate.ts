/** Lets a number of callers in at once, the others one after the other as they came. */
export interface Gate {
  /** Resolves when there is room; what it gives back leaves again. @throws the signal's reason when aborted before */
  enter(signal: AbortSignal): Promise<Disposable>;
}

/** A gate with room for `places` callers. */
export function openGate(places: number): Gate {
  let free = places;
  const waiting: (() => void)[] = [];
  const leave = () => {
    const next = waiting.shift();
    if (next === undefined) free++;
    else next();
  };
  return {
    async enter(signal) {
      signal.throwIfAborted();
      if (free > 0) free--;
      else await turn(waiting, signal);
      let left = false;
      return {
        [Symbol.dispose]: () => {
          if (!left) leave();
          left = true;
        },
      };
    },
  };
}

function turn(waiting: (() => void)[], signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      waiting.splice(waiting.indexOf(enter), 1);
      reject(signal.reason);
    };
    const enter = () => {
      signal.removeEventListener("abort", onAbort);
      resolve();
    };
    waiting.push(enter);
    signal.addEventListener("abort", onAbort, { once: true });
  });
}
