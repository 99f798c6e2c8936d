import assert from "node:assert/strict";
import { recordable, recordableFields } from "./json.ts";

const same = (text: string) => text;

Deno.test("recordable: what JSON has no word for becomes text, undefined is left out", () => {
  assert.deepEqual(
    recordable({ a: NaN, b: 12n, c: 2n ** 60n, d: new Date(0), e: undefined, f: [undefined, Infinity] }, same),
    { a: "NaN", b: 12, c: "1152921504606846976", d: "1970-01-01T00:00:00.000Z", f: [null, "Infinity"] },
  );
});

Deno.test("recordable: maps, sets and typed arrays become lists, errors their message", () => {
  assert.deepEqual(
    recordable(
      [new Map([["a", 1]]), new Set([1]), Float64Array.of(0.5), new RangeError("no"), BigInt64Array.of(7n)],
      same,
    ),
    [[["a", 1]], [1], [0.5], "RangeError: no", [7]],
  );
});

Deno.test("recordable: a cycle ends instead of running on", () => {
  const circle: Record<string, unknown> = {};
  circle.self = circle;
  assert.match(JSON.stringify(recordable(circle, same)), /"…"/);
});

Deno.test("recordableFields: secrets are hidden in every text, at every depth", () => {
  const redact = (text: string) => text.replaceAll("hunter2", "***");
  const fields = { url: "x:hunter2@y", nested: { list: ["hunter2"] }, error: new Error("hunter2") };
  assert.deepEqual(recordableFields(fields, redact), {
    url: "x:***@y",
    nested: { list: ["***"] },
    error: "Error: ***",
  });
});
