import { join } from "node:path";
import type { Clock } from "../../../infra/clock.ts";
import { removeIfExists } from "../../../infra/fs.ts";
import type { RunId } from "../types.ts";
import { endedStatuses, newest, oldest, type RetentionPolicy } from "./policy.ts";
import {
  type Amount,
  type DoomedRun,
  type DoomedValue,
  type PlainKind,
  plainKinds,
  type PlainLimits,
  type Retention,
} from "./retained.ts";

/** Everything that a sweep counts. */
export const sweptKinds = ["runs", "events", "values", ...plainKinds] as const;

/** One of {@link sweptKinds}. */
export type SweptKind = (typeof sweptKinds)[number];

/** What is, or would be, gone. Bytes of rows are about what they take; those of values are the sizes of files. */
export interface Swept {
  readonly amounts: Readonly<Record<SweptKind, Amount>>;
  readonly runs: readonly DoomedRun[];
  readonly values: readonly DoomedValue[];
}

/** Settings of {@link sweep}. */
export interface SweepOptions {
  readonly clock: Clock;
  /** Folder of all versioned files. */
  readonly root: string;
  /** Only says what would be removed. @default false */
  readonly dryRun?: boolean;
  /** Rows per transaction, so that nobody waits for long. @default 500 */
  readonly rows?: number;
  /** Milliseconds between two transactions. @default 0 */
  readonly pause?: number;
  /** Ends it between two transactions. @default never */
  readonly signal?: AbortSignal;
}

/** Runs that ended a moment ago may still be looked at by sensors and alerts. */
const shortestStay = 3_600_000;

/**
 * Removes what the policy keeps no longer, in many short transactions. It may be broken off anywhere, and several may go on at
 * once. A value is forgotten before its file is removed: a crash leaves a file that {@link findGarbage} lists.
 */
export async function sweep(retention: Retention, policy: RetentionPolicy, options: SweepOptions): Promise<Swept> {
  return await new Sweep(retention, policy, options).run();
}

class Sweep {
  readonly #retention: Retention;
  readonly #policy: RetentionPolicy;
  readonly #options: Required<Omit<SweepOptions, "signal">> & Pick<SweepOptions, "signal">;
  readonly #now: number;

  constructor(retention: Retention, policy: RetentionPolicy, options: SweepOptions) {
    const { dryRun = false, rows = 500, pause = 0 } = options;
    this.#retention = retention;
    this.#policy = policy;
    this.#options = { ...options, dryRun, rows, pause };
    this.#now = options.clock.now();
  }

  async run(): Promise<Swept> {
    const runs = await this.#runs();
    const gone = new Set(runs.map(({ id }) => id));
    const values = await this.#values(gone);
    const events = await this.#events(gone);
    const plain: Partial<Record<PlainKind, Amount>> = {};
    for (const kind of plainKinds) plain[kind] = await this.#plain(kind);
    const amounts = { ...plain as Record<PlainKind, Amount>, runs: total(runs), values: total(values), events };
    return { amounts, runs, values };
  }

  async #runs(): Promise<readonly DoomedRun[]> {
    const { dryRun, rows } = this.#options;
    const endedBefore = this.#now - shortestStay;
    const found: DoomedRun[] = [];
    for (const status of endedStatuses) {
      const limits = this.#policy.runs[status];
      const wanted = { before: oldest(limits, this.#now), most: newest(limits), endedBefore };
      found.push(...await this.#retention.doomedRuns(status, wanted));
    }
    if (dryRun) return found;
    for (const { id } of found) {
      while (await this.#retention.removePart(id, rows)) await this.#breathe();
      await this.#breathe();
    }
    return found;
  }

  async #values(gone: ReadonlySet<RunId>): Promise<readonly DoomedValue[]> {
    const { dryRun, root } = this.#options;
    const found: DoomedValue[] = [];
    for await (const value of this.#retention.doomedValues(gone, { now: this.#now })) {
      if (!dryRun) {
        if (!await this.#retention.removeValue(value.version)) continue;
        await removeIfExists(join(root, value.path));
        await this.#breathe();
      }
      found.push(value);
    }
    return found;
  }

  async #events(gone: ReadonlySet<RunId>): Promise<Amount> {
    const { dryRun, rows } = this.#options;
    const old = await this.#retention.runsWithOldEvents(oldest(this.#policy.events, this.#now));
    const found = old.filter(({ run }) => !gone.has(run));
    for (const { run } of dryRun ? [] : found) {
      while (await this.#retention.removeEvents(run, rows)) await this.#breathe();
      await this.#breathe();
    }
    return {
      count: found.reduce((sum, { count }) => sum + count, 0),
      bytes: found.reduce((sum, { bytes }) => sum + bytes, 0),
    };
  }

  async #plain(kind: PlainKind): Promise<Amount> {
    const { dryRun, rows } = this.#options;
    const settings = this.#policy[kind];
    const most = "most" in settings ? newest(settings) : Number.MAX_SAFE_INTEGER;
    const limits: PlainLimits = { before: oldest(settings, this.#now), most };
    const amount = await this.#retention.countPlain(kind, limits);
    if (dryRun || amount.count === 0) return amount;
    while (await this.#retention.removePlain(kind, limits, rows) === rows) await this.#breathe();
    return amount;
  }

  /** Lets others have the database. */
  async #breathe(): Promise<void> {
    const { clock, pause, signal } = this.#options;
    signal?.throwIfAborted();
    if (pause > 0) await clock.sleep(pause, signal);
  }
}

function total(things: readonly { readonly bytes: number }[]): Amount {
  return { count: things.length, bytes: things.reduce((sum, { bytes }) => sum + bytes, 0) };
}
