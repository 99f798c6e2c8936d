import assert from "node:assert/strict";
import fc from "fast-check";
import { assertClose, readGolden } from "../../tests/golden/golden.ts";
import { createMatrix, type Matrix, matrixFromColumns, matrixFromRows, pickRows } from "../matrix.ts";
import { createRng } from "../rng.ts";
import { chiSquareProbability, chiSquareQuantile } from "./chi_square.ts";
import { ellipticScores, fitEllipticEnvelope } from "./elliptic_envelope.ts";
import { coreOf, fastMcd } from "./fast_mcd.ts";
import { flagOutliers } from "./outliers.ts";

interface Case {
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  readonly values: readonly number[];
  readonly log_determinants: readonly number[];
  readonly support: readonly number[];
  readonly location: readonly number[];
  readonly distances: readonly number[];
  readonly threshold: number;
}

interface Golden {
  readonly cases: readonly Case[];
  readonly quantiles: readonly { readonly df: number; readonly share: number; readonly quantile: number }[];
  readonly probabilities: readonly { readonly df: number; readonly x: number; readonly share: number }[];
}

const golden = readGolden<Golden>("elliptic");
const range = (to: number) => Array.from({ length: to }, (_, i) => i);

function random(rows: number, columns: number, seed = 1): Matrix {
  const rng = createRng(seed);
  return createMatrix(rows, columns, Float64Array.from({ length: rows * columns }, () => rng.normal()));
}

Deno.test("chiSquareQuantile and chiSquareProbability: agree with SciPy", () => {
  for (const { df, share, quantile } of golden.quantiles) {
    assertClose([chiSquareQuantile(share, df)], [quantile], { what: `${df} ${share}`, relative: 1e-10 });
  }
  for (const { df, x, share } of golden.probabilities) {
    assertClose([chiSquareProbability(x, df)], [share], { what: `${df} ${x}`, relative: 1e-10, floor: 1e-200 });
  }
  assert.equal(chiSquareQuantile(1, 3), Infinity);
  assert.equal(chiSquareProbability(Infinity, 3), 1);
});

Deno.test("fastMcd: no larger determinant than the best of ten of scikit-learn's, from every seed", () => {
  for (const { name, rows, columns, values, log_determinants: theirs } of golden.cases) {
    const x = createMatrix(rows, columns, Float64Array.from(values));
    for (const seed of [1, 2, 3]) {
      const { logDeterminant } = fastMcd(x, { rng: createRng(seed), starts: 500 });
      const least = Math.min(...theirs);
      assert.ok(logDeterminant <= least + 1e-9 * Math.abs(least), `${name} ${seed}: ${logDeterminant} ${theirs}`);
    }
  }
});

Deno.test("fitEllipticEnvelope: centre, distances and threshold are scikit-learn's where the core is", () => {
  let same = 0;
  for (const { name, rows, columns, values, support, location, distances, threshold } of golden.cases) {
    const x = createMatrix(rows, columns, Float64Array.from(values));
    const model = fitEllipticEnvelope(x, { rng: createRng(1) });
    if (model.support.join() !== support.join()) continue;
    same++;
    assertClose(model.location, location, { what: name });
    const scores = ellipticScores(model, x);
    assertClose(scores, distances.map((distance) => -distance), { what: name });
    assertClose([flagOutliers(scores, 0.05).threshold], [threshold], { what: name });
  }
  assert.ok(same >= 2, `${same}`);
});

Deno.test("fastMcd: one feature has the narrowest half, by hand", () => {
  const x = matrixFromColumns([[9, 1, 50, 2, 3, 4, -70]]);
  const { support, location } = fastMcd(x, { rng: createRng(1), starts: 10 });
  assert.deepEqual([...support], [0, 1, 3, 4, 5]);
  assertClose(location, [19 / 5]);
});

Deno.test("fastMcd: no exchange of two rows makes a small core smaller", () => {
  const x = random(14, 2, 5);
  const { support, logDeterminant } = fastMcd(x, { rng: createRng(2), starts: 500 });
  for (const out of support) {
    for (const other of range(14).filter((i) => !support.includes(i))) {
      const changed = support.map((i) => i === out ? other : i).sort();
      assert.ok(coreOf(x, changed).logDeterminant >= logDeterminant - 1e-12);
    }
  }
});

