import assert from "node:assert/strict";
import fc from "fast-check";
import { assertClose, fixture, readGolden } from "../../tests/golden/golden.ts";
import { createMatrix, type Matrix, matrixFromRows, pickRows } from "../matrix.ts";
import { createRng, shuffle } from "../rng.ts";
import {
  adjustedMutualInformation,
  adjustedRand,
  calinskiHarabasz,
  contingency,
  daviesBouldin,
  dunn,
  fowlkesMallows,
  inertia,
  silhouette,
  silhouettes,
} from "./mod.ts";

interface Golden {
  readonly cases: readonly {
    readonly fixture: string;
    readonly labels: readonly number[];
    readonly silhouette: number;
    readonly silhouettes: readonly number[];
    readonly calinski_harabasz: number;
    readonly davies_bouldin: number;
    readonly dunn: number;
    readonly inertia: number;
  }[];
  readonly pairs: readonly { readonly a: number[]; readonly b: number[]; readonly adjusted_rand: number }[];
}

Deno.test("scores: agree with scikit-learn, clusters of one row included", () => {
  for (const golden of readGolden<Golden>("scores").cases) {
    const { labels } = golden;
    const x = fixture(golden.fixture);
    const what = `${golden.fixture} ${new Set(labels).size}`;
    const found = silhouette(x, labels);
    assertClose([found.mean], [golden.silhouette], { what });
    assertClose(found.rows, golden.silhouettes, { what, floor: 0.1 });
    for (const [label, mean] of found.clusters) {
      const own = golden.silhouettes.filter((_, i) => labels[i] === label);
      assertClose([mean], [own.reduce((sum, one) => sum + one, 0) / own.length], { what, floor: 0.1 });
    }
    assertClose([calinskiHarabasz(x, labels)], [golden.calinski_harabasz], { what });
    assertClose([daviesBouldin(x, labels)], [golden.davies_bouldin], { what });
    assertClose([dunn(x, labels)], [golden.dunn], { what });
    assertClose([inertia(x, labels)], [golden.inertia], { what });
  }
});

Deno.test("adjustedRand: agrees with scikit-learn", () => {
  for (const { a, b, adjusted_rand } of readGolden<Golden>("scores").pairs) {
    assertClose([adjustedRand(a, b)], [adjusted_rand], { floor: 1 });
    assert.equal(adjustedRand(b, a), adjustedRand(a, b));
  }
});

Deno.test("silhouettes: many labellings in one pass give what each gives alone", () => {
  const { cases } = readGolden<Golden>("scores");
  const labelings = cases.filter((one) => one.fixture === "shares").map((one) => one.labels);
  const x = fixture("shares");
  silhouettes(x, labelings).forEach((found, i) => {
    const alone = silhouette(x, labelings[i]!);
    assertClose(found.rows, alone.rows, { relative: 1e-12, floor: 1 });
    assert.deepEqual([...found.clusters.keys()], [...alone.clusters.keys()]);
  });
  assert.deepEqual(silhouettes(x, []), []);
});

Deno.test("silhouettes: the mean of a cluster is that of its rows, by label", () => {
  const x = matrixFromRows([[0], [1], [10], [12], [30]]);
  const { rows, clusters } = silhouette(x, [5, 5, 2, 2, 9]);
  assert.deepEqual([...clusters.keys()], [2, 5, 9]);
  assertClose([clusters.get(5)!, clusters.get(2)!, clusters.get(9)!], [
    (rows[0]! + rows[1]!) / 2,
    (rows[2]! + rows[3]!) / 2,
    0,
  ]);
});

