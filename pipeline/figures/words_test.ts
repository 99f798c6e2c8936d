import assert from "node:assert/strict";
import { percent } from "./words.ts";

Deno.test("percent: whole from 10 on, one decimal below, and nothing short of all is 100 %", () => {
  const shares = [0, 0.004, 0.0964, 0.354, 0.9949, 257 / 258, 0.99999, 1];
  assert.deepEqual(shares.map(percent), ["0 %", "0.4 %", "9.6 %", "35 %", "99 %", "99.6 %", "99.9 %", "100 %"]);
});
