import assert from "node:assert/strict";
import { automated, type TickBench, withTicks } from "../automation/testing.ts";
import { queuedRun } from "../automation/wanted_run.ts";
import { settleAutomation } from "../automation/options.ts";
import { made } from "../testing/kit.ts";
import { SensorEvaluator } from "./evaluator.ts";
import { runSensor, type RunSensorSpec } from "./run_sensor.ts";

const minute = 60_000;

function bench(spec: Partial<RunSensorSpec>, test: (parts: Parts) => Promise<void>): Promise<void> {
  return withTicks("2026-05-01T12:00Z", async (ticks) => {
    const sensor = runSensor({
      name: "after",
      job: "other",
      watches: ["all"],
      minimumInterval: 1000,
      defaultRunning: true,
      description: "After.",
      ...spec,
    });
    const options = ticks.options(automated({ sensors: [sensor] }));
    const sensors = new SensorEvaluator(options);
    let count = 0;
    await test({
      ticks,
      async queue(backfill) {
        const tags = backfill === undefined ? {} : { backfill };
        const wish = { job: "all", tags, runKey: `k${count++}`, details: {} };
        const run = queuedRun(wish, { kind: "sensor", name: "test" }, settleAutomation(options));
        await ticks.ledger.coordination.queue.enqueue([run]);
        return run.record.id;
      },
      async look() {
        await ticks.clock.advance(1000);
        const [tick] = await sensors.evaluate();
        return tick;
      },
      async asked() {
        return (await ticks.runs()).filter(({ job }) => job === "other").map(({ request }) => request.after);
      },
    });
  });
}

interface Parts {
  readonly ticks: TickBench;
  /** Queues a run of the watched job, or of a backfill of it. */
  queue(backfill?: string): Promise<string>;
  look(): ReturnType<() => Promise<Awaited<ReturnType<SensorEvaluator["evaluate"]>>[number] | undefined>>;
  /** Runs that each run of the sensor came after. */
  asked(): Promise<unknown[]>;
}

Deno.test("runSensor: a run that ends well is followed by one run, one that ended before or fails by none", () =>
  bench({}, async ({ ticks, queue, look, asked }) => {
    await ticks.end(await queue(), "success");
    assert.equal((await look())?.message, "it watches from now on");
    const [first, second] = [await queue(), await queue()];
    assert.equal((await look())?.message, "no run of all has ended");
    await ticks.end(first, "failure");
    await ticks.end(second, "success");
    assert.equal((await look())?.outcome, "launched");
    assert.equal((await look())?.outcome, "skipped");
    assert.deepEqual(await asked(), [[second]]);
  }));

Deno.test("runSensor: runs that end together are followed by one run, in whatever order they began", () =>
  bench({}, async ({ ticks, queue, look, asked }) => {
    await look();
    const [first, second, third] = [await queue(), await queue(), await queue()];
    await ticks.end(third, "success");
    await look();
    await ticks.clock.advance(minute);
    await ticks.end(second, "success");
    await ticks.clock.advance(minute);
    await ticks.end(first, "success");
    await look();
    assert.deepEqual(await asked(), [[third], [second, first]]);
  }));

Deno.test("runSensor: runs of a backfill are followed by one run, when it has ended", () =>
  bench({}, async ({ ticks, queue, look, asked }) => {
    await look();
    const { backfills } = ticks.ledger.coordination;
    await backfills.create({
      id: "b1",
      job: "all",
      selection: "*",
      status: "running",
      partitions: ["x", "y"],
      concurrency: 1,
      createdAt: 1,
      settings: {
        environment: "test",
        partitions: "letter",
        order: "forward",
        group: 1,
        reuse: false,
        priority: 0,
        tags: {},
        details: {},
      },
    }, { at: 1, by: "ann" });
    const [first, other, second] = [await queue("b1"), await queue(), await queue("b1")];
    await ticks.end(first, "success");
    assert.equal((await look())?.message, "no run of all has ended");
    await ticks.end(other, "success");
    await look();
    await ticks.end(second, "success");
    await look();
    await backfills.cancel("b1", { at: 2, by: "ann" });
    await look();
    await look();
    assert.deepEqual(await asked(), [[other], [first, second]]);
  }));

Deno.test("runSensor: nothing is forgotten or repeated as time goes on, with ends that are recorded late", () =>
  bench({}, async ({ ticks, queue, look, asked }) => {
    await look();
    const expected: string[] = [];
    for (let round = 0; round < 40; round++) {
      const run = await queue();
      await ticks.clock.advance((round % 5) * 7 * minute);
      const endedAt = ticks.clock.now() - (round % 3) * 2 * minute;
      const change = { status: "success", endedAt } as const;
      await ticks.ledger.history.write(run, { run: change });
      expected.push(run);
      if (round % 4 !== 0) await look();
    }
    await look();
    assert.deepEqual((await asked()).flat().sort(), expected.sort());
  }));

Deno.test("runSensor: it waits for what the job needs", () =>
  bench({ needs: ["b"] }, async ({ ticks, queue, look, asked }) => {
    await look();
    const run = await queue();
    await ticks.end(run, "success");
    assert.match((await look())?.message ?? "", /1 run ended, and "b" was never made/);
    await ticks.ledger.history.write(run, { materializations: [made("b", undefined, { run })] });
    await look();
    assert.deepEqual(await asked(), [[run]]);
  }));
