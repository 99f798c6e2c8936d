import assert from "node:assert/strict";
import { manualClock } from "../../../infra/clock.ts";
import { exists } from "../../../infra/fs.ts";
import { queueEntry } from "../coordination/contract.ts";
import { runRecord } from "../history/contract.ts";
import type { Materialization, RunRecord } from "../history.ts";
import type { Ledger } from "../history/ledger.ts";
import { made } from "../testing/kit.ts";
import { defaultRetention, type Limits, type RetentionPolicy } from "./policy.ts";
import { sweep, type Swept } from "./sweep.ts";

const day = 86_400_000;
const now = Date.UTC(2026, 5, 1);
const forever: Limits = { days: null, most: null };
const everything: RetentionPolicy = {
  runs: { success: forever, failure: forever, canceled: forever },
  events: forever,
  ticks: forever,
  deliveries: forever,
  deadLetters: forever,
  audit: forever,
  backfills: forever,
};

/** A ledger to test and how to get rid of it. */
export interface OpenedLedger {
  readonly ledger: Ledger;
  dispose(): Promise<void>;
}

class Bench {
  readonly ledger: Ledger;
  readonly root: string;

  constructor(ledger: Ledger, root: string) {
    this.ledger = ledger;
    this.root = root;
  }

  /** A run that ended so many days ago, with a step, a check and three events. */
  async run(id: string, age: number, rest: Partial<RunRecord> = {}, values: readonly string[] = []): Promise<void> {
    const { history } = this.ledger;
    const createdAt = now - age * day - 60_000;
    await history.createRun(runRecord(id, { status: "running", createdAt, heartbeatAt: createdAt }));
    const at = now - age * day;
    const common = { run: id, step: "s", asset: "s" };
    const event = { kind: "log", level: "info", message: "x".repeat(100), fields: {}, time: at } as const;
    await history.write(id, {
      run: { status: "success", endedAt: at, ...rest },
      steps: [{ ...common, status: "success", attempt: 1, metadata: {} }],
      checks: [{
        ...common,
        check: "c",
        severity: "warn",
        passed: true,
        message: "",
        figures: {},
        samples: [],
        time: at,
      }],
      events: [event, event, event],
      materializations: await Promise.all(values.map((name) => this.value(id, name, at))),
    });
  }

  async value(run: string, asset: string, createdAt: number): Promise<Materialization> {
    const version = `${asset}-${run}`;
    await Deno.writeTextFile(`${this.root}/${version}.json`, "12345");
    return made(asset, undefined, { run, version, path: `${version}.json`, hash: version, bytes: 5, createdAt });
  }

  async ids(): Promise<string> {
    return (await this.ledger.history.runs({ limit: 100 })).map(({ id }) => id).sort().join(" ");
  }

  async files(): Promise<string> {
    return (await Array.fromAsync(Deno.readDir(this.root))).map(({ name }) => name.replace(".json", "")).sort().join(
      " ",
    );
  }

  sweep(policy: Partial<RetentionPolicy>, dryRun = false, rows = 2): Promise<Swept> {
    const clock = manualClock(now);
    return sweep(this.ledger.retention, { ...everything, ...policy }, { clock, root: this.root, dryRun, rows });
  }
}

function ofRuns(success: Limits, rest: Partial<RetentionPolicy["runs"]> = {}): Partial<RetentionPolicy> {
  return { runs: { ...everything.runs, success, ...rest } };
}

/** Registers the tests that every history passes. */
export function retentionContract(name: string, open: () => Promise<OpenedLedger>): void {
  const test: Test = (sentence, body) =>
    Deno.test(`${name}: ${sentence}`, async () => {
      const { ledger, dispose } = await open();
      const root = await Deno.makeTempDir({ prefix: "retention-" });
      try {
        await body(new Bench(ledger, root));
      } finally {
        await dispose();
        await Deno.remove(root, { recursive: true });
      }
    });
  runTests(test);
  valueTests(test);
  plainTests(test);
}

type Test = (sentence: string, body: (bench: Bench) => Promise<void>) => void;

