import type { Clock } from "../../infra/clock.ts";
import type { Logger } from "../../infra/log.ts";
import { Bell } from "./bell.ts";

/** What a {@link Poller} needs. */
export interface PollerOptions {
  readonly clock: Clock;
  readonly log: Logger;
  /** Milliseconds between two looks. */
  readonly interval: number;
}

/**
 * Looks at something again and again as long as somebody watches, however many watch. A look that fails is logged once
 * and tried again: watchers wait meanwhile, and miss nothing.
 */
export abstract class Poller {
  readonly #options: PollerOptions;
  readonly #bell = new Bell();
  #watchers = 0;
  #running: AbortController | undefined;
  #failing = false;

  constructor(options: PollerOptions) {
    this.#options = options;
  }

  /** How many watch now. */
  get watchers(): number {
    return this.#watchers;
  }

  /** Begins to watch; disposing of what is returned ends it. */
  watch(): Disposable {
    this.#watchers += 1;
    if (this.#watchers === 1) this.#start();
    let watching = true;
    return {
      [Symbol.dispose]: () => {
        if (!watching) return;
        watching = false;
        this.#watchers -= 1;
        if (this.#watchers === 0) this.#running?.abort();
      },
    };
  }

  /** Resolves after the next look that found something new, or when `signal` is aborted. */
  changed(signal: AbortSignal): Promise<void> {
    return this.#bell.wait(signal);
  }

  /** Looks once. @returns `same`, `new` when watchers are to be told, or `end` when there is nothing more to look for */
  protected abstract look(): Promise<"same" | "new" | "end">;

  #start(): void {
    const controller = new AbortController();
    this.#running = controller;
    void this.#run(controller.signal);
  }

  async #run(signal: AbortSignal): Promise<void> {
    const { clock, interval } = this.#options;
    while (!signal.aborted) {
      const found = await this.#tryLook();
      if (found !== "same") this.#bell.ring();
      if (found === "end") return;
      await clock.sleep(interval, signal).catch(() => undefined);
    }
  }

  async #tryLook(): Promise<"same" | "new" | "end"> {
    try {
      const found = await this.look();
      this.#failing = false;
      return found;
    } catch (error) {
      if (!this.#failing) this.#options.log.warning("Cannot look for changes, trying again", { error });
      this.#failing = true;
      return "same";
    }
  }
}
