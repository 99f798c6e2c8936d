import assert from "node:assert/strict";
import { at, automated, Crash, dieAt, iso, schedule, type TickBench, withTicks } from "../automation/testing.ts";
import type { AutomationOptions } from "../automation/options.ts";
import { ScheduleEvaluator } from "./evaluator.ts";
import type { ScheduleSpec } from "./schedule.ts";

function evaluator(bench: TickBench, spec: Partial<ScheduleSpec> = {}, rest: Partial<AutomationOptions> = {}) {
  return new ScheduleEvaluator(bench.options(automated({ schedules: [schedule(spec)] }), rest));
}

async function ticks({ ledger }: TickBench, name = "nightly") {
  const all = await ledger.coordination.automation.ticks("schedule", name, { limit: 1000 });
  return all.toReversed();
}

const hour = 3_600_000;

Deno.test("ScheduleEvaluator: a tick makes one run, with key, tags and what it stands for", () =>
  withTicks("2026-05-01T12:00Z", async (bench) => {
    const nightly = evaluator(bench, { tags: { schedule: "nightly" }, overlap: "allow" });
    assert.deepEqual(await nightly.evaluate(), []);
    await bench.clock.advance(12 * hour - 1);
    assert.deepEqual(await nightly.evaluate(), []);
    await bench.clock.advance(1);
    assert.deepEqual(iso((await nightly.evaluate()).map(({ time }) => time)), ["2026-05-02T00:00Z"]);
    await bench.clock.advance(1000);
    assert.deepEqual(await nightly.evaluate(), []);
    const [run, ...others] = await bench.runs();
    assert.deepEqual(others, []);
    assert.deepEqual([run?.status, run?.job, run?.environment], ["queued", "all", "test"]);
    assert.deepEqual(run?.tags, { job: "all", schedule: "nightly" });
    const scheduledFor = "2026-05-02T00:00:00.000Z";
    assert.deepEqual(run?.request, { selection: "*", reuse: false, schedule: "nightly", scheduledFor });
    const item = await bench.ledger.coordination.queue.item(run!.id);
    assert.deepEqual(item?.entry.origin, { kind: "schedule", name: "nightly" });
    assert.equal(item?.entry.runKey, `schedule nightly ${scheduledFor}`);
  }));

for (const point of ["due", "evaluated", "committed", "done"] as const) {
  for (const overlap of ["allow", "skip", "queue", "replace"] as const) {
    Deno.test(`ScheduleEvaluator: after a crash when ${point}, one tick and one run (${overlap})`, () =>
      withTicks("2026-05-01T23:00Z", async (bench) => {
        const lines: string[] = [];
        const log = { ...silent, error: (line: string) => void lines.push(line) };
        const dying = evaluator(bench, { overlap }, { onPoint: dieAt(point), log });
        await dying.evaluate();
        await bench.clock.advance(hour);
        await dying.evaluate();
        assert.deepEqual(lines, [`Cannot evaluate the schedule "nightly": ${new Crash(point).message}`]);
        const ledger = await bench.reopen();
        const next = evaluator(bench, { overlap }, { ledger });
        for (let look = 0; look < 3; look++) {
          await bench.clock.advance(500);
          await next.evaluate();
        }
        assert.deepEqual(iso((await ticks(bench)).map(({ time }) => time)), ["2026-05-02T00:00Z"]);
        const runs = await bench.runs();
        assert.deepEqual(runs.map(({ status }) => status), ["queued"]);
        assert.deepEqual((await ticks(bench))[0]?.runs, [runs[0]?.id]);
      }));
  }
}

const silent = { debug() {}, info() {}, warning() {}, error() {}, with: () => silent };

