import assert from "node:assert/strict";
import type { Claim, QueueEntry, QueueLimits } from "../coordination.ts";
import { runRecord } from "../history/contract.ts";
import type { Ledger } from "../history/ledger.ts";
import type { Tags } from "../types.ts";
import { singlePool } from "./limits.ts";
import { auditTests, tickTests } from "./contract_automation.ts";
import { backfillPageTests } from "./contract_backfill_pages.ts";
import { backfillTests } from "./contract_backfills.ts";
import { waitingTests } from "./contract_waiting.ts";

/** A ledger to test and how to get rid of it. */
export interface OpenedLedger {
  readonly ledger: Ledger;
  dispose(): Promise<void>;
}

/** Registers one test. */
export type Test = (sentence: string, body: (ledger: Ledger) => Promise<void>) => void;

/** Limits that hold nothing back. */
export const noLimits: QueueLimits = { total: 100, jobs: {}, tags: {}, pools: {} };
const lease = { now: 1_000, until: 2_000 };

/** An entry for a run. */
export function queueEntry(run: string, rest: Partial<QueueEntry> = {}): QueueEntry {
  return { run, priority: 0, pools: {}, origin: { kind: "manual" }, onCrash: "fail", attempts: 1, ...rest };
}

/** A run to queue. */
export function newRun(id: string, rest: Partial<QueueEntry> = {}, job = "job", tags: Tags = {}) {
  return { record: runRecord(id, { job, tags }), entry: queueEntry(id, rest) };
}

/** Registers the tests that every ledger of coordination passes. */
export function coordinationContract(name: string, open: () => Promise<OpenedLedger>): void {
  const test: Test = (sentence, body) =>
    Deno.test(`${name}: ${sentence}`, async () => {
      const { ledger, dispose } = await open();
      try {
        await body(ledger);
      } finally {
        await dispose();
      }
    });
  queueTests(test);
  limitTests(test);
  waitingTests(test);
  leaseTests(test);
  cancelTests(test);
  tickTests(test);
  backfillTests(test);
  backfillPageTests(test);
  auditTests(test);
}

async function claimed({ coordination: { queue } }: Ledger, limits = noLimits, now = 1_000): Promise<string[]> {
  const runs: string[] = [];
  for (;;) {
    const claim = await queue.claim("w", { now, until: now + 1_000 }, limits);
    if (claim === undefined) return runs;
    runs.push(claim.run);
  }
}

function queueTests(test: Test): void {
  test("a queued run is in the history with its first event", async ({ history, coordination: { queue } }) => {
    assert.deepEqual(await queue.enqueue([newRun("r1", { priority: 3 }, "job", { a: "b" })]), ["r1"]);
    assert.deepEqual(await history.run("r1"), runRecord("r1", { tags: { a: "b" } }));
    assert.deepEqual((await history.events("r1")).map(({ kind, sequence }) => [kind, sequence]), [["run_status", 1]]);
    const entry = queueEntry("r1", { priority: 3 });
    assert.deepEqual(await queue.item("r1"), { entry, job: "job", tags: { a: "b" }, enqueuedAt: 1 });
    assert.equal(await queue.item("r2"), undefined);
  });

  test("runs are queued all or none", async ({ history, coordination: { queue } }) => {
    await queue.enqueue([newRun("r1")]);
    await assert.rejects(queue.enqueue([newRun("r2"), newRun("r1")]));
    assert.equal(await history.run("r2"), undefined);
    assert.deepEqual((await queue.items(noLimits, 0)).map(({ entry }) => entry.run), ["r1"]);
  });

  test("of runs with the same key only the first is taken, for ever", async (ledger) => {
    const { queue } = ledger.coordination;
    assert.deepEqual(await queue.enqueue([newRun("r1", { runKey: "k" }), newRun("r2", { runKey: "k" })]), ["r1"]);
    const claim = await queue.claim("w", lease, noLimits);
    await queue.finish(claim!);
    assert.deepEqual(await queue.enqueue([newRun("r3", { runKey: "k" }), newRun("r4", { runKey: "l" })]), ["r4"]);
    assert.equal(await ledger.history.run("r3"), undefined);
  });

  test("higher priority goes first, then the older run", async (ledger) => {
    await ledger.coordination.queue.enqueue([
      newRun("r1"),
      newRun("r2", { priority: 5 }),
      newRun("r3", { priority: -1 }),
      newRun("r4", { priority: 5 }),
    ]);
    assert.deepEqual(await claimed(ledger), ["r2", "r4", "r1", "r3"]);
  });

  test("every run is claimed once, by however many at once", async ({ coordination: { queue } }) => {
    await queue.enqueue(Array.from({ length: 30 }, (_, i) => newRun(`r${String(i).padStart(2, "0")}`)));
    const work = Array.from({ length: 8 }, async (_, w) => {
      const mine: Claim[] = [];
      for (;;) {
        const claim = await queue.claim(`w${w}`, lease, noLimits);
        if (claim === undefined) return mine;
        mine.push(claim);
      }
    });
    const all = (await Promise.all(work)).flat();
    assert.equal(all.length, 30);
    assert.equal(new Set(all.map(({ run }) => run)).size, 30);
  });
}

