import assert from "node:assert/strict";
import fc from "fast-check";
import { mergeNodes } from "./merge.ts";
import { nodeOf, valueOf } from "./node.ts";

function merged(...layers: readonly unknown[]): unknown {
  return valueOf(layers.map((layer) => nodeOf(layer, { kind: "default" })).reduce(mergeNodes));
}

Deno.test("mergeNodes: merges maps at every depth and replaces lists and single values", () => {
  assert.deepEqual(
    merged({ a: { b: 1, c: [1, 2], d: { e: 1 } }, f: 1 }, { a: { b: 2, c: [3], d: { g: 2 } }, h: null }),
    { a: { b: 2, c: [3], d: { e: 1, g: 2 } }, f: 1, h: null },
  );
  assert.deepEqual(merged({ a: { b: 1 } }, { a: 5 }), { a: 5 });
  assert.deepEqual(merged({ a: 5 }, { a: { b: 1 } }), { a: { b: 1 } });
});

Deno.test("mergeNodes: a reader of another kind takes nothing from the one it replaces", () => {
  const below = { sales: { kind: "csv", path: "a.csv", delimiter: ";" } };
  assert.deepEqual(merged(below, { sales: { kind: "parquet", path: "a.parquet" } }), {
    sales: { kind: "parquet", path: "a.parquet" },
  });
  assert.deepEqual(merged(below, { sales: { kind: "csv", path: "b.csv" } }), {
    sales: { kind: "csv", path: "b.csv", delimiter: ";" },
  });
  assert.deepEqual(merged(below, { sales: { path: "b.csv" } }), {
    sales: { kind: "csv", path: "b.csv", delimiter: ";" },
  });
});

Deno.test("mergeNodes: list positions change or append single items", () => {
  assert.deepEqual(merged({ a: [1, { b: 1, c: 2 }] }, { a: { 0: 9, 1: { b: 5 }, 2: "new" } }), {
    a: [9, { b: 5, c: 2 }, "new"],
  });
  assert.deepEqual(merged({ a: [1] }, { a: { 5: 2 } }), { a: { 5: 2 } }, "a gap is no list");
});

Deno.test("mergeNodes: an empty key in a file leaves what is below", () => {
  const below = nodeOf({ a: { b: 1 } }, { kind: "default" });
  const above = { ...nodeOf(null, { kind: "default" }), empty: true };
  assert.equal(mergeNodes(below, above as typeof below), below);
});

const tree = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 3 }, fc.integer(), fc.array(fc.integer(), { maxLength: 2 }), tie("map")),
  map: fc.dictionary(fc.constantFrom("a", "b", "c"), tie("value")),
}));

Deno.test("mergeNodes: an empty layer changes nothing, and a layer over itself neither", () => {
  fc.assert(fc.property(tree.map, (layer) => {
    const plain = valueOf(nodeOf(layer, { kind: "default" }));
    assert.deepEqual(merged(layer, {}), plain);
    assert.deepEqual(merged({}, layer), plain);
    assert.deepEqual(merged(layer, layer), plain);
  }));
});

Deno.test("mergeNodes: key by key, the upper value counts unless both are maps", () => {
  const isMap = (value: unknown): value is Record<string, unknown> =>
    typeof value === "object" && !Array.isArray(value);
  const holds = (
    below: Record<string, unknown>,
    above: Record<string, unknown>,
    result: Record<string, unknown>,
  ): void => {
    assert.deepEqual(new Set(Object.keys(result)), new Set([...Object.keys(below), ...Object.keys(above)]));
    for (const [key, value] of Object.entries(result)) {
      const [low, high] = [below[key], above[key]];
      if (isMap(low) && isMap(high)) holds(low, high, value as Record<string, unknown>);
      else assert.equal(JSON.stringify(value), JSON.stringify(key in above ? high : low));
    }
  };
  fc.assert(fc.property(tree.map, tree.map, (below, above) => {
    holds(
      below as Record<string, unknown>,
      above as Record<string, unknown>,
      merged(below, above) as Record<string, unknown>,
    );
  }));
});
