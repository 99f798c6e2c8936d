import assert from "node:assert/strict";
import process from "node:process";
import { systemClock } from "../../../infra/clock.ts";
import { systemRandom } from "../../../infra/random.ts";
import { Guardian, guardianCommand } from "../../../infra/processes/mod.ts";
import type { QueueEntry } from "../coordination.ts";
import type { RunEvent } from "../events.ts";
import type { Ledger } from "../history/ledger.ts";
import { openSqliteLedger } from "../history/sqlite.ts";
import { newQueuedRun } from "../new_run.ts";
import { launchIn, limits, queueProject, startWorker } from "../testing/queue_process.ts";
import { waitFor } from "../testing/wait_for.ts";
import { isFinal } from "../types.ts";
import { runWorker, type WorkerOptions } from "./worker.ts";

interface Bench {
  readonly folder: string;
  readonly ledger: Ledger;
  queue(job: string, entry?: Partial<QueueEntry>): Promise<string>;
  readonly until: typeof waitFor;
  ended(run: string): Promise<string>;
  /** Ids of the process groups that executed a run. */
  groups(run: string): Promise<number[]>;
  events(run: string): Promise<readonly RunEvent[]>;
  /** Names of executed steps, in order. */
  steps(run: string): Promise<string[]>;
  /** A worker in this process, with processes of its own. */
  work(body: () => Promise<void>, options?: Partial<WorkerOptions>): Promise<void>;
}

async function withBench(test: (bench: Bench) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "queue-" });
  const ledger = await openSqliteLedger(`${folder}/history.sqlite`);
  try {
    const bench = benchIn(folder, ledger);
    await test(bench);
    await assertNothingLeft(bench);
  } finally {
    await ledger.history.close();
    await Deno.remove(folder, { recursive: true });
  }
}

function benchIn(folder: string, ledger: Ledger): Bench {
  const { history, coordination: { queue } } = ledger;
  const project = queueProject(folder);
  const events = (run: string) => history.events(run, { limit: 10_000 });
  return {
    folder,
    ledger,
    until: waitFor,
    events,
    async queue(job, entry = {}) {
      const made = { clock: systemClock, random: systemRandom, entry };
      const [run] = await queue.enqueue([newQueuedRun(project, { job, environment: "test" }, made)]);
      return run!;
    },
    async ended(run) {
      await waitFor(
        `the end of ${run}`,
        async () => isFinal((await history.run(run))!.status) && !await queue.item(run),
      );
      return (await history.run(run))!.status;
    },
    async groups(run) {
      const found = (await events(run)).flatMap((event) => event.kind === "log" ? event.fields.group ?? [] : []);
      return [...new Set(found as number[])];
    },
    async steps(run) {
      const text = await Deno.readTextFile(`${folder}/steps.log`).catch(() => "");
      return text.split("\n").filter((line) => line.startsWith(run)).map((line) => line.split(" ")[1]!);
    },
    async work(body, options = {}) {
      const stop = new AbortController();
      await using guardian = new Guardian(guardianCommand());
      const times = { lease: 1_500, poll: 50, grace: 800 };
      const launch = launchIn(folder, guardian);
      const working = runWorker(ledger, { launch, limits, name: "own", signal: stop.signal, ...times, ...options });
      try {
        await body();
      } finally {
        stop.abort();
        await working;
      }
    },
  };
}

