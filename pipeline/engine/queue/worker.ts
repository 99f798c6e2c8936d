import { type Clock, systemClock } from "../../../infra/clock.ts";
import { toError } from "../../../infra/errors.ts";
import { type Logger, silentLogger } from "../../../infra/log.ts";
import type { ProcessGroup } from "../../../infra/processes/mod.ts";
import type { Claim, QueueItem, QueueLimits } from "../coordination.ts";
import type { RunRecord } from "../history.ts";
import type { Ledger } from "../history/ledger.ts";
import { isFinal, type RunId } from "../types.ts";
import { DeadClaims } from "./dead_claims.ts";
import { ExecutedRun } from "./executed_run.ts";
import { Outage } from "./patience.ts";
import { type Crash, recordCrash } from "./record_crash.ts";

/** Starts the process that executes a claimed run, with `claimedRun` and `executeRun`. */
export type Launch = (claim: Claim, run: RunRecord) => ProcessGroup;

/** Settings of {@link runWorker}; times in milliseconds. */
export interface WorkerOptions {
  readonly launch: Launch;
  /** Of all workers together; a function is asked every time. */
  readonly limits: QueueLimits | (() => QueueLimits);
  /** Unlike that of any other worker, ever. */
  readonly name: string;
  /** What kind of process it is, for people. @default not told */
  readonly role?: string;
  /** No run is started after it is aborted; those under way get the grace time, and are then given back to the queue. */
  readonly signal: AbortSignal;
  /** Runs of this worker at once. @default as many as the limits allow */
  readonly slots?: number;
  /** How long a claim holds without being renewed, which happens three times as often. @default 3_000 */
  readonly lease?: number;
  /** Between two looks at the queue. @default 500 */
  readonly poll?: number;
  /** What processes get to end by themselves before they are killed; a function is asked every time. @default 10_000 */
  readonly grace?: number | (() => number);
  /** @default the machine's clock */
  readonly clock?: Clock;
  /** @default none */
  readonly log?: Logger;
}

/** Longest that any claim lives without being renewed, milliseconds. */
const longestClaim = 120_000;

/** Between two signs of life for people, milliseconds. */
const showEvery = 5_000;

/** Between two looks at a queue that cannot be used, milliseconds. */
const longestPause = 5_000;

/** Claims that ended before anything was executed, after which the next one counts as an execution that crashed. */
const mostUnstarted = 10;

/**
 * Executes queued runs, each in a process of its own, until `signal` is aborted; finds runs whose process or worker died, and
 * lets them fail or run again by the policy of their entries. Any number of workers may share a ledger: each run is executed by
 * one of them, and what a process records after it lost its claim is refused.
 */
export async function runWorker(ledger: Ledger, options: WorkerOptions): Promise<void> {
  await new Worker(ledger, options).work();
}

interface WorkerSettings extends Required<Omit<WorkerOptions, "limits" | "grace" | "role">> {
  readonly role?: string;
  readonly limits: () => QueueLimits;
  readonly grace: () => number;
}

function asked<T extends QueueLimits | number>(value: T | (() => T)): () => T {
  return typeof value === "function" ? value : () => value;
}

class Worker {
  readonly #ledger: Ledger;
  readonly #options: WorkerSettings;
  readonly #runs = new Map<RunId, ExecutedRun>();
  readonly #dead: DeadClaims;
  #wake = Promise.withResolvers<void>();
  readonly #startedAt: number;
  #seenAt = -Infinity;

  constructor(ledger: Ledger, options: WorkerOptions) {
    const { slots = Infinity, lease = 3_000, poll = 500, clock = systemClock, log = silentLogger } = options;
    const [limits, grace] = [asked(options.limits), asked(options.grace ?? 10_000)];
    this.#ledger = ledger;
    this.#startedAt = clock.now();
    this.#options = { ...options, slots, lease, poll, clock, log, limits, grace };
    // A living owner renews within a third of its lease.
    this.#dead = new DeadClaims({ confirmed: lease / 3 + 200, longest: longestClaim });
  }

