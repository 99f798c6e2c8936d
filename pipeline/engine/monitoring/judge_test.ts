import assert from "node:assert/strict";
import { judgeAll, judgeRun } from "./judge.ts";
import { isMuted } from "./mute.ts";
import { type AlertRule, fill, unknownPlaceholders } from "./rules.ts";
import type { Tags } from "../types.ts";
import { exampleError, start, testLedger } from "./test_ledger.ts";

const minute = 60_000;

Deno.test("judgeRun: a failed run is told once, with error, place, remedy and link, without secrets", async () => {
  await using ledger = await testLedger();
  const error = { ...exampleError, message: "the canary sang" };
  await ledger.ended("r1", "failure", { error });
  const options = ledger.judging([{}, { channels: ["ops", "mail"] }], { uiUrl: "https://ui.example/" });
  const recorded = await Promise.all([judgeRun(ledger, "r1", options), judgeRun(ledger, "r1", options)]);
  assert.deepEqual(recorded.sort(), [0, 2]);
  const [mail, ops] = await ledger.outbox.list();
  assert.deepEqual([mail!.channel, ops!.channel], ["mail", "ops"]);
  assert.deepEqual(JSON.parse(ops!.body), {
    id: "run_failed|r1",
    event: "run_failed",
    level: "error",
    resolved: false,
    title: "weather failed in prod",
    text: "the [redacted] sang\na.csv:1:1\nGive a file with rows.",
    time: start,
    labels: { alertname: "run_failed", job: "weather", environment: "prod" },
    facts: [
      { name: "run", value: "r1" },
      { name: "job", value: "weather" },
      { name: "environment", value: "prod" },
      { name: "took", value: "1 min 00 s" },
    ],
    link: "https://ui.example/runs/r1",
  });
});

Deno.test("judgeRun: events, level, job, tags and templates of a rule", async () => {
  await using ledger = await testLedger();
  await ledger.ended("r1", "canceled", { tags: { team: "blue" } });
  const rules: readonly Partial<AlertRule>[] = [
    { events: ["run_failed"] as const, channels: ["event"] },
    { level: "error" as const, channels: ["level"] },
    { jobs: ["weath", "other*"], channels: ["job"] },
    { tags: { team: "red" }, channels: ["tag"] },
    { tags: { constructor: "*" } as Tags, channels: ["no tag"] },
    { jobs: ["w*r"], tags: { team: "*" }, title: "{level}: {run} {job} {{x}} {event}", channels: ["all"] },
  ];
  await judgeRun(ledger, "r1", ledger.judging(rules));
  assert.deepEqual(await ledger.told(), ["all: warning: r1 weather {{x}} run_canceled"]);
  assert.deepEqual(unknownPlaceholders("{run} {jbo} {}"), ["jbo", ""]);
  assert.equal(fill("{title}", { title: "{run}" } as Parameters<typeof fill>[1]), "{run}");
});

Deno.test("judgeRun: success after failure ends the alert; failures of another environment are none", async () => {
  await using ledger = await testLedger();
  await ledger.ended("r1", "failure", { environment: "dev" });
  await ledger.ended("r2", "success");
  await ledger.ended("r3", "failure");
  await ledger.ended("r4", "canceled");
  await ledger.ended("r5", "success");
  await ledger.ended("r6", "success");
  const options = ledger.judging([{ events: ["run_failed", "run_recovered"], level: "error" }]);
  for (const run of ["r2", "r3", "r4", "r5", "r6"]) await judgeRun(ledger, run, options);
  assert.deepEqual(await ledger.told(), ["ops: weather failed in prod", "ops: weather succeeds again in prod"]);
  const [end, begin] = (await ledger.outbox.list()).map(({ body }) => JSON.parse(body));
  assert.deepEqual([end.labels, end.level, end.resolved], [begin.labels, begin.level, true]);
});

Deno.test("judgeRun: the same is told again after its window, with how often it happened; a recovery starts anew", async () => {
  await using ledger = await testLedger();
  const options = ledger.judging([{ dedupe: 60 * minute }]);
  const fail = async (id: string, status: "failure" | "success" = "failure") => {
    await ledger.ended(id, status);
    return await judgeRun(ledger, id, options);
  };
  assert.deepEqual([await fail("r1"), await fail("r2")], [1, 0]);
  await ledger.clock.advance(60 * minute - 1);
  assert.equal(await fail("r3"), 0);
  await ledger.clock.advance(1);
  assert.equal(await fail("r4"), 1);
  const { facts } = JSON.parse((await ledger.outbox.list())[0]!.body);
  assert.deepEqual(facts.at(-1), { name: "also happened", value: "2 times since it was told last" });
  assert.deepEqual([await fail("r5"), await fail("r6", "success"), await fail("r7")], [0, 1, 1]);
});

