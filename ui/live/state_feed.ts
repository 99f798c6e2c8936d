import { createHash } from "node:crypto";
import type { Ledger, RunRecord } from "../../pipeline/engine/mod.ts";
import { silence } from "../attended.ts";
import { Poller, type PollerOptions } from "./poller.ts";

/** How many runs of each kind are looked at. */
const most = 100;

/** What changed lately anywhere: one short text that is another one after each change. */
export class StateFeed extends Poller {
  readonly #ledger: Ledger;
  readonly #clock: PollerOptions["clock"];
  #mark = "";

  constructor(ledger: Ledger, options: PollerOptions) {
    super(options);
    this.#ledger = ledger;
    this.#clock = options.clock;
  }

  /** The state as it was seen last; empty before the first look. */
  get mark(): string {
    return this.#mark;
  }

  protected override async look(): Promise<"same" | "new" | "end"> {
    const { coordination: { workers } } = this.#ledger;
    const now = this.#clock.now();
    // Workers are no part of the mark itself: nothing that is computed from the history changes with them.
    const alive = (await workers.list()).filter(({ seenAt }) => now - seenAt < silence).length;
    const mark = `${await stateMark(this.#ledger)}.${alive}`;
    if (mark === this.#mark) return "same";
    this.#mark = mark;
    return "new";
  }
}

/** A digest of runs that are new or live with their progress, the queue, schedules, sensors, backfills and messages. */
export async function stateMark({ history, coordination, outbox }: Ledger): Promise<string> {
  const { queue, automation, backfills } = coordination;
  const live = (await Promise.all(
    (["running", "starting", "queued"] as const).map((status) => history.runs({ status, limit: most })),
  )).flat();
  const executed = live.filter(({ status }) => status !== "queued").slice(0, most);
  const [newest, progress, items, states, filled, messages] = await Promise.all([
    history.runs({ limit: 20 }),
    Promise.all(executed.map(({ id }) => history.lastSequence(id))),
    queue.items({ total: Infinity, jobs: {}, tags: {}, pools: {} }, 0),
    automation.states(),
    backfills.backfills(),
    outbox.list({ limit: 20 }),
  ]);
  const facts = [
    [...newest, ...live].map(runFacts),
    progress,
    items.slice(0, most).map(({ entry: { run }, claim, cancelRequested }) => [run, claim?.worker, cancelRequested?.at]),
    items.length,
    states.map(({ name, running, lastTick, changedAt }) => [name, running, lastTick, changedAt]),
    filled.map(({ id, status }) => [id, status]),
    messages.map(({ id, state, attempts }) => [id, state, attempts]),
  ];
  return createHash("sha256").update(JSON.stringify(facts)).digest("base64url").slice(0, 16);
}

function runFacts({ id, status, startedAt, endedAt }: RunRecord) {
  return [id, status, startedAt, endedAt];
}
