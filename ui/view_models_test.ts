import assert from "node:assert/strict";
import { longestSilence, type RunRecord } from "../pipeline/engine/mod.ts";
import { runView } from "./view_models.ts";

const run: RunRecord = {
  id: "r",
  job: "j",
  environment: "dev",
  status: "running",
  tags: {},
  request: {},
  createdAt: 900,
  startedAt: 1000,
  heartbeatAt: 1800,
};

Deno.test("runView: a running run lasts until now and tells how long it was silent", () => {
  const view = runView(run, 2000);
  assert.deepEqual([view.live, view.milliseconds, view.silentFor], [true, 1000, 200]);
});

Deno.test("runView: a run without a sign of life is silent, and lasts until the last one", () => {
  const at = 1800 + longestSilence;
  assert.deepEqual([runView(run, at).silent, runView(run, at + 1).silent], [false, true]);
  const view = runView(run, at + 1);
  assert.deepEqual([view.live, view.milliseconds, view.silentFor], [true, 800, longestSilence + 1]);
});

Deno.test("runView: an ended run keeps its length, a queued one has none, and no stack comes along", () => {
  const error = { name: "Error", message: "m", kind: "unexpected", causes: [], stack: "secret place" };
  const ended = runView({ ...run, status: "failure", endedAt: 1500, error }, 9000);
  assert.deepEqual([ended.live, ended.milliseconds, ended.silentFor], [false, 500, undefined]);
  assert.equal("stack" in ended.error!, false);
  const { startedAt: _, ...queued } = run;
  assert.equal(runView({ ...queued, status: "queued" }, 9000).milliseconds, undefined);
});
