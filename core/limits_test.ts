import assert from "node:assert/strict";
import { checkLimits, describeLimit } from "./limits.ts";

Deno.test("describeLimit: says every form of bound", () => {
  assert.equal(describeLimit({ kind: "integer", from: 1, to: 9 }), "an integer from 1 to 9");
  assert.equal(describeLimit({ kind: "integer", from: 1 }), "an integer from 1 up");
  assert.equal(describeLimit({ kind: "number", above: 0, below: 1 }), "a number above 0 and below 1");
  assert.equal(describeLimit({ kind: "number", above: 0, to: 1 }), "a number above 0 and up to 1");
  assert.equal(describeLimit({ kind: "number", to: 1 }), "a number up to 1");
  assert.equal(describeLimit({ kind: "number" }), "a number");
});

Deno.test("checkLimits: accepts values within bounds and ignores options without limit", () => {
  checkLimits("do", { k: 3, share: 1, other: "x" }, {
    k: { kind: "integer", from: 1 },
    share: { kind: "number", above: 0, to: 1 },
  });
});

Deno.test("checkLimits: refuses values out of bounds, not whole, not finite, not numbers", () => {
  const limits = { k: { kind: "integer", from: 1, to: 5 } } as const;
  for (const k of [0, 6, 1.5, NaN, Infinity, "3", null, undefined]) {
    assert.throws(() => checkLimits("do", { k }, limits), {
      name: "RangeError",
      message: `Cannot do: k must be an integer from 1 to 5, but is ${k}`,
    });
  }
  assert.throws(() => checkLimits("do", { t: 0 }, { t: { kind: "number", above: 0 } }), /above 0, but is 0$/);
  assert.throws(() => checkLimits("do", { t: 1 }, { t: { kind: "number", below: 1 } }), /below 1, but is 1$/);
});
