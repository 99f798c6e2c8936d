import assert from "node:assert/strict";
import fc from "fast-check";
import { assertClose, fixture, readGolden } from "../../tests/golden/golden.ts";
import { createMatrix, type Matrix, matrixFromRows, pickRows } from "../matrix.ts";
import { fitScaler, scale } from "../prepare/mod.ts";
import { createRng } from "../rng.ts";
import { fitKernelPca } from "./kernel_pca.ts";
import { componentNames, project } from "./project.ts";

interface Golden {
  readonly fixture: string;
  readonly components: number;
  readonly gamma: number | null;
  readonly values: readonly number[];
  readonly total: number;
  readonly scores: readonly number[];
  readonly fresh: readonly number[];
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
const options = { rng: createRng(1) };

function random(rows: number, columns: number, seed = 1): Matrix {
  const rng = createRng(seed);
  return createMatrix(rows, columns, Float64Array.from({ length: rows * columns }, () => rng.normal()));
}

/** Scores with the sign of each column turned so that it goes along with the same column of `like`. */
function signed(scores: Float64Array, like: ArrayLike<number>, columns: number): Float64Array {
  const along = new Float64Array(columns);
  scores.forEach((value, at) => along[at % columns]! += value * like[at]!);
  return scores.map((value, at) => along[at % columns]! < 0 ? -value : value);
}

Deno.test("fitKernelPca: agrees with scikit-learn up to sign, on rows of the fit and new ones", () => {
  for (const golden of readGolden<{ cases: Golden[] }>("pca_kernel").cases) {
    const { components, gamma, fixture: what } = golden;
    const raw = fixture(what);
    const x = scale(fitScaler(raw), raw);
    const fit = pickRows(x, range(0, x.rows - 5));
    const model = fitKernelPca(fit, { ...options, components, ...(gamma === null ? {} : { gamma }) });
    assertClose(model.variance.map((one) => one * (fit.rows - 1)), golden.values, { what });
    assertClose([model.totalVariance * (fit.rows - 1)], [golden.total], { what });
    const known = pickRows(x, range(0, golden.scores.length / components));
    const fresh = pickRows(x, range(x.rows - 5, x.rows));
    for (const [rows, expected] of [[known, golden.scores], [fresh, golden.fresh]] as const) {
      assertClose(signed(project(model, rows).data, expected, components), expected, { what, floor: 1 });
    }
  }
});

Deno.test("fitKernelPca: a share takes the fewest components that hold more than it, at most as many as features", () => {
  const x = random(120, 6, 4);
  const all = fitKernelPca(x, { ...options, components: 119, gamma: 0.02 });
  for (const components of [0.3, 0.6]) {
    const model = fitKernelPca(x, { ...options, components, gamma: 0.02 });
    let reached = 0;
    const wanted = all.ratio.findIndex((ratio) => (reached += ratio) > components) + 1;
    assert.equal(model.components.length, wanted);
    assertClose(model.variance, all.variance.slice(0, wanted));
  }
  const most = { ...options, components: 0.999, gamma: 1 };
  assert.equal(fitKernelPca(x, most).components.length, 6);
  assert.equal(fitKernelPca(x, { ...most, maxComponents: 30 }).components.length, 30);
  assert.deepEqual(componentNames(fitKernelPca(x, { ...options, components: 2 })), ["pca0", "pca1"]);
});

Deno.test("fitKernelPca: distances between rows are those of the kernel when all components are kept (properties)", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 3, max: 15 }), (seed, n) => {
      const x = random(n, 2, seed);
      const scores = project(fitKernelPca(x, { ...options, components: 100, gamma: 0.5 }), x);
      const between = (m: Matrix, i: number, j: number) =>
        range(0, m.columns).reduce((sum, c) => sum + (m.data[i * m.columns + c]! - m.data[j * m.columns + c]!) ** 2, 0);
      for (const [i, j] of [[0, 1], [1, n - 1]] as const) {
        const expected = 2 - 2 * Math.exp(-0.5 * between(x, i, j));
        assertClose([between(scores, i, j)], [expected], { relative: 1e-8, floor: 1 });
      }
    }),
    { numRuns: 40 },
  );
});

Deno.test("fitKernelPca: translation and order of rows change nothing but rounding (properties)", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1000 }), (seed) => {
      const x = random(20, 3, seed);
      const fit = (y: Matrix) => fitKernelPca(y, { ...options, components: 2 });
      const scores = project(fit(x), x).data;
      const moved = { ...x, data: x.data.map((value) => value + 64) };
      assertClose(signed(project(fit(moved), moved).data, scores, 2), scores, { relative: 1e-6, floor: 1 });
      const turned = fit(pickRows(x, range(0, 20).reverse()));
      assertClose(signed(project(turned, x).data, scores, 2), scores, { relative: 1e-6, floor: 1 });
    }),
    { numRuns: 30 },
  );
});

Deno.test("fitKernelPca: many rows are compared with a sample, the same for the same seed", () => {
  const x = random(400, 3);
  const model = fitKernelPca(x, { rng: createRng(7), components: 3, maxRows: 100 });
  assert.equal(model.rows.length, 100);
  assert.deepEqual(fitKernelPca(x, { rng: createRng(7), components: 3, maxRows: 100 }), model);
  assert.equal(project(model, x).rows, 400);
  const again = JSON.parse(JSON.stringify(model));
  assert.deepEqual(project(again, x), project(model, x));
  assert.ok(Object.isFrozen(again) === false && Object.isFrozen(model.components[0]));
});

Deno.test("fitKernelPca: two rows, equal rows, one column, a thousand columns, and what is refused", () => {
  const two = fitKernelPca(matrixFromRows([[0], [1]]), options);
  assertClose([two.ratio[0]!], [1]);
  const equal = fitKernelPca(matrixFromRows([[1, 2], [1, 2], [1, 2]]), { ...options, components: 2 });
  assert.deepEqual([equal.components.length, equal.ratio], [1, [0]]);
  assert.deepEqual([...project(equal, matrixFromRows([[1, 2]])).data], [0]);
  const wide = fitKernelPca(random(20, 1000), { ...options, components: 5 });
  assert.ok(project(wide, random(20, 1000)).data.every(Number.isFinite));
  assert.throws(() => fitKernelPca(matrixFromRows([[1]]), options), /1 rows with 1 features are too few/);
  assert.throws(() => fitKernelPca(matrixFromRows([[1, NaN], [1, 2]]), options), /column 1 of row 0 is NaN/);
  assert.throws(() => fitKernelPca(random(5, 2), { ...options, gamma: 0 }), RangeError);
  assert.throws(() => fitKernelPca(random(5, 2), { ...options, components: 2.5 }), RangeError);
  assert.throws(() => project(wide, random(5, 3)), RangeError);
});