function runTests(test: Test): void {
  test("runs go by age and by number, of each job and status by itself, and all of them with what they have", async (bench) => {
    for (const n of [1, 2, 3, 4]) await bench.run(`a${n}`, 50 - 10 * n);
    await bench.run("b1", 40, { status: "failure" });
    await bench.run("b2", 20, { status: "failure" });
    const dry = await bench.sweep(ofRuns({ days: 25, most: null }), true);
    assert.deepEqual(dry.runs.map(({ id }) => id), ["a1", "a2"]);
    assert.ok(dry.runs[0]!.bytes > 300 && dry.runs[0]!.bytes < 2_000, `${dry.runs[0]!.bytes}`);
    assert.equal(await bench.ids(), "a1 a2 a3 a4 b1 b2");
    assert.deepEqual(await bench.sweep(ofRuns({ days: 25, most: null })), dry);
    assert.equal(await bench.ids(), "a3 a4 b1 b2");
    const { history } = bench.ledger;
    const left = [await history.events("a1"), await history.steps("a1"), await history.checks("a1")];
    assert.deepEqual(left, [[], [], []]);
    await bench.sweep(ofRuns({ days: null, most: 1 }, { failure: { days: 30, most: null } }));
    assert.equal(await bench.ids(), "a4 b2");
    await bench.sweep(ofRuns({ days: 0, most: 0 }, { failure: { days: 0, most: 0 } }));
    assert.equal(await bench.ids(), "a4 b2", "the newest of a job and status stays");
  });

  test("runs that live, wait, ended a moment ago, or that one that lives goes on from, stay", async (bench) => {
    const { history, coordination: { queue } } = bench.ledger;
    await bench.run("a1", 90);
    await bench.run("a2", 80);
    await bench.run("a3", 0.01);
    await history.createRun(runRecord("a4", { status: "running", createdAt: now - 70 * day }));
    await queue.enqueue([{ record: runRecord("a5", { createdAt: now - 60 * day }), entry: queueEntry("a5") }]);
    await history.createRun(runRecord("a6", { status: "starting", createdAt: now, parentRun: "a2" }));
    await bench.run("a7", 0.001);
    await bench.sweep(ofRuns({ days: 1, most: 1 }));
    assert.equal(await bench.ids(), "a2 a3 a4 a5 a6 a7");
  });

  test("events go before their run, and what is left of a run can be read", async (bench) => {
    await bench.run("a1", 40);
    await bench.run("a2", 10);
    const dry = await bench.sweep({ events: { days: 30 } }, true);
    assert.equal(dry.amounts.events.count, 3);
    await bench.sweep({ events: { days: 30 } });
    const { history, retention } = bench.ledger;
    assert.deepEqual([await history.events("a1"), (await history.events("a2")).length], [[], 3]);
    assert.equal((await history.steps("a1")).length, 1);
    assert.deepEqual(await retention.verify(), []);
  });

  test("a sweep that is broken off anywhere is finished by the next one", async (bench) => {
    for (const n of [1, 2, 3]) await bench.run(`a${n}`, 50 - n, {}, ["x"]);
    const { retention } = bench.ledger;
    assert.equal(await retention.removePart("a1", 2), true);
    assert.equal(await retention.removePart("a2", 1), true);
    await bench.sweep(ofRuns({ days: 10, most: null }));
    assert.equal(await bench.ids(), "a3");
    assert.deepEqual(await retention.verify(), []);
  });
}

