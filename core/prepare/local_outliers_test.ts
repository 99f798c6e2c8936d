import assert from "node:assert/strict";
import fc from "fast-check";
import { assertClose, fixture, readGolden } from "../../tests/golden/golden.ts";
import { createMatrix, matrixFromRows, pickRows } from "../matrix.ts";
import { createRng } from "../rng.ts";
import { fitLocalOutlierFactor, localOutlierScores } from "./local_outliers.ts";
import { flagOutliers } from "./outliers.ts";

interface Golden {
  readonly fixture: string;
  readonly neighbours: number;
  readonly scores: readonly number[];
  readonly threshold: number;
  readonly outliers: readonly number[];
  readonly fresh: readonly number[];
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

function random(rows: number, columns: number, seed = 1) {
  const rng = createRng(seed);
  return createMatrix(rows, columns, Float64Array.from({ length: rows * columns }, () => rng.normal()));
}

Deno.test("fitLocalOutlierFactor: agrees with scikit-learn on known and new rows, threshold included", () => {
  for (const golden of readGolden<{ cases: Golden[] }>("local_outliers").cases) {
    const what = `${golden.fixture} ${golden.neighbours}`;
    const x = fixture(golden.fixture);
    const { neighbours } = golden;
    const model = fitLocalOutlierFactor(pickRows(x, range(0, x.rows - 20)), { neighbours });
    assertClose(model.scores, golden.scores, { what });
    const flagged = flagOutliers(model.scores, 0.05);
    assertClose([flagged.threshold], [golden.threshold], { what });
    assert.deepEqual([...flagged.outliers], golden.outliers, what);
    assertClose(localOutlierScores(model, pickRows(x, range(x.rows - 20, x.rows))), golden.fresh, { what });
  }
});

Deno.test("fitLocalOutlierFactor: order, translation and scale of rows do not matter (properties)", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 8, max: 40 }), (seed, n) => {
      const x = random(n, 3, seed);
      const options = { neighbours: 5 };
      const { scores } = fitLocalOutlierFactor(x, options);
      const turned = fitLocalOutlierFactor(pickRows(x, range(0, n).reverse()), options);
      assertClose(turned.scores.toReversed(), scores);
      const moved = { ...x, data: x.data.map((value) => 8 * value + 64) };
      assertClose(fitLocalOutlierFactor(moved, options).scores, scores, { relative: 1e-7 });
    }),
    { numRuns: 30 },
  );
});

Deno.test("fitLocalOutlierFactor: doubled rows keep their scores when neighbours are doubled, too", () => {
  // Each row and its twin have the neighbours of the row twice, and each other: the crowd is the same.
  const x = random(40, 2, 3);
  const far = createMatrix(41, 2, Float64Array.of(...x.data, 30, 30));
  const doubled = pickRows(far, [...range(0, 41), ...range(0, 41)]);
  const { scores } = fitLocalOutlierFactor(doubled, { neighbours: 11 });
  assert.equal(scores.indexOf(Math.min(...scores)), 40);
  assertClose(scores.slice(0, 41), scores.slice(41));
});

Deno.test("fitLocalOutlierFactor: one row, equal rows, one column, a thousand columns, JSON and bad values", () => {
  const one = matrixFromRows([[1, 2]]);
  const single = fitLocalOutlierFactor(one);
  assert.deepEqual(single.scores, [-1]);
  assert.equal(flagOutliers(single.scores, 0.05).outliers.length, 0);
  assert.equal(localOutlierScores(single, one).length, 1);
  const equal = fitLocalOutlierFactor(createMatrix(30, 2));
  assert.ok(equal.scores.every((score) => score === -1));
  assert.equal(flagOutliers(equal.scores, 0.05).outliers.length, 0);
  const column = fitLocalOutlierFactor(createMatrix(31, 1, Float64Array.from(range(0, 31), (i) => i === 30 ? 300 : i)));
  assert.deepEqual([...flagOutliers(column.scores, 0.03).outliers], [30]);
  const wide = random(30, 1000);
  const model = fitLocalOutlierFactor(wide, { neighbours: 5 });
  assert.ok(model.scores.every(Number.isFinite));
  assert.deepEqual(localOutlierScores(JSON.parse(JSON.stringify(model)), wide), localOutlierScores(model, wide));
  assert.ok(Object.isFrozen(model.density));
  assert.throws(() => fitLocalOutlierFactor(createMatrix(0, 2)), /there is no row/);
  assert.throws(
    () => fitLocalOutlierFactor(matrixFromRows([[1], [Infinity]]), { names: { columns: ["a"], rows: [7, 8] } }),
    /column "a" of row 8 is Infinity/,
  );
  assert.throws(() => fitLocalOutlierFactor(one, { neighbours: 0 }), RangeError);
  assert.throws(() => localOutlierScores(model, one), RangeError);
});
