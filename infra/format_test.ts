import assert from "node:assert/strict";
import { countOf, formatBytes, formatCount, formatDuration } from "./format.ts";

Deno.test("formatDuration: unit by size, never 60 s or 60 min", () => {
  const cases: readonly (readonly [number, string])[] = [
    [0, "0 ms"],
    [-5, "0 ms"],
    [85.4, "85 ms"],
    [999.4, "999 ms"],
    [999.6, "1.0 s"],
    [1_949, "1.9 s"],
    [59_940, "59.9 s"],
    [59_960, "1 min 00 s"],
    [200_000, "3 min 20 s"],
    [3_599_400, "59 min 59 s"],
    [3_599_600, "1 h 00 min"],
    [7_500_000, "2 h 05 min"],
    [86_400_000, "1 d 00 h"],
    [187_200_000, "2 d 04 h"],
  ];
  for (const [milliseconds, text] of cases) assert.equal(formatDuration(milliseconds), text);
});

Deno.test("formatBytes: a kB is 1000 bytes", () => {
  assert.equal(formatBytes(0), "0 B");
  assert.equal(formatBytes(999), "999 B");
  assert.equal(formatBytes(1_200), "1.2 kB");
  assert.equal(formatBytes(999_600), "1.0 MB");
  assert.equal(formatBytes(99_960), "100 kB");
  assert.equal(formatBytes(123_456_789), "123 MB");
  assert.equal(formatBytes(3e18), "3000 PB");
});

Deno.test("formatCount and countOf: thousands separators, one or many", () => {
  assert.equal(formatCount(1_234_567), "1,234,567");
  assert.equal(formatCount(1_234_567.5), "1,234,567.5");
  const format = new Intl.NumberFormat("en-US", { maximumFractionDigits: 6 });
  const whole = [0, -0, 7, 999, 1000, 99_999, 100_000, 1e15, Number.MAX_SAFE_INTEGER, 2 ** 60];
  for (const value of [...whole, ...whole.map((one) => -one)]) assert.equal(formatCount(value), format.format(value));
  assert.equal(countOf(1, "row"), "1 row");
  assert.equal(countOf(0, "row"), "0 rows");
  assert.equal(countOf(2, "entry", "entries"), "2 entries");
});
