import assert from "node:assert/strict";
import { lagOf, streakOf } from "./sensors.tsx";

Deno.test("lagOf: a running sensor that looks a whole interval later than it should is late", () => {
  const sensor = { running: true, lastTick: 1_000, minimumInterval: 60_000 };
  assert.equal(lagOf(sensor, 61_000), undefined);
  assert.equal(lagOf(sensor, 121_000), undefined);
  assert.equal(lagOf(sensor, 121_001), 60_001);
  assert.equal(lagOf({ ...sensor, running: false }, 9e9), undefined);
  assert.equal(lagOf({ running: true, minimumInterval: 60_000 }, 9e9), undefined);
});

Deno.test("streakOf: failed looks until the first that did not", () => {
  const ticks = (...outcomes: readonly ("failed" | "skipped" | "launched")[]) =>
    outcomes.map((outcome, time) => ({ time, startedAt: 0, endedAt: 0, outcome, runs: [] }));
  assert.equal(streakOf(ticks("failed", "failed", "skipped", "failed")), 2);
  assert.equal(streakOf(ticks("launched", "failed")), 0);
  assert.equal(streakOf(ticks("failed")), 1);
  assert.equal(streakOf([]), 0);
});
