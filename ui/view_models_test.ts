import assert from "node:assert/strict";
import { longestSilence, type Materialization, type RunRecord, type StepRecord } from "../pipeline/engine/mod.ts";
import { exampleProject } from "./testing/example.ts";
import { assetBuilds, assetView, runView, stepViews } from "./view_models.ts";

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
const step = (name: string, startedAt?: number, endedAt?: number): StepRecord => ({
  run: "r",
  step: name,
  asset: name,
  status: "success",
  attempt: 1,
  metadata: {},
  ...(startedAt === undefined ? {} : { startedAt }),
  ...(endedAt === undefined ? {} : { endedAt }),
});
const value = (asset: string, rows: number | undefined, fields: Partial<Materialization> = {}): Materialization => ({
  version: "v",
  run: "r",
  step: asset,
  asset,
  path: "p",
  hash: "h",
  bytes: 10,
  metadata: {},
  codeVersion: "1",
  inputs: [],
  fingerprint: "f",
  createdAt: 5,
  ...(rows === undefined ? {} : { rows }),
  ...fields,
});

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

Deno.test("stepViews: bars are shares of the run's time, steps sort by start, then name", () => {
  const views = stepViews([step("waits"), step("b", 1500), step("a", 1500, 1750), step("z", 1000, 1500)], run, 2000);
  assert.deepEqual(views.map((view) => view.step), ["z", "a", "b", "waits"]);
  assert.deepEqual(views.map((view) => view.bar), [
    { start: 0, length: 0.5 },
    { start: 0.5, length: 0.25 },
    { start: 0.5, length: 0.5 },
    undefined,
  ]);
});

Deno.test("stepViews: a step that a crash left open ends with its run", () => {
  const [view] = stepViews([step("a", 1000)], { ...run, status: "failure", endedAt: 1200 }, 9000);
  assert.equal(view?.milliseconds, 200);
});

Deno.test("assetView: the state follows from kind, partitions and what is stored", () => {
  const project = exampleProject();
  const state = (name: string, latest: readonly (readonly [string, Materialization])[], keys: number) =>
    assetView(project.assets.get(name)!, { graph: project.graph, latest: new Map(latest), keys }).state;
  assert.equal(state("raw_orders", [], 0), "transient");
  assert.equal(state("customers", [], 0), "never");
  assert.equal(state("customers", [["", value("customers", 1)]], 0), "built");
  assert.equal(state("orders_by_region", [["north", value("orders_by_region", 1)]], 2), "partial");
  assert.equal(state("orders_by_region", [["north", value("orders_by_region", 1)]], 1), "built");
});

Deno.test("assetView: rows and bytes add up over partitions, and time is that of the newest", () => {
  const project = exampleProject();
  const latest = new Map([
    ["north", value("orders_by_region", 3, { createdAt: 70 })],
    ["south", value("orders_by_region", 4, { createdAt: 60 })],
  ]);
  const view = assetView(project.assets.get("orders_by_region")!, { graph: project.graph, latest, keys: 5 });
  assert.deepEqual([view.rows, view.bytes, view.builtAt], [7, 20, 70]);
  assert.deepEqual(view.partitions, { name: "region", keys: 5, built: 2 });
  assert.deepEqual([view.deps, view.dependants], [["clean_orders"], ["summary"]]);
});

Deno.test("assetBuilds: one entry for each run that stored the asset; no rows where none are known", () => {
  const builds = assetBuilds("a", [
    [value("a", 1, { run: "r1" }), value("a", 2, { run: "r1" }), value("b", 9, { run: "r1" })],
    [value("b", 9, { run: "r2" })],
    [value("a", undefined, { run: "r3" })],
  ]);
  assert.deepEqual(builds, [
    { run: "r1", createdAt: 5, values: 2, bytes: 20, rows: 3 },
    { run: "r3", createdAt: 5, values: 1, bytes: 10 },
  ]);
});
