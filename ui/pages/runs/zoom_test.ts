import assert from "node:assert/strict";
import { manualClock } from "../../../infra/clock.ts";
import { createApp } from "../../app.tsx";
import { exampleBackend } from "../../testing/backend.ts";
import { recordRun } from "../../testing/example.ts";
import { around, within, zoomOf } from "./zoom.tsx";

const start = Date.UTC(2026, 10, 20, 2);
const page = (zoom: string) => new URL(`http://localhost/runs/x?zoom=${encodeURIComponent(zoom)}`);

Deno.test("zoomOf: a part of the time as the address says, moved to where there is some", () => {
  assert.deepEqual(zoomOf(page("1000-3000"), 10_000), { from: 1000, to: 3000 });
  assert.deepEqual(zoomOf(page("9000-12000"), 10_000), { from: 7000, to: 10_000 });
  for (const all of ["0-10000", "3000-1000", "5-5", "-5-7", "a-b", "", "1e3-2e3"]) {
    assert.equal(zoomOf(page(all), 10_000), undefined, all);
  }
});

Deno.test("within, around: spans stay within the run, and a step takes up three quarters of what is shown", () => {
  assert.deepEqual(within({ from: -500, to: 500 }, 10_000), { from: 0, to: 1000 });
  assert.equal(within({ from: -500, to: 20_000 }, 10_000), undefined);
  assert.deepEqual(around({ from: 2000, to: 5000 }, 10_000), { from: 1500, to: 5500 });
  assert.equal(around({ from: 0, to: 10_000 }, 10_000), undefined);
});

Deno.test("the steps of a run: those that fall into the time that is shown, with the way back to all of them", async () => {
  const backend = await exampleBackend({ clock: manualClock(start + 3_600_000) });
  const steps = [
    { asset: "raw_orders", seconds: 10 },
    { asset: "customers", seconds: 10 },
    { asset: "clean_orders", seconds: 20 },
  ];
  const id = await recordRun(backend.ledger.history, { at: start, status: "success", steps });
  const app = createApp(backend, { checked: true });
  const html = async (query: string) => {
    const text = await (await app.request(`/runs/${id}${query}`)).text();
    return text.slice(0, text.indexOf('id="log"'));
  };
  const all = await html("");
  for (const { asset } of steps) assert.match(all, new RegExp(`step=${asset}`));
  // Shorter time is the middle half of 40 seconds.
  assert.match(all, /href="\/runs\/\w+\?zoom=10000-30000"/);
  const part = await html("?zoom=0-5000");
  assert.match(part, /step=raw_orders/);
  assert.doesNotMatch(part, /step=clean_orders/);
  assert.match(part, /2 of 3 steps fall into the time that is shown/);
  assert.match(part, />5\.0 s<|>5 s</);
});