function valueTests(test: Test): void {
  test("values go with their runs, but the newest, the one before it, what it was made from and what a kept run took", async (bench) => {
    const { history } = bench.ledger;
    for (const n of [1, 2, 3, 4, 5]) await bench.run(`r${n}`, 60 - 10 * n, {}, ["x", "y"]);
    // The newest z was made from the first x, and the last run took the second y.
    const z = { ...await bench.value("r5", "z", now), inputs: [{ asset: "x", version: "x-r1" }] };
    const taken = {
      run: "r5",
      step: "y",
      asset: "y",
      status: "reused",
      attempt: 1,
      metadata: {},
      version: "y-r2",
    } as const;
    await history.write("r5", { materializations: [z], steps: [taken] });
    const policy = ofRuns({ days: 15, most: null });
    const dry = await bench.sweep(policy, true);
    assert.deepEqual(dry.values.map(({ version }) => version).sort(), ["x-r2", "x-r3", "y-r1", "y-r3"]);
    assert.deepEqual(dry.amounts.values, { count: 4, bytes: 20 });
    assert.deepEqual((await bench.sweep(policy)).values, dry.values);
    assert.equal(await bench.ids(), "r5");
    assert.equal(await bench.files(), "x-r1 x-r4 x-r5 y-r2 y-r4 y-r5 z-r5");
    assert.deepEqual([(await history.latest("x"))?.version, await history.materialization("x-r2")], [
      "x-r5",
      undefined,
    ]);
    assert.equal(await exists(`${bench.root}/x-r2.json`), false);
    assert.deepEqual((await bench.sweep(policy)).values, []);
    await bench.run("r6", 1, {}, ["x"]);
    assert.deepEqual((await bench.sweep(policy)).values.map(({ version }) => version), ["x-r4"], "two newer ones now");
  });

  test("a value that a run which lives may have begun to read stays until it has ended", async (bench) => {
    const { history } = bench.ledger;
    for (const n of [1, 2]) await bench.run(`r${n}`, 40 - 10 * n, {}, ["x"]);
    const living = { createdAt: now - 15 * day, heartbeatAt: now - 1000 };
    await history.createRun(runRecord("live", { ...living, status: "running", job: "other" }));
    await bench.run("r3", 10, {}, ["x"]);
    await bench.run("r4", 9, {}, ["x"]);
    const policy = ofRuns({ days: 1, most: null });
    assert.deepEqual((await bench.sweep(policy)).values.map(({ version }) => version), ["x-r1"]);
    await history.write("live", { run: { status: "success", endedAt: now } });
    assert.deepEqual((await bench.sweep(policy)).values.map(({ version }) => version), ["x-r2"]);
  });
}

function plainTests(test: Test): void {
  test("ticks, audit and messages have ages and numbers of their own; the newest tick stays", async (bench) => {
    const { coordination: { automation }, coordination, outbox } = bench.ledger;
    const tick = (name: string, time: number) =>
      automation.commitTick(
        { kind: "schedule", name, time, startedAt: time, endedAt: time, outcome: "skipped" as const },
        [],
      );
    for (const age of [40, 20, 10]) await tick("daily", now - age * day);
    await tick("rare", now - 500 * day);
    for (const age of [3, 2, 1]) {
      await coordination.audit({ time: now - age * day, actor: "a", action: "b", target: `${age}`, details: {} });
    }
    await outbox.put(["m1", "m2"].map((key) => ({ key, channel: "c", body: "{}" })), 1);
    for (const nextAt of [undefined, 1]) {
      const delivery = (await outbox.claim("c", now, now + 1))!;
      if (nextAt === undefined) await outbox.failed(delivery, { error: "no", time: now - 9 * day });
      else await outbox.sent(delivery, now - 9 * day);
    }
    await outbox.put(["m3", "m4"].map((key) => ({ key, channel: "c", body: "{}" })), 1);
    const last = (await outbox.claim("c", now, now + 1))!;
    await outbox.sent(last, now);
    const policy = {
      ticks: { days: 30, most: 1 },
      audit: { days: null, most: 2 },
      deliveries: { days: 5 },
      deadLetters: { days: 5 },
    };
    const dry = await bench.sweep(policy, true);
    const { ticks, audit, deliveries, deadLetters } = dry.amounts;
    assert.deepEqual([ticks, audit, deliveries, deadLetters].map(({ count }) => count), [2, 1, 1, 0]);
    assert.ok(ticks.bytes > 100 && audit.bytes > 30 && deliveries.bytes > 60);
    assert.deepEqual(await bench.sweep(policy, false, 1), dry);
    const times = async (name: string) => (await automation.ticks("schedule", name)).map(({ time }) => time);
    assert.deepEqual([await times("daily"), await times("rare")], [[now - 10 * day], [now - 500 * day]]);
    assert.deepEqual((await coordination.audits()).map(({ target }) => target), ["1", "2"]);
    assert.deepEqual((await outbox.list()).map(({ key }) => key), ["m4", "m3", "m1"]);
  });

  test("what holds by default removes nothing of a young history", async (bench) => {
    for (const n of [1, 2, 3]) await bench.run(`a${n}`, n, {}, ["x"]);
    const { amounts } = await bench.sweep(defaultRetention);
    assert.deepEqual(new Set(Object.values(amounts).map(({ count }) => count)), new Set([0]));
  });

  test("everything recorded is sound", async (bench) => {
    for (const n of [1, 2, 3]) await bench.run(`a${n}`, n, {}, ["x"]);
    await bench.ledger.history.write("a1", { partitions: { day: ["mon", "tue"], none: [] } });
    assert.deepEqual(await bench.ledger.retention.verify(), []);
  });
}
