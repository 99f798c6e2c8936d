import assert from "node:assert/strict";
import { createApp } from "../../app.tsx";
import type { Backend } from "../../backend.ts";
import { exampleBackend } from "../../testing/backend.ts";
import { exampleRunId, recordRun } from "../../testing/example.ts";

const hour = 3_600_000;
const start = Date.UTC(2026, 10, 20, 2);
const steps = [{ asset: "raw_orders", seconds: 4 }, { asset: "customers", seconds: 60 }];
const error = { name: "Problem", kind: "data", message: "Cannot read\nsecond line", causes: [] };

// deno-lint-ignore no-explicit-any -- answers as a script sees them
async function ask(backend: Backend, path: string): Promise<any> {
  return await (await createApp(backend, { checked: true }).request(`/api/v1${path}`)).json();
}

async function filled(): Promise<Backend> {
  const backend = await exampleBackend();
  const { history } = backend.ledger;
  await recordRun(history, { at: start - 30 * hour, status: "success", steps });
  await recordRun(history, { at: start, status: "failure", steps, error });
  await recordRun(history, { at: start + hour, job: "letter_job", status: "success", steps });
  await recordRun(history, { at: start + 2 * hour, job: "letter_job", status: "running", steps });
  return backend;
}

Deno.test("GET /overview: jobs by health, what fails and runs, the days of a week", async () => {
  const found = await ask(await filled(), "/overview");
  assert.deepEqual(found.jobs, { healthy: 1, failing: 1, never: 0 });
  assert.deepEqual(found.failing.map(({ id }: { id: string }) => id), [exampleRunId(start)]);
  assert.deepEqual(found.live.map(({ status }: { status: string }) => status), ["running"]);
  const days = found.days.map(({ counts }: { counts: Record<string, number> }) => counts);
  assert.deepEqual([days.length, days[4].success, days[6].failure, days[6].success], [7, 1, 1, 1]);
  assert.equal(found.queue.attended, false);
  assert.deepEqual(found.checklist, { job: "orders_job", ran: true, succeeded: true, scheduled: false, alerts: false });
});

Deno.test("first page: a failed job with its first line and the button to run it again; three clicks are enough", async () => {
  const app = createApp(await filled());
  const html = await (await app.request("/")).text();
  assert.match(html, /Cannot read/);
  assert.doesNotMatch(html, /second line/);
  assert.ok(html.includes(`POST /api/v1/runs/${exampleRunId(start)}/retry`));
  assert.match(html, /<a href="\/health">Health<\/a>[\s\S]{0,200}Workers: no process executes runs/);
  const run = await (await app.request(`/runs/${exampleRunId(start)}`)).text();
  assert.match(run, /Run from failure/);
  assert.match(run, /customers failed/);
});

Deno.test("GET /timeline: runs within the span by job, those that still run among them", async () => {
  const backend = await filled();
  const span = (from: number, to: number) => ask(backend, `/timeline?from=${from}&to=${to}`);
  const { rows } = await span(start + hour, start + 2 * hour);
  // deno-lint-ignore no-explicit-any -- as above
  const runs = Object.fromEntries(rows.map((row: any) => [row.name, row.runs.map(({ id }: { id: string }) => id)]));
  assert.deepEqual(runs, { orders_job: [], letter_job: [exampleRunId(start + hour)] });
  const later = await span(start + 2 * hour + 60_000, start + 3 * hour);
  assert.deepEqual(later.rows[1].runs.map(({ status }: { status: string }) => status), ["running"]);
  assert.equal((await span(5, 4)).status, 400);
  const named = async (by: string) => {
    const { rows } = await ask(backend, `/timeline?from=${start}&to=${start + 2 * hour}&by=${by}`);
    // deno-lint-ignore no-explicit-any -- as above
    return Object.fromEntries(rows.map((row: any) => [row.name, row.runs.length]));
  };
  assert.deepEqual(await named("group"), { orders: 1, reports: 2 });
  assert.deepEqual(await named("automation"), { "by people": 2 });
  assert.equal((await ask(backend, `/timeline?from=0&to=10&text=LETTER`)).rows.length, 1);
});

Deno.test("GET /jobs: last runs as a strip, median duration, what each makes", async () => {
  const backend = await filled();
  const { items } = await ask(backend, "/jobs");
  const orders = items.find(({ name }: { name: string }) => name === "orders_job");
  assert.deepEqual(orders.recent.map(({ status }: { status: string }) => status), ["failure", "success"]);
  assert.equal(orders.usual, 64_000);
  const { assets } = await ask(backend, "/jobs/orders_job");
  assert.deepEqual(assets.find(({ name }: { name: string }) => name === "clean_orders").needs.toSorted(), [
    "customers",
    "raw_orders",
  ]);
  assert.equal((await ask(backend, "/jobs/nope")).status, 404);
});