Deno.test("ScheduleEvaluator: two at once on one file make one run per tick", () =>
  withTicks("2026-05-01T00:30Z", async (bench) => {
    const two = [bench.ledger, await bench.reopen()].map((ledger) =>
      evaluator(bench, { cron: "0 * * * *", overlap: "allow" }, { ledger })
    );
    const taken: number[] = [];
    for (let look = 0; look < 60; look++) {
      const found = await Promise.all(two.map((one) => one.evaluate()));
      taken.push(...found.flat().map(({ time }) => time));
      await bench.clock.advance(0.5 * hour);
    }
    assert.equal(taken.length, new Set(taken).size);
    assert.equal((await ticks(bench)).length, taken.length);
    assert.equal((await bench.runs()).length, taken.length);
    assert.ok(taken.length === 29 || taken.length === 30);
  }));

Deno.test("ScheduleEvaluator: a clock that is set back or forward by an hour doubles and loses no tick", () =>
  withTicks("2026-05-01T22:30Z", async (bench) => {
    let shift = 0;
    const clock = { ...bench.clock, now: () => bench.clock.now() + shift };
    const hourly = evaluator(bench, { cron: "0 * * * *", overlap: "allow", catchUp: "all" }, { clock });
    const look = async (minutes: number) => {
      for (let minute = 0; minute < minutes; minute++) {
        await bench.clock.advance(60_000);
        await hourly.evaluate();
      }
    };
    await hourly.evaluate();
    await look(60);
    shift = -hour;
    await look(90);
    shift = hour;
    await look(90);
    shift = 0;
    await look(200);
    const times = (await ticks(bench)).map(({ time }) => time);
    const expected = Array.from({ length: 9 }, (_, index) => at("2026-05-01T23:00Z") + index * hour)
      .filter((time) => time <= bench.clock.now());
    assert.deepEqual(iso(times), iso(expected));
    assert.equal((await bench.runs()).length, times.length);
  }));

Deno.test("ScheduleEvaluator: a tick in the far future, by a clock that ran ahead, does not silence the schedule", () =>
  withTicks("2026-05-01T22:30Z", async (bench) => {
    let shift = 0;
    const clock = { ...bench.clock, now: () => bench.clock.now() + shift };
    const nightly = evaluator(bench, { overlap: "allow" }, { clock });
    await nightly.evaluate();
    shift = 366 * 24 * hour;
    await nightly.evaluate();
    shift = 0;
    await nightly.evaluate();
    await bench.clock.advance(2 * hour);
    assert.deepEqual(iso((await nightly.evaluate()).map(({ time }) => time)), ["2026-05-02T00:00Z"]);
  }));

Deno.test("ScheduleEvaluator: a cron that is edited fires from then on, not for times that have passed", () =>
  withTicks("2026-05-01T12:00Z", async (bench) => {
    await evaluator(bench).evaluate();
    await bench.clock.advance(22 * hour);
    const edited = evaluator(bench, { cron: "0 8 * * *" });
    for (let look = 0; look < 3; look++) {
      await edited.evaluate();
      await bench.clock.advance(60_000);
    }
    const [note, ...others] = await ticks(bench);
    assert.deepEqual(others, []);
    assert.equal(note?.outcome, "skipped");
    assert.match(note?.message ?? "", /changed from "0 0 \* \* \* UTC on" to "0 8 \* \* \* UTC on"/);
    await bench.clock.advance(22 * hour);
    assert.deepEqual(iso((await edited.evaluate()).map(({ time }) => time)), ["2026-05-03T08:00Z"]);
    const again = evaluator(bench, { cron: "0 8 * * *" });
    assert.deepEqual(await again.evaluate(), []);
    assert.equal((await bench.runs()).length, 1);
  }));

Deno.test("ScheduleEvaluator: starting and stopping persist, and what was due while stopped is not caught up", () =>
  withTicks("2026-05-01T12:00Z", async (bench) => {
    const { automation } = bench.ledger.coordination;
    const nightly = evaluator(bench);
    await nightly.evaluate();
    await automation.setRunning("schedule", "nightly", false, bench.clock.now());
    await bench.clock.advance(30 * hour);
    assert.deepEqual(await evaluator(bench).evaluate(), []);
    await automation.setRunning("schedule", "nightly", true, bench.clock.now());
    assert.deepEqual(await nightly.evaluate(), []);
    await bench.clock.advance(6 * hour);
    assert.deepEqual(iso((await nightly.evaluate()).map(({ time }) => time)), ["2026-05-03T00:00Z"]);
  }));

