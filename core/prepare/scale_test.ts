import assert from "node:assert/strict";
import fc from "fast-check";
import { assertClose, fixture, readGolden } from "../../tests/golden/golden.ts";
import { createMatrix, matrixFromColumns, matrixFromRows } from "../matrix.ts";
import { fitScaler, scale, type ScaleMethod, scaleMethods, unscale } from "./scale.ts";

const columnMethods = scaleMethods.filter((method) => method !== "clr");
const linearMethods = columnMethods.filter((method) => method !== "yeo_johnson");

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

interface PowerCase {
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  readonly values: readonly number[];
  readonly lambda: readonly number[];
  readonly exact: readonly number[];
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
  readonly scaled: readonly number[];
}

// Both are held against the root of the derivative in extended precision: scikit-learn's exponents are within 1.3e-7 of it,
// since Brent's method compares likelihoods, which are flat there; ours within 1e-10. What follows from an exponent is held
// against scikit-learn with its exponent.
Deno.test("scale: yeo_johnson has the likeliest exponents, and scales by an exponent as scikit-learn does", () => {
  for (const golden of readGolden<{ cases: PowerCase[] }>("power").cases) {
    const { name: what, rows, columns } = golden;
    const x = createMatrix(rows, columns, Float64Array.from(golden.values));
    const model = fitScaler(x, { method: "yeo_johnson" });
    assert.ok(model.method === "yeo_johnson");
    assertClose(model.lambda, golden.exact, { what, relative: 1e-10, floor: 1 });
    assertClose(golden.lambda, golden.exact, { what, relative: 1.3e-7, floor: 1 });
    const { lambda, mean: center, deviation: scales } = golden;
    const theirs = { ...model, lambda, center, scale: scales };
    assertClose(scale(theirs, x).data.slice(0, golden.scaled.length), golden.scaled, { what, floor: 1 });
    const own = scale(model, x).data;
    assertClose(own.slice(0, golden.scaled.length), golden.scaled, { what, relative: 2e-6, floor: 1 });
    assertClose(unscale(model, scale(model, x)).data, x.data, { what, floor: 1 });
  }
});

Deno.test("scale: yeo_johnson by hand, at exponents where the formula changes", () => {
  const model = { kind: "scaler", method: "yeo_johnson", center: [0, 0, 0], scale: [1, 1, 1] } as const;
  const x = matrixFromRows([[3, 3, 3], [-3, -3, -3]]);
  const scaled = scale({ ...model, lambda: [0, 1, 2] }, x);
  const log = Math.log(4);
  assertClose(scaled.data, [log, 3, 7.5, -7.5, -3, -log], { relative: 1e-14 });
  assertClose(unscale({ ...model, lambda: [0, 1, 2] }, scaled).data, x.data, { relative: 1e-14 });
  assert.equal(unscale({ ...model, lambda: [-1, 1, 1] }, matrixFromRows([[2, 0, 0]])).data[0], Infinity);
});

Deno.test("scale: yeo_johnson keeps constant columns, far columns and single rows finite, and names a value out of reach", () => {
  const far = Array.from({ length: 40 }, (_, i) => 1e6 + Math.exp(i % 7 / 2));
  const x = matrixFromColumns([Array(40).fill(5), far, far.map((value) => 1e6 - value)]);
  const model = fitScaler(x, { method: "yeo_johnson" });
  const { data } = scale(model, x);
  assert.ok(data.every(Number.isFinite));
  const spread = data.filter((_, at) => at % 3 === 1).reduce((sum, value) => sum + value * value, 0) / 40;
  assert.ok(Math.abs(spread - 1) < 1e-6, `${spread}`);
  assert.deepEqual(
    [...scale(fitScaler(matrixFromRows([[3]]), { method: "yeo_johnson" }), matrixFromRows([[3]])).data],
    [
      0,
    ],
  );
  const bent = fitScaler(matrixFromColumns([[1, 2, 2.5, 2.9, 3]]), { method: "yeo_johnson" });
  assert.throws(() => scale(bent, matrixFromRows([[1e300]]), { columns: ["a"] }), /column "a" of row 0/);
});

Deno.test("scale: yeo_johnson does not depend on the order or doubling of rows (properties)", () => {
  const values = fc.array(fc.integer({ min: -100, max: 1000 }), { minLength: 5, maxLength: 30 });
  fc.assert(
    fc.property(values, (column) => {
      fc.pre(new Set(column).size > 3);
      const x = matrixFromColumns([column]);
      const model = fitScaler(x, { method: "yeo_johnson" });
      const turned = fitScaler(matrixFromColumns([column.toReversed()]), { method: "yeo_johnson" });
      const doubled = fitScaler(matrixFromColumns([[...column, ...column]]), { method: "yeo_johnson" });
      for (const other of [turned, doubled]) {
        assertClose(scale(other, x).data, scale(model, x).data, { relative: 1e-6, floor: 1 });
      }
    }),
  );
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
    fc.property(values, fc.constantFrom(...linearMethods), fc.integer({ min: 1, max: 9 }), (column, method, by) => {
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

Deno.test("scale: every method takes one column, equal rows and a thousand columns", () => {
  const wide = createMatrix(5, 1000, Float64Array.from({ length: 5000 }, (_, at) => 1 + (at * 7919) % 101));
  for (const method of scaleMethods) {
    for (const x of [wide, matrixFromRows([[1], [2], [4]]), matrixFromRows(Array(4).fill([3, 5]))]) {
      const { data } = scale(fitScaler(x, { method }), x);
      assert.equal(data.length, x.data.length);
      assert.ok(data.every(Number.isFinite), method);
    }
  }
});

Deno.test("fitScaler: numbers whose squares are too large are brought to mean 0 and deviation 1, too", () => {
  const x = matrixFromRows([[1e200], [-1e200], [3e200], [-3e200]]);
  const scaled = scale(fitScaler(x, { method: "zscore" }), x);
  assertClose(scaled.data, [1, -1, 3, -3].map((value) => value / Math.sqrt(5)));
});
