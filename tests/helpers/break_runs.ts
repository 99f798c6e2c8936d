import assert from "node:assert/strict";
import process from "node:process";
import { systemClock } from "../../infra/clock.ts";
import { systemRandom } from "../../infra/random.ts";
import { isFinal, type Ledger, newQueuedRun, openSqliteLedger, type QueueItem } from "../../pipeline/engine/mod.ts";
import { limits, queueProject, startWorker } from "../../pipeline/engine/testing/queue_process.ts";

/** What was broken, and what came of it. */
export interface BreakFigures {
  readonly seed: number;
  /** Processes that were killed, by what they were and the state that their runs were in. */
  readonly killed: Readonly<Record<string, number>>;
  readonly runs: number;
  /** Milliseconds from killing a run's process to its being recorded: median and longest. */
  readonly runFound: readonly [number, number];
  /** Milliseconds from killing a worker to the record of each run that it left: median and longest. */
  readonly workerFound: readonly [number, number];
  readonly seconds: number;
}

/** Settings of {@link breakRuns}. */
export interface BreakOptions {
  readonly seed: number;
  /** Kills, with SIGKILL. */
  readonly points: number;
  readonly workers: number;
  /** Milliseconds. @default 3_000, as configured */
  readonly lease?: number;
}

const everything = Number.MAX_SAFE_INTEGER;

/**
 * Lets workers execute runs and kills workers and runs' processes at seeded moments; then every run must have succeeded, with
 * gap-free events, and nothing may be left: no claim, no process.
 */
export async function breakRuns({ seed, points, workers, lease = 3_000 }: BreakOptions): Promise<BreakFigures> {
  const folder = await Deno.makeTempDir({ prefix: "soak-" });
  const ledger = await openSqliteLedger(`${folder}/history.sqlite`);
  try {
    return await new Breaker(folder, ledger, seed, lease).run(points, workers);
  } finally {
    await ledger.history.close();
    await Deno.remove(folder, { recursive: true });
  }
}

class Breaker {
  readonly #folder: string;
  readonly #ledger: Ledger;
  readonly #seed: number;
  readonly #lease: number;
  readonly #random: () => number;
  readonly #workers = new Map<string, Deno.ChildProcess>();
  readonly #killed: Record<string, number> = {};
  readonly #runKills: { readonly run: string; readonly at: number }[] = [];
  readonly #workerKills: { readonly run: string; readonly at: number }[] = [];
  #started = 0;

  constructor(folder: string, ledger: Ledger, seed: number, lease: number) {
    this.#lease = lease;
    this.#folder = folder;
    this.#ledger = ledger;
    this.#seed = seed;
    this.#random = seeded(seed);
  }

