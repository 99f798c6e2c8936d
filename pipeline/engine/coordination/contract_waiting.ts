import assert from "node:assert/strict";
import type { LimitKind, QueueItem, QueueLimits, Waiting } from "../coordination.ts";
import { newRun, noLimits, type Test } from "./contract.ts";
import { singlePool } from "./limits.ts";
import { workerSilence } from "./waiting.ts";

type Said = readonly [run: string, waiting: Waiting, text: string];

function said(items: readonly QueueItem[]): Said[] {
  return items.flatMap(({ entry, waiting, waitingBecause }) =>
    waiting === undefined ? [] : [[entry.run, waiting, waitingBecause!] as const]
  );
}

/** Tests of why runs wait, and of the workers that they wait for. */
export function waitingTests(test: Test): void {
  test("every reason to wait is data and a sentence", async ({ coordination: { queue, workers } }) => {
    const single = { [singlePool("nightly")]: 1 };
    await queue.enqueue([
      newRun("r1", { priority: 9, pools: { db: 2, ...single } }, "a", { team: "x" }),
      newRun("r2", {}, "a"),
      newRun("r3", {}, "b", { team: "x" }),
      newRun("r4", { pools: { db: 2 } }, "b"),
      newRun("r5", { pools: single }, "b"),
      newRun("r6", { notBefore: 5_000 }, "b"),
      newRun("r7", {}, "b"),
    ]);
    const limits: QueueLimits = { total: 2, jobs: { a: 1 }, tags: { team: 1 }, pools: { db: 3 } };
    await workers.seen({ name: "w", startedAt: 1, seenAt: 1_000 });
    await queue.claim("w", { now: 1_000, until: 2_000 }, limits);
    assert.deepEqual(said(await queue.items(limits, 1_000)), [
      ["r2", { kind: "job", job: "a", executed: 1, limit: 1 }, "1 run of a is executed"],
      ["r3", { kind: "tag", tag: "team=x", executed: 1, limit: 1 }, "1 run tagged team=x is executed"],
      [
        "r4",
        { kind: "pool", pool: "db", taken: 2, limit: 3, needs: 2 },
        "2 of 3 slots of the pool db are taken, and it needs 2",
      ],
      ["r5", { kind: "single", pool: "nightly" }, "another run of nightly is executed"],
      ["r6", { kind: "not_before", time: 5_000 }, "it starts not before 1970-01-01T00:00:05.000Z"],
      ["r7", { kind: "soon" }, "it is about to start"],
    ]);
    await queue.claim("w", { now: 1_000, until: 2_000 }, limits);
    const [, last] = said(await queue.items(limits, 1_000)).toReversed();
    assert.deepEqual(last, [
      "r5",
      { kind: "total", executed: 2, limit: 2 },
      "2 runs are executed, as many as may be at once",
    ]);
  });

  test("limits that people set hold before those of the configuration, at once", async ({ coordination }) => {
    const { queue, limits } = coordination;
    const configured: QueueLimits = { total: 1, jobs: { a: 5 }, tags: {}, pools: { db: 1 } };
    const set = (kind: LimitKind, name: string, limit: number) =>
      limits.set({ kind, name, limit, setAt: 5, setBy: "ann" });
    await queue.enqueue([newRun("r1", { pools: { db: 1 } }, "a"), newRun("r2", {}, "b"), newRun("r3", {}, "a")]);
    assert.deepEqual(await limits.effective(configured), configured);
    await set("all", "", 0);
    const claim = async () => (await queue.claim("w", { now: 1, until: 2 }, configured))?.run;
    assert.equal(await claim(), undefined);
    await set("all", "", 3);
    await set("pool", "db", 0);
    await set("job", "b", 0);
    assert.equal(await claim(), "r3");
    assert.deepEqual(
      (await queue.items(configured, 1)).flatMap(({ waitingBecause }) => waitingBecause ?? []),
      [
        "it needs 1 slots of the pool db, which has 0",
        "no run of b may start, because their limit was set to 0",
      ],
    );
    assert.deepEqual(await limits.effective(configured), {
      total: 3,
      jobs: { a: 5, b: 0 },
      tags: {},
      pools: { db: 0 },
    });
    assert.deepEqual((await limits.list()).map(({ kind, name, limit }) => [kind, name, limit]), [
      ["all", "", 3],
      ["job", "b", 0],
      ["pool", "db", 0],
    ]);
    assert.equal(await limits.clear({ kind: "pool", name: "db" }), true);
    assert.equal(await limits.clear({ kind: "pool", name: "db" }), false);
    assert.equal(await claim(), "r1");
  });

  test("a run for which no worker is there says so, and since when", async ({ coordination: { queue, workers } }) => {
    await queue.enqueue([newRun("r1")]);
    const why = async (now: number) => said(await queue.items(noLimits, now)).map(([, ...rest]) => rest);
    const nobody = "no worker or daemon is there that would execute it";
    assert.deepEqual(await why(0), [[{ kind: "no_worker" }, nobody]]);
    await workers.seen({ name: "w", startedAt: 1_000, seenAt: 1_000 });
    assert.deepEqual(await why(1_000), [[{ kind: "soon" }, "it is about to start"]]);
    const gone = `${nobody}; the last one was there at 1970-01-01T00:00:01.000Z`;
    assert.deepEqual(await why(1_000 + workerSilence), [[{ kind: "no_worker", lastSeen: 1_000 }, gone]]);
    await workers.seen({ name: "w", startedAt: 1_000, seenAt: 20_000 });
    assert.deepEqual(await why(20_000), [[{ kind: "soon" }, "it is about to start"]]);
    await workers.gone("w");
    assert.deepEqual(await why(20_000), [[{ kind: "no_worker" }, nobody]]);
  });

  test("a run waits for workers that are busy", async ({ coordination: { queue, workers } }) => {
    await queue.enqueue([newRun("r1"), newRun("r2"), newRun("r3")]);
    const why = async () => said(await queue.items(noLimits, 1_000)).map(([, ...rest]) => rest);
    await workers.seen({ name: "w1", slots: 1, startedAt: 1, seenAt: 1_000 });
    await queue.claim("w1", { now: 1_000, until: 2_000 }, noLimits);
    const one = [{ kind: "workers_busy", workers: 1 }, "the only worker is busy"];
    assert.deepEqual(await why(), [one, one]);
    await workers.seen({ name: "w2", slots: 1, startedAt: 1, seenAt: 1_000 });
    assert.deepEqual((await why())[0], [{ kind: "soon" }, "it is about to start"]);
    await queue.claim("w2", { now: 1_000, until: 2_000 }, noLimits);
    assert.deepEqual(await why(), [[{ kind: "workers_busy", workers: 2 }, "all 2 workers are busy"]]);
  });

  test("workers are known by name, until they are gone for a day", async ({ coordination: { workers } }) => {
    const day = 24 * 3_600_000;
    await workers.seen({ name: "a", slots: 2, startedAt: 1, seenAt: 1 });
    await workers.seen({ name: "b", role: "r", startedAt: 2, seenAt: 2 });
    await workers.seen({ name: "a", slots: 3, startedAt: 1, seenAt: 5 });
    assert.deepEqual(await workers.list(), [
      { name: "a", slots: 3, startedAt: 1, seenAt: 5 },
      { name: "b", role: "r", startedAt: 2, seenAt: 2 },
    ]);
    await workers.seen({ name: "c", startedAt: day + 3, seenAt: day + 3 });
    assert.deepEqual((await workers.list()).map(({ name }) => name), ["a", "c"]);
  });
}
