import assert from "node:assert/strict";
import fc from "fast-check";
import { manualClock } from "./clock.ts";
import { isRunId, runId, systemRandom } from "./random.ts";

const ones = { bytes: (count: number) => new Uint8Array(count).fill(255) };

Deno.test("runId: writes the time in 9 digits to base 32 and 35 random bits in 7", () => {
  assert.equal(runId(manualClock(32 ** 9 - 1), ones), "zzzzzzzzzzzzzzzz");
  assert.equal(runId(manualClock(0), ones), "000000000zzzzzzz");
});

Deno.test("runId: a later run sorts behind an earlier one", () => {
  const time = fc.integer({ min: 0, max: 32 ** 9 - 1 });
  fc.assert(fc.property(time, time, (a, b) => {
    fc.pre(a < b);
    assert.ok(runId(manualClock(a), ones) < runId(manualClock(b)));
  }));
});

Deno.test("runId: a thousand of one millisecond differ", () => {
  const clock = manualClock(1_700_000_000_000);
  const ids = Array.from({ length: 1000 }, () => runId(clock));
  assert.equal(new Set(ids).size, 1000);
  assert.ok(ids.every(isRunId));
});

Deno.test("isRunId: refuses other lengths, upper case and letters that look like digits", () => {
  for (const text of ["", "0000000110000", "000000011000000I", "000000011000000l", "000000011000000A"]) {
    assert.ok(!isRunId(text), text);
  }
});

Deno.test("systemRandom: gives as many bytes as asked for", () => {
  assert.equal(systemRandom.bytes(0).length, 0);
  assert.equal(systemRandom.bytes(33).length, 33);
});
