import assert from "node:assert/strict";
import { count, duration, local, plural, size, utc } from "./format.ts";

Deno.test("duration: two units at most, and none rounds up to a full larger one", () => {
  const cases: readonly (readonly [number, string])[] = [
    [-5, "0 ms"],
    [0, "0 ms"],
    [999.4, "999 ms"],
    [999.6, "1.0 s"],
    [12_345, "12.3 s"],
    [59_949, "59.9 s"],
    [59_950, "1 min"],
    [245_000, "4 min 5 s"],
    [3_599_600, "1 h"],
    [11_520_000, "3 h 12 min"],
    [86_400_000, "1 d"],
    [187_200_000, "2 d 4 h"],
  ];
  assert.deepEqual(cases.map(([value]) => duration(value)), cases.map(([, text]) => text));
});

Deno.test("size: powers of 1000 with one decimal below 100", () => {
  assert.deepEqual([0, 999, 1000, 1_240_000, 99_960, 250e6, 999_600, 3e15].map(size), [
    "0 B",
    "999 B",
    "1.0 kB",
    "1.2 MB",
    "100 kB",
    "250 MB",
    "1.0 MB",
    "3000 TB",
  ]);
});

Deno.test("count and plural: thousands are separated", () => {
  assert.equal(count(1234567.5), "1,234,567.5");
  assert.deepEqual([plural(0, "row"), plural(1, "row"), plural(2000, "row")], ["0 rows", "1 row", "2,000 rows"]);
});

Deno.test("utc and local: the same moment in two zones, summer time included", () => {
  const july = Date.UTC(2026, 6, 1, 23, 30, 5);
  assert.equal(utc(july), "2026-07-01 23:30:05");
  assert.equal(local(july, "Europe/Berlin"), "2026-07-02 01:30:05 CEST");
  assert.equal(local(Date.UTC(2026, 0, 1), "Asia/Kolkata"), "2026-01-01 05:30:00 GMT+5:30");
});
