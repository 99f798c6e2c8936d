import { type History, isFinal, type RunEvent, type RunId } from "../../pipeline/engine/mod.ts";
import { Poller, type PollerOptions } from "./poller.ts";

/** Newest events that are kept for all watchers together. */
const kept = 2_000;
/** Events that are read or handed out at once. */
const batch = 500;

/** The events of one run as they are recorded, for any number of watchers. */
export class RunFeed extends Poller {
  readonly #history: History;
  readonly #run: RunId;
  #recent: RunEvent[] = [];
  #last = 0;
  #ended = false;

  constructor(history: History, run: RunId, options: PollerOptions) {
    super(options);
    this.#history = history;
    this.#run = run;
  }

  /** Sequence of the newest event that was seen. */
  get last(): number {
    return this.#last;
  }

  /** Whether the run has ended and all its events were seen. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Events above a sequence, oldest first, some hundred at most; none when nobody has seen such ones yet. */
  async after(sequence: number): Promise<readonly RunEvent[]> {
    if (sequence >= this.#last) return [];
    const first = this.#recent[0]?.sequence;
    if (first === undefined || sequence + 1 < first) {
      return await this.#history.events(this.#run, { after: sequence, limit: batch });
    }
    return this.#recent.slice(sequence + 1 - first, sequence + 1 - first + batch);
  }

  protected override async look(): Promise<"same" | "new" | "end"> {
    // The state comes first: when it is final, all events are there.
    const run = await this.#history.run(this.#run);
    const last = await this.#history.lastSequence(this.#run);
    const grown = last > this.#last;
    if (grown) await this.#readUntil(last);
    if (run === undefined || isFinal(run.status)) {
      this.#ended = true;
      return "end";
    }
    return grown ? "new" : "same";
  }

  async #readUntil(last: number): Promise<void> {
    const from = Math.max(this.#last, last - kept);
    const found: RunEvent[] = from > this.#last ? [] : this.#recent;
    for (let at = from; at < last;) {
      const events = await this.#history.events(this.#run, { after: at, limit: batch });
      if (events.length === 0) break;
      found.push(...events);
      at = events.at(-1)!.sequence;
    }
    this.#recent = found.slice(-kept);
    this.#last = Math.max(this.#last, found.at(-1)?.sequence ?? 0);
  }
}
