import assert from "node:assert/strict";
import { local, utc } from "./format.ts";

Deno.test("utc and local: the same moment in two zones, summer time included", () => {
  const july = Date.UTC(2026, 6, 1, 23, 30, 5);
  assert.equal(utc(july), "2026-07-01 23:30:05");
  assert.equal(local(july, "Europe/Berlin"), "2026-07-02 01:30:05 CEST");
  assert.equal(local(Date.UTC(2026, 0, 1), "Asia/Kolkata"), "2026-01-01 05:30:00 GMT+5:30");
});
