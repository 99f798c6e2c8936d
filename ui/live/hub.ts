import type { RunId } from "../../pipeline/engine/mod.ts";
import type { Backend } from "../backend.ts";
import { RunFeed } from "./run_feed.ts";
import { StateFeed } from "./state_feed.ts";

/** Milliseconds between two looks at a run, and at everything. */
const intervals = { run: 300, state: 1_000 } as const;

/** The feeds that are watched now: one for each run, however many watch it, and one for the state of everything. */
export class Hub {
  readonly #backend: Pick<Backend, "ledger" | "clock" | "log">;
  readonly #runs = new Map<RunId, RunFeed>();
  readonly state: StateFeed;

  constructor(backend: Pick<Backend, "ledger" | "clock" | "log">) {
    this.#backend = backend;
    const { ledger, clock, log } = backend;
    this.state = new StateFeed(ledger, { clock, log, interval: intervals.state });
  }

  /** Runs that somebody watches now. */
  get watched(): readonly RunId[] {
    return [...this.#runs].filter(([, feed]) => feed.watchers > 0).map(([run]) => run);
  }

  /** The feed of a run. */
  run(run: RunId): RunFeed {
    for (const [other, feed] of this.#runs) if (feed.watchers === 0) this.#runs.delete(other);
    const { ledger: { history }, clock, log } = this.#backend;
    const feed = this.#runs.get(run) ?? new RunFeed(history, run, { clock, log, interval: intervals.run });
    this.#runs.set(run, feed);
    return feed;
  }
}