  async run(points: number, workers: number): Promise<BreakFigures> {
    const began = systemClock.elapsed();
    for (let n = 0; n < workers; n++) this.#startWorker();
    for (let done = 0; done < points;) {
      await this.#feed();
      await systemClock.sleep(50 + this.#random() * 650);
      if (await this.#kill()) done++;
    }
    await this.#until(
      "the end of all runs",
      async () => (await this.#ledger.coordination.queue.items(limits, 0)).length === 0,
    );
    for (const worker of this.#workers.values()) worker.kill("SIGTERM");
    await Promise.all([...this.#workers.values()].map(({ status }) => status));
    const runs = await this.#assertRight();
    const [runFound, workerFound] = [await this.#found(this.#runKills), await this.#found(this.#workerKills)];
    const seconds = Math.round((systemClock.elapsed() - began) / 1000);
    return { seed: this.#seed, killed: this.#killed, runs, runFound, workerFound, seconds };
  }

  #startWorker(): void {
    const name = `w${++this.#started}`;
    this.#workers.set(name, startWorker(this.#folder, name, this.#lease));
  }

  /** Keeps a few runs waiting. */
  async #feed(): Promise<void> {
    const { queue } = this.#ledger.coordination;
    const waiting = (await queue.items(limits, 0)).length;
    const entry = { onCrash: "resume", attempts: 1_000 } as const;
    const project = queueProject(this.#folder);
    const request = { job: "chain", environment: "test" };
    const made = { clock: systemClock, random: systemRandom, entry };
    const missing = Array.from({ length: Math.max(0, 6 - waiting) }, () => newQueuedRun(project, request, made));
    if (missing.length > 0) await queue.enqueue(missing);
  }

  async #kill(): Promise<boolean> {
    const { history, coordination: { queue } } = this.#ledger;
    const claims = (await queue.items(limits, 0)).flatMap(({ claim }: QueueItem) => claim ?? []);
    if (this.#random() < 0.3) {
      const names = [...this.#workers.keys()];
      const name = names[Math.floor(this.#random() * names.length)]!;
      const left = claims.filter(({ worker }) => worker === name);
      const worker = this.#workers.get(name)!;
      this.#workers.delete(name);
      worker.kill("SIGKILL");
      const at = systemClock.now();
      await worker.status;
      this.#count(`worker with ${left.length} runs`);
      for (const { run } of left) this.#workerKills.push({ run, at });
      this.#startWorker();
      return true;
    }
    const claim = claims[Math.floor(this.#random() * claims.length)];
    const group = claim === undefined ? undefined : (await this.#groups(claim.run)).at(-1);
    if (claim === undefined || group === undefined || isGone(group)) return false;
    const status = (await history.run(claim.run))!.status;
    const steps = (await history.steps(claim.run)).filter((step) => step.version !== undefined).length;
    if (isFinal(status)) return false;
    process.kill(group, "SIGKILL");
    this.#runKills.push({ run: claim.run, at: systemClock.now() });
    this.#count(`run ${status}, ${steps} of 8 steps`);
    return true;
  }

  #count(what: string): void {
    this.#killed[what] = (this.#killed[what] ?? 0) + 1;
  }

  async #groups(run: string): Promise<number[]> {
    const events = await this.#ledger.history.events(run, { limit: everything });
    return events.flatMap((event) => event.kind === "log" ? event.fields["group"] ?? [] : []) as number[];
  }

  async #assertRight(): Promise<number> {
    const { history, coordination: { queue } } = this.#ledger;
    assert.deepEqual(await queue.expired(everything), [], "claims were left");
    const runs = await history.runs({ limit: everything });
    for (const { id, status } of runs) {
      assert.equal(status, "success", id);
      const events = await history.events(id, { limit: everything });
      assert.deepEqual(events.map(({ sequence }) => sequence), events.map((_, index) => index + 1), id);
      const ends = events.filter((event) => event.kind === "run_status" && isFinal(event.status));
      assert.equal(ends.length, 1, `${id} ended ${ends.length} times`);
      const made = (await history.materializations(id)).map(({ step }) => step);
      assert.equal(new Set(made).size, 8, id);
      assert.equal(made.length, 8, `${id} made a value twice: ${made}`);
      for (const group of await this.#groups(id)) await this.#until(`the end of group ${group}`, () => isGone(group));
    }
    return runs.length;
  }

  /** Times until a kill was recorded; one that came too late to matter, or that another followed, has none. */
  async #found(kills: readonly { readonly run: string; readonly at: number }[]): Promise<[number, number]> {
    const times: number[] = [];
    for (const { run, at } of kills) {
      const events = await this.#ledger.history.events(run, { limit: everything });
      const next = events.find((event) => event.kind === "run_status" && event.time >= at && event.status === "queued");
      if (next !== undefined) times.push(next.time - at);
    }
    times.sort((a, b) => a - b);
    return [times[times.length >> 1] ?? 0, times.at(-1) ?? 0];
  }

  async #until(what: string, condition: () => Promise<boolean> | boolean): Promise<void> {
    for (const start = systemClock.elapsed(); !await condition(); await systemClock.sleep(100)) {
      if (systemClock.elapsed() - start > 120_000) throw new Error(`Cannot wait any longer for ${what}`);
    }
  }
}

function isGone(group: number): boolean {
  try {
    process.kill(-group, 0);
    return false;
  } catch {
    return true;
  }
}

/** Mulberry32: numbers from 0 to 1 that a seed repeats. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
