import assert from "node:assert/strict";
import type { RunEvent, RunEventBody } from "../../pipeline/engine/mod.ts";
import { assetOf, type Notice, runProgress } from "./progress.ts";

const error = { name: "Problem", message: "Cannot read it", kind: "data", causes: [] };

function play(bodies: readonly (RunEventBody & { readonly time: number })[]) {
  const progress = runProgress();
  const notices: Notice[] = [];
  bodies.forEach((body, i) => notices.push(...progress.apply({ ...body, run: "r", sequence: i + 1 } as RunEvent)));
  return { progress, notices };
}

Deno.test("runProgress: counts planned, running and ended steps", () => {
  const { progress } = play([
    { kind: "run_status", status: "running", time: 0 },
    { kind: "steps_planned", steps: ["a", "b", "c"], time: 0 },
    { kind: "step_started", step: "b", attempt: 1, time: 5 },
    { kind: "step_started", step: "a", attempt: 1, time: 9 },
    { kind: "step_started", step: "c", attempt: 1, time: 9 },
    { kind: "step_succeeded", step: "c", milliseconds: 1, metadata: {}, time: 10 },
  ]);
  assert.equal(progress.status, "running");
  assert.equal(progress.planned, 3);
  assert.equal(progress.ended, 1);
  assert.deepEqual(progress.running().map(({ id }) => id), ["b", "a"]);
});

Deno.test("runProgress: an asset of several partitions gets one notice, when its last step ends", () => {
  const { notices } = play([
    { kind: "steps_planned", steps: ["p[x]", "p[y]"], time: 0 },
    { kind: "step_started", step: "p[x]", attempt: 1, time: 100 },
    { kind: "step_started", step: "p[y]", attempt: 1, time: 200 },
    { kind: "step_succeeded", step: "p[x]", milliseconds: 100, metadata: { rows: 3 }, time: 200 },
    { kind: "step_reused", step: "p[y]", fromRun: "old", time: 450 },
  ]);
  assert.deepEqual(notices, [{
    kind: "asset_ended",
    asset: {
      asset: "p",
      steps: 2,
      partitioned: true,
      ended: { success: 1, reused: 1 },
      milliseconds: 350,
      rows: 3,
    },
  }]);
});

Deno.test("runProgress: rows come from what was stored, before what the step says", () => {
  const { notices } = play([
    { kind: "step_started", step: "a", attempt: 1, time: 0 },
    {
      kind: "materialized",
      step: "a",
      asset: "a",
      version: "1",
      path: "a",
      hash: "h",
      bytes: 1,
      rows: 7,
      time: 1,
    },
    { kind: "step_succeeded", step: "a", milliseconds: 1, metadata: { rows: 9 }, time: 2 },
  ]);
  assert.equal(notices[0]?.kind === "asset_ended" && notices[0].asset.rows, 7);
});

Deno.test("runProgress: failures, retries and failed checks are told at once", () => {
  const { notices } = play([
    { kind: "steps_planned", steps: ["a", "b"], time: 0 },
    { kind: "step_started", step: "a", attempt: 1, time: 0 },
    { kind: "step_retrying", step: "a", attempt: 1, delay: 50, error, time: 1 },
    {
      kind: "check_evaluated",
      step: "a",
      check: "c",
      severity: "warn",
      passed: false,
      message: "m",
      figures: {},
      samples: [],
      time: 2,
    },
    { kind: "step_failed", step: "a", milliseconds: 3, error, time: 3 },
    { kind: "step_skipped", step: "b", because: ["a"], time: 3 },
  ]);
  assert.deepEqual(notices.map(({ kind }) => kind), [
    "step_retrying",
    "check_failed",
    "step_failed",
    "asset_ended",
    "asset_ended",
  ]);
});

Deno.test("runProgress: steps that are planned later belong to their asset", () => {
  const { progress, notices } = play([
    { kind: "steps_planned", steps: ["p[x]"], time: 0 },
    { kind: "steps_planned", steps: ["p[x]", "p[y]"], time: 1 },
    { kind: "step_canceled", step: "p[x]", time: 2 },
  ]);
  assert.equal(progress.planned, 2);
  assert.deepEqual(notices, []);
});

Deno.test("assetOf: the name before the partition, which may hold brackets itself", () => {
  assert.equal(assetOf("a"), "a");
  assert.equal(assetOf("a[b[c]]"), "a");
});
