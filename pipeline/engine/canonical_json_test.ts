import assert from "node:assert/strict";
import fc from "fast-check";
import { canonicalJson } from "./canonical_json.ts";

Deno.test("canonicalJson: keys are sorted at every depth, undefined properties are left out", () => {
  assert.equal(canonicalJson({ b: [{ z: 1, a: undefined }], a: "x" }), '{"a":"x","b":[{"z":1}]}');
});

Deno.test("canonicalJson: equal values have equal text, and the text reads back as the value", () => {
  fc.assert(fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
    const text = canonicalJson(value);
    assert.equal(canonicalJson(JSON.parse(text)), text);
    assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(value)));
  }));
});

Deno.test("canonicalJson: the order in which keys were set does not matter", () => {
  fc.assert(fc.property(fc.dictionary(fc.string(), fc.integer()), (record) => {
    const turned = Object.fromEntries(Object.entries(record).reverse());
    assert.equal(canonicalJson(turned), canonicalJson(record));
  }));
});

Deno.test("canonicalJson: what JSON cannot hold is refused with its place", () => {
  const circle: Record<string, unknown> = {};
  circle.self = circle;
  for (
    const [value, message] of [
      [{ a: [1, NaN] }, 'Cannot write "a[1]" as JSON: NaN is no JSON number'],
      [Infinity, "Cannot write the value as JSON: Infinity is no JSON number"],
      [{ m: new Map() }, 'Cannot write "m" as JSON: JSON has no Map'],
      [{ d: new Date(0) }, 'Cannot write "d" as JSON: JSON has no Date'],
      [{ n: 1n }, 'Cannot write "n" as JSON: JSON has no bigint'],
      [[undefined], 'Cannot write "[0]" as JSON: JSON has no undefined'],
      [new Float64Array(1), "Cannot write the value as JSON: JSON has no Float64Array"],
      [circle, 'Cannot write "self" as JSON: it contains itself'],
    ] as const
  ) {
    assert.throws(() => canonicalJson(value), { name: "Problem", kind: "data", message });
  }
});

Deno.test("canonicalJson: the same object twice is no cycle", () => {
  const shared = { a: 1 };
  assert.equal(canonicalJson([shared, shared]), '[{"a":1},{"a":1}]');
});