function limitTests(test: Test): void {
  test("a run that a limit holds back lets others pass, and says why it waits", async (ledger) => {
    const { queue } = ledger.coordination;
    await queue.enqueue([
      newRun("r1", {}, "a"),
      newRun("r2", {}, "a"),
      newRun("r3", {}, "b", { team: "x" }),
      newRun("r4", {}, "c", { team: "x" }),
      newRun("r5", { pools: { db: 2 } }, "d"),
      newRun("r6", { pools: { db: 2 } }, "d"),
      newRun("r7", { pools: { db: 4 } }, "d"),
      newRun("r8", { notBefore: 5_000 }, "e"),
    ]);
    const limits: QueueLimits = { total: 100, jobs: { a: 1 }, tags: { "team=x": 1 }, pools: { db: 3 } };
    assert.deepEqual(await claimed(ledger, limits), ["r1", "r3", "r5"]);
    const waiting = (await queue.items(limits, 1_000)).filter(({ claim }) => claim === undefined);
    assert.deepEqual(waiting.map(({ entry, place, waitingBecause }) => [entry.run, place, waitingBecause]), [
      ["r2", 1, "1 run of a is executed"],
      ["r4", 2, "1 run tagged team=x is executed"],
      ["r6", 3, "2 of 3 slots of the pool db are taken, and it needs 2"],
      ["r7", 4, "it needs 4 slots of the pool db, which has 3"],
      ["r8", 5, "it starts not before 1970-01-01T00:00:05.000Z"],
    ]);
    assert.deepEqual(await claimed(ledger, limits, 5_000), ["r8"]);
  });

  test("the limit of all runs holds, and an ended run makes room", async (ledger) => {
    const { queue } = ledger.coordination;
    await queue.enqueue([newRun("r1"), newRun("r2"), newRun("r3")]);
    const limits = { ...noLimits, total: 2 };
    const first = await queue.claim("w", lease, limits);
    assert.deepEqual(await claimed(ledger, limits), ["r2"]);
    assert.equal(
      (await queue.items(limits, 0)).at(-1)?.waitingBecause,
      "2 runs are executed, as many as may be at once",
    );
    await queue.finish(first!);
    assert.deepEqual(await claimed(ledger, limits), ["r3"]);
  });

  test("of runs that take the pool of a single one, one is executed at a time", async (ledger) => {
    const pools = { [singlePool("nightly")]: 1 };
    await ledger.coordination.queue.enqueue([newRun("r1", { pools }), newRun("r2", { pools }), newRun("r3")]);
    assert.deepEqual(await claimed(ledger), ["r1", "r3"]);
    const [, second] = await ledger.coordination.queue.items(noLimits, 0);
    assert.equal(second?.waitingBecause, "another run of nightly is executed");
  });

  test("a limit for a tag's name counts each of its values", async (ledger) => {
    const { queue } = ledger.coordination;
    await queue.enqueue([
      newRun("r1", {}, "a", { t: "x" }),
      newRun("r2", {}, "a", { t: "x" }),
      newRun("r3", {}, "a", { t: "y" }),
    ]);
    assert.deepEqual(await claimed(ledger, { ...noLimits, tags: { t: 1 } }), ["r1", "r3"]);
  });

  test("a long queue behind a full limit is searched to its end", async (ledger) => {
    const { queue } = ledger.coordination;
    const blocked = Array.from({ length: 450 }, (_, i) => newRun(`a${String(i).padStart(3, "0")}`, {}, "a"));
    await queue.enqueue([...blocked, newRun("z", {}, "b")]);
    assert.deepEqual(await claimed(ledger, { ...noLimits, jobs: { a: 1 } }), ["a000", "z"]);
  });
}

