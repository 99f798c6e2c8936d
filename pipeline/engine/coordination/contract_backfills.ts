import assert from "node:assert/strict";
import type { Backfill, BackfillLaunch } from "../backfill.ts";
import type { RunQueue } from "../coordination.ts";
import type { Ledger } from "../history/ledger.ts";
import type { ErrorRecord, RunStatus, StepStatus } from "../types.ts";
import { newRun, noLimits, type Test } from "./contract.ts";

const backfill: Backfill = {
  id: "b1",
  job: "job",
  selection: "a,b",
  status: "running",
  partitions: ["x", "y", "z"],
  concurrency: 2,
  createdAt: 1,
  by: "ann",
  settings: {
    environment: "dev",
    partitions: "letter",
    order: "backward",
    group: 1,
    reuse: false,
    priority: 0,
    tags: { a: "b" },
    details: { overrides: ["x=1"] },
  },
};
const by = (at: number, reason?: string) => ({ at, by: "ann", reason });

function launch(id: string, partitions: readonly string[], rest: Partial<BackfillLaunch> = {}): BackfillLaunch {
  return { ...newRun(id), partitions, ...rest };
}

async function end({ history, coordination: { queue } }: Ledger, run: string, status: RunStatus): Promise<void> {
  const claim = await claimOf(queue, run);
  await history.write(run, { run: { status, endedAt: 50 } });
  await queue.finish(claim);
}

async function claimOf(queue: RunQueue, run: string) {
  for (;;) {
    const claim = await queue.claim("w", { now: 1, until: 1e9 }, noLimits);
    if (claim === undefined || claim.run === run) return claim ?? (await queue.item(run))!.claim!;
  }
}

async function step(ledger: Ledger, run: string, status: StepStatus, asset: string, partition?: string): Promise<void> {
  const id = partition === undefined ? asset : `${asset}[${partition}]`;
  const rest = {
    ...(partition === undefined ? {} : { partition }),
    ...(status === "failed" ? { error: errorOf(`${id} broke`) } : {}),
  };
  await ledger.history.write(run, { steps: [{ run, step: id, asset, status, attempt: 1, metadata: {}, ...rest }] });
}

function errorOf(message: string): ErrorRecord {
  return { name: "Error", message, place: "table.csv:3:1", remedy: "Mend it.", kind: "data", causes: ["a cause"] };
}

async function errors({ coordination: { backfills } }: Ledger, id = "b1") {
  return (await backfills.items(id)).map(({ error }) => error);
}

/** Removes a run as retention does. */
async function remove({ retention }: Ledger, run: string): Promise<void> {
  while (await retention.removePart(run, 100));
}

async function statuses({ coordination: { backfills } }: Ledger, id = "b1") {
  return (await backfills.items(id)).map(({ partition, run, status }) => `${partition} ${status} ${run ?? "-"}`);
}

/** Tests of backfills. */
export function backfillTests(test: Test): void {
  launchTests(test);
  endTests(test);
  changeTests(test);
}