Deno.test("judgeRun: failed checks are one message; only the last try of a step is told, or each of them", async () => {
  await using ledger = await testLedger();
  const check = {
    run: "r1",
    step: "a",
    asset: "a",
    severity: "warn",
    passed: false,
    figures: {},
    samples: [],
    time: 1,
  } as const;
  const step = { run: "r1", step: "a", asset: "a", status: "success", attempt: 3, metadata: {} } as const;
  await ledger.ended("r1", "success", {}, {
    checks: Array.from({ length: 12 }, (_, i) => ({ ...check, check: `c${i}`, message: `m${i}` })),
    steps: [step],
    events: [1, 2].map((attempt) => ({
      kind: "step_retrying",
      step: "a",
      attempt,
      delay: 1,
      error: exampleError,
      time: 2,
    })),
  });
  await judgeRun(
    ledger,
    "r1",
    ledger.judging([
      { events: ["check_failed"], channels: ["checks"] },
      { events: ["check_failed"], level: "error", channels: ["errors"] },
      { events: ["step_retried"], channels: ["last"] },
      { events: ["step_retried"], finalRetryOnly: false, channels: ["each"] },
    ]),
  );
  assert.deepEqual(await ledger.told(), [
    "checks: 12 checks failed in weather in prod",
    "last: A step of weather took more than one try in prod",
    "each: a of weather is tried again in prod",
    "each: a of weather is tried again in prod",
  ]);
  const { text } = JSON.parse((await ledger.outbox.list()).at(-1)!.body);
  assert.match(text, /^c0 on a: m0\n[^]*\nand 2 more$/);
});

Deno.test("judgeAll: runs that died, late runs and failed ticks; nothing from before, nothing twice", async () => {
  await using ledger = await testLedger();
  const { clock, history, coordination } = ledger;
  const options = ledger.judging([{ lateAfter: 30 * minute }]);
  await ledger.ended("r0", "failure");
  await judgeAll(ledger, options);
  await clock.advance(minute);
  await history.createRun({
    ...{ id: "r1", job: "slow", environment: "prod", status: "running", tags: {}, request: {}, createdAt: clock.now() },
  });
  await ledger.ended("r2", "failure");
  const tick = {
    kind: "schedule",
    name: "nightly",
    time: clock.now(),
    startedAt: clock.now(),
    endedAt: clock.now(),
  } as const;
  await coordination.automation.introduce("schedule", "nightly", 1);
  await coordination.automation.commitTick({ ...tick, outcome: "failed", message: "no such zone" }, []);
  await judgeAll(ledger, options);
  await judgeAll(ledger, options);
  assert.deepEqual(await ledger.told(), ["ops: weather failed in prod", "ops: The schedule nightly failed in prod"]);
  await clock.advance(30 * minute);
  await judgeAll(ledger, options);
  assert.equal((await ledger.told()).length, 2);
  await clock.advance(1);
  await judgeAll(ledger, options);
  await judgeAll(ledger, options);
  assert.equal((await ledger.told()).at(-1), "ops: slow is late in prod");
  assert.equal((await ledger.told()).length, 3);
});

Deno.test("isMuted: windows across midnight, by the clock of their zone, at daylight-saving changes too", () => {
  const night = { days: ["sat"], from: "22:00", to: "06:00", timeZone: "Europe/Berlin" } as const;
  // 2026-03-29, a Sunday, goes from 02:00 to 03:00: 06:00 there is 04:00 UTC.
  const cases: readonly [number, boolean][] = [
    [Date.UTC(2026, 2, 28, 20, 59), false],
    [Date.UTC(2026, 2, 28, 21), true],
    [Date.UTC(2026, 2, 29, 3, 59), true],
    [Date.UTC(2026, 2, 29, 4), false],
    [Date.UTC(2026, 2, 29, 21), false],
  ];
  for (const [time, muted] of cases) assert.equal(isMuted(time, [night]), muted, new Date(time).toISOString());
  const noon = { ...night, days: ["mon"], from: "12:00", to: "13:00", timeZone: "UTC" } as const;
  assert.deepEqual([start, start + 60 * minute].map((time) => isMuted(time, [noon])), [true, false]);
});
