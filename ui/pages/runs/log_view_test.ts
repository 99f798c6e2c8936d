import assert from "node:assert/strict";
import { createApp } from "../../app.tsx";
import { exampleBackend } from "../../testing/backend.ts";
import { exampleRunId, recordRun } from "../../testing/example.ts";

const start = Date.UTC(2026, 10, 20, 2);
const id = exampleRunId(start);

/** Pages of a run whose events 6 to 305 are `line 1 <b>` to `line 300 <b>`. */
async function pages() {
  const backend = await exampleBackend();
  const log = Array.from({ length: 300 }, (_, i) => ({
    ...{ kind: "log" as const, level: "info", fields: {}, time: start, message: `line ${i + 1} <b>` },
  }));
  const steps = [{ asset: "customers", seconds: 1 }];
  await recordRun(backend.ledger.history, { at: start, status: "success", steps, log });
  const app = createApp(backend, { checked: true, timeZone: "UTC" });
  return async (query: Readonly<Record<string, string>>) => {
    const response = await app.request(`/runs/${id}?${new URLSearchParams(query)}`);
    const text = await response.text();
    assert.equal(response.status, 200, text.slice(0, 300));
    return text;
  };
}

Deno.test("log of a run, without script: what was found is marked, what stands around it is there", async () => {
  const page = await pages();
  const found = await page({ text: "^line 12 <B>", regex: "true", context: "1" });
  assert.match(found, /<mark>line 12 &lt;b&gt;<\/mark>/);
  assert.deepEqual([...found.matchAll(/<li id="e(\d+)"/g)].map(([, sequence]) => Number(sequence)), [16, 17, 18]);
  assert.equal(found.match(/<mark>/g)?.length, 1);
});

Deno.test("log of a run, without script: what is no expression is said beside its field, and is no markup", async () => {
  const page = await pages();
  const wrong = await page({ text: '<img src=x onerror="alert(1)">(', regex: "true" });
  assert.match(wrong, /id="log-fault"[^>]*role="alert"[^>]*>Cannot search for the expression: missing \)/);
  assert.match(wrong, /aria-invalid="true"/);
  assert.match(wrong, /No such event/);
  assert.ok(!wrong.includes("<img src=x"));
});

Deno.test("log of a run, without script: an address points at a line", async () => {
  const page = await pages();
  const shown = await page({ at: "250" });
  assert.match(shown, /<li id="e250"[^>]*aria-current="true"/);
  assert.match(shown, /<li id="e231"/);
  assert.doesNotMatch(shown, /<li id="e230"/);
  for (const at of ["-3", "x", "1e99", "NaN"]) assert.match(await page({ at }), /<li id="e1"|No such event/);
});
