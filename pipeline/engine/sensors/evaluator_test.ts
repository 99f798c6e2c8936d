import assert from "node:assert/strict";
import type { AutomationOptions } from "../automation/options.ts";
import { automated, dieAt, type TickBench, withTicks } from "../automation/testing.ts";
import { SensorEvaluator } from "./evaluator.ts";
import { defineSensor, type SensorResult, type SensorSpec } from "./sensor.ts";

/** A sensor of the job `all` that asks for a run at each evaluation and counts them in its cursor. */
function counting(spec: Partial<SensorSpec> = {}) {
  return defineSensor({
    name: "counter",
    job: "all",
    minimumInterval: 10_000,
    defaultRunning: true,
    description: "Counts.",
    evaluate({ cursor = "0" }): SensorResult {
      const count = Number(cursor) + 1;
      return { cursor: String(count), runRequests: [{ runKey: `n${count}`, details: { count } }] };
    },
    ...spec,
  });
}

function evaluator(bench: TickBench, sensors = [counting()], rest: Partial<AutomationOptions> = {}) {
  return new SensorEvaluator(bench.options(automated({ sensors }), rest));
}

async function ticks({ ledger }: TickBench, name = "counter") {
  return (await ledger.coordination.automation.ticks("sensor", name, { limit: 1000 })).toReversed();
}

const counts = async (bench: TickBench) => (await bench.runs()).map(({ request }) => request.count);

Deno.test("SensorEvaluator: cursor, tick and run are recorded together, not more often than the interval", () =>
  withTicks("2026-05-01T12:00Z", async (bench) => {
    const sensors = evaluator(bench, [counting({ tags: { by: "counter" } })]);
    for (let second = 0; second < 25; second++) {
      await sensors.evaluate();
      await bench.clock.advance(1000);
    }
    assert.deepEqual((await ticks(bench)).map(({ cursor, outcome, runs }) => [cursor, outcome, runs.length]), [
      ["1", "launched", 1],
      ["2", "launched", 1],
      ["3", "launched", 1],
    ]);
    const [run] = await bench.runs();
    assert.deepEqual(run?.tags, { job: "all", by: "counter" });
    assert.deepEqual(run?.request, { selection: "*", reuse: false, sensor: "counter", count: 1 });
    assert.equal((await bench.ledger.coordination.queue.item(run!.id))?.entry.runKey, "sensor counter n1");
  }));

for (const point of ["due", "evaluated", "committed", "done"] as const) {
  Deno.test(`SensorEvaluator: after a crash when ${point}, no run is lost or made twice`, () =>
    withTicks("2026-05-01T12:00Z", async (bench) => {
      await evaluator(bench, [counting()], { onPoint: dieAt(point) }).evaluate();
      const next = evaluator(bench, [counting()], { ledger: await bench.reopen() });
      const before = point === "committed" || point === "done" ? [1] : [];
      assert.deepEqual(await counts(bench), before);
      for (let look = 0; look < 2; look++) {
        await bench.clock.advance(10_000);
        await next.evaluate();
      }
      assert.deepEqual(await counts(bench), [...before, before.length + 1, before.length + 2]);
      assert.deepEqual((await ticks(bench)).map(({ cursor }) => cursor), (await counts(bench)).map(String));
    }));
}

Deno.test("SensorEvaluator: of two that evaluate at once one is recorded; cursors never go back", () =>
  withTicks("2026-05-01T12:00Z", async (bench) => {
    const ledgers = [bench.ledger, await bench.reopen()];
    const slow = Promise.withResolvers<void>();
    let isFirst = true;
    const sensor = counting({
      async evaluate({ cursor = "0" }) {
        const count = Number(cursor) + 1;
        const waits = isFirst;
        isFirst = false;
        if (waits) await slow.promise;
        return { cursor: String(count), runRequests: [{ runKey: `${waits} ${count}`, details: { count } }] };
      },
    });
    const [a, b] = ledgers.map((ledger) => evaluator(bench, [sensor], { ledger }));
    const late = a!.evaluate();
    for (let look = 0; look < 100_000 && isFirst; look++) await new Promise((resolve) => setTimeout(resolve, 0));
    await b!.evaluate();
    await bench.clock.advance(10_000);
    await b!.evaluate();
    slow.resolve();
    assert.deepEqual(await late, []);
    assert.deepEqual(await counts(bench), [1, 2]);
    await bench.clock.advance(10_000);
    await Promise.all([a!.evaluate(), b!.evaluate()]);
    assert.deepEqual(await counts(bench), [1, 2, 3]);
  }));

