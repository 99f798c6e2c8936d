import assert from "node:assert/strict";
import { assertClose, fixture, readGolden } from "../../tests/golden/golden.ts";
import { createMatrix, matrixFromRows, pickRows } from "../matrix.ts";
import { createRng } from "../rng.ts";
import { fitIsolationForest, isolationScores } from "./isolation_forest.ts";
import { flagOutliers } from "./outliers.ts";

interface Golden {
  readonly cases: readonly { readonly fixture: string; readonly scores: readonly number[] }[];
  readonly removed: readonly { readonly n: number; readonly threshold: number; readonly removed: number }[];
}

/** Spearman's rank correlation; equal values share their mean rank. */
function spearman(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const ranks = (values: ArrayLike<number>) =>
    Array.from(values, (value) => {
      let below = 0, equal = 0;
      for (let i = 0; i < values.length; i++) {
        if (values[i]! < value) below++;
        else if (values[i] === value) equal++;
      }
      return below + (equal - 1) / 2 - (values.length - 1) / 2;
    });
  const [x, y] = [ranks(a), ranks(b)];
  const product = (u: number[], v: number[]) => u.reduce((sum, value, i) => sum + value * v[i]!, 0);
  return product(x, y) / Math.sqrt(product(x, x) * product(y, y));
}

// Two forests of 100 trees of scikit-learn agree with each other only to 0.90 (wine) to 0.94, so the yardstick is the mean
// of 30 of its forests, and ours has as many trees.
Deno.test("isolationScores: ranks and scores as scikit-learn's", () => {
  for (const { fixture: name, scores } of readGolden<Golden>("isolation").cases) {
    const x = fixture(name);
    const found = isolationScores(fitIsolationForest(x, { rng: createRng(1), trees: 3000 }), x);
    const agreement = spearman(found, scores);
    assert.ok(agreement >= 0.99, `${name}: ${agreement}`);
    const worst = Math.max(...found.map((score, i) => Math.abs(score - scores[i]!)));
    assert.ok(worst < 0.02, `${name}: ${worst}`);
  }
});

Deno.test("isolationScores: 100 trees rank data with outliers as scikit-learn does", () => {
  const golden = readGolden<Golden>("isolation").cases.find((one) => one.fixture === "dirty")!;
  const x = fixture("dirty");
  for (const seed of [1, 2, 3]) {
    const agreement = spearman(isolationScores(fitIsolationForest(x, { rng: createRng(seed) }), x), golden.scores);
    assert.ok(agreement >= 0.95, `seed ${seed}: ${agreement}`);
  }
});

Deno.test("flagOutliers: takes as many rows as NumPy's percentile, and ceil(0.05 (n - 1))", () => {
  for (const { n, threshold, removed } of readGolden<Golden>("isolation").removed) {
    const found = flagOutliers(Array.from({ length: n }, (_, i) => i / 7), 0.05);
    assert.ok(Math.abs(found.threshold - threshold) < 1e-12);
    assert.equal(found.outliers.length, removed);
    assert.equal(found.outliers.length, Math.ceil(0.05 * (n - 1)));
    assert.equal(found.inliers.length, n - removed);
  }
});

Deno.test("flagOutliers: equal scores, no row and share 0 flag none", () => {
  assert.equal(flagOutliers([1, 1, 1], 0.05).outliers.length, 0);
  assert.equal(flagOutliers([], 0.05).outliers.length, 0);
  assert.equal(flagOutliers([1, 2, 3], 0).outliers.length, 0);
  assert.throws(() => flagOutliers([1], 0.6), RangeError);
});

Deno.test("fitIsolationForest: finds planted outliers by row, also on a sample", () => {
  const rng = createRng(4);
  const x = createMatrix(1000, 3);
  for (let i = 0; i < x.data.length; i++) x.data[i] = rng.normal();
  const planted = [17, 500, 999];
  for (const row of planted) x.data[row * 3 + 1] = 40;
  const model = fitIsolationForest(x, { rng: createRng(1) });
  assert.equal(model.sampleSize, 256);
  assert.deepEqual([...flagOutliers(isolationScores(model, x), 0.003).outliers], planted);
});

Deno.test("fitIsolationForest: one seed gives one model, which survives JSON and scores other rows", () => {
  const x = fixture("iris");
  const model = fitIsolationForest(x, { rng: createRng(9), trees: 5 });
  assert.deepEqual(fitIsolationForest(x, { rng: createRng(9), trees: 5 }), model);
  const again = JSON.parse(JSON.stringify(model));
  assert.deepEqual(isolationScores(again, pickRows(x, [3])), isolationScores(model, x).slice(3, 4));
});

Deno.test("fitIsolationForest: one row, equal rows and bad values", () => {
  const options = { rng: createRng(1) };
  const one = matrixFromRows([[1, 2]]);
  assert.deepEqual([...isolationScores(fitIsolationForest(one, options), one)], [-0.5]);
  const equal = matrixFromRows([[1], [1], [1], [1]]);
  const scores = isolationScores(fitIsolationForest(equal, options), equal);
  assertClose(scores, [-0.5, -0.5, -0.5, -0.5], { relative: 1e-12 });
  assert.equal(flagOutliers(scores, 0.05).outliers.length, 0);
  assert.throws(() => fitIsolationForest(createMatrix(0, 1), options), /there is no row/);
  assert.throws(() => fitIsolationForest(matrixFromRows([[1], [NaN]]), options), /column 0 of row 1 is NaN/);
  assert.throws(() => fitIsolationForest(one, { ...options, trees: 0 }), RangeError);
  assert.throws(() => isolationScores(fitIsolationForest(one, options), equal), RangeError);
});