function launchTests(test: Test): void {
  test("a backfill is kept as it was made", async ({ coordination: { backfills } }) => {
    await backfills.create(backfill, by(1));
    await backfills.create({ ...backfill, id: "b2", status: "paused" }, by(2));
    assert.deepEqual(await backfills.backfill("b1"), backfill);
    assert.equal(await backfills.backfill("b3"), undefined);
    const ids = async (filter: Parameters<typeof backfills.backfills>[0]) =>
      (await backfills.backfills(filter)).map(({ id }) => id);
    assert.deepEqual(await ids({}), ["b2", "b1"]);
    assert.deepEqual(await ids({ before: "b2" }), ["b1"]);
    assert.deepEqual(await ids({ statuses: ["paused", "done"] }), ["b2"]);
    assert.deepEqual(await ids({ limit: 1 }), ["b2"]);
    await assert.rejects(backfills.create(backfill, by(3)));
    const many = Array.from({ length: 123 }, (_, index) => `k${index}`);
    await backfills.create({ ...backfill, id: "b4", partitions: many }, by(4));
    assert.deepEqual((await backfills.items("b4")).map(({ partition }) => partition), many);
  });

  test("a backfill queues no more runs than it may, each key once", async (ledger) => {
    const { history, coordination: { backfills, queue } } = ledger;
    await backfills.create(backfill, by(1));
    const waiting = (partition: string) => ({ partition, status: "waiting" });
    assert.deepEqual(await backfills.next(backfill), { room: 2, items: [waiting("x"), waiting("y")] });
    const first = [launch("r1", ["x"]), launch("r2", ["y"]), launch("r3", ["z"])];
    assert.deepEqual(await backfills.launch("b1", first), ["r1", "r2"]);
    assert.deepEqual(await backfills.launch("b1", [launch("r4", ["x"]), launch("r5", ["z"])]), []);
    assert.deepEqual((await history.runs()).map(({ id }) => id), ["r2", "r1"]);
    assert.deepEqual((await queue.items(noLimits, 0)).map(({ entry }) => entry.run), ["r1", "r2"]);
    assert.deepEqual(await backfills.next(backfill), { room: 0, items: [] });
    await end(ledger, "r1", "success");
    assert.deepEqual(await backfills.next(backfill), { room: 1, items: [waiting("z")] });
    assert.deepEqual(await backfills.launch("b1", [launch("r4", ["x"]), launch("r5", ["z"])]), ["r5"]);
    assert.deepEqual(await statuses(ledger), ["x success r1", "y queued r2", "z queued r5"]);
    await history.write("r2", { run: { status: "running" } });
    assert.deepEqual((await backfills.counts(["b1", "b0"])).get("b1"), {
      waiting: 0,
      queued: 1,
      running: 1,
      success: 1,
      failure: 0,
      canceled: 0,
    });
  });

  test("several that launch the same keys at once get one run for each", async (ledger) => {
    const { history, coordination: { backfills } } = ledger;
    await backfills.create({ ...backfill, concurrency: 10 }, by(1));
    const all = await Promise.all(
      ["r1", "r2", "r3"].map((run) =>
        backfills.launch("b1", [launch(`${run}x`, ["x"]), launch(`${run}z`, ["y", "z"])])
      ),
    );
    assert.equal(all.flat().length, 2);
    assert.deepEqual((await history.runs()).map(({ id }) => id).sort(), all.flat().sort());
  });

  test("a run that was not taken is none, and a launch is all or none", async (ledger) => {
    const { history, coordination: { backfills, queue } } = ledger;
    await backfills.create(backfill, by(1));
    await queue.enqueue([newRun("r0", { runKey: "k" })]);
    assert.deepEqual(await backfills.launch("b1", [{ ...newRun("r1", { runKey: "k" }), partitions: ["x"] }]), []);
    await assert.rejects(backfills.launch("b1", [launch("r2", ["x"]), launch("r0", ["y"])]));
    assert.deepEqual(await statuses(ledger), ["x waiting -", "y waiting -", "z waiting -"]);
    assert.equal(await history.run("r2"), undefined);
  });
}

