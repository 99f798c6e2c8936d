import assert from "node:assert/strict";
import { manualClock } from "../../../infra/clock.ts";
import type { FreshnessPolicy } from "../../../pipeline/engine/mod.ts";
import { createApp } from "../../app.tsx";
import { exampleBackend } from "../../testing/backend.ts";
import { exampleProject, exampleRunId, recordRun } from "../../testing/example.ts";

const hour = 3_600_000;
const start = Date.UTC(2026, 10, 20, 2);
const nasty = '<img src=x onerror="alert(1)">';

/** Customers were made at 2:00, orders failed at 3:00; it is 5:00. */
async function site(policies: Readonly<Record<string, FreshnessPolicy>>) {
  const project = { ...exampleProject(), freshness: new Map(Object.entries(policies)) };
  const backend = await exampleBackend({ project, clock: manualClock(start + 3 * hour) });
  const { history } = backend.ledger;
  const steps = ["customers", "clean_orders"].map((asset) => ({ asset, seconds: 1 }));
  await recordRun(history, { at: start, status: "success", steps });
  const error = { name: "Problem", kind: "data", message: `Cannot read ${nasty}`, causes: [] } as const;
  await recordRun(history, { at: start + hour, status: "failure", steps, error });
  const app = createApp(backend, { checked: true, timeZone: "UTC" });
  const text = async (path: string) => {
    const response = await app.request(path);
    assert.equal(response.status, 200, path);
    return await response.text();
  };
  return Object.assign(text, { backend });
}

Deno.test("GET /freshness: late ones first, each with its deadline and what holds it up", async () => {
  const text = await site({ customers: { within: 24 * hour }, clean_orders: { within: 2 * hour } });
  const { items, counts } = JSON.parse(await text("/api/v1/freshness"));
  const made = start + 2_000;
  assert.deepEqual(items.map(({ asset, status }: Record<string, string>) => [asset, status]), [
    ["clean_orders", "late"],
    ["customers", "fresh"],
  ]);
  assert.deepEqual([items[0].confirmedAt, items[0].deadline, items[0].missing], [made, made + 2 * hour, 0]);
  assert.deepEqual([items[0].causes[0].kind, items[0].causes[0].run], ["step_failed", exampleRunId(start + hour)]);
  assert.deepEqual(counts, { fresh: 1, at_risk: 0, late: 1, unknown: 0 });
  const one = JSON.parse(await text("/api/v1/freshness?asset=customers"));
  assert.deepEqual(one.items.map(({ asset }: { asset: string }) => asset), ["customers"]);
  assert.deepEqual(JSON.parse(await text("/api/v1/freshness?asset=summary")).items, []);
});

Deno.test("freshness: the board and the page of an asset say how late it is and why, in words that stay words", async () => {
  const text = await site({ customers: { within: 24 * hour }, clean_orders: { within: 2 * hour } });
  const cause = /clean_orders failed at 2026-11-20 03:00:02 UTC[^<]*Cannot read &lt;img[\s\S]*?href="\/runs\//;
  for (const path of ["/freshness", "/freshness?status=late", "/assets/clean_orders"]) {
    const html = await text(path);
    assert.match(html, cause, path);
    assert.match(html, /for 59 min|for 1 h/, path);
    assert.doesNotMatch(html, /<img|\s(style|on\w+)="/i, path);
  }
  assert.match(await text("/assets"), /<th scope="col">Freshness<\/th>[\s\S]*<\/span> late<\/span>/);
  assert.match(await text("/"), /<dt>late<\/dt><dd>1<\/dd>[\s\S]*<dt>fresh<\/dt><dd>1<\/dd>/);
  assert.match(await text("/freshness?status=unknown"), /None of them/);
  assert.doesNotMatch(await text("/assets/summary"), /How new it must be/);
});

Deno.test("GET /freshness: is looked at anew when time has passed, or something was recorded", async () => {
  const text = await site({ customers: { within: 24 * hour } });
  const status = async () => JSON.parse(await text("/api/v1/freshness")).items[0].status;
  assert.equal(await status(), "fresh");
  await text.backend.clock.advance(23 * hour);
  assert.equal(await status(), "late");
  const steps = [{ asset: "customers", seconds: 1 }];
  await recordRun(text.backend.ledger.history, { at: start + 26 * hour - 5_000, status: "success", steps });
  assert.equal(await status(), "fresh");
});

Deno.test("freshness: where nothing must be new, the page says how to ask for it", async () => {
  const text = await site({});
  assert.match(await text("/freshness"), /No asset must be new yet[\s\S]*within_hours: 26/);
  assert.doesNotMatch(await text("/assets"), /<th[^>]*>Freshness/);
  assert.doesNotMatch(await text("/"), /<dt>late<\/dt>/);
});
