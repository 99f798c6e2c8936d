import assert from "node:assert/strict";
import type { SpanRecord } from "../../../infra/monitoring/mod.ts";
import type { RunRecord } from "../history.ts";
import { recordRunSpans } from "./run_spans.ts";
import { exampleError } from "./test_ledger.ts";

const run: RunRecord = {
  ...{ id: "r1", job: "weather", environment: "prod", status: "failure" as const, tags: {}, request: {}, createdAt: 1 },
  ...{ startedAt: 10, endedAt: 50, error: exampleError },
};
const step = { run: "r1", asset: "a", attempt: 1, metadata: {} } as const;
const steps = [
  { ...step, step: "a[x]", partition: "x", status: "success", startedAt: 11, endedAt: 20 },
  { ...step, step: "b", asset: "b", status: "failed", startedAt: 20, endedAt: 49, error: exampleError },
  { ...step, step: "c", asset: "c", status: "skipped" },
] as const;

Deno.test("recordRunSpans: a run with the steps that ran below it", () => {
  const spans: [SpanRecord, unknown][] = [];
  recordRunSpans({ run, steps }, (span, parent) => {
    spans.push([span, parent]);
    return span.name;
  });
  assert.deepEqual(spans.map(([{ name, start, end, error }, parent]) => [name, start, end, error, parent]), [
    ["run weather", 10, 50, exampleError.message, undefined],
    ["step a[x]", 11, 20, undefined, "run weather"],
    ["step b", 20, 49, exampleError.message, "run weather"],
  ]);
});

Deno.test("recordRunSpans: where telemetry is off, steps are not looked at", () => {
  let calls = 0;
  recordRunSpans({ run, steps }, () => void calls++);
  assert.equal(calls, 1);
});