function endTests(test: Test): void {
  test("a backfill ends when all of its runs have", async (ledger) => {
    const { coordination: { backfills } } = ledger;
    await backfills.create(backfill, by(1));
    await backfills.launch("b1", [launch("r1", ["x", "y"])]);
    await end(ledger, "r1", "success");
    assert.equal((await backfills.settle("b1", 60))?.status, "running");
    await backfills.launch("b1", [launch("r2", ["z"])]);
    assert.equal((await backfills.settle("b1", 70))?.status, "running");
    await end(ledger, "r2", "success");
    assert.deepEqual(await backfills.settle("b1", 80), { ...backfill, status: "done", endedAt: 80 });
    assert.deepEqual(await backfills.settle("b1", 90), { ...backfill, status: "done", endedAt: 80 });
    assert.equal(await backfills.settle("b0", 90), undefined);
  });

  test("of a run that failed, keys that were made count as made", async (ledger) => {
    const { coordination: { backfills } } = ledger;
    await backfills.create(backfill, by(1));
    await backfills.launch("b1", [launch("r1", ["x", "y", "z"])]);
    await step(ledger, "r1", "reused", "shared");
    for (const asset of ["a", "b"]) await step(ledger, "r1", "success", asset, "x");
    await step(ledger, "r1", "success", "a", "y");
    await step(ledger, "r1", "failed", "b", "y");
    await end(ledger, "r1", "failure");
    assert.equal((await backfills.settle("b1", 60))?.status, "failed");
    assert.deepEqual(await statuses(ledger), ["x success r1", "y failure r1", "z failure r1"]);
    await backfills.create({ ...backfill, id: "b2", partitions: ["x"] }, by(1));
    await backfills.launch("b2", [launch("r2", ["x"])]);
    await step(ledger, "r2", "success", "a", "x");
    await step(ledger, "r2", "failed", "joined");
    await end(ledger, "r2", "failure");
    await backfills.settle("b2", 60);
    assert.deepEqual(await statuses(ledger, "b2"), ["x failure r2"]);
  });

  test("why a key failed is kept: its step, a step without key, its run, or that the run is gone", async (ledger) => {
    const { history, coordination: { backfills } } = ledger;
    const partitions = ["u", "v", "w", "x", "y", "z"];
    await backfills.create({ ...backfill, partitions, concurrency: 9 }, by(1));
    const launches = [launch("r1", ["u", "v"]), ...["w", "x", "y", "z"].map((key) => launch(`r${key}`, [key]))];
    await backfills.launch("b1", launches);
    for (const id of ["joined", "last"]) await step(ledger, "r1", "failed", id);
    await step(ledger, "r1", "failed", "a", "u");
    await history.write("rw", { run: { error: errorOf("out of memory") } });
    for (const run of ["r1", "rw", "rx", "ry"]) await end(ledger, run, "failure");
    await end(ledger, "rz", "success");
    const rest = { place: "table.csv:3:1", remedy: "Mend it." };
    const told = [
      { message: "a[u] broke", ...rest, step: "a[u]" },
      { message: "joined broke", ...rest, step: "joined" },
      { message: "out of memory", ...rest },
      { message: "Its run ended as failure" },
      { message: "Its run ended as failure" },
      undefined,
    ];
    assert.deepEqual(await errors(ledger), told);
    await remove(ledger, "ry");
    await backfills.settle("b1", 60);
    for (const run of ["r1", "rw", "rx", "rz"]) await remove(ledger, run);
    const gone = { message: "Its run is not in the history any more" };
    assert.deepEqual(await errors(ledger), told.with(4, gone));
    assert.equal(await backfills.retry("b1", by(70)), 5);
    assert.deepEqual(await errors(ledger), partitions.map(() => undefined));
  });

  test("failed and canceled keys run again, from where their runs failed", async (ledger) => {
    const { coordination: { backfills, queue } } = ledger;
    await backfills.create(backfill, by(1));
    await backfills.launch("b1", [launch("r1", ["x"]), launch("r2", ["y"])]);
    await end(ledger, "r1", "failure");
    await queue.requestCancel("r2", { at: 2, by: "bob", reason: "no" });
    await backfills.launch("b1", [launch("r3", ["z"])]);
    await end(ledger, "r3", "success");
    assert.equal((await backfills.settle("b1", 60))?.status, "failed");
    assert.equal(await backfills.retry("b1", by(70)), 2);
    assert.deepEqual(await backfills.backfill("b1"), backfill);
    const next = [{ partition: "x", run: "r1", status: "waiting" }, { partition: "y", run: "r2", status: "waiting" }];
    assert.deepEqual(await backfills.next(backfill), { room: 2, items: next });
    const wrong = [launch("r4", ["x"]), launch("r5", ["y"], { previous: "r1" })];
    assert.deepEqual(await backfills.launch("b1", wrong), []);
    assert.deepEqual(await backfills.launch("b1", [launch("r6", ["x"], { previous: "r1" })]), ["r6"]);
    assert.deepEqual(await statuses(ledger), ["x queued r6", "y waiting r2", "z success r3"]);
    assert.equal(await backfills.retry("b1", by(80)), 0);
    assert.deepEqual(
      (await ledger.coordination.audits()).map(({ action, target, details }) => [action, target, details]),
      [
        ["backfill.retry", "b1", { partitions: 2 }],
        ["backfill.create", "b1", { job: "job", partitions: 3, concurrency: 2 }],
      ],
    );
  });
}

