import assert from "node:assert/strict";
import { createApp } from "../../app.tsx";
import type { Backend } from "../../backend.ts";
import { exampleBackend } from "../../testing/backend.ts";
import { exampleRunId, recordRun } from "../../testing/example.ts";

const hour = 3_600_000;
const start = Date.UTC(2026, 10, 20, 2);
const steps = [
  { asset: "raw_orders", seconds: 4 },
  { asset: "customers", seconds: 1 },
  { asset: "clean_orders", seconds: 12 },
];
const error = { name: "Problem", kind: "data", message: "Cannot read", causes: ["inner"], stack: "at x" };

async function filled(): Promise<Backend> {
  const backend = await exampleBackend();
  const { history } = backend.ledger;
  await recordRun(history, { at: start, status: "success", steps, rows: 1000, tags: { team: "a" } });
  await recordRun(history, { at: start + hour, status: "failure", steps, error, rows: 900, tags: { team: "b" } });
  await recordRun(history, { at: start + 2 * hour, status: "success", steps, rows: 1100, job: "letter_job" });
  return backend;
}

// deno-lint-ignore no-explicit-any -- answers as a script sees them
async function ask(backend: Backend, path: string, init: RequestInit = {}): Promise<any> {
  const app = createApp(backend, { checked: true });
  const headers = { "content-type": "application/json" };
  const response = await app.request(`/api/v1${path}`, { headers, ...init });
  return response.headers.get("content-type")?.match(/(\/|\+)json\b/) ? await response.json() : await response.text();
}

const post = (backend: Backend, path: string, body: unknown = {}) =>
  ask(backend, path, { method: "POST", body: JSON.stringify(body) });

Deno.test("GET /runs: by status, job, label, day and page; counts beside them", async () => {
  const backend = await filled();
  const ids = async (query: string) => (await ask(backend, `/runs${query}`)).items.map((run: { id: string }) => run.id);
  const [one, two, three] = [start, start + hour, start + 2 * hour].map(exampleRunId);
  assert.deepEqual(await ids(""), [three, two, one]);
  assert.deepEqual(await ids("?status=failure"), [two]);
  assert.deepEqual(await ids("?status=active"), []);
  assert.deepEqual(await ids("?tag=team=a"), [one]);
  assert.deepEqual(await ids("?job=letter_job&trigger=manual"), [three]);
  assert.deepEqual(await ids(`?since=${start + hour}&until=${start + 2 * hour}`), [two]);
  const first = await ask(backend, "/runs?limit=2");
  assert.equal(first.next, two);
  assert.deepEqual(await ids(`?limit=2&cursor=${first.next}`), [one]);
  const { counts } = await ask(backend, "/runs/counts?job=orders_job");
  assert.deepEqual([counts.success, counts.failure, counts.running], [1, 1, 0]);
  assert.equal((await ask(backend, "/runs?status=nope")).status, 400);
});

Deno.test("GET /runs: by who asked for them, by asset and by key; the page's fields hold the address", async () => {
  const backend = await filled();
  const { items } = await ask(backend, "/runs?by=cli:someone");
  assert.deepEqual(items, []);
  const again = await post(backend, `/runs/${exampleRunId(start)}/retry`);
  const ids = async (query: string) => (await ask(backend, `/runs${query}`)).items.map((run: { id: string }) => run.id);
  assert.deepEqual(await ids("?by=cli:someone"), [again.run]);
  assert.deepEqual(await ids("?by=somebody"), []);
  assert.equal((await ids("?asset=clean_orders")).length, 3);
  assert.deepEqual(await ids("?asset=orders_by_region"), []);
  const byKey = [{ asset: "orders_by_region", partition: "north", seconds: 1 }];
  const keyed = await recordRun(backend.ledger.history, { at: start + 3 * hour, status: "success", steps: byKey });
  assert.deepEqual(await ids("?asset=orders_by_region&partition=north"), [keyed]);
  assert.equal((await ask(backend, "/runs/counts?partition=north")).counts.success, 1);
  const html = await (await createApp(backend, { checked: true }).request(
    "/runs?asset=orders_by_region&partition=north&by=%22%3E%3Cb%3E",
  )).text();
  assert.ok(html.includes('name="asset" value="orders_by_region"') && html.includes('name="partition" value="north"'));
  assert.ok(html.includes("No run is like that") && !html.includes("><b>"));
});

Deno.test("GET /runs/{id}: the run without its stack, the run before it, what differs and the command line", async () => {
  const backend = await filled();
  const found = await ask(backend, `/runs/${exampleRunId(start + hour)}`);
  assert.equal(found.run.error.message, "Cannot read");
  assert.equal("stack" in found.run.error, false);
  assert.equal(found.previous.id, exampleRunId(start));
  assert.deepEqual(found.changes, [{ key: "tag team", before: "a", after: "b" }]);
  assert.equal(found.run.usual, 0 + (found.previous.endedAt - found.previous.startedAt));
  assert.match(found.command, /^clustering run orders_job .*--env dev --tags team=b$/);
  assert.equal((await ask(backend, "/runs/nope")).status, 404);
});

