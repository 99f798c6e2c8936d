import assert from "node:assert/strict";
import process from "node:process";
import { systemClock } from "../../infra/clock.ts";
import { silentLogger } from "../../infra/log.ts";
import { systemRandom } from "../../infra/random.ts";
import { type Claim, isFinal, type Ledger, newQueuedRun, patiently } from "../../pipeline/engine/mod.ts";
import { limits, openFolder, queueProject, startWorker } from "../../pipeline/engine/testing/queue_process.ts";
import { assertAlerts, assertRuns, assertTicks, found, groupsOf, isGone, judgeFirst, until } from "./broken_runs.ts";
import type { PostgresServer } from "./postgres.ts";
import { seeded } from "./seeded.ts";

/** What was broken, and what came of it. */
export interface BreakFigures {
  readonly seed: number;
  /** How often what was broken, by the state that it was in. */
  readonly broken: Readonly<Record<string, number>>;
  readonly runs: number;
  /** Ticks of the schedule and the sensor, each with one run. */
  readonly ticks: number;
  /** Milliseconds from killing a run's process to its being recorded: median and longest. */
  readonly runFound: readonly [number, number];
  /** Milliseconds from killing a worker or daemon to the record of each run that it left: median and longest. */
  readonly workerFound: readonly [number, number];
  readonly seconds: number;
}

/** Settings of {@link breakRuns}. */
export interface BreakOptions {
  readonly seed: number;
  /** How often something is broken. */
  readonly points: number;
  /** @default 2 */
  readonly workers?: number;
  /** They execute runs as workers do, evaluate a schedule and a sensor, and tell of failures. @default 0 */
  readonly daemons?: number;
  /** Milliseconds. @default 3_000, as configured */
  readonly lease?: number;
  /** Where the ledger is. @default a SQLite file */
  readonly postgres?: Pick<PostgresServer, "url" | "sql" | "restart">;
  /** What is broken. @default processes are killed, with SIGKILL */
  readonly faults?: readonly Fault[];
}

/**
 * `kill`: a worker, daemon or run. `cut`: connections to the database, some of them. `freeze`: a worker with a run, until others
 * have taken it over. `restart`: the database server is away for two seconds.
 */
export type Fault = "kill" | "cut" | "freeze" | "restart";

/**
 * Lets workers and daemons execute runs and breaks things at seeded moments; then every run must have ended as it should, with
 * gap-free events and each value made once, and nothing may be left: no claim, no process, no tick without its run.
 */
export async function breakRuns(options: BreakOptions): Promise<BreakFigures> {
  const folder = await Deno.makeTempDir({ prefix: "soak-" });
  await Deno.writeTextFile(`${folder}/began`, String(systemClock.now()));
  if (options.postgres !== undefined) await Deno.writeTextFile(`${folder}/url`, options.postgres.url);
  const ledger = await openFolder(folder);
  try {
    return await new Breaker(folder, ledger, options).run();
  } finally {
    await ledger.history.close();
    await Deno.remove(folder, { recursive: true });
  }
}

interface Hit {
  readonly run: string;
  readonly at: number;
}

interface Started {
  readonly kind: "work" | "daemon";
  readonly process: Deno.ChildProcess;
}

class Breaker {
  readonly #folder: string;
  readonly #ledger: Ledger;
  readonly #options: BreakOptions;
  readonly #random: () => number;
  readonly #workers = new Map<string, Started>();
  readonly #broken: Record<string, number> = {};
  readonly #runKills: Hit[] = [];
  readonly #workerKills: Hit[] = [];
  #started = 0;

  constructor(folder: string, ledger: Ledger, options: BreakOptions) {
    this.#folder = folder;
    this.#ledger = ledger;
    this.#options = options;
    this.#random = seeded(options.seed);
  }

