import type { Clock } from "../../../infra/clock.ts";
import { toError } from "../../../infra/errors.ts";
import type { Logger } from "../../../infra/log.ts";
import { isPassing } from "../../../infra/postgres_errors.ts";

const firstPause = 200;
const longestPause = 5_000;
/** Milliseconds between two lines of the log about the same outage. */
const remindEvery = 60_000;

/** Settings of {@link patiently}. */
export interface PatienceOptions {
  readonly clock: Clock;
  readonly log: Logger;
  /** Milliseconds after which a fault that should have passed is thrown. @default 60_000 */
  readonly patience?: number;
  /** Which faults pass. @default those of a database server that is away */
  readonly passes?: (error: unknown) => boolean;
  /** Stops trying. @default never */
  readonly signal?: AbortSignal | undefined;
}

/** Does something again as long as the fault may pass, such as a database server that is restarted; waits longer each time. */
export async function patiently<T>(action: (tries: number) => Promise<T>, options: PatienceOptions): Promise<T> {
  const { clock, log, patience = 60_000, passes = isPassing, signal } = options;
  const outage = new Outage("The database", { clock, log });
  const started = clock.elapsed();
  for (let tries = 0;; tries++) {
    try {
      const result = await action(tries);
      outage.over();
      return result;
    } catch (error) {
      if (!passes(error) || clock.elapsed() - started >= patience || signal?.aborted === true) throw error;
      await clock.sleep(outage.failed(error), signal).catch(() => undefined);
    }
  }
}

/** A fault that lasts: said once, and from time to time, and when it is over; the waiting between tries grows. */
export class Outage {
  readonly #what: string;
  readonly #clock: Clock;
  readonly #log: Logger;
  #since: number | undefined;
  #saidAt = 0;
  #pause = firstPause;

  /** @param what what cannot be used, as in `The queue` */
  constructor(what: string, { clock, log }: { readonly clock: Clock; readonly log: Logger }) {
    this.#what = what;
    this.#clock = clock;
    this.#log = log;
  }

  /** Something failed; gives the milliseconds to wait before the next try. */
  failed(thrown: unknown): number {
    const now = this.#clock.elapsed();
    if (this.#since === undefined || now - this.#saidAt >= remindEvery) {
      this.#saidAt = now;
      this.#log.error(`${this.#what} cannot be used at the moment`, { error: toError(thrown).message });
    }
    this.#since ??= now;
    const pause = this.#pause;
    this.#pause = Math.min(pause * 2, longestPause);
    return pause;
  }

  /** It works. */
  over(): void {
    if (this.#since === undefined) return;
    const seconds = Math.round((this.#clock.elapsed() - this.#since) / 100) / 10;
    this.#log.info(`${this.#what} can be used again`, { seconds });
    this.#since = undefined;
    this.#pause = firstPause;
  }
}