Deno.test("ScheduleEvaluator: skip waits for the run of an earlier tick, however long ago it was", () =>
  withTicks("2026-05-01T00:00Z", async (bench) => {
    const often = evaluator(bench, { cron: "* * * * *", overlap: "skip" });
    for (let minute = 0; minute < 120; minute++) {
      await often.evaluate();
      await bench.clock.advance(60_000);
    }
    const [run, ...others] = await bench.runs();
    assert.deepEqual(others, []);
    assert.match(
      (await ticks(bench)).at(-1)?.message ?? "",
      new RegExp(`run ${run?.id} of an earlier tick has not ended`),
    );
    await bench.end(run!.id, "success");
    await often.evaluate();
    assert.equal((await bench.runs()).length, 2);
  }));

Deno.test("ScheduleEvaluator: queue keeps runs apart; replace cancels the one before", () =>
  withTicks("2026-05-01T23:30Z", async (bench) => {
    const queued = evaluator(bench, { cron: "0 * * * *", overlap: "queue" });
    const { queue } = bench.ledger.coordination;
    for (let look = 0; look < 3; look++) {
      await queued.evaluate();
      await bench.clock.advance(hour);
    }
    const limits = { total: 10, jobs: {}, tags: {}, pools: {} };
    const lease = { now: bench.clock.now(), until: bench.clock.now() + hour };
    const first = await queue.claim("w", lease, limits);
    assert.ok(first);
    assert.equal(await queue.claim("w", lease, limits), undefined);
    await queue.finish(first);
    assert.ok(await queue.claim("w", lease, limits));
  }));

Deno.test("ScheduleEvaluator: replace cancels what waits, and asks what is executed to end, also after a crash", () =>
  withTicks("2026-05-01T23:30Z", async (bench) => {
    const { queue } = bench.ledger.coordination;
    const spec = { cron: "0 * * * *", overlap: "replace" } as const;
    const replacing = evaluator(bench, spec);
    await replacing.evaluate();
    await bench.clock.advance(hour);
    await replacing.evaluate();
    const limits = { total: 10, jobs: {}, tags: {}, pools: {} };
    const first = await queue.claim("w", { now: bench.clock.now(), until: bench.clock.now() + 9 * hour }, limits);
    await bench.clock.advance(hour);
    const dying = evaluator(bench, spec, { onPoint: dieAt("committed") });
    await dying.evaluate();
    assert.equal((await queue.item(first!.run))?.cancelRequested, undefined);
    await evaluator(bench, spec).evaluate();
    const request = (await queue.item(first!.run))?.cancelRequested;
    assert.deepEqual([request?.by, request?.reason], [
      "schedule nightly",
      "the tick of 2026-05-02T01:00:00.000Z replaces it",
    ]);
    await bench.clock.advance(hour);
    await replacing.evaluate();
    assert.deepEqual((await bench.runs()).map(({ status }) => status), ["queued", "canceled", "queued"]);
  }));

Deno.test("ScheduleEvaluator: what is wrong with one schedule does not keep the others from their ticks", () =>
  withTicks("2026-05-01T23:30Z", async (bench) => {
    const schedules = [schedule({ name: "a" }), schedule({ name: "b" })];
    const onPoint = (_: string, name: string) => {
      if (name === "a") throw new Error("no");
    };
    const both = new ScheduleEvaluator(bench.options(automated({ schedules }), { onPoint }));
    await both.evaluate();
    await bench.clock.advance(hour);
    assert.deepEqual((await both.evaluate()).map(({ name }) => name), ["b"]);
  }));