  async run(): Promise<BreakFigures> {
    const { seed, points, workers = 2, daemons = 0 } = this.#options;
    const began = systemClock.elapsed();
    if (daemons > 0) await judgeFirst(this.#ledger, this.#folder);
    for (let n = 0; n < workers; n++) this.#start("work");
    for (let n = 0; n < daemons; n++) this.#start("daemon");
    const { automation } = this.#ledger.coordination;
    await until("a tick", async () => daemons === 0 || (await automation.ticks("schedule", "minutely")).length > 0);
    for (let done = 0; done < points;) {
      await patiently(() => this.#feed(), { clock: systemClock, log: silentLogger });
      await systemClock.sleep(50 + this.#random() * 650);
      if (await this.#break()) done++;
    }
    await this.#stop("daemon");
    const { history, coordination: { queue } } = this.#ledger;
    if (daemons > 0) this.#start("work"); // What the daemons queued is executed to its end.
    await until("the end of all runs", async () => (await queue.items(limits, 0)).length === 0);
    await this.#stop("work");
    const runs = await assertRuns(this.#ledger);
    const ticks = daemons === 0 ? 0 : await assertTicks(this.#ledger);
    if (daemons > 0) await assertAlerts(this.#ledger, this.#folder);
    const [runFound, workerFound] = [await found(history, this.#runKills), await found(history, this.#workerKills)];
    const seconds = Math.round((systemClock.elapsed() - began) / 1000);
    return { seed, broken: this.#broken, runs, ticks, runFound, workerFound, seconds };
  }

  #start(kind: Started["kind"]): void {
    const name = `${kind === "work" ? "w" : "d"}${++this.#started}`;
    const { lease = 3_000 } = this.#options;
    this.#workers.set(name, { kind, process: startWorker(this.#folder, name, lease, kind) });
  }

  async #stop(kind: Started["kind"]): Promise<void> {
    const stopped = [...this.#workers].filter(([, started]) => started.kind === kind);
    for (const [name, { process }] of stopped) {
      this.#workers.delete(name);
      process.kill("SIGTERM");
    }
    const ends = await Promise.all(stopped.map(([, { process }]) => process.status));
    // Whatever was broken, none ended but those that were killed; one that has just been started does not listen yet.
    for (const { code } of ends) assert.ok(code === 0 || code === 143, `it ended with ${code}`);
  }

  /** Keeps a few runs waiting. */
  async #feed(): Promise<void> {
    const { queue } = this.#ledger.coordination;
    const waiting = (await queue.items(limits, 0)).length;
    const project = queueProject(this.#folder);
    const made = { clock: systemClock, random: systemRandom, entry: { onCrash: "resume", attempts: 1_000 } } as const;
    const missing = Array.from({ length: Math.max(0, 6 - waiting) }, () => {
      const job = (this.#options.daemons ?? 0) > 0 && this.#random() < 0.1 ? "broken" : "chain";
      return newQueuedRun(project, { job, environment: "test" }, made);
    });
    if (missing.length > 0) await queue.enqueue(missing);
  }

  /** Breaks something; false where there was nothing to break. */
  async #break(): Promise<boolean> {
    const { faults = ["kill"] } = this.#options;
    const fault = faults[Math.floor(this.#random() * faults.length)]!;
    if (fault === "cut") return await this.#cut();
    const items = await this.#ledger.coordination.queue.items(limits, 0);
    const claims = items.flatMap(({ claim }) => claim ?? []);
    if (fault === "freeze") return await this.#freeze(claims);
    if (fault === "kill") return this.#random() < 0.3 ? await this.#killWorker(claims) : await this.#killRun(claims);
    this.#count("server restarted");
    await this.#options.postgres!.restart(2_000);
    return true;
  }

  async #killWorker(claims: readonly Claim[]): Promise<boolean> {
    const [name, { kind, process }] = this.#one([...this.#workers])!;
    const left = claims.filter(({ worker }) => worker === name);
    this.#workers.delete(name);
    process.kill("SIGKILL");
    const at = systemClock.now();
    await process.status;
    this.#count(`${kind === "work" ? "worker" : "daemon"} with ${left.length} runs`);
    for (const { run } of left) this.#workerKills.push({ run, at });
    this.#start(kind);
    return true;
  }

  async #killRun(claims: readonly Claim[]): Promise<boolean> {
    const claim = this.#one(claims);
    const { history } = this.#ledger;
    const group = claim === undefined ? undefined : (await groupsOf(history, claim.run)).at(-1);
    if (claim === undefined || group === undefined || isGone(group)) return false;
    const run = (await history.run(claim.run))!;
    const steps = (await history.steps(claim.run)).filter((step) => step.version !== undefined).length;
    if (isFinal(run.status)) return false;
    signal(group, "SIGKILL");
    this.#runKills.push({ run: claim.run, at: systemClock.now() });
    this.#count(`run ${run.job} ${run.status}, ${steps} steps made`);
    return true;
  }

  /** Breaks connections in the middle of whatever they are used for. */
  async #cut(): Promise<boolean> {
    const share = this.#random();
    const cut = await this.#options.postgres!.sql(
      `SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
       WHERE application_name = 'clustering' AND random() < ${share}`,
    );
    this.#count("connections cut", Number(cut));
    return Number(cut) > 0;
  }

  /** What a frozen process records when it goes on comes too late. */
  async #freeze(claims: readonly Claim[]): Promise<boolean> {
    const { lease = 3_000 } = this.#options;
    const claim = this.#one(claims);
    const worker = claim === undefined ? undefined : this.#workers.get(claim.worker);
    const groups = claim === undefined ? [] : await groupsOf(this.#ledger.history, claim.run);
    if (worker === undefined || groups.length === 0) return false;
    const pids = [worker.process.pid, groups.at(-1)!];
    try {
      for (const pid of pids) signal(pid, "SIGSTOP");
      await systemClock.sleep(2.5 * lease);
    } finally {
      for (const pid of pids) signal(pid, "SIGCONT");
    }
    this.#count("worker and run frozen");
    return true;
  }

  #one<T>(list: readonly T[]): T | undefined {
    return list[Math.floor(this.#random() * list.length)];
  }

  #count(what: string, by = 1): void {
    this.#broken[what] = (this.#broken[what] ?? 0) + by;
  }
}

function signal(pid: number, name: Deno.Signal): void {
  try {
    process.kill(pid, name);
  } catch {
    // It ended in this instant.
  }
}
