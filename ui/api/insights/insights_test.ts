import assert from "node:assert/strict";
import { createApp } from "../../app.tsx";
import { exampleBackend } from "../../testing/backend.ts";
import { recordRun } from "../../testing/example.ts";
import { dayOf, figuresOf } from "./figures.ts";

const hour = 3_600_000;
const error = { name: "Problem", kind: "data" as const, message: "no", causes: [] };

Deno.test("figuresOf: shares of lengths over days, breakages with the median of those that were fixed", () => {
  const end = (status: "success" | "failure", length: number, count: number) => {
    return { name: "a", status, length, count, retried: 1 };
  };
  const first = dayOf({
    ends: [end("success", 10, 90), end("success", 500, 4), end("failure", 9_999, 2)],
    breakages: [{ name: "a", failedAt: 0, fixedAt: 30 }, { name: "a", failedAt: 5 }],
  }).get("a")!;
  const second = dayOf({ ends: [end("success", 20, 6)], breakages: [{ name: "a", failedAt: 1, fixedAt: 11 }] }).get(
    "a",
  )!;
  assert.deepEqual(figuresOf([first, second]), {
    ...{ count: 102, successes: 100, failures: 2, canceled: 0, retried: 4 },
    ...{ p50: 10, p95: 20, breakages: 3, open: 1, fix: 10 },
  });
  assert.deepEqual(figuresOf([]), {
    ...{ count: 0, successes: 0, failures: 0, canceled: 0, retried: 0, breakages: 0, open: 0 },
  });
});

Deno.test("GET /insights: by job, asset and group, beside the span before, in the order that is asked for", async () => {
  const backend = await exampleBackend();
  const { ledger: { history }, clock } = backend;
  const now = clock.now();
  const run = (at: number, status: "success" | "failure", job: string, asset: string, seconds: number) =>
    recordRun(history, {
      ...{ at, status, job, steps: [{ asset, seconds }] },
      ...(status === "failure" ? { error } : {}),
    });
  await run(now - 8 * 24 * hour, "success", "orders_job", "customers", 10);
  await run(now - 4 * hour, "success", "orders_job", "customers", 20);
  await run(now - 3 * hour, "failure", "orders_job", "customers", 5);
  await run(now - 2 * hour, "success", "orders_job", "customers", 20);
  await run(now - hour, "success", "letter_job", "summary", 3);
  const app = createApp(backend, { checked: true });
  const ask = async (query: string) => await (await app.request(`/api/v1/insights${query}`)).json();
  const jobs = await ask("?order=success");
  const [orders, letter] = jobs.items;
  assert.deepEqual([orders.name, orders.count, orders.successes, orders.p50, orders.fix], [
    ...["orders_job", 3, 2, 20_000],
    hour + 15_000,
  ]);
  assert.deepEqual([orders.before.count, orders.before.p50, letter.before.count], [1, 10_000, 0]);
  assert.deepEqual([jobs.total.count, jobs.before.count, jobs.days.length, jobs.days.at(-1).failure], [4, 1, 7, 1]);
  const names = async (query: string) => (await ask(query)).items.map(({ name }: { name: string }) => name);
  assert.deepEqual(await names("?by=asset&order=name"), ["customers", "summary"]);
  assert.deepEqual(await names("?by=group&order=p50"), ["orders", "reports"]);
  assert.deepEqual(await names("?by=asset&text=SUMM"), ["summary"]);
  const long = await ask("?days=90");
  assert.deepEqual([long.total.count, "before" in long, long.days.length], [5, false, 90]);
  assert.equal((await app.request("/api/v1/insights?days=8")).status, 400);
  const html = await (await app.request("/insights?by=job&text=%3Cb%3E")).text();
  assert.ok(html.includes("Nothing ended in these days") && !html.includes("<b>"));
  assert.match(await (await app.request("/insights")).text(), /66\.7 %/);
});

Deno.test("GET /insights: what ended since is there after some seconds", async () => {
  const backend = await exampleBackend();
  const { ledger: { history }, clock } = backend;
  const app = createApp(backend, { checked: true });
  const count = async () => (await (await app.request("/api/v1/insights")).json()).total.count;
  assert.equal(await count(), 0);
  await recordRun(history, { at: clock.now() - hour, status: "success", steps: [{ asset: "customers", seconds: 1 }] });
  assert.equal(await count(), 0);
  await clock.advance(5_000);
  assert.equal(await count(), 1);
});
