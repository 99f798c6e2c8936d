import assert from "node:assert/strict";
import { createApp } from "../../app.tsx";
import type { Backend } from "../../backend.ts";
import { exampleBackend } from "../../testing/backend.ts";

const nasty = `<img src=x onerror=alert(1)> "&' 100%`;
const body = {
  overrides: "job_params:\n  max_clusters: 7\n",
  partitions: ["north"],
  tags: { reason: nasty },
  priority: 5,
  reuse: true,
};

// deno-lint-ignore no-explicit-any -- answers as a script sees them
async function send(backend: Backend, method: string, path: string, given?: unknown): Promise<any> {
  const headers = { "content-type": "application/json" };
  const init = { method, headers, ...(given === undefined ? {} : { body: JSON.stringify(given) }) };
  const response = await createApp(backend, { checked: true }).request(path, init);
  const json = response.headers.get("content-type")?.includes("json") === true;
  return { status: response.status, body: json ? await response.json() : await response.text() };
}

const base = "/api/v1/jobs/orders_job/presets";
const at = (name: string) => `${base}/${encodeURIComponent(name)}`;

Deno.test("presets: kept, read, replaced, renamed, deleted; every change is audited", async () => {
  const backend = await exampleBackend();
  assert.deepEqual((await send(backend, "PUT", at(nasty), body)).body, { preset: nasty, created: true });
  assert.deepEqual((await send(backend, "PUT", at(nasty), { ...body, priority: 6 })).body.created, false);
  const { items } = (await send(backend, "GET", base)).body;
  assert.deepEqual(items.map(({ name, request, changedBy }: Record<string, unknown>) => [name, request, changedBy]), [
    [nasty, { ...body, priority: 6 }, "cli:someone"],
  ]);
  assert.equal((await send(backend, "PATCH", at(nasty), { name: "second" })).body.preset, "second");
  assert.equal((await send(backend, "DELETE", at("second"))).status, 200);
  assert.equal((await send(backend, "DELETE", at("second"))).status, 404);
  assert.equal((await send(backend, "PATCH", at("second"), { name: "x" })).status, 404);
  const audits = await backend.ledger.coordination.audits();
  assert.deepEqual(audits.map(({ action }) => action).toSorted(), [
    ...["preset.delete", "preset.rename", "preset.save", "preset.save"],
  ]);
});

Deno.test("presets: what may not be launched, names of nothing and taken names are refused", async () => {
  const backend = await exampleBackend();
  const bad = await send(backend, "PUT", at("a"), { overrides: "job_params: [" });
  assert.equal(bad.status, 400);
  assert.match(bad.body.detail, /^Cannot save the preset: /);
  assert.match(bad.body.place, /^overrides:1/);
  assert.equal((await send(backend, "PUT", at("   "), {})).status, 400);
  assert.equal((await send(backend, "PUT", at("a\nb"), {})).status, 400);
  assert.equal((await send(backend, "PUT", "/api/v1/jobs/nope/presets/a", {})).status, 404);
  for (const name of ["a", "b"]) assert.equal((await send(backend, "PUT", at(name), {})).status, 200);
  assert.match((await send(backend, "PATCH", at("a"), { name: "b" })).body.detail, /there is one with the name "b"/);
});

Deno.test("presets: who may only look reads them and changes nothing", async () => {
  const backend = await exampleBackend();
  await send(backend, "PUT", at("a"), body);
  const viewer = { ...backend, readOnly: true };
  assert.equal((await send(viewer, "GET", base)).body.items.length, 1);
  assert.equal((await send(viewer, "PUT", at("b"), body)).status, 403);
  assert.equal((await send(viewer, "PATCH", at("a"), { name: "b" })).status, 403);
  assert.equal((await send(viewer, "DELETE", at("a"))).status, 403);
  const page = await send(viewer, "GET", "/jobs/orders_job/launch?preset=a");
  assert.ok(!page.body.includes("data-preset="));
});

Deno.test("launch page: the form begins with the preset, whatever its words are", async () => {
  const backend = await exampleBackend();
  await send(backend, "PUT", at(nasty), body);
  const { status, body: page } = await send(
    backend,
    "GET",
    `/jobs/orders_job/launch?preset=${encodeURIComponent(nasty)}`,
  );
  assert.equal(status, 200);
  assert.match(page, /max_clusters: 7/);
  assert.match(page, /name="priority"[^>]*value="5"/);
  assert.ok(!page.includes("<img src=x"));
  assert.equal((await send(backend, "GET", "/jobs/orders_job/launch?preset=none")).status, 404);
});
