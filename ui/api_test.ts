import assert from "node:assert/strict";
import type { Hono } from "hono";
import { manualClock } from "../infra/clock.ts";
import { memoryHistory } from "../pipeline/engine/mod.ts";
import { createApp } from "./app.tsx";
import { exampleProject, exampleRunId, recordRun } from "./testing/example.ts";

const minute = 60_000;
const error = { name: "E", message: "m", kind: "data", causes: [], stack: "at" };

async function exampleApi(): Promise<Hono> {
  const history = memoryHistory();
  const steps = [{ asset: "customers", seconds: 2 }, { asset: "clean_orders", seconds: 3 }];
  for (let i = 1; i <= 3; i++) await recordRun(history, { at: i * minute, status: "success", steps, rows: i * 10 });
  await recordRun(history, { at: 4 * minute, status: "failure", steps, error });
  const clock = manualClock(5 * minute);
  return createApp({ history, project: exampleProject(), environment: "dev", clock, version: "1.2.3" });
}

// deno-lint-ignore no-explicit-any -- JSON of many shapes, checked by the assertions
async function json(app: Hono, path: string): Promise<any> {
  const response = await app.request(`/api/v1${path}`);
  assert.deepEqual([response.status, response.headers.get("content-type")], [200, "application/json"], path);
  return await response.json();
}

Deno.test("api: health tells version, environment and time", async () => {
  const expected = { status: "ok", version: "1.2.3", environment: "dev", time: 5 * minute };
  assert.deepEqual(await json(await exampleApi(), "/health"), expected);
});

Deno.test("api: runs come newest first, in pages", async () => {
  const app = await exampleApi();
  const first = await json(app, "/runs?limit=3");
  assert.deepEqual(first.items.map((run: { createdAt: number }) => run.createdAt / minute), [4, 3, 2]);
  const second = await json(app, `/runs?limit=3&before=${first.next}`);
  assert.deepEqual([second.items.length, second.next], [1, undefined]);
  assert.equal((await json(app, "/runs?status=failure")).items.length, 1);
});

Deno.test("api: a run has its steps, checks and outputs, without stacks", async () => {
  const app = await exampleApi();
  const good = await json(app, `/runs/${exampleRunId(minute)}`);
  assert.deepEqual([good.run.milliseconds, good.steps.length, good.outputs.length], [5000, 2, 2]);
  const bad = await json(app, `/runs/${exampleRunId(4 * minute)}`);
  const { stack: _, ...told } = error;
  assert.deepEqual([bad.run.error, bad.steps[1].error], [told, told]);
});

Deno.test("api: events are those stored, with level and text; sequences page them", async () => {
  const app = await exampleApi();
  const path = `/runs/${exampleRunId(4 * minute)}/events`;
  const all = await json(app, path);
  assert.deepEqual(all.items.map((event: { sequence: number }) => event.sequence), [1, 2, 3, 4, 5, 6, 7, 8]);
  const urgent = await json(app, `${path}?level=error&limit=1`);
  assert.deepEqual([urgent.items.length, urgent.items[0].kind, urgent.items[0].level], [1, "step_failed", "error"]);
  assert.equal(urgent.items[0].text, "Failed after 3.0 s: m");
  const rest = await json(app, `${path}?level=error&after=${urgent.next}`);
  assert.deepEqual(rest.items.map((event: { kind: string }) => event.kind), ["run_status"]);
});

Deno.test("api: assets tell what is stored of them and how it changed", async () => {
  const app = await exampleApi();
  const { items } = await json(app, "/assets");
  assert.equal(items.length, 6);
  const detail = await json(app, "/assets/clean_orders");
  assert.deepEqual(detail.builds.map((build: { rows: number }) => build.rows), [10, 20, 30]);
  assert.deepEqual([detail.asset.rows, detail.attempt.run.id], [30, exampleRunId(4 * minute)]);
  assert.equal((await json(app, "/assets/reports%2Fquarterly_letter")).asset.state, "never");
  assert.equal((await json(app, "/assets/reports/quarterly_letter")).asset.state, "never");
});

Deno.test("api: jobs list their assets, dependencies first", async () => {
  const app = await exampleApi();
  assert.deepEqual((await json(app, "/jobs")).items.map((job: { name: string }) => job.name), [
    "orders_job",
    "letter_job",
  ]);
  const { job, runs } = await json(app, "/jobs/orders_job");
  const at = (name: string) => job.assets.indexOf(name);
  assert.ok(at("clean_orders") > at("customers") && at("summary") > at("orders_by_region"));
  assert.deepEqual([job.lastRun.status, runs.length], ["failure", 4]);
});

Deno.test("api: errors are problem details", async () => {
  const app = await exampleApi();
  const cases: readonly (readonly [string, number, RegExp])[] = [
    ["/runs/none", 404, /no run "none"/],
    ["/runs/none/events", 404, /no run "none"/],
    ["/assets/none", 404, /no asset "none"/],
    ["/jobs/none", 404, /no job "none"/],
    ["/none", 404, /nothing at "\/api\/v1\/none"/],
    ["/runs?status=broken", 400, /status "broken" is not accepted/],
    ["/runs?limit=0", 400, /limit "0"/],
    ["/runs?limit=1e2", 400, /limit "1e2"/],
    [`/runs/${exampleRunId(minute)}/events?after=-1`, 400, /after "-1"/],
    [`/runs/${exampleRunId(minute)}/events?level=loud`, 400, /level "loud"/],
  ];
  for (const [path, status, detail] of cases) {
    const response = await app.request(`/api/v1${path}`);
    assert.equal(response.status, status, path);
    assert.equal(response.headers.get("content-type"), "application/problem+json");
    const body = await response.json();
    assert.deepEqual([body.type, body.status], ["about:blank", status]);
    assert.match(body.detail, detail);
  }
});