function changeTests(test: Test): void {
  test("a paused backfill queues nothing until it is resumed", async (ledger) => {
    const { coordination: { backfills } } = ledger;
    await backfills.create(backfill, by(1));
    assert.equal(await backfills.resume("b1", by(2)), false);
    assert.equal(await backfills.pause("b1", by(3, "too much")), true);
    assert.equal(await backfills.pause("b1", by(4)), false);
    const paused = (await backfills.backfill("b1"))!;
    assert.equal(paused.status, "paused");
    assert.deepEqual(await backfills.next(paused), { room: 0, items: [] });
    assert.deepEqual(await backfills.launch("b1", [launch("r1", ["x"])]), []);
    assert.equal(await backfills.resume("b1", by(5)), true);
    assert.deepEqual(await backfills.launch("b1", [launch("r1", ["x"])]), ["r1"]);
    assert.equal(await backfills.pause("b0", by(6)), false);
    assert.deepEqual(
      (await ledger.coordination.audits()).map(({ time, actor, action, details }) => [time, actor, action, details]),
      [
        [5, "ann", "backfill.resume", {}],
        [3, "ann", "backfill.pause", { reason: "too much" }],
        [1, "ann", "backfill.create", { job: "job", partitions: 3, concurrency: 2 }],
      ],
    );
  });

  test("a canceled backfill cancels its runs, and ends when they have", async (ledger) => {
    const { history, coordination: { backfills, queue } } = ledger;
    await backfills.create({ ...backfill, concurrency: 3 }, by(1));
    await backfills.launch("b1", [launch("r1", ["x"]), launch("r2", ["y"])]);
    const claim = (await queue.claim("w", { now: 1, until: 2 }, noLimits))!;
    assert.equal(claim.run, "r1");
    assert.equal(await backfills.cancel("b1", by(9, "wrong file")), true);
    assert.equal((await backfills.backfill("b1"))?.status, "canceling");
    assert.deepEqual((await queue.item("r1"))?.cancelRequested, {
      at: 9,
      by: "ann",
      reason: "backfill b1: wrong file",
    });
    assert.equal((await history.run("r2"))?.status, "canceled");
    assert.equal(await queue.item("r2"), undefined);
    assert.deepEqual(await backfills.launch("b1", [launch("r3", ["z"])]), []);
    assert.deepEqual(await Promise.all([backfills.cancel("b1", by(10)), backfills.resume("b1", by(10))]), [
      false,
      false,
    ]);
    assert.equal(await backfills.retry("b1", by(10)), 0);
    assert.equal((await backfills.settle("b1", 11))?.status, "canceling");
    await history.write("r1", { run: { status: "canceled", endedAt: 12 } });
    await queue.finish(claim);
    assert.deepEqual((await backfills.settle("b1", 13))?.endedAt, 13);
    assert.equal((await backfills.backfill("b1"))?.status, "canceled");
    assert.deepEqual(await statuses(ledger), ["x canceled r1", "y canceled r2", "z canceled -"]);
    assert.equal(await backfills.retry("b1", by(14)), 3);
    assert.equal((await backfills.backfill("b1"))?.status, "running");
  });

  test("a backfill without runs under way is canceled at once", async ({ coordination: { backfills } }) => {
    await backfills.create(backfill, by(1));
    assert.equal(await backfills.cancel("b1", by(9)), true);
    assert.deepEqual(await backfills.backfill("b1"), { ...backfill, status: "canceled", endedAt: 9 });
  });
}
