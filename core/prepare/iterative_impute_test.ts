import assert from "node:assert/strict";
import fc from "fast-check";
import { assertClose, fixture, readGolden } from "../../tests/golden/golden.ts";
import { columnOf, createMatrix, type Matrix, matrixFromColumns, pickColumns } from "../matrix.ts";
import { createRng } from "../rng.ts";
import { fitBayesianRidge } from "./bayesian_ridge.ts";
import { fitImputer, impute, type ImputeOptions } from "./impute.ts";
import { jacobiEigen } from "./jacobi.ts";
import { createTable, type Table, tableFromMatrix } from "./table.ts";

interface Holed {
  readonly rows: number;
  readonly columns: number;
  readonly values: readonly (number | null)[];
}

interface Golden {
  readonly name: string;
  readonly fit: Holed;
  readonly fresh: Holed;
  readonly filled: readonly number[];
  readonly filled_fresh: readonly number[];
}

function tableOf({ rows, columns, values }: Holed): Table {
  const x = createMatrix(rows, columns, Float64Array.from(values, (value) => value ?? NaN));
  return tableFromMatrix(x, Array.from({ length: columns }, (_, j) => `c${j}`));
}

function valuesOf(table: Table): Float64Array {
  return matrixFromColumns(table.columns.map(({ values }) => values as Float64Array)).data;
}

function assertFills(golden: Golden, options: ImputeOptions, what: string): void {
  const table = tableOf(golden.fit);
  const model = fitImputer(table, options);
  assertClose(valuesOf(impute(model, table)), golden.filled, { what });
  const again = JSON.parse(JSON.stringify(model));
  assertClose(valuesOf(impute(again, tableOf(golden.fresh))), golden.filled_fresh, { what: `${what} fresh` });
}

Deno.test("fitImputer: knn agrees with scikit-learn on rows of the fit and new ones", () => {
  type Case = Golden & { readonly weights: "uniform" | "distance"; readonly neighbours: number };
  for (const golden of readGolden<{ cases: Case[] }>("impute_knn").cases) {
    const { weights, neighbours } = golden;
    assertFills(golden, { numeric: "knn", weights, neighbours }, `${golden.name} ${weights} ${neighbours}`);
  }
});

Deno.test("fitImputer: iterative agrees with scikit-learn on rows of the fit and new ones, rounds included", () => {
  for (const golden of readGolden<{ cases: (Golden & { rounds: number })[] }>("impute_iterative").cases) {
    const { learned } = fitImputer(tableOf(golden.fit), { numeric: "iterative" });
    assert.ok(learned?.kind === "iterative");
    assert.equal(learned.rounds, golden.rounds, golden.name);
    assertFills(golden, { numeric: "iterative" }, golden.name);
  }
});

Deno.test("fitBayesianRidge: agrees with scikit-learn", () => {
  interface Ridge {
    readonly fixture: string;
    readonly coefficients: readonly number[];
    readonly intercept: number;
    readonly alpha: number;
    readonly lambda: number;
  }
  for (const golden of readGolden<{ ridges: Ridge[] }>("impute_iterative").ridges) {
    const x = fixture(golden.fixture);
    const inputs = pickColumns(x, Array.from({ length: x.columns - 1 }, (_, j) => j));
    const found = fitBayesianRidge(inputs, columnOf(x, x.columns - 1));
    const what = golden.fixture;
    assertClose(found.coefficients, golden.coefficients, { what });
    const { intercept, alpha, lambda } = golden;
    assertClose([found.intercept, found.alpha, found.lambda], [intercept, alpha, lambda], { what });
  }
});

Deno.test("jacobiEigen: small eigenvalues keep their digits in other units", () => {
  // [[4, 1e-8], [1e-8, 1e-16 * 4]] is [[4, 1], [1, 4]] with the second column in units 1e8 times larger: the smaller
  // eigenvalue is the determinant, 15e-16, divided by the larger one, 4 to 17 digits.
  const { values } = jacobiEigen(createMatrix(2, 2, Float64Array.of(4, 1e-8, 1e-8, 4e-16)));
  assertClose(values.toSorted(), [15e-16 / 4, 4], { relative: 1e-14, floor: 0 });
});