Deno.test("GET /runs/{id}/steps: what each step waited for and the critical path", async () => {
  const backend = await filled();
  const { items, start: from, end } = await ask(backend, `/runs/${exampleRunId(start)}/steps`);
  const clean = items.find((step: { step: string }) => step.step === "clean_orders");
  assert.deepEqual(clean.needs, ["raw_orders", "customers"]);
  assert.equal(clean.readyAt, start + 5_000);
  assert.deepEqual([from, end], [start, start + 17_000]);
  const critical = items.filter((step: { critical: boolean }) => step.critical).map((step: { step: string }) =>
    step.step
  );
  assert.deepEqual(critical, ["customers", "clean_orders"]);
});

Deno.test("GET /runs/{id}/events: by level, step and words; repeats become one; the last ones; a file of all", async () => {
  const backend = await filled();
  const { history } = backend.ledger;
  const id = exampleRunId(start);
  const line = (message: string, i: number) => ({
    ...{ kind: "log" as const, level: i === 3 ? "warning" : "info", message, fields: {}, time: start + i },
  });
  await history.write(id, { events: ["same", "same", "same", "other", "same"].map(line) });
  const texts = async (query: string) =>
    (await ask(backend, `/runs/${id}/events?${query}`)).items.map((event: { text: string; repeats?: number }) =>
      event.repeats === undefined ? event.text : `${event.text} +${event.repeats}`
    );
  assert.deepEqual(await texts("text=SAME"), ["same", "same", "same", "same"]);
  assert.deepEqual(await texts("collapse=true&newest=true&limit=5"), ["same +2", "other", "same"]);
  assert.deepEqual(await texts("level=warning"), ["other"]);
  assert.deepEqual(await texts("newest=true&limit=1"), ["same"]);
  assert.equal((await texts("step=customers")).length, 3);
  const page = await ask(backend, `/runs/${id}/events?limit=2`);
  assert.deepEqual([page.next, page.after], [2, 0]);
  const file = await ask(backend, `/runs/${id}/events.jsonl`);
  assert.equal(file.trim().split("\n").length, page.last);
});

Deno.test("GET /runs/{id}/outputs: each value beside the one before it", async () => {
  const backend = await filled();
  await recordRun(backend.ledger.history, { at: start + 3 * hour, status: "success", steps, rows: 1250 });
  const { items } = await ask(backend, `/runs/${exampleRunId(start + 3 * hour)}/outputs`);
  const clean = items.find((output: { asset: string }) => output.asset === "clean_orders");
  assert.deepEqual([clean.rows, clean.before.rows, clean.before.run], [1250, 1100, exampleRunId(start + 2 * hour)]);
});

Deno.test("POST /runs/{id}/retry: all, from the failure, or some steps; queued with reason, audited", async () => {
  const backend = await filled();
  const id = exampleRunId(start + hour);
  const all = await post(backend, `/runs/${id}/retry`);
  const rest = await post(backend, `/runs/${id}/retry`, { fromFailure: true, priority: 5 });
  const some = await post(backend, `/runs/${id}/retry`, { steps: ["customers"] });
  assert.match(all.waiting ?? JSON.stringify(all), /no worker or daemon/);
  const { history, coordination } = backend.ledger;
  assert.equal((await history.run(rest.run))?.parentRun, id);
  assert.equal((await history.run(some.run))?.request["selection"], "customers");
  const items = await coordination.queue.items(backend.limits, 0);
  assert.deepEqual(
    items.map(({ entry }) => [entry.run, entry.priority]).sort(),
    [
      [all.run, 0],
      [rest.run, 5],
      [some.run, 0],
    ].sort(),
  );
  assert.deepEqual((await coordination.audits()).map(({ action }) => action), Array(3).fill("run.retry"));
  assert.deepEqual((await ask(backend, `/runs/${id}`)).retries.length, 3);
  assert.equal((await post(backend, `/runs/${id}/retry`, { steps: ["nope"] })).status, 404);
});

Deno.test("POST /runs/{id}/cancel and in bulk: waiting runs end at once, ended ones are refused", async () => {
  const backend = await filled();
  const ended = exampleRunId(start);
  const { run } = await post(backend, `/runs/${ended}/retry`);
  const { run: other } = await post(backend, `/runs/${ended}/retry`);
  assert.deepEqual(await post(backend, `/runs/${run}/cancel`, { reason: "wrong" }), { run, canceled: true });
  const outcome = await post(backend, "/runs/cancel", { ids: [other, ended, "nope"] });
  assert.deepEqual([outcome.done, outcome.refused], [1, 2]);
  assert.equal((await post(backend, `/runs/${ended}/cancel`)).status, 400);
  const audits = await backend.ledger.coordination.audits();
  assert.equal(audits.filter(({ action }) => action === "run.cancel").length, 2);
  const again = await post(backend, "/runs/retry", { ids: [run, ended] });
  assert.equal(again.done, 2);
});

Deno.test("runs: who may only look can change nothing", async () => {
  const backend = { ...await filled(), readOnly: true };
  for (const path of [`${exampleRunId(start)}/retry`, `${exampleRunId(start)}/cancel`, "cancel", "retry"]) {
    assert.equal((await post(backend, `/runs/${path}`, { ids: ["x"] })).status, 403, path);
  }
});
