import assert from "node:assert/strict";
import type { Hono } from "hono";
import { createApp } from "../../app.tsx";
import { exampleBackend } from "../../testing/backend.ts";
import { recordRun } from "../../testing/example.ts";

const start = Date.UTC(2026, 10, 20, 2);

/** Pages of a project whose partitions have the keys north, south and east. */
async function withKeys(): Promise<
  { readonly app: Hono; readonly backend: Awaited<ReturnType<typeof exampleBackend>> }
> {
  const backend = await exampleBackend();
  const steps = [{ asset: "customers", seconds: 1 }, { asset: "clean_orders", seconds: 1 }];
  await recordRun(backend.ledger.history, { at: start, status: "success", steps });
  return { app: createApp(backend, { checked: true, timeZone: "UTC" }), backend };
}

async function text(app: Hono, path: string, status = 200): Promise<string> {
  const response = await app.request(path);
  const found = await response.text();
  assert.equal(response.status, status, `${path}: ${found.slice(0, 300)}`);
  return found;
}

async function post(app: Hono, path: string, body: unknown): Promise<Response> {
  const headers = { "content-type": "application/json" };
  return await app.request(`/api/v1${path}`, { method: "POST", headers, body: JSON.stringify(body) });
}

Deno.test("backfill pages: the form shows the plan, and its button begins what was planned", async () => {
  const { app } = await withKeys();
  assert.match(await text(app, "/backfills"), /There is none yet/);
  assert.doesNotMatch(await text(app, "/backfills/new"), /Begin/);
  const page = await text(app, "/backfills/new?job=orders_job&keys=north,south&concurrency=2");
  assert.match(page, /2 runs over <code>region<\/code>/);
  assert.doesNotMatch(page, /by earlier runs/);
  const body = /data-action="POST \/api\/v1\/backfills" data-body="([^"]*)"/.exec(page)?.[1]?.replaceAll("&quot;", '"');
  assert.deepEqual(JSON.parse(body!), {
    ...{ job: "orders_job", keys: "north,south", concurrency: 2, missing: false, reuse: false },
  });
  const { id } = await (await post(app, "/backfills", JSON.parse(body!))).json();
  assert.match(await text(app, "/backfills"), new RegExp(`href="/backfills/${id}"`));
  const shown = await text(app, `/backfills/${id}`);
  assert.match(shown, /north/);
  assert.match(shown, /south/);
  assert.doesNotMatch(shown, /east/);
  assert.match(shown, /0 of 2 keys have ended/);
});

Deno.test("backfill pages: what is wrong with the plan stands on the form, without effect", async () => {
  const { app } = await withKeys();
  for (const wrong of ["keys=nowhere", "concurrency=0", "order=sideways", "selection=%3Cb%3E"]) {
    const page = await text(app, `/backfills/new?job=orders_job&${wrong}`);
    assert.match(page, /class="wrong" role="alert"/, wrong);
    assert.doesNotMatch(page, /Begin/);
    assert.ok(!page.includes("<b>"));
  }
  assert.match(await text(app, "/backfills/new?job=%3Cscript%3E"), /class="wrong"/);
  assert.match(await text(app, "/backfills"), /There is none yet/);
  await text(app, "/backfills/nope", 404);
});

Deno.test("backfill pages: what can be done follows the state: pause, go on, cancel, run again", async () => {
  const { app, backend } = await withKeys();
  const { id } = await (await post(app, "/backfills", { job: "orders_job", keys: "north", concurrency: 1 })).json();
  const actions = async () =>
    [...(await text(app, `/backfills/${id}`)).matchAll(/data-action="POST [^"]*\/(\w+)"/g)].map(([, name]) => name);
  assert.deepEqual(await actions(), ["pause", "cancel"]);
  const change = async (name: string) => (await (await post(app, `/backfills/${id}/${name}`, {})).json()).status;
  assert.equal(await change("pause"), "paused");
  assert.deepEqual(await actions(), ["resume", "cancel"]);
  assert.equal(await change("resume"), "running");
  assert.equal(await change("cancel"), "canceled");
  assert.deepEqual(await actions(), ["retry"]);
  assert.match(await text(app, `/backfills/${id}?state=canceled`), /north/);
  assert.match(await text(app, `/backfills/${id}?state=success`), /None\./);
  const audited = (await backend.ledger.coordination.audits()).map(({ action }) => action).toSorted();
  assert.deepEqual(audited, ["backfill.cancel", "backfill.create", "backfill.pause", "backfill.resume"]);
});

Deno.test("backfill pages: who may only look is offered nothing that changes something", async () => {
  const { backend } = await withKeys();
  const operator = createApp(backend, { checked: true });
  const { id } = await (await post(operator, "/backfills", { job: "orders_job", keys: "north", concurrency: 1 }))
    .json();
  const viewer = createApp({ ...backend, readOnly: true }, { checked: true, timeZone: "UTC" });
  for (const path of ["/backfills", `/backfills/${id}`, "/backfills/new?job=orders_job&keys=north"]) {
    assert.doesNotMatch(await text(viewer, path), /data-action|New backfill<\/a>/, path);
  }
  assert.equal((await post(viewer, `/backfills/${id}/cancel`, {})).status, 403);
});

Deno.test("backfill pages: the plan says how long it may take, by what the keys took before", async () => {
  const { app, backend } = await withKeys();
  const steps = ["north", "south"].map((partition) => ({ asset: "orders_by_region", partition, seconds: 90 }));
  await recordRun(backend.ledger.history, { at: start + 3_600_000, status: "success", steps });
  const page = await text(app, "/backfills/new?job=orders_job&keys=north,south&concurrency=1");
  // Two keys, one after the other.
  assert.match(page, /by earlier runs about 3 min 00 s/);
  assert.match(await text(app, "/backfills/new?job=orders_job&keys=north&concurrency=1"), /about 1 min 30 s/);
});