Deno.test("fitEllipticEnvelope: units, translation and order of rows change nothing (properties)", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1000 }), (seed) => {
      const x = random(20, 2, seed);
      for (let i = 0; i < 3; i++) x.data[i * 2] = 30 + i;
      const scoresOf = (y: Matrix) => ellipticScores(fitEllipticEnvelope(y, { rng: createRng(1) }), y);
      const scores = scoresOf(x);
      assert.ok(scores.slice(0, 3).every((score) => score < Math.min(...scores.slice(3))));
      const other = { ...x, data: x.data.map((value, at) => at % 2 === 0 ? 1000 * value + 5 : value / 8) };
      assertClose(scoresOf(other), scores, { relative: 1e-7 });
      const turned = scoresOf(pickRows(x, range(20).reverse()));
      assertClose(turned.toReversed(), scores, { relative: 1e-7 });
    }),
    { numRuns: 15 },
  );
});

Deno.test("fitEllipticEnvelope: far outliers are found among many rows, on features that follow from others, too", () => {
  const base = random(3000, 3, 9);
  const planted = [5, 1400, 2999];
  for (const row of planted) base.data[row * 3] = 25;
  // The last column makes the row's sum 100, one column is constant: neither gives a direction.
  const x = matrixFromRows(
    range(3000).map((i) => {
      const [a, b, c] = base.data.slice(i * 3, i * 3 + 3);
      return [a!, b!, c!, 100 - a! - b! - c!, 7];
    }),
  );
  const model = fitEllipticEnvelope(x, { rng: createRng(1) });
  assert.equal(model.directions.length, 3);
  assert.deepEqual([...flagOutliers(ellipticScores(model, x), 0.001).outliers], planted);
  const without = fitEllipticEnvelope(base, { rng: createRng(1) });
  assertClose(ellipticScores(model, x).slice(0, 50), ellipticScores(without, base).slice(0, 50), {
    relative: 0.2,
    floor: 1,
  });
});

Deno.test("fitEllipticEnvelope: a column that is the same for most rows still tells those that differ far", () => {
  const x = random(60, 2, 3);
  for (let i = 0; i < 60; i++) x.data[i * 2] = i < 40 ? 0 : i === 59 ? 500 : i - 39;
  const model = fitEllipticEnvelope(x, { rng: createRng(1) });
  const scores = ellipticScores(model, x);
  assert.ok(scores.every(Number.isFinite));
  assert.equal(scores.indexOf(Math.min(...scores)), 59);
});

Deno.test("fitEllipticEnvelope: one row, equal rows, one column, too few rows, JSON and bad values", () => {
  const options = { rng: createRng(1) };
  for (const flat of [matrixFromRows([[1, 2]]), matrixFromRows(Array(9).fill([3, 4])), createMatrix(4, 0)]) {
    const scores = ellipticScores(fitEllipticEnvelope(flat, options), flat);
    assert.ok(scores.every((score) => score === 0));
    assert.equal(flagOutliers(scores, 0.05).outliers.length, 0);
  }
  const column = matrixFromColumns([[1, 2, 3, 4, 5, 6, 7, 90]]);
  const model = fitEllipticEnvelope(column, options);
  const scores = ellipticScores(model, column);
  assert.equal(scores.indexOf(Math.min(...scores)), 7);
  assert.deepEqual(ellipticScores(JSON.parse(JSON.stringify(model)), column), scores);
  assert.ok(Object.isFrozen(model.directions));
  assert.throws(() => fitEllipticEnvelope(random(12, 10), options), /12 rows are too few for 10 directions/);
  assert.throws(() => fitEllipticEnvelope(random(12, 1000), options), /12 rows are too few for 11 directions/);
  assert.throws(() => fitEllipticEnvelope(createMatrix(0, 2), options), /there is no row/);
  assert.throws(
    () => fitEllipticEnvelope(matrixFromRows([[1], [NaN]]), { ...options, names: { columns: ["a"] } }),
    /column "a" of row 1 is NaN/,
  );
  const wide = matrixFromColumns([[1, 2, 3, 4], [1e200, -1e200, 0, 1]]);
  assert.throws(() => fitEllipticEnvelope(wide, options), /column 1 ranges over 2e\+200/);
  assert.throws(() => fitEllipticEnvelope(column, { ...options, starts: 0 }), RangeError);
  assert.throws(() => ellipticScores(model, random(3, 2)), RangeError);
});