Deno.test("fitImputer: knn by hand, by distance, and the mean where no row can help", () => {
  const table = createTable([
    { kind: "number", name: "a", values: Float64Array.of(1, 2, 9, 1, NaN) },
    { kind: "number", name: "b", values: Float64Array.of(10, 20, 90, NaN, NaN) },
    { kind: "text", name: "t", values: ["x", null, "x", "y", "x"] },
  ]);
  const fill = (options: ImputeOptions) => {
    const { columns } = impute(fitImputer(table, { numeric: "knn", ...options }), table);
    return [columns[1]!.values[3], columns[1]!.values[4], columns[2]!.values[1]];
  };
  assert.deepEqual(fill({ neighbours: 2 }), [15, 40, "x"]);
  assert.deepEqual(fill({ neighbours: 3 }), [40, 40, "x"]);
  assert.deepEqual(fill({ neighbours: 3, weights: "distance" }), [10, 40, "x"]);
});

function holed(rows: number, columns: number, seed: number): Matrix {
  const rng = createRng(seed);
  const x = createMatrix(rows, columns);
  for (let i = 0; i < rows; i++) {
    const level = rng.normal();
    for (let j = 0; j < columns; j++) x.data[i * columns + j] = level * (j + 1) + 0.2 * rng.normal();
  }
  for (let at = columns; at < x.data.length; at++) if (rng.uniform() < 0.15) x.data[at] = NaN;
  return x;
}

const methods = ["knn", "iterative"] as const;

Deno.test("fitImputer: knn and iterative follow order, translation and scale of rows (properties)", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1000 }), fc.constantFrom(...methods), (seed, numeric) => {
      const x = holed(25, 4, seed);
      const names = ["a", "b", "c", "d"];
      const fill = (y: Matrix, options: ImputeOptions = {}) => {
        const table = tableFromMatrix(y, names);
        return valuesOf(impute(fitImputer(table, { numeric, ...options }), table));
      };
      const straight = fill(x);
      const rows = Array.from({ length: 25 }, (_, i) => 24 - i);
      const turned = createMatrix(25, 4, Float64Array.from(rows.flatMap((i) => [...x.data.slice(4 * i, 4 * i + 4)])));
      const back = fill(turned);
      rows.forEach((i, at) => assertClose(back.slice(4 * at, 4 * at + 4), straight.slice(4 * i, 4 * i + 4)));
      if (numeric === "knn") {
        const moved = { ...x, data: x.data.map((value) => 4 * value + 32) };
        assertClose(fill(moved), straight.map((value) => 4 * value + 32));
        const doubled = createMatrix(50, 4, Float64Array.of(...x.data, ...x.data));
        assertClose(fill(doubled, { neighbours: 10 }).slice(0, 100), straight);
      }
    }),
    { numRuns: 40 },
  );
});

Deno.test("fitImputer: knn and iterative keep what is there, and take one row, one column, equal rows and 1,000 columns", () => {
  for (const numeric of methods) {
    const fill = (x: Matrix) => {
      const table = tableFromMatrix(x, Array.from({ length: x.columns }, (_, j) => `c${j}`));
      return [...valuesOf(impute(fitImputer(table, { numeric }), table))];
    };
    assert.deepEqual(fill(matrixFromColumns([[3], [4]])), [3, 4]);
    assert.deepEqual(fill(matrixFromColumns([[1, NaN, 3]])), [1, 2, 3]);
    assertClose(fill(matrixFromColumns([[5, 5, NaN, 5], [7, 7, 7, 7]])), [5, 7, 5, 7, 5, 7, 5, 7]);
    const x = holed(12, 1000, 3);
    const found = fill(x);
    assert.ok(found.every(Number.isFinite));
    assert.ok(x.data.every((value, at) => Number.isNaN(value) || value === found[at]));
    const none = createTable([{ kind: "text", name: "t", values: ["a", null] }]);
    assert.deepEqual(impute(fitImputer(none, { numeric }), none).columns[0]!.values, ["a", "a"]);
    const empty = createTable([{ kind: "number", name: "n", values: Float64Array.of(NaN, NaN) }]);
    assert.throws(() => fitImputer(empty, { numeric }), /column "n" has no value at all/);
    const bad = createTable([{ kind: "number", name: "n", values: Float64Array.of(1, Infinity) }]);
    assert.throws(() => fitImputer(bad, { numeric }), /column "n" of row 1 is Infinity/);
  }
  assert.throws(() => fitImputer(createTable([]), { neighbours: 0 }), RangeError);
  assert.throws(() => fitImputer(createTable([]), { rounds: 0 }), RangeError);
});
