import assert from "node:assert/strict";
import fc from "fast-check";
import { assertClose, fixture, readGolden } from "../../tests/golden/golden.ts";
import { createMatrix, matrixFromColumns, matrixFromRows } from "../matrix.ts";
import { fitScaler, scale, type ScaleMethod, scaleMethods, unscale } from "./scale.ts";

const columnMethods = scaleMethods.filter((method) => method !== "clr");

Deno.test("scale: agrees with scikit-learn, log-ratios with the formula in NumPy", () => {
  interface Case {
    readonly fixture: string;
    readonly method: ScaleMethod;
    readonly scaled: readonly number[];
  }
  for (const golden of readGolden<{ cases: Case[] }>("scale").cases) {
    const x = fixture(golden.fixture);
    // The column around 1,000,000 holds 6 decimals: 1e-9 of its spread is as much as its digits carry.
    assertClose(scale(fitScaler(x, { method: golden.method }), x).data, golden.scaled, {
      what: `${golden.fixture} ${golden.method}`,
      floor: 1,
    });
  }
});

Deno.test("scale: by hand", () => {
  const x = matrixFromColumns([[1, 3], [-4, 2]]);
  const scaled = (method: ScaleMethod) => [...scale(fitScaler(x, { method }), x).data];
  assert.deepEqual(scaled("zscore"), [-1, -1, 1, 1]);
  assert.deepEqual(scaled("minmax"), [0, 0, 1, 1]);
  assert.deepEqual(scaled("maxabs"), [1 / 3, -1, 1, 0.5]);
  assert.deepEqual(scaled("robust"), [-1, -1, 1, 1]);
});

Deno.test("scale: constant columns and single rows are only centred", () => {
  const constant = matrixFromColumns([Array(30).fill(0.1), Array(30).fill(1e12 + 0.1)]);
  for (const method of ["zscore", "minmax", "robust"] as const) {
    assertClose(scale(fitScaler(constant, { method }), constant).data, new Float64Array(60), {
      floor: 1e5,
      what: method,
    });
    assert.deepEqual([...scale(fitScaler(matrixFromRows([[3]]), { method }), matrixFromRows([[3]])).data], [0]);
  }
  const zeros = matrixFromColumns([[0, 0]]);
  assert.deepEqual([...scale(fitScaler(zeros, { method: "maxabs" }), zeros).data], [0, 0]);
});

Deno.test("scale: robust treats a column without spread between the quartiles as spread 1", () => {
  const x = matrixFromColumns([[0, 5, 5, 5, 5, 5, 9]]);
  assert.deepEqual([...scale(fitScaler(x, { method: "robust" }), x).data], [-5, 0, 0, 0, 0, 0, 4]);
});

Deno.test("scale: log-ratios sum to 0 and do not depend on the row's total", () => {
  const model = fitScaler(createMatrix(1, 3, Float64Array.of(1, 1, 1)), { method: "clr" });
  const two = scale(model, matrixFromRows([[1, 2, 0], [10, 20, 0]]));
  assertClose(two.data.slice(0, 3), two.data.slice(3), { relative: 1e-12 });
  assertClose([two.data.slice(0, 3).reduce((sum, value) => sum + value, 0)], [0]);
  assertClose([two.data[1]! - two.data[0]!], [Math.log(2)]);
  assertClose(unscale(model, two).data.slice(0, 3), [8 / 27, 16 / 27, 1 / 9]);
});

Deno.test("scale: is undone by unscale, and ignores translation and scale (properties)", () => {
  const values = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 3, maxLength: 30 });
  fc.assert(
    fc.property(values, fc.constantFrom(...columnMethods), fc.integer({ min: 1, max: 9 }), (column, method, by) => {
      const x = matrixFromColumns([column]);
      const model = fitScaler(x, { method });
      assertClose(unscale(model, scale(model, x)).data, x.data, { floor: 1 });
      if (method === "maxabs" || model.method === "clr" || Number(model.scale[0]) <= 1) return;
      const moved = matrixFromColumns([column.map((value) => by * value + 100)]);
      assertClose(scale(fitScaler(moved, { method }), moved).data, scale(model, x).data, { floor: 1 });
    }),
  );
});

Deno.test("fitScaler and scale: refuse what cannot be scaled", () => {
  assert.throws(
    () => fitScaler(matrixFromRows([[1, NaN]]), { names: { columns: ["a", "b"] } }),
    /column "b" of row 0 is NaN/,
  );
  assert.throws(() => fitScaler(createMatrix(0, 2)), /there is no row/);
  const model = fitScaler(matrixFromRows([[1, 2]]));
  assert.throws(() => scale(model, matrixFromRows([[1]])), /1 columns, but the model has 2/);
  const parts = fitScaler(matrixFromRows([[1, 2]]), { method: "clr" });
  assert.throws(() => scale(parts, matrixFromRows([[1, -2]])), /row 0 has the negative value -2/);
  assert.throws(() => scale(parts, matrixFromRows([[0, 0]]), { rows: [201] }), /row 201 has only zeros/);
});
