import assert from "node:assert/strict";
import { enqueueRun } from "../../../pipeline/engine/mod.ts";
import { createApp } from "../../app.tsx";
import type { Backend } from "../../backend.ts";
import { exampleBackend } from "../../testing/backend.ts";

// deno-lint-ignore no-explicit-any -- answers as a script sees them
async function ask(backend: Backend, path: string, method = "GET", body?: unknown): Promise<any> {
  const response = await createApp(backend, { checked: true }).request(`/api/v1${path}`, {
    ...{ method, headers: { "content-type": "application/json" } },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, ...await response.json() };
}

async function queued(): Promise<Backend> {
  const backend = await exampleBackend({ limits: { total: 4, jobs: {}, tags: {}, pools: { db: 2 } } });
  const { ledger, clock, random, project } = backend;
  for (const job of ["orders_job", "orders_job", "orders_job"]) {
    await clock.advance(1);
    await enqueueRun(project, { job, environment: "dev" }, { ledger, clock, random, entry: { pools: { db: 1 } } });
  }
  await ledger.coordination.queue.claim("w<b>", { now: clock.now(), until: clock.now() + 9e9 }, backend.limits);
  return backend;
}

Deno.test("GET /queue: what is taken of each limit, by whom, and who waits for it", async () => {
  const backend = await queued();
  const { limits, items } = await ask(backend, "/queue");
  const run = items[0].run;
  assert.deepEqual(limits, [
    { kind: "all", limit: 4, configured: 4, taken: 1, holders: [run], waiters: [] },
    { kind: "pool", name: "db", limit: 2, configured: 2, taken: 1, holders: [run], waiters: [] },
  ]);
  assert.equal(items[0].leaseUntil, backend.clock.now() + 9e9);
  assert.deepEqual(items.map(({ worker, place }: { worker?: string; place?: number }) => worker ?? place), [
    "w<b>",
    1,
    2,
  ]);
});

Deno.test("PUT /queue/limits: holds before the configuration for every page, audited, until it is taken back", async () => {
  const backend = await queued();
  const set = await ask(backend, "/queue/limits", "PUT", { kind: "job", name: "orders_job", limit: 1 });
  assert.deepEqual(set, { status: 200, limit: 1 });
  assert.deepEqual(await ask(backend, "/queue/limits", "PUT", { kind: "all", limit: 0 }), {
    ...{ status: 200, limit: 0, before: 4 },
  });
  const { limits, items } = await ask(backend, "/queue");
  const [all, job] = limits;
  assert.deepEqual([all.limit, all.configured, all.set.by, all.waiters.length], [0, 4, "cli:someone", 2]);
  assert.deepEqual([job.name, job.limit, job.taken, "configured" in job], ["orders_job", 1, 1, false]);
  assert.match(items[1].because, /their limit was set to 0/);
  assert.equal((await ask(backend, "/overview")).queue.limit, 0);
  assert.deepEqual((await ask(backend, "/settings")).limits.map(({ limit }: { limit: number }) => limit), [0, 1, 2]);
  const html = await (await createApp(backend, { checked: true }).request("/queue")).text();
  assert.ok(html.includes("set by cli:someone") && html.includes("Take back") && !html.includes("w<b>"));
  assert.deepEqual(await ask(backend, "/queue/limits", "DELETE", { kind: "all" }), { status: 200, limit: 4 });
  assert.equal((await ask(backend, "/queue/limits", "DELETE", { kind: "all" })).status, 404);
  const audits = await backend.ledger.coordination.audits();
  assert.deepEqual(audits.map(({ action, target }) => `${action} ${target}`).toSorted(), [
    "queue.limit all runs",
    "queue.limit job orders_job",
    "queue.unlimit all runs",
  ]);
});

Deno.test("PUT /queue/limits: unknown jobs and pools are refused with the nearest name; viewers see no form", async () => {
  const backend = await queued();
  const refused = await ask(backend, "/queue/limits", "PUT", { kind: "job", name: "order_job", limit: 1 });
  assert.deepEqual([refused.status, /orders_job/.test(refused.detail)], [400, true]);
  for (const [kind, name] of [["pool", "x"], ["tag", "="], ["tag", ""], ["tag", "a\0"], ["tag", "a=\ud800"]]) {
    assert.equal((await ask(backend, "/queue/limits", "PUT", { kind, name, limit: 1 })).status, 400);
  }
  const html = await (await createApp({ ...backend, readOnly: true }).request("/queue")).text();
  assert.ok(!html.includes("<form"));
});
