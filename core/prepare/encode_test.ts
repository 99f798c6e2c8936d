import assert from "node:assert/strict";
import fc from "fast-check";
import { readGolden } from "../../tests/golden/golden.ts";
import { rowOf } from "../matrix.ts";
import { encode, fitEncoder, unknownLevels } from "./encode.ts";
import { createTable, type Table } from "./table.ts";

function texts(...values: (string | null)[]): Table {
  return createTable([{ kind: "text", name: "t", values }]);
}

function rows({ x }: ReturnType<typeof encode>): number[][] {
  return Array.from({ length: x.rows }, (_, i) => [...rowOf(x, i)]);
}

Deno.test("encode: two levels become 0 and 1 by sort order", () => {
  const model = fitEncoder(texts("no", "yes", "no"));
  const found = encode(model, texts("yes", "no", "perhaps"));
  assert.deepEqual(found.names, ["t=yes"]);
  assert.deepEqual(rows(found), [[1], [0], [0.5]]);
});

Deno.test("encode: more levels become a column each; an unknown one is 0 everywhere", () => {
  const model = fitEncoder(texts("b", "a", "c"));
  const found = encode(model, texts("a", "c", "z"));
  assert.deepEqual(found.names, ["t=a", "t=b", "t=c"]);
  assert.deepEqual(rows(found), [[1, 0, 0], [0, 0, 1], [0, 0, 0]]);
  assert.deepEqual(unknownLevels(model, texts("z", "a", "y", "z")), new Map([["t", ["y", "z"]]]));
});

Deno.test("encode: agrees with scikit-learn's encoders, caps, rare and new levels included", () => {
  interface Golden {
    readonly texts: readonly string[];
    readonly fresh: readonly string[];
    readonly one_hot: readonly {
      readonly levels: number | null;
      readonly least: number | null;
      readonly encoded: readonly number[][];
      readonly fresh: readonly number[][];
    }[];
    readonly ordinal: readonly number[];
    readonly ordinal_fresh: readonly number[];
    readonly binary: readonly number[];
  }
  const golden = readGolden<Golden>("encode");
  const table = texts(...golden.texts);
  for (const { levels, least, encoded, fresh } of golden.one_hot) {
    const model = fitEncoder(table, { ...(levels && { maxLevels: levels }), ...(least && { minRows: least }) });
    assert.deepEqual(rows(encode(model, table)), encoded);
    assert.deepEqual(rows(encode(model, texts(...golden.fresh))), fresh);
  }
  const ordinal = fitEncoder(table, { text: "ordinal" });
  assert.deepEqual([...encode(ordinal, table).x.data], golden.ordinal);
  assert.deepEqual([...encode(ordinal, texts(...golden.fresh)).x.data], golden.ordinal_fresh);
  const two = texts("no", "yes", "yes", "no");
  assert.deepEqual([...encode(fitEncoder(two), two).x.data], golden.binary);
});

Deno.test("encode: levels of few rows are rare; a column of rare levels only gives none", () => {
  const table = texts("a", "a", "b", "c", "a", "b");
  assert.deepEqual(fitEncoder(table, { minRows: 2 }).names, ["t=a", "t=b", "t=(rare)"]);
  const none = fitEncoder(table, { minRows: 4 });
  assert.deepEqual([none.names, none.skipped], [[], ["t"]]);
});

Deno.test("encode: beyond the cap the most frequent levels keep a column and the rest share one", () => {
  const model = fitEncoder(texts("d", "c", "b", "a", "d", "c", "d"), { maxLevels: 3 });
  const found = encode(model, texts("d", "a", "b", "z"));
  assert.deepEqual(found.names, ["t=a", "t=c", "t=d", "t=(rare)"]);
  assert.deepEqual(rows(found), [[0, 0, 1, 0], [1, 0, 0, 0], [0, 0, 0, 1], [0, 0, 0, 1]]);
  assert.equal(unknownLevels(model, texts("z")).size, 0);
});

Deno.test("encode: a level that is called like the rare column joins it", () => {
  const model = fitEncoder(texts("(rare)", "a", "b"));
  assert.deepEqual(model.names, ["t=a", "t=b", "t=(rare)"]);
  assert.deepEqual(rows(encode(model, texts("(rare)"))), [[0, 0, 1]]);
});

Deno.test("encode: ordinal gives the place in sort order, -1 for unknown", () => {
  const model = fitEncoder(texts("c", "a", "b"), { text: "ordinal" });
  assert.deepEqual(rows(encode(model, texts("a", "b", "c", "z"))), [[0], [1], [2], [-1]]);
});

Deno.test("encode: numbers stay between texts, a single level gives no column, models survive JSON", () => {
  const table = createTable([
    { kind: "text", name: "only", values: ["x", "x", "x"] },
    { kind: "text", name: "area", values: ["a", "b", "c"] },
    { kind: "number", name: "n", values: Float64Array.of(7, 8, 9) },
  ]);
  const model = fitEncoder(table);
  assert.deepEqual(model.skipped, ["only"]);
  const expected = [[1, 0, 0, 7], [0, 1, 0, 8], [0, 0, 1, 9]];
  assert.deepEqual(rows(encode(model, table)), expected);
  assert.deepEqual(rows(encode(JSON.parse(JSON.stringify(model)), table)), expected);
});

Deno.test("fitEncoder and encode: refuse gaps, doubled names and a cap out of range", () => {
  assert.throws(() => fitEncoder(texts("a", null)), /column "t" of row 1 is missing/);
  const numbers = createTable([{ kind: "number", name: "n", values: Float64Array.of(1, NaN) }]);
  assert.throws(() => encode(fitEncoder(numbers), numbers), /column "n" of row 1 is NaN/);
  const twice = createTable([
    { kind: "text", name: "t", values: ["a", "b"] },
    { kind: "number", name: "t=b", values: Float64Array.of(1, 2) },
  ]);
  assert.throws(() => fitEncoder(twice), /two columns would be called "t=b"/);
  assert.throws(() => fitEncoder(texts("a"), { maxLevels: 0 }), RangeError);
  assert.throws(() => fitEncoder(texts("a"), { minRows: 0 }), RangeError);
});

Deno.test("encode: order and doubling of rows do not change the columns, each row is one level (properties)", () => {
  const column = fc.array(fc.constantFrom("a", "b", "c", "d", "e"), { minLength: 1, maxLength: 30 });
  fc.assert(fc.property(column, fc.integer({ min: 1, max: 4 }), (values, maxLevels) => {
    const model = fitEncoder(texts(...values), { maxLevels });
    assert.deepEqual(fitEncoder(texts(...values.toReversed()), { maxLevels }), model);
    assert.deepEqual(fitEncoder(texts(...values, ...values), { maxLevels, minRows: 2 }), model);
    if (new Set(values).size < 3) return;
    for (const row of rows(encode(model, texts(...values)))) assert.equal(row.reduce((sum, cell) => sum + cell, 0), 1);
  }));
});
