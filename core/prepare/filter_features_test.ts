import assert from "node:assert/strict";
import { createMatrix, type Matrix, matrixFromColumns } from "../matrix.ts";
import { createRng } from "../rng.ts";
import { fixture } from "../../tests/golden/golden.ts";
import { filterFeatures, fitFilter } from "./filter_features.ts";
import { createTable, tableFromMatrix } from "./table.ts";

const a = [1, 2, 3, 4, 5];
const close = [1, 2, 3, 4, 5.5];
const opposite = [5, 4, 3, 2, 1];
const other = [2, 9, 1, 7, 2];

function kept(columns: Record<string, number[]>, options: Parameters<typeof fitFilter>[1]): string[] {
  const x = matrixFromColumns(Object.values(columns));
  return fitFilter(tableFromMatrix(x, Object.keys(columns)), options).kept.map(({ name }) => name);
}

Deno.test("fitFilter: without options only columns that say nothing go", () => {
  const table = createTable([
    { kind: "number", name: "n", values: Float64Array.of(1, NaN, 2) },
    { kind: "number", name: "same", values: Float64Array.of(3, NaN, 3) },
    { kind: "number", name: "none", values: Float64Array.of(NaN, NaN, NaN) },
    { kind: "text", name: "t", values: ["x", "y", null] },
    { kind: "text", name: "one", values: ["x", null, "x"] },
  ]);
  const model = fitFilter(table);
  assert.deepEqual(model.kept, [{ name: "n", kind: "number" }, { name: "t", kind: "text" }]);
  assert.deepEqual(model.dropped, [
    { name: "same", reason: "constant" },
    { name: "none", reason: "empty" },
    { name: "one", reason: "constant" },
  ]);
  assert.deepEqual(filterFeatures(model, table).columns.map(({ name }) => name), ["n", "t"]);
  assert.equal(fitFilter(table, { dropConstant: false }).kept.length, 5);
});

Deno.test("fitFilter: listed columns go, unknown names are ignored, nothing listed leaves the table as it is", () => {
  assert.deepEqual(kept({ a, other }, {}), ["a", "other"]);
  assert.deepEqual(kept({ a, other }, { drop: ["a", "no such"] }), ["other"]);
  assert.deepEqual(kept({ a, other }, { drop: ["a"], protect: ["a"] }), ["other"]);
});

Deno.test("fitFilter: the second of a correlated pair goes, with either sign", () => {
  assert.deepEqual(kept({ a, other, close, opposite }, { maxCorrelation: 0.8 }), ["a", "other"]);
  assert.deepEqual(kept({ close, a }, { maxCorrelation: 0.8 }), ["close"]);
  assert.deepEqual(kept({ a, close }, { maxCorrelation: 1 }), ["a", "close"]);
});

Deno.test("fitFilter: a dropped column drops no other", () => {
  // Directions at 0, 30 and 60 degrees: r is .87 for neighbours, .5 for a and c.
  const at = (degrees: number) => {
    const [u, v] = [Math.cos(degrees * Math.PI / 180), Math.sin(degrees * Math.PI / 180)];
    return [u, -u, v, -v];
  };
  assert.deepEqual(kept({ a: at(0), b: at(30), c: at(60) }, { maxCorrelation: 0.8 }), ["a", "c"]);
  assert.deepEqual(kept({ b: at(30), c: at(60) }, { maxCorrelation: 0.8 }), ["b"]);
});

Deno.test("fitFilter: protected columns stay and their partner goes", () => {
  assert.deepEqual(kept({ a, close, other }, { maxCorrelation: 0.8, protect: ["close"] }), ["close", "other"]);
  assert.deepEqual(kept({ a, close }, { maxCorrelation: 0.8, protect: ["a", "close"] }), ["a", "close"]);
  // a goes by close, so opposite (not protected) meets close only.
  assert.deepEqual(kept({ a, close, opposite }, { maxCorrelation: 0.8, protect: ["close"] }), ["close"]);
  assert.deepEqual(kept({ a, flat: [1, 1, 1, 1, 1] }, { protect: ["flat"], maxCorrelation: 0 }), ["a", "flat"]);
});

Deno.test("fitFilter: gaps are left out of a correlation, and the partner and r are told", () => {
  const x = matrixFromColumns([[1, 2, NaN, 4, 5], [2, 4, 100, 8, 10]]);
  const { dropped } = fitFilter(tableFromMatrix(x, ["a", "b"]), { maxCorrelation: 0.99 });
  assert.equal(dropped[0]!.partner, "a");
  assert.ok(Math.abs(dropped[0]!.correlation! - 1) < 1e-12);
});

Deno.test("fitFilter: known correlations of the iris data", () => {
  // Published: petal length with sepal length .8718, petal width with petal length .9629, sepal width with any under .45.
  const names = ["sepal length", "sepal width", "petal length", "petal width"];
  const { dropped } = fitFilter(tableFromMatrix(fixture("iris"), names), { maxCorrelation: 0.8 });
  assert.deepEqual(dropped.map(({ name, partner, correlation }) => [name, partner, correlation!.toFixed(3)]), [
    ["petal length", "sepal length", "0.872"],
    ["petal width", "sepal length", "0.818"],
  ]);
});

Deno.test("fitFilter: a thousand columns", () => {
  const rng = createRng(1);
  const x: Matrix = createMatrix(50, 1000);
  for (let i = 0; i < x.data.length; i++) x.data[i] = rng.normal();
  const names = Array.from({ length: 1000 }, (_, j) => `f${j}`);
  assert.equal(fitFilter(tableFromMatrix(x, names), { maxCorrelation: 0.95 }).kept.length, 1000);
});

Deno.test("fitFilter and filterFeatures: refuse what cannot be used", () => {
  assert.throws(() => kept({ a: [1, 1] }, {}), /^DataError: Cannot choose features: none of 1 columns is left$/);
  assert.throws(() => kept({ a: [1, Infinity] }, {}), /column "a" of row 1 is Infinity/);
  assert.throws(() => kept({ a }, { maxCorrelation: 1.5 }), RangeError);
  const model = fitFilter(tableFromMatrix(matrixFromColumns([a]), ["a"]));
  assert.throws(() => filterFeatures(model, tableFromMatrix(matrixFromColumns([a]), ["b"])), {
    name: "DataError",
    message: 'Cannot choose features: column "a" is missing',
  });
  const text = createTable([{ kind: "text", name: "a", values: ["x"] }]);
  assert.throws(() => filterFeatures(model, text), /column "a" holds texts instead of numbers/);
});