Deno.test("scores: order of rows, translation, scale and names of labels change nothing (properties)", () => {
  const scores = (x: Matrix, labels: readonly number[]) => [
    silhouette(x, labels).mean,
    calinskiHarabasz(x, labels),
    daviesBouldin(x, labels),
    dunn(x, labels),
  ];
  fc.assert(fc.property(fc.integer(), fc.integer({ min: 6, max: 40 }), fc.integer({ min: 2, max: 4 }), (seed, n, k) => {
    const rng = createRng(seed);
    const x = createMatrix(n, 3);
    for (let i = 0; i < x.data.length; i++) x.data[i] = rng.normal();
    const labels = Array.from({ length: n }, (_, i) => i < k ? i : rng.integer(k));
    const expected = scores(x, labels);
    const order = shuffle(rng, Array.from({ length: n }, (_, i) => i));
    assertClose(scores(pickRows(x, order), order.map((i) => labels[i]!)), expected);
    const moved = { ...x, data: x.data.map((value) => value * 7 + 1000) };
    assertClose(scores(moved, labels), expected, { relative: 1e-8 });
    assertClose(scores(x, labels.map((label) => 10 - 2 * label)), expected);
    assertClose([inertia(moved, labels)], [49 * inertia(x, labels)], { relative: 1e-8 });
    assert.equal(adjustedRand(labels, labels.map((label) => 10 - 2 * label)), 1);
  }));
});

Deno.test("inertia, Davies-Bouldin and the mean of squares do not change by doubling every row", () => {
  const x = fixture("iris");
  const labels = readGolden<Golden>("scores").cases[1]!.labels;
  const twice = pickRows(x, [...labels.keys(), ...labels.keys()]);
  assertClose([inertia(twice, [...labels, ...labels])], [2 * inertia(x, labels)]);
  assertClose([daviesBouldin(twice, [...labels, ...labels])], [daviesBouldin(x, labels)]);
});

Deno.test("scores: degenerate labellings are decided, not invented", () => {
  const x = matrixFromRows([[0], [1], [5]]);
  const one = silhouette(x, [0, 0, 0]);
  assert.ok(Number.isNaN(one.mean) && one.rows.every(Number.isNaN));
  assert.ok([calinskiHarabasz, daviesBouldin, dunn].every((score) => Number.isNaN(score(x, [0, 0, 0]))));
  assert.equal(silhouette(x, [0, 1, 2]).mean, 0);
  assert.ok(Number.isNaN(calinskiHarabasz(x, [0, 1, 2])));
  assert.equal(daviesBouldin(x, [0, 1, 2]), 0);
  const equal = matrixFromRows([[3], [3], [3], [3]]);
  assert.equal(silhouette(equal, [0, 0, 1, 1]).mean, 0);
  assert.equal(calinskiHarabasz(equal, [0, 0, 1, 1]), 1);
  assert.equal(daviesBouldin(equal, [0, 0, 1, 1]), 0);
  assert.ok(Number.isNaN(silhouette(matrixFromRows([[1]]), [0]).mean));
  assert.equal(adjustedRand([0], [0]), 1);
  assert.equal(adjustedRand([], []), 1);
});

Deno.test("scores: noise, -1, counts as a cluster of its own", () => {
  const x = matrixFromRows([[0], [1], [10], [11], [30], [50]]);
  const [noise, named] = [[0, 0, 1, 1, -1, -1], [0, 0, 1, 1, 2, 2]];
  for (const score of [inertia, calinskiHarabasz, daviesBouldin, dunn]) assert.equal(score(x, noise), score(x, named));
  assert.deepEqual(silhouette(x, noise).rows, silhouette(x, named).rows);
  const truth = [0, 0, 0, 1, 1, 1];
  for (const score of [adjustedRand, fowlkesMallows, adjustedMutualInformation]) {
    assert.equal(score(noise, truth), score(named, truth));
  }
  assert.deepEqual(contingency(noise, truth).first, [-1, 0, 1]);
});

Deno.test("contingency: counts pairs of labels", () => {
  const { first, second, counts } = contingency([3, 3, 1, 1], [0, 4, 4, 4]);
  assert.deepEqual([first, second, [...counts.data]], [[1, 3], [0, 4], [0, 2, 1, 1]]);
});

Deno.test("scores: refuse labels that do not fit and bad values", () => {
  const x = matrixFromRows([[0], [1]]);
  assert.throws(() => silhouette(x, [0]), /1 labels for 2 rows/);
  assert.throws(() => inertia(x, [0, 0.5]), /label 0.5 of row 1 is not a whole number$/);
  assert.throws(() => adjustedRand([0, NaN], [0, 1]), /label NaN of row 1 is not a whole number$/);
  assert.throws(() => adjustedRand([0, 1], [0]), RangeError);
  assert.throws(() => silhouette(matrixFromRows([[NaN], [1]]), [0, 1]), /column 0 of row 0 is NaN/);
});
