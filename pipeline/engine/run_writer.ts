import { toError } from "../../infra/errors.ts";
import type { Logger } from "../../infra/log.ts";
import type { RunListener } from "./events.ts";
import type { History, HistoryBatch } from "./history.ts";
import type { RunId } from "./types.ts";

/** What a {@link RunWriter} needs. */
export interface RunWriterOptions {
  readonly history: History;
  readonly run: RunId;
  readonly log: Logger;
  readonly onEvent: RunListener | undefined;
  /** Goes with every batch; see {@link HistoryBatch.fence}. */
  readonly fence?: number | undefined;
  /** Called once, when the history refuses a write: the run cannot go on. */
  readonly onBroken: (error: Error) => void;
}

interface Waiter {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/**
 * Writes what happens in a run, in order. While one write is under way further batches are put together, so that many steps
 * that end at once cost one transaction; a batch is never split.
 */
export class RunWriter {
  readonly #options: RunWriterOptions;
  #pending: HistoryBatch[] = [];
  #waiters: Waiter[] = [];
  #writing = false;
  #broken: Error | undefined;

  constructor(options: RunWriterOptions) {
    this.#options = options;
  }

  /** Writes soon, without waiting. */
  note(batch: HistoryBatch): void {
    this.commit(batch).catch(() => undefined);
  }

  /** Resolves when the batch is in the history; rejects when the history refused it or something before it. */
  commit(batch: HistoryBatch): Promise<void> {
    if (this.#broken !== undefined) return Promise.reject(this.#broken);
    this.#pending.push(batch);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#waiters.push({ resolve, reject });
    if (!this.#writing) this.#writeAll();
    return promise;
  }

  async #writeAll(): Promise<void> {
    const { history, run, fence } = this.#options;
    this.#writing = true;
    await Promise.resolve();
    while (this.#pending.length > 0) {
      const [batches, waiters] = [this.#pending, this.#waiters];
      this.#pending = [];
      this.#waiters = [];
      try {
        const events = await history.write(run, {
          ...mergeBatches(batches),
          ...(fence === undefined ? {} : { fence }),
        });
        for (const { resolve } of waiters) resolve();
        for (const event of events) this.#tell(event);
      } catch (error) {
        this.#break(toError(error), [...waiters, ...this.#waiters]);
      }
    }
    this.#writing = false;
  }

  #tell(event: Parameters<RunListener>[0]): void {
    try {
      this.#options.onEvent?.(event);
    } catch (error) {
      this.#options.log.warning("A listener failed", { event: event.kind, error: toError(error).message });
    }
  }

  #break(error: Error, waiters: readonly Waiter[]): void {
    this.#broken = error;
    this.#pending = [];
    this.#waiters = [];
    for (const { reject } of waiters) reject(error);
    this.#options.onBroken(error);
  }
}

/** Several batches as one; what a later one says about the run, a step or partitions holds. */
export function mergeBatches(batches: readonly HistoryBatch[]): HistoryBatch {
  const [first] = batches;
  if (batches.length === 1 && first !== undefined) return first;
  const steps = new Map(batches.flatMap((batch) => batch.steps ?? []).map((step) => [step.step, step]));
  return {
    run: Object.assign({}, ...batches.map((batch) => batch.run)),
    steps: [...steps.values()],
    events: batches.flatMap((batch) => batch.events ?? []),
    materializations: batches.flatMap((batch) => batch.materializations ?? []),
    origins: batches.flatMap((batch) => batch.origins ?? []),
    settings: Object.assign({}, ...batches.map((batch) => batch.settings)),
    checks: batches.flatMap((batch) => batch.checks ?? []),
    partitions: Object.assign({}, ...batches.map((batch) => batch.partitions)),
  };
}
