import assert from "node:assert/strict";
import type { AuditFilter, Tick } from "../coordination.ts";
import { newRun, noLimits, type Test } from "./contract.ts";

/** Tests of what makes runs and of what is kept of changes. */
export function tickTests(test: Test): void {
  const tick = (time: number, rest: Partial<Tick> = {}): Omit<Tick, "runs"> => ({
    kind: "sensor",
    name: "s",
    time,
    startedAt: time,
    endedAt: time + 1,
    outcome: "launched",
    ...rest,
  });

  test("a tick is recorded once, with its cursor and its runs, or not at all", async ({ history, coordination }) => {
    const { automation, queue } = coordination;
    const first = await automation.commitTick(tick(10, { cursor: "c1" }), [
      newRun("r1", { runKey: "k" }),
      newRun("r2"),
    ]);
    assert.deepEqual(first?.runs, ["r1", "r2"]);
    assert.equal(await automation.commitTick(tick(10, { cursor: "c2" }), [newRun("r3")]), undefined);
    assert.equal(await history.run("r3"), undefined);
    await assert.rejects(automation.commitTick(tick(11, { cursor: "c3" }), [newRun("r1")]));
    assert.deepEqual(await automation.ticks("sensor", "s"), [{ ...tick(10, { cursor: "c1" }), runs: ["r1", "r2"] }]);
    assert.deepEqual(await automation.states(), [
      { kind: "sensor", name: "s", cursor: "c1", lastTick: 10, changedAt: 11 },
    ]);
    const repeated = await automation.commitTick(tick(20, { cursor: "c4" }), [newRun("r5", { runKey: "k" })]);
    assert.deepEqual(repeated?.runs, []);
    assert.deepEqual((await queue.items(noLimits, 0)).map(({ entry }) => entry.run), ["r1", "r2"]);
  });

  test("a tick without cursor keeps the one before; starting and stopping persist", async ({ coordination }) => {
    const { automation } = coordination;
    await automation.commitTick(tick(10, { cursor: "c" }), []);
    await automation.commitTick(tick(20, { outcome: "skipped", message: "nothing new" }), []);
    await automation.setRunning("sensor", "s", false, 30);
    await automation.setRunning("schedule", "t", true, 31);
    assert.deepEqual(await automation.states(), [
      { kind: "schedule", name: "t", running: true, changedAt: 31 },
      { kind: "sensor", name: "s", running: false, cursor: "c", lastTick: 20, changedAt: 30 },
    ]);
  });

  test("a tick that was evaluated before another one came is refused", async ({ history, coordination }) => {
    const { automation } = coordination;
    assert.ok(await automation.commitTick(tick(10, { cursor: "c1" }), [], { lastTick: null }));
    const late = automation.commitTick(tick(11, { cursor: "c2" }), [newRun("r1")], { lastTick: null });
    assert.equal(await late, undefined);
    assert.equal(await history.run("r1"), undefined);
    assert.deepEqual((await automation.states()).map(({ cursor }) => cursor), ["c1"]);
    assert.ok(await automation.commitTick(tick(12, { cursor: "c3" }), [], { lastTick: 10 }));
    assert.ok(await automation.commitTick(tick(5), [], { lastTick: 12 }));
    assert.ok(await automation.commitTick(tick(13), [], { lastTick: 12 }));
  });

  test("what was seen first is remembered, and changes nothing later", async ({ coordination: { automation } }) => {
    await automation.introduce("schedule", "t", 5, "daily");
    await automation.introduce("schedule", "t", 9, "weekly");
    const seen = { kind: "schedule", name: "t", cursor: "daily" } as const;
    assert.deepEqual(await automation.states(), [{ ...seen, changedAt: 5 }]);
    await automation.setRunning("schedule", "t", true, 7);
    await automation.introduce("schedule", "t", 9);
    assert.deepEqual(await automation.states(), [{ ...seen, running: true, changedAt: 7 }]);
  });

  test("ticks are listed newest first, page by page", async ({ coordination: { automation } }) => {
    for (const time of [1, 2, 3]) await automation.commitTick(tick(time), []);
    await automation.commitTick({ ...tick(9), name: "other" }, []);
    const times = async (options: { before?: number; limit?: number }) =>
      (await automation.ticks("sensor", "s", options)).map(({ time }) => time);
    assert.deepEqual(await times({ limit: 2 }), [3, 2]);
    assert.deepEqual(await times({ before: 2 }), [1]);
  });
}

/** Tests of what is kept of changes. */
export function auditTests(test: Test): void {
  test("what was changed is kept, newest first", async ({ coordination }) => {
    const record = (time: number) => ({ time, actor: "ann", action: "run.cancel", target: "r1", details: { n: time } });
    for (const time of [1, 2, 3]) await coordination.audit(record(time));
    assert.deepEqual(await coordination.audits({ limit: 2 }), [record(3), record(2)]);
    assert.deepEqual(await coordination.audits({ before: 2 }), [record(1)]);
  });

  test("changes are found by who, what, of what and when, page by page", async ({ coordination }) => {
    const all = [
      { time: 10, actor: "ann", action: "run.cancel", target: "r1", details: {} },
      { time: 20, actor: "bob", action: "run.cancel", target: "100% sure", details: {} },
      { time: 20, actor: "ann", action: "user.add", target: "Bob_1", details: { role: "viewer" } },
      { time: 30, actor: "ann", action: "run.cancel", target: "r2", details: {} },
    ];
    for (const one of all) await coordination.audit(one);
    const targets = async (filter: AuditFilter) => (await coordination.auditLog(filter)).map(({ target }) => target);
    assert.deepEqual(await targets({}), ["r2", "Bob_1", "100% sure", "r1"]);
    assert.deepEqual(await targets({ actor: "ann", action: "run.cancel" }), ["r2", "r1"]);
    assert.deepEqual(await targets({ target: "bob_" }), ["Bob_1"]);
    assert.deepEqual([await targets({ target: "%" }), await targets({ target: "r_" })], [["100% sure"], []]);
    assert.deepEqual(await targets({ since: 20, until: 30 }), ["Bob_1", "100% sure"]);
    const [newest, second] = await coordination.auditLog({ limit: 2 });
    assert.deepEqual(await targets({ before: second!.id }), ["100% sure", "r1"]);
    const { id: _, ...plain } = newest!;
    assert.deepEqual(plain, all[3]);
    assert.deepEqual(await coordination.auditNames(), { actors: ["ann", "bob"], actions: ["run.cancel", "user.add"] });
  });
}