/** No claim without a run, no run that seems to run, no process of any group, and no gap in any run's events. */
async function assertNothingLeft({ ledger: { history, coordination: { queue } }, events, groups, until }: Bench) {
  assert.deepEqual(await queue.expired(Number.MAX_SAFE_INTEGER), []);
  for (const { id, status } of await history.runs({ limit: 1_000 })) {
    assert.ok(isFinal(status) || status === "queued", `${id} is ${status}`);
    const sequences = (await events(id)).map(({ sequence }) => sequence);
    assert.deepEqual(sequences, sequences.map((_, index) => index + 1));
    for (const group of await groups(id)) await until(`the end of group ${group}`, () => isGone(group));
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

function texts(events: readonly RunEvent[]): string[] {
  return events.flatMap((event) => event.kind === "log" ? event.message : []);
}

const statusesOf = (events: readonly RunEvent[]) =>
  events.flatMap((event) => event.kind === "run_status" ? event.status : []);

Deno.test("runWorker: queued runs are executed in processes of their own, as many at once as the limits allow", () =>
  withBench(async (bench) => {
    const runs = [await bench.queue("quick"), await bench.queue("quick"), await bench.queue("quick")];
    await bench.work(async () => {
      for (const run of runs) assert.equal(await bench.ended(run), "success");
    }, { limits: { ...limits, jobs: { quick: 2 } } });
    const groups = (await Promise.all(runs.map(bench.groups))).flat();
    assert.equal(new Set(groups).size, 3);
    for (const run of runs) assert.deepEqual(await bench.steps(run), ["quick_0", "quick_1", "quick_2"]);
  }));

Deno.test("runWorker: a killed run goes on, starts anew or fails, as its entry says", () =>
  withBench(async (bench) => {
    const resumed = await bench.queue("gated", { onCrash: "resume", attempts: 2 });
    const retried = await bench.queue("gated", { onCrash: "retry", attempts: 2 });
    const failed = await bench.queue("gated");
    await bench.work(async () => {
      for (const run of [resumed, retried, failed]) {
        await bench.until("the step that waits", async () => (await bench.steps(run)).includes("gated_2"));
        await bench.until("its process", async () => (await bench.groups(run)).length === 1);
        process.kill((await bench.groups(run))[0]!, "SIGKILL");
      }
      await Deno.writeTextFile(`${bench.folder}/go`, "");
      assert.equal(await bench.ended(resumed), "success");
      assert.equal(await bench.ended(retried), "success");
      assert.equal(await bench.ended(failed), "failure");
    });
    const executed = (...indices: readonly number[]) => indices.map((index) => `gated_${index}`);
    assert.deepEqual(await bench.steps(resumed), executed(0, 1, 2, 2, 3));
    assert.deepEqual(await bench.steps(retried), executed(0, 1, 2, 0, 1, 2, 3));
    assert.deepEqual(await bench.steps(failed), executed(0, 1, 2));
    const run = await bench.ledger.history.run(failed);
    assert.match(run?.error?.message ?? "", /its process was ended by SIGKILL/);
    const steps = await bench.ledger.history.steps(failed);
    assert.deepEqual(steps.filter(({ status }) => status === "running" || status === "pending"), []);
    assert.deepEqual(statusesOf(await bench.events(failed)), ["queued", "running", "failure"]);
  }));

Deno.test("runWorker: a run that dies every time uses up its executions and fails", () =>
  withBench(async (bench) => {
    const run = await bench.queue("endless", { onCrash: "resume", attempts: 2 });
    await bench.work(async () => {
      for (const times of [1, 2]) {
        await bench.until("the last step", async () => (await bench.steps(run)).includes("endless_1"));
        await bench.until("a process", async () => (await bench.groups(run)).length === times);
        process.kill((await bench.groups(run))[times - 1]!, "SIGKILL");
      }
      assert.equal(await bench.ended(run), "failure");
    });
    assert.match((await bench.ledger.history.run(run))!.error!.message, /execution 2 of 2/);
  }));

for (const job of ["endless", "busy", "parent"]) {
  Deno.test(`runWorker: cancellation ends all processes of a run and proves it (${job})`, () =>
    withBench(async (bench) => {
      const run = await bench.queue(job, { onCrash: "resume", attempts: 3 });
      await bench.work(async () => {
        const log = `${bench.folder}/steps.log`;
        const last = job === "parent" ? "grandchild is up" : `${run} ${job}`;
        await bench.until("the step", async () => (await Deno.readTextFile(log).catch(() => "")).includes(last));
        const request = { at: 1, by: "ann", reason: "wrong file" };
        assert.equal(await bench.ledger.coordination.queue.requestCancel(run, request), true);
        assert.equal(await bench.ended(run), "canceled");
        const [group] = await bench.groups(run);
        assert.ok(isGone(group!));
        const said = texts(await bench.events(run));
        assert.ok(said.includes("Canceled by ann: wrong file"), said.join());
        const signals = job === "endless" ? "TERM" : "TERM and KILL";
        const proof = new RegExp(`^Process group ${group} got ${signals}: all its processes are gone after \\d+ ms$`);
        assert.ok(said.some((text) => proof.test(text)), said.join());
        // One that listens has all the time that it takes; the others are to be killed.
      }, job === "endless" ? { grace: 120_000 } : {});
      const steps = await bench.ledger.history.steps(run);
      assert.ok(steps.every(({ status }) => status === "success" || status === "canceled"));
    }));
}

Deno.test("runWorker: a run that is too busy to notice that its worker stops is killed within the grace time", () =>
  withBench(async (bench) => {
    const run = await bench.queue("busy");
    await bench.work(() => bench.until("the step", async () => (await bench.steps(run)).includes("busy_0")));
    assert.equal((await bench.ledger.history.run(run))?.status, "queued");
    const said = texts(await bench.events(run)).join("|");
    assert.match(said, /got TERM and KILL: all its processes are gone after \d+ ms/);
    // A fifth of the 800 ms are kept for the end of the processes.
    const [, milliseconds] = /after (\d+) ms/.exec(said)!;
    assert.ok(Number(milliseconds) >= 160, said);
  }));

Deno.test("runWorker: a run whose worker died before it started uses up no execution", () =>
  withBench(async (bench) => {
    const { coordination: { queue } } = bench.ledger;
    const run = await bench.queue("quick", { onCrash: "fail", attempts: 1 });
    const claim = await queue.claim("gone", { now: systemClock.now(), until: systemClock.now() + 200 }, limits);
    assert.equal(claim?.run, run);
    await bench.work(async () => assert.equal(await bench.ended(run), "success"));
    assert.deepEqual(statusesOf(await bench.events(run)), ["queued", "queued", "running", "success"]);
  }));

Deno.test("runWorker: a worker that stops gives its runs back after the grace time", () =>
  withBench(async (bench) => {
    const run = await bench.queue("endless");
    await bench.work(() => bench.until("the step", async () => (await bench.steps(run)).includes("endless_1")));
    const item = await bench.ledger.coordination.queue.item(run);
    assert.deepEqual([item?.claim, (await bench.ledger.history.run(run))?.status], [undefined, "queued"]);
    assert.deepEqual(statusesOf(await bench.events(run)), ["queued", "running", "queued"]);
  }));

for (const job of ["chain", "busy", "parent"]) {
  Deno.test(`runWorker: what a killed worker leaves ends at once, and another worker goes on (${job})`, () =>
    withBench(async (bench) => {
      const run = await bench.queue(job, { onCrash: job === "chain" ? "resume" : "fail", attempts: 2 });
      const worker = startWorker(bench.folder, "w1");
      await bench.until("a step", async () => (await bench.steps(run)).length >= 1);
      await bench.until("its process", async () => (await bench.groups(run)).length >= 1);
      worker.kill("SIGKILL");
      await worker.status;
      const [group] = await bench.groups(run);
      await bench.until("the end of what it left", () => isGone(group!));
      await bench.work(async () => {
        assert.equal(await bench.ended(run), job === "chain" ? "success" : "failure");
      });
      assert.ok(texts(await bench.events(run)).length >= 1);
    }));
}

Deno.test("runWorker: a run whose claim was lost can record nothing more, and its process is ended", () =>
  withBench(async (bench) => {
    const run = await bench.queue("endless");
    const { history, coordination: { queue } } = bench.ledger;
    await bench.work(async () => {
      await bench.until("the step", async () => (await bench.steps(run)).includes("endless_1"));
      let lost = false;
      while (!lost) {
        const { claim } = (await queue.item(run))!;
        const taken = await queue.takeOver(claim!, "thief", Date.now() + 60_000);
        if (taken === undefined) continue;
        lost = true;
        await history.write(run, { run: { status: "failure", endedAt: 1 }, fence: taken.fence });
        await queue.finish(taken);
      }
      const [group] = await bench.groups(run);
      await bench.until("the end of the process", () => isGone(group!));
    });
    assert.equal((await history.run(run))?.status, "failure");
  }));

Deno.test("runWorker: two workers on one file execute each run once", () =>
  withBench(async (bench) => {
    const runs: string[] = [];
    for (let n = 0; n < 8; n++) runs.push(await bench.queue("quick"));
    // A lease that outlasts any pause of a busy machine: neither may take the other for dead.
    const workers = ["w1", "w2"].map((name) => startWorker(bench.folder, name, 60_000));
    for (const run of runs) assert.equal(await bench.ended(run), "success");
    for (const worker of workers) worker.kill("SIGTERM");
    const ends = await Promise.all(workers.map(({ status }) => status));
    assert.deepEqual(ends.map(({ code }) => code), [0, 0]);
    for (const run of runs) assert.deepEqual(await bench.steps(run), ["quick_0", "quick_1", "quick_2"]);
  }));
