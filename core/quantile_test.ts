import assert from "node:assert/strict";
import { quantile } from "./quantile.ts";

Deno.test("quantile: interpolates between neighbours and takes any order", () => {
  assert.equal(quantile([3, 1, 2, 4], 0.25), 1.75);
  assert.equal(quantile([3, 1, 2, 4], 0.75), 3.25);
  assert.equal(quantile([10, -5], 0), -5);
  assert.equal(quantile([10, -5], 1), 10);
  assert.equal(quantile([7], 0.3), 7);
});
