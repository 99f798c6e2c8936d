import assert from "node:assert/strict";
import { prometheusText } from "../../../infra/monitoring/mod.ts";
import { ledgerMetrics } from "./figures.ts";
import { testLedger } from "./test_ledger.ts";

Deno.test("ledgerMetrics: runs, durations, queue with reasons, slots, ticks, checks and deliveries as text", async () => {
  await using ledger = await testLedger();
  const { clock, coordination, outbox } = ledger;
  const now = clock.now();
  const check = {
    step: "a",
    asset: "a",
    check: "c",
    severity: "warn",
    passed: false,
    message: "",
    figures: {},
    samples: [],
  } as const;
  await ledger.ended("r1", "success", {}, { checks: [{ ...check, run: "r1", time: 1 }] });
  await ledger.ended("r2", "success", { startedAt: now - 1_500 });
  await ledger.ended("r3", "failure", { job: 'a"b\\c\nd' });
  await coordination.automation.introduce("sensor", "s", 1);
  await coordination.automation.commitTick(
    { kind: "sensor", name: "s", time: 1, startedAt: 1, endedAt: 1, outcome: "skipped" },
    [],
  );
  await outbox.put([{ key: "k", channel: "ops", body: "{}" }], now);
  const entry = { priority: 0, pools: { db: 2 }, origin: { kind: "manual" }, onCrash: "fail", attempts: 1 } as const;
  const record = {
    job: "weather",
    environment: "prod",
    status: "queued",
    tags: {},
    request: {},
    createdAt: now,
  } as const;
  await coordination.queue.enqueue(
    ["q1", "q2", "q3"].map((run) => ({ record: { ...record, id: run }, entry: { ...entry, run } })),
  );
  const settings = { environment: "prod", partitions: "day", order: "forward", group: 1, reuse: false } as const;
  for (const id of ["b1", "b2"]) {
    const partitions = ["mon", "tue", "wed"];
    const rest = { priority: 0, tags: {}, details: {} };
    const backfill = { id, job: "weather", selection: "a", status: "running", partitions, concurrency: 2 } as const;
    await coordination.backfills.create({ ...backfill, createdAt: 1, settings: { ...settings, ...rest } }, {
      at: 1,
      by: "ann",
    });
  }
  await coordination.backfills.cancel("b2", { at: 1, by: "ann" });
  const limits = { total: 5, jobs: {}, tags: {}, pools: { db: 3, web: 1 } };
  await coordination.queue.claim("w", { now, until: now + 1_000 }, limits);
  const queue = await coordination.queue.items(limits, now);
  const text = prometheusText(ledgerMetrics("x", { figures: await ledger.figures.read(), queue, limits }));
  const samples = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  assert.deepEqual(samples, [
    'x_runs{job="a\\"b\\\\c\\nd",status="failure"} 1',
    'x_runs{job="weather",status="queued"} 3',
    'x_runs{job="weather",status="success"} 2',
    'x_run_duration_seconds_sum{job="a\\"b\\\\c\\nd",status="failure"} 60',
    'x_run_duration_seconds_count{job="a\\"b\\\\c\\nd",status="failure"} 1',
    'x_run_duration_seconds_sum{job="weather",status="success"} 61.5',
    'x_run_duration_seconds_count{job="weather",status="success"} 2',
    `x_last_success_timestamp_seconds{job="weather"} ${now / 1_000}`,
    ...["not_before", "total"].map((reason) => `x_queue_waiting{reason="${reason}"} 0`),
    'x_queue_waiting{reason="pool"} 2',
    ...["tag", "job", "worker"].map((reason) => `x_queue_waiting{reason="${reason}"} 0`),
    "x_queue_executed 1",
    "x_queue_limit 5",
    'x_pool_slots_taken{pool="db"} 2',
    'x_pool_slots_taken{pool="web"} 0',
    'x_pool_slots{pool="db"} 3',
    'x_pool_slots{pool="web"} 1',
    'x_ticks{kind="sensor",name="s",outcome="skipped"} 1',
    'x_failed_checks{asset="a",name="c",severity="warn"} 1',
    'x_alert_deliveries{channel="ops",state="waiting"} 1',
    'x_backfills{job="weather",status="canceled"} 1',
    'x_backfills{job="weather",status="running"} 1',
    'x_backfill_keys{backfill="b1",job="weather",status="waiting"} 3',
  ]);
  assert.equal(text.match(/^# TYPE x_run_duration_seconds summary$/gm)?.length, 1);
});
