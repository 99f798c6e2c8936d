import assert from "node:assert/strict";
import { assertClose, fixture, readGolden } from "../../tests/golden/golden.ts";
import { createMatrix, type Matrix, matrixFromRows, pickRows, rowOf } from "../matrix.ts";
import { dot } from "../linalg.ts";
import { fitScaler, scale } from "../prepare/mod.ts";
import { createRng } from "../rng.ts";
import { fitPca, unproject } from "./pca.ts";
import { componentNames, project } from "./project.ts";

interface Golden {
  readonly fixture: string;
  readonly components: number;
  readonly count: number;
  readonly variance: readonly number[];
  readonly ratio: readonly number[];
  readonly loadings: readonly number[];
  readonly scores: readonly number[];
}

function random(rows: number, columns: number, seed = 1): Matrix {
  const rng = createRng(seed);
  const x = createMatrix(rows, columns);
  for (let i = 0; i < x.data.length; i++) x.data[i] = rng.normal();
  return x;
}

Deno.test("fitPca: agrees with scikit-learn by count and by share, signs included", () => {
  for (const golden of readGolden<{ cases: Golden[] }>("pca").cases) {
    const what = `${golden.fixture} ${golden.components}`;
    const raw = fixture(golden.fixture);
    const x = scale(fitScaler(raw), raw);
    const model = fitPca(x, { components: golden.components });
    assert.equal(model.components.length, golden.count, what);
    assertClose(model.variance, golden.variance, { what });
    assertClose(model.ratio, golden.ratio, { what });
    assertClose(model.components.flat(), golden.loadings, { what, floor: 1 });
    const head = pickRows(x, Array.from({ length: golden.scores.length / golden.count }, (_, i) => i));
    assertClose(project(model, head).data, golden.scores, { what, floor: 1 });
  }
});

Deno.test("fitPca: a share takes the fewest components that hold more than it", () => {
  // Variances 4, 1 and 1 (times 2/3): shares 2/3, 5/6, 1.
  const x = matrixFromRows([[2, 0, 0], [-2, 0, 0], [0, 1, 0], [0, -1, 0], [0, 0, 1], [0, 0, -1]]);
  const count = (components: number) => fitPca(x, { components }).components.length;
  assert.equal(count(0.5), 1);
  assert.equal(count(0.7), 2);
  assert.equal(count(0.9), 3);
  assert.equal(count(2), 2);
  assert.equal(fitPca(x, { components: 0.9, maxComponents: 2 }).components.length, 2);
  assert.deepEqual(componentNames(fitPca(x, { components: 2 })), ["pca0", "pca1"]);
});

Deno.test("fitPca: all components keep distances and rebuild the rows, tall and wide", () => {
  for (const x of [random(40, 5), random(5, 40)]) {
    const model = fitPca(x, { components: 1000 });
    assert.equal(model.components.length, x.rows > x.columns ? 5 : 4);
    assertClose(unproject(model, project(model, x)).data, x.data, { floor: 1, relative: 1e-10 });
    const scores = project(model, x);
    const between = (y: Matrix) =>
      dot(rowOf(y, 0).map((v, j) => v - rowOf(y, 1)[j]!), rowOf(y, 0).map((v, j) => v - rowOf(y, 1)[j]!));
    assertClose([between(scores)], [between(x)]);
    assertClose([model.ratio.reduce((sum, value) => sum + value, 0)], [1]);
  }
});

Deno.test("fitPca: translation and order of rows change nothing, the model survives JSON", () => {
  const x = random(30, 4, 2);
  const model = fitPca(x, { components: 2 });
  const moved = { ...x, data: x.data.map((value) => value + 1e4) };
  assertClose(fitPca(moved, { components: 2 }).components.flat(), model.components.flat(), { floor: 1 });
  const turned = pickRows(x, Array.from({ length: 30 }, (_, i) => 29 - i));
  assertClose(fitPca(turned, { components: 2 }).components.flat(), model.components.flat(), { floor: 1 });
  assert.deepEqual(project(JSON.parse(JSON.stringify(model)), x), project(model, x));
});

Deno.test("fitPca: two rows, equal rows, one column, constant columns, a thousand columns", () => {
  assert.deepEqual(fitPca(matrixFromRows([[0, 0], [0, 2]])).components, [[0, 1]]);
  const equal = fitPca(matrixFromRows([[1, 2], [1, 2], [1, 2]]), { components: 2 });
  assert.deepEqual(equal.ratio, [0]);
  assert.deepEqual([...project(equal, matrixFromRows([[1, 2]])).data], [0]);
  assert.equal(fitPca(matrixFromRows([[7, 7, 7], [7, 7, 7]])).components.length, 1);
  assert.deepEqual(fitPca(matrixFromRows([[1], [3]])).components, [[1]]);
  assert.deepEqual(fitPca(matrixFromRows([[1, 5], [3, 5], [9, 5]])).components, [[1, 0]]);
  assert.equal(fitPca(random(20, 1000), { components: 0.99 }).components.length, 19);
});

Deno.test("fitPca and project: refuse what cannot be projected", () => {
  assert.throws(() => fitPca(matrixFromRows([[1, 2]])), /1 rows with 2 features are too few/);
  assert.throws(() => fitPca(matrixFromRows([[1, NaN], [1, 2]])), /column 1 of row 0 is NaN/);
  const wide = matrixFromRows([[1, 1e200], [2, -1e200], [3, 0]]);
  for (const x of [wide, pickRows(wide, [0, 1])]) {
    assert.throws(() => fitPca(x, { names: { columns: ["a", "b"] } }), /column "b" ranges over 2e\+200/);
  }
  for (const components of [0, -1, 1.5, NaN]) assert.throws(() => fitPca(random(5, 2), { components }), RangeError);
  assert.throws(() => project(fitPca(random(5, 2)), random(5, 3)), RangeError);
});

Deno.test("project: any number of rows and components agrees with its definition, and one bad value is named", () => {
  for (const [rows, columns] of [[1, 5], [3, 7], [257, 9], [514, 6]] as const) {
    const fitted = random(600, columns, columns);
    const x = random(rows, columns, rows);
    for (let components = 1; components <= columns; components++) {
      const model = fitPca(fitted, { components });
      const expected = Array.from({ length: rows }, (_, i) => {
        const row = rowOf(x, i).map((value, j) => value - model.mean[j]!);
        return model.components.map((component) => dot(row, Float64Array.from(component)));
      });
      assertClose(project(model, x).data, expected.flat(), { what: `${rows} x ${columns} on ${components}`, floor: 1 });
      const bad = { ...x, data: x.data.slice() };
      bad.data[rows * columns - 1] = -Infinity;
      assert.throws(() => project(model, bad), {
        message: `Cannot project: column ${columns - 1} of row ${rows - 1} is -Infinity`,
      });
    }
  }
});
