import assert from "node:assert/strict";
import fc from "fast-check";
import { assertClose, fixture, readGolden } from "../../tests/golden/golden.ts";
import { createMatrix, type Matrix, matrixFromRows, pickRows } from "../matrix.ts";
import { fitScaler, scale } from "../prepare/mod.ts";
import { createRng } from "../rng.ts";
import { fitIncrementalPca, rowBatches } from "./incremental_pca.ts";
import { fitPca } from "./pca.ts";
import { project } from "./project.ts";

interface Golden {
  readonly fixture: string;
  readonly components: number | null;
  readonly batch: number;
  readonly mean: readonly number[];
  readonly variance: readonly number[];
  readonly ratio: readonly number[];
  readonly loadings: readonly number[];
  readonly scores: readonly number[];
}

function random(rows: number, columns: number, seed = 1): Matrix {
  const rng = createRng(seed);
  const x = createMatrix(rows, columns);
  for (let i = 0; i < x.data.length; i++) x.data[i] = rng.normal() * (1 + i % columns);
  return x;
}

const range = (to: number) => Array.from({ length: to }, (_, i) => i);

Deno.test("fitIncrementalPca: agrees with scikit-learn on the same batches, signs included", () => {
  for (const golden of readGolden<{ cases: Golden[] }>("pca_incremental").cases) {
    const what = `${golden.fixture} ${golden.components}`;
    const raw = fixture(golden.fixture);
    const x = scale(fitScaler(raw), raw);
    const components = golden.components ?? x.columns;
    const batches = rowBatches(x, golden.batch, golden.components ?? 1);
    const model = fitIncrementalPca(batches, { components });
    assertClose(model.mean, golden.mean, { what, floor: 1 });
    assertClose(model.variance, golden.variance, { what });
    assertClose(model.ratio, golden.ratio, { what });
    assertClose(model.components.flat(), golden.loadings, { what, floor: 1 });
    const head = pickRows(x, range(golden.scores.length / components));
    assertClose(project(model, head).data, golden.scores, { what, floor: 1 });
  }
});

Deno.test("rowBatches: a rest that is too small joins the batch before, nothing is copied", () => {
  const x = random(10, 2);
  const sizes = (size: number, least?: number) => [...rowBatches(x, size, least)].map(({ rows }) => rows);
  assert.deepEqual(sizes(4), [4, 4, 2]);
  assert.deepEqual(sizes(4, 3), [4, 6]);
  assert.deepEqual(sizes(5), [5, 5]);
  assert.deepEqual(sizes(99), [10]);
  assert.deepEqual([...rowBatches(createMatrix(0, 2), 3)], []);
  assert.equal([...rowBatches(x, 3)][1]!.data.buffer, x.data.buffer);
  assert.throws(() => [...rowBatches(x, 0)], RangeError);
});

Deno.test("fitIncrementalPca: whatever the batches, a share gives what all rows at once give (properties)", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 2, max: 40 }), (seed, size) => {
      const x = random(37, 5, seed);
      for (const components of [0.8, 0.999]) {
        const found = fitIncrementalPca(rowBatches(x, size), { components });
        const expected = fitPca(x, { components });
        assertClose(found.components.flat(), expected.components.flat(), { floor: 1 });
        assertClose(found.variance, expected.variance);
        assertClose([found.totalVariance], [expected.totalVariance]);
      }
      const moved = { ...x, data: x.data.map((value) => 3 * value + 7) };
      const [first, second] = [x, moved].map((y) => fitIncrementalPca(rowBatches(y, size), { components: 0.9 }));
      assertClose(second!.components.flat(), first!.components.flat(), { floor: 1 });
    }),
    { numRuns: 30 },
  );
});

Deno.test("fitIncrementalPca: equal rows, one column, a thousand columns, and what is refused", () => {
  const equal = fitIncrementalPca(rowBatches(matrixFromRows(Array(6).fill([1, 2])), 3));
  assert.deepEqual([equal.components.length, equal.ratio], [1, [0]]);
  assert.deepEqual(fitIncrementalPca([matrixFromRows([[1], [3]])]).components, [[1]]);
  const wide = fitIncrementalPca(rowBatches(random(20, 1000), 6), { components: 0.99 });
  assert.equal(wide.components.length, fitPca(random(20, 1000), { components: 0.99 }).components.length);
  assert.throws(() => fitIncrementalPca([]), /there is no batch/);
  assert.throws(
    () => fitIncrementalPca([matrixFromRows([[1, 2]])]),
    /1 rows with 2 features are too few for the first/,
  );
  assert.throws(() => fitIncrementalPca([random(3, 8)], { components: 5 }), /3 rows with 8 features/);
  assert.throws(() => fitIncrementalPca([random(3, 2), random(3, 3)]), RangeError);
  assert.throws(
    () => fitIncrementalPca([matrixFromRows([[1], [NaN]])], { names: { columns: ["a"] } }),
    /column "a" of row 1 is NaN/,
  );
  for (const components of [0, -1, 1.5]) {
    assert.throws(() => fitIncrementalPca([random(5, 2)], { components }), RangeError);
  }
});