Deno.test("SensorEvaluator: one that throws is a failed tick, waits longer each time, and does not stop the others", () =>
  withTicks("2026-05-01T12:00Z", async (bench) => {
    let fails = true;
    const broken = counting({
      name: "broken",
      evaluate() {
        if (fails) throw new Error("no such host, password hunter2");
        return { skipReason: "all is well" };
      },
    });
    const redact = (text: string) => text.replace("hunter2", "[redacted]");
    const sensors = evaluator(bench, [broken, counting()], { redact });
    const start = bench.clock.now();
    for (let second = 0; second < 200; second += 5) {
      if (second >= 100) fails = false;
      await sensors.evaluate();
      await bench.clock.advance(5000);
    }
    const found = (await ticks(bench, "broken")).map((
      tick,
    ) => [(tick.time - start) / 1000, tick.outcome, tick.message]);
    const message = "no such host, password [redacted]";
    assert.deepEqual(found.slice(0, 5), [
      [0, "failed", message],
      [20, "failed", message],
      [60, "failed", message],
      [140, "skipped", "all is well"],
      [150, "skipped", "all is well"],
    ]);
    assert.equal((await counts(bench)).length, 20);
  }));

Deno.test("SensorEvaluator: one that takes too long fails, and one that is stopped does nothing", () =>
  withTicks("2026-05-01T12:00Z", async (bench) => {
    const hanging = counting({
      name: "hanging",
      timeout: 30_000,
      evaluate: ({ signal }) =>
        new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
    });
    const sensors = evaluator(bench, [hanging, counting()]);
    await bench.ledger.coordination.automation.setRunning("sensor", "counter", false, bench.clock.now());
    const looking = sensors.evaluate();
    for (let look = 0; look < 100_000 && bench.clock.sleepers === 0; look++) {
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
    assert.deepEqual(await sensors.evaluate(), []);
    await bench.clock.advance(30_000);
    const [tick, ...others] = await looking;
    assert.deepEqual(others, []);
    assert.match(tick?.message ?? "", /Cannot evaluate the sensor "hanging": it took longer than 30 s/);
  }));

Deno.test("SensorEvaluator: a clock that jumps back holds nothing up, and ticks stay in order", () =>
  withTicks("2026-05-01T12:00Z", async (bench) => {
    let shift = 0;
    const clock = { ...bench.clock, now: () => bench.clock.now() + shift };
    const sensors = evaluator(bench, [counting()], { clock });
    for (const jump of [0, -3_600_000, 0, 3_600_000, 0]) {
      shift += jump;
      await sensors.evaluate();
      await bench.clock.advance(10_000);
    }
    const found = await ticks(bench);
    assert.deepEqual(found.map(({ cursor }) => cursor), ["1", "2", "3", "4", "5"]);
    assert.deepEqual((await counts(bench)).sort(), [1, 2, 3, 4, 5]);
  }));

Deno.test("SensorEvaluator: a preview and a run that was made before leave nothing behind", () =>
  withTicks("2026-05-01T12:00Z", async (bench) => {
    const sensor = counting({ evaluate: () => ({ cursor: "same", runRequests: [{ runKey: "once" }] }) });
    const sensors = evaluator(bench, [sensor]);
    assert.deepEqual(await sensors.preview(sensor), { cursor: "same", runRequests: [{ runKey: "once" }] });
    assert.deepEqual([await ticks(bench), await bench.runs()], [[], []]);
    for (let look = 0; look < 3; look++) {
      await sensors.evaluate();
      await bench.clock.advance(10_000);
    }
    assert.deepEqual((await ticks(bench)).map(({ runs }) => runs.length), [1, 0, 0]);
    assert.equal((await bench.runs()).length, 1);
  }));