  async work(): Promise<void> {
    const { signal, lease, poll, clock } = this.#options;
    const ended = new AbortController();
    const [beats, looks] = [{ every: lease / 3, longest: lease / 3 }, { every: poll, longest: longestPause }];
    const beating = this.#repeat(beats, () => this.#beat(), (pause) => clock.sleep(pause, ended.signal), ended.signal);
    const pause = (time: number) => Promise.race([clock.sleep(time, signal), this.#wake.promise]);
    await this.#repeat(looks, () => this.#look(), pause, signal);
    await this.#ledger.coordination.workers.gone(this.#options.name).catch(() => undefined);
    await this.#drain();
    ended.abort();
    await beating;
  }

  /** Does something again and again until `signal` is aborted; what goes wrong is waited for. */
  async #repeat(
    { every, longest }: { readonly every: number; readonly longest: number },
    action: () => Promise<void>,
    sleep: (milliseconds: number) => Promise<void>,
    signal: AbortSignal,
  ): Promise<void> {
    const outage = new Outage("The queue", this.#options);
    while (!signal.aborted) {
      let pause = every;
      try {
        await action();
        outage.over();
      } catch (error) {
        this.#dead.forget();
        pause = Math.min(Math.max(every, outage.failed(error)), longest);
      }
      await sleep(pause).catch(() => undefined);
    }
  }

  async #beat(): Promise<void> {
    const { clock, lease } = this.#options;
    await Promise.all([...this.#runs.values()].map((run) => run.beat(clock.now() + lease)));
    await this.#show();
  }

  /** Lets people see that there is a worker. */
  async #show(): Promise<void> {
    const { clock, name, role, slots, signal } = this.#options;
    if (signal.aborted || clock.elapsed() - this.#seenAt < showEvery) return;
    this.#seenAt = clock.elapsed();
    const known = { ...(role === undefined ? {} : { role }), ...(Number.isFinite(slots) ? { slots } : {}) };
    await this.#ledger.coordination.workers.seen({ name, startedAt: this.#startedAt, seenAt: clock.now(), ...known });
  }

  async #look(): Promise<void> {
    this.#wake = Promise.withResolvers();
    await this.#recover();
    const { signal, slots, name, limits, clock, lease } = this.#options;
    while (!signal.aborted && this.#runs.size < slots) {
      const now = clock.now();
      const claim = await this.#ledger.coordination.queue.claim(name, { now, until: now + lease }, limits());
      if (claim === undefined) return;
      await this.#start(claim);
    }
  }

  async #start(claim: Claim): Promise<void> {
    const { launch, clock, log, grace, name } = this.#options;
    const ledger = this.#ledger;
    const { run, fence } = claim;
    try {
      const record = await ledger.history.run(run);
      if (record === undefined || isFinal(record.status)) return await ledger.coordination.queue.finish(claim);
      const process = launch(claim, record);
      const executed = new ExecutedRun({ ledger, claim, process, clock, log, grace });
      this.#runs.set(run, executed);
      executed.done.then(() => {
        this.#runs.delete(run);
        this.#wake.resolve();
      });
      log.info("Run started", { run, job: record.job, attempt: claim.attempt, process: process.id });
      const message = `Started as process ${process.id} by worker ${name}`;
      const fields = { worker: name, group: process.id, attempt: claim.attempt };
      const events = [{ kind: "log", level: "info", message, fields, time: clock.now() }] as const;
      await ledger.history.write(run, { run: { status: "starting" }, fence, events });
    } catch (error) {
      if (this.#runs.has(run)) return log.warning("A run's start could not be recorded", { run });
      const what = `its process could not be started: ${toError(error).message}`;
      log.error("A run's process could not be started", { run, error: toError(error).message });
      await recordCrash(ledger, claim, { what }, clock);
    }
  }

  /** Takes over what workers that are gone have left. */
  async #recover(): Promise<void> {
    const { clock, name, lease, log } = this.#options;
    const { history, coordination: { queue } } = this.#ledger;
    const others = (await queue.expired(Number.MAX_SAFE_INTEGER)).filter(({ run }) => !this.#runs.has(run));
    for (const dead of this.#dead.among(others, clock.now(), clock.elapsed())) {
      const claim = await queue.takeOver(dead, name, clock.now() + lease);
      if (claim === undefined) continue;
      const record = await history.run(claim.run);
      if (record === undefined || isFinal(record.status)) {
        await queue.finish(claim);
        continue;
      }
      const cancel = (await queue.item(claim.run))?.cancelRequested;
      const outcome = await recordCrash(this.#ledger, claim, leftRun(claim, record, dead.worker, cancel), clock);
      log.warning("A run was left by its worker", { run: claim.run, worker: dead.worker, outcome });
    }
  }

  /** Lets runs end within the grace time, then gives back those that did not. */
  async #drain(): Promise<void> {
    const { clock } = this.#options;
    const [waits, ends] = graceParts(this.#options.grace());
    const all = () => Promise.all([...this.#runs.values()].map(({ done }) => done));
    const early = new AbortController();
    await Promise.race([all(), clock.sleep(waits, early.signal).catch(() => undefined)]);
    early.abort();
    await Promise.all([...this.#runs.values()].map((run) => run.release(ends)));
    await all();
  }
}

/** What became of a run whose worker is gone. */
function leftRun(claim: Claim, { status }: RunRecord, worker: string, cancel: QueueItem["cancelRequested"]): Crash {
  if (cancel !== undefined) return { what: `canceled by ${cancel.by}: ${cancel.reason}`, wanted: "canceled" };
  const what = `its worker ${worker} is gone`;
  // As long as it waits nothing of it was executed, so none of its executions is used up.
  const unstarted = status === "queued" && claim.fence - claim.attempt < mostUnstarted;
  return unstarted ? { what: `${what}, which had not started it`, wanted: "released" } : { what };
}

/** Of the grace time of a worker that stops: what runs get to end by themselves, and then their processes, until KILL. */
function graceParts(grace: number): readonly [waits: number, ends: number] {
  const ends = Math.min(1_000, grace / 5);
  return [grace - ends, ends];
}