function leaseTests(test: Test): void {
  test("a lease lasts as long as it is renewed, and then anyone may see it", async ({ coordination: { queue } }) => {
    await queue.enqueue([newRun("r1")]);
    const claim = (await queue.claim("w", lease, noLimits))!;
    assert.deepEqual([claim.attempt, claim.leaseUntil, claim.worker], [1, 2_000, "w"]);
    assert.deepEqual(await queue.expired(2_000), []);
    assert.equal(await queue.renew(claim, 3_000), true);
    assert.deepEqual(await queue.expired(2_500), []);
    assert.deepEqual(await queue.expired(3_001), [{ ...claim, leaseUntil: 3_000 }]);
  });

  test("after a new claim the old one can do nothing", async ({ history, coordination: { queue } }) => {
    await queue.enqueue([newRun("r1")]);
    const old = (await queue.claim("w1", lease, noLimits))!;
    assert.equal(await queue.retry(old, {}), true);
    await assert.rejects(history.write("r1", { fence: old.fence }), { kind: "pipeline", message: /taken it over/ });
    const now = (await queue.claim("w2", lease, noLimits))!;
    assert.ok(now.fence > old.fence);
    assert.equal(now.attempt, 2);
    assert.equal(await queue.renew(old, 9_000), false);
    assert.equal(await queue.retry(old, {}), false);
    await queue.finish(old);
    await queue.release(old);
    assert.deepEqual((await queue.item("r1"))?.claim, now);
    const event = { kind: "log", level: "info", message: "late", fields: {}, time: 1 } as const;
    await assert.rejects(history.write("r1", { fence: old.fence, events: [event] }), { kind: "pipeline" });
    assert.equal((await history.write("r1", { fence: now.fence, events: [event] }))[0]?.sequence, 2);
  });

  test("the claim of a worker that is gone is taken over once, and never one that was renewed", async (ledger) => {
    const { queue } = ledger.coordination;
    await queue.enqueue([newRun("r1")]);
    const dead = (await queue.claim("w1", lease, noLimits))!;
    const taken = (await Promise.all(["w2", "w3"].map((w) => queue.takeOver(dead, w, 5_000)))).filter((c) => c);
    assert.equal(taken.length, 1);
    const claim = taken[0]!;
    assert.deepEqual([claim.fence > dead.fence, claim.attempt, claim.leaseUntil], [true, 1, 5_000]);
    assert.deepEqual((await queue.item("r1"))?.claim, claim);
    assert.equal(await queue.renew(dead, 9_000), false);
    await assert.rejects(ledger.history.write("r1", { fence: dead.fence }), { kind: "pipeline" });
    await queue.renew(claim, 6_000);
    assert.equal(await queue.takeOver(claim, "w4", 9_000), undefined);
  });

  test("slots are held with the claim and are free when it is, also when its worker is gone", async (ledger) => {
    const { queue } = ledger.coordination;
    const pools = { db: 1 };
    await queue.enqueue([newRun("r1", { pools, attempts: 2 }), newRun("r2", { pools }), newRun("r3", { pools })]);
    const limits = { ...noLimits, pools: { db: 1 } };
    const dead = (await queue.claim("w1", lease, limits))!;
    const why = async () => (await queue.items(limits, 3_000)).map(({ waitingBecause }) => waitingBecause);
    const full = "1 of 1 slots of the pool db are taken, and it needs 1";
    assert.deepEqual(await why(), [undefined, full, full]);
    assert.deepEqual((await queue.expired(3_000)).map(({ run }) => run), ["r1"]);
    const taken = (await queue.takeOver(dead, "w2", 4_000))!;
    assert.equal(await queue.claim("w3", { now: 3_000, until: 4_000 }, limits), undefined);
    await queue.retry(taken, { notBefore: 9_000 });
    assert.deepEqual(await claimed(ledger, limits, 3_000), ["r2"]);
    await queue.finish((await queue.item("r2"))!.claim!);
    assert.deepEqual(await claimed(ledger, limits, 3_000), ["r3"]);
  });

  test("a run that its own process executes is claimed at once, beyond the limits", async (ledger) => {
    const { history, coordination: { queue } } = ledger;
    const claim = await queue.adopt(newRun("r1"), "own", 5_000);
    assert.deepEqual(await queue.item("r1").then((item) => item?.claim), claim);
    assert.equal((await history.run("r1"))?.status, "queued");
    assert.equal(await queue.claim("w", lease, noLimits), undefined);
    await history.write("r1", { fence: claim.fence });
    await queue.finish(claim);
    assert.equal(await queue.item("r1"), undefined);
  });

  test("a run given back does not lose an attempt; one tried again does", async ({ coordination: { queue } }) => {
    await queue.enqueue([newRun("r1", { attempts: 3 })]);
    await queue.release((await queue.claim("w", lease, noLimits))!);
    const again = (await queue.claim("w", lease, noLimits))!;
    assert.equal(again.attempt, 1);
    await queue.retry(again, { notBefore: 4_000 });
    assert.equal(await queue.claim("w", lease, noLimits), undefined);
    assert.equal((await queue.claim("w", { now: 4_000, until: 5_000 }, noLimits))?.attempt, 2);
  });
}

function cancelTests(test: Test): void {
  const request = { at: 7, by: "ann", reason: "wrong file" };

  test("a waiting run is canceled at once", async ({ history, coordination: { queue } }) => {
    await queue.enqueue([newRun("r1")]);
    assert.equal(await queue.requestCancel("r1", request), true);
    assert.equal((await history.run("r1"))?.status, "canceled");
    assert.deepEqual((await history.events("r1")).map(({ kind }) => kind), ["run_status", "run_status"]);
    assert.equal(await queue.claim("w", lease, noLimits), undefined);
    assert.equal(await queue.requestCancel("r1", request), false);
  });

  test("of a claimed run the request is kept for its worker", async ({ history, coordination: { queue } }) => {
    await queue.enqueue([newRun("r1")]);
    await queue.claim("w", lease, noLimits);
    assert.equal(await queue.requestCancel("r1", request), true);
    assert.deepEqual((await queue.item("r1"))?.cancelRequested, request);
    assert.equal((await history.run("r1"))?.status, "queued");
  });
}
