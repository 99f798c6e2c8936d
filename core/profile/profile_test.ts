import assert from "node:assert/strict";
import fc from "fast-check";
import { assertClose, fixture, readGolden } from "../../tests/golden/golden.ts";
import { assign, fitKMeans } from "../cluster/mod.ts";
import { createMatrix, type Matrix, matrixFromRows, pickRows } from "../matrix.ts";
import { createRng, type Rng, shuffle } from "../rng.ts";
import { featureEffects } from "./effects.ts";
import { clusterStability } from "./stability.ts";
import { typicalRows } from "./typical_rows.ts";

interface GoldenEffects {
  readonly effects: readonly {
    readonly fixture: string;
    readonly labels: readonly number[];
    readonly features: readonly { readonly mean: number; readonly deviation: number; readonly eta_squared: number }[];
    readonly clusters: readonly { readonly mean: number[]; readonly index: number[]; readonly difference: number[] }[];
  }[];
}

Deno.test("featureEffects: eta squared and point-biserial correlation of SciPy", () => {
  for (const golden of readGolden<GoldenEffects>("profile").effects) {
    const { features, clusters } = featureEffects(fixture(golden.fixture), golden.labels);
    assertClose(features.map(({ mean }) => mean), golden.features.map(({ mean }) => mean));
    assertClose(features.map(({ deviation }) => deviation), golden.features.map(({ deviation }) => deviation));
    assertClose(features.map(({ etaSquared }) => etaSquared!), golden.features.map((one) => one.eta_squared));
    clusters.forEach((cluster, c) => {
      const expected = golden.clusters[c]!;
      assertClose(cluster.features.map(({ mean }) => mean), expected.mean);
      assertClose(cluster.features.map(({ index }) => index!), expected.index);
      assertClose(cluster.features.map(({ difference }) => difference), expected.difference, { floor: 1 });
    });
  }
});

Deno.test("featureEffects: order, doubling and names of labels change nothing; scale changes no effect (properties)", () => {
  fc.assert(fc.property(fc.integer(), fc.integer({ min: 2, max: 40 }), (seed, rows) => {
    const rng = createRng(seed);
    const x = createMatrix(rows, 3);
    for (let i = 0; i < x.data.length; i++) x.data[i] = rng.uniform();
    const labels = Array.from({ length: rows }, (_, i) => i < 2 ? i : rng.integer(3));
    const flat = (found: ReturnType<typeof featureEffects>) =>
      found.clusters.flatMap(({ features }) => features.flatMap(({ index, difference }) => [index!, difference]))
        .concat(found.features.map(({ etaSquared }) => etaSquared!));
    const plain = featureEffects(x, labels);
    const order = shuffle(rng, labels.map((_, i) => i));
    const pick = (rows: readonly number[]) => featureEffects(pickRows(x, rows), rows.map((i) => labels[i]!));
    assertClose(flat(pick(order)), flat(plain), { floor: 1 });
    assertClose(flat(pick([...order, ...order])), flat(plain), { floor: 1 });
    assertClose(flat(featureEffects(x, labels.map((label) => 3 * label + 1))), flat(plain), { floor: 1 });
    const scaled = featureEffects({ ...x, data: x.data.map((value) => 1000 * value) }, labels);
    assertClose(flat(scaled), flat(plain), { floor: 1 });
    // Differences weighted by sizes of cluster and rest cancel out.
    for (let j = 0; j < 3; j++) {
      const sum = plain.clusters.reduce(
        (total, { size, features }) => total + size * (rows - size) * features[j]!.difference / rows,
        0,
      );
      assertClose([sum], [0], { floor: rows });
    }
  }));
});

Deno.test("featureEffects: constants, values below 0, one cluster and one row have no invented figures", () => {
  const x = matrixFromRows([[0.1, -1, 0], [0.1, 3, 0], [0.1, 4, 0]]);
  const { features, clusters } = featureEffects(x, [0, 0, 1]);
  assert.deepEqual([features[0]!.deviation, features[0]!.etaSquared], [0, null]);
  assert.deepEqual(clusters[0]!.features.map(({ index }) => index === null ? null : Math.round(index)), [
    100,
    null,
    null,
  ]);
  assert.equal(clusters[0]!.features[0]!.difference, 0);
  const one = featureEffects(x, [5, 5, 5]);
  assert.deepEqual(one.clusters.map(({ label, features }) => [label, features[1]!.difference]), [[5, 0]]);
  assert.deepEqual(featureEffects(matrixFromRows([[2]]), [0]).clusters[0]!.features, [{
    mean: 2,
    index: 100,
    difference: 0,
  }]);
  assert.deepEqual(featureEffects(createMatrix(0, 1), []).clusters, []);
  assert.throws(() => featureEffects(matrixFromRows([[Infinity]]), [0]), /column 0 of row 0 is Infinity/);
  assert.throws(() => featureEffects(x, [0]), RangeError);
});

/** k-means as a way to cluster samples again. */
function kMeans(k: number): (x: Matrix, rng: Rng) => Int32Array {
  return (x, rng) => assign(fitKMeans(x, { k, rng, starts: 3, swaps: 0 }), x).labels;
}

/** Three groups: two clear ones, and one that is wide and cut in two by the labels. */
function groups(seed: number): { x: Matrix; labels: number[] } {
  const rng = createRng(seed);
  const x = createMatrix(160, 2);
  const labels: number[] = [];
  for (let i = 0; i < 160; i++) {
    const group = i % 4;
    const [at, wide] = group < 2 ? [40 * group, 1] : [-60, 12];
    x.data[2 * i] = at + rng.normal();
    x.data[2 * i + 1] = wide * (rng.uniform() - 0.5);
    labels.push(group < 2 ? group : x.data[2 * i + 1]! > 1.5 ? 2 : 3);
  }
  return { x, labels };
}

Deno.test("clusterStability: clear clusters come out again, a cut through one does not", () => {
  const { x, labels } = groups(3);
  const found = clusterStability(x, labels, kMeans(4), { rng: createRng(1), bootstraps: 20 });
  assert.deepEqual(found.map(({ label }) => label), [0, 1, 2, 3]);
  for (const { jaccard, recovered, samples } of found.slice(0, 2)) {
    assert.deepEqual([jaccard, recovered, samples], [1, 20, 20]);
  }
  for (const { jaccard } of found.slice(2)) assert.ok(jaccard! < 0.95, `${jaccard}`);
  assert.deepEqual(clusterStability(x, labels, kMeans(4), { rng: createRng(1), bootstraps: 20 }), found);
});

Deno.test("clusterStability: the similarity is that of the rows that were drawn, each counted once", () => {
  const x = matrixFromRows([[0], [1], [2], [3], [4], [5]]);
  const labels = [0, 0, 0, 1, 1, 1];
  const drawn: number[][] = [];
  // The new clusters part the rows between 3 and 4 instead of 2 and 3.
  const refit = (rows: Matrix) => {
    drawn.push([...new Set(rows.data)]);
    return rows.data.map((value) => value > 3.5 ? 8 : 7);
  };
  const [first, second] = clusterStability(x, labels, refit, { rng: createRng(2), bootstraps: 50 });
  const jaccard = (a: number[], b: number[]) => {
    const both = a.filter((one) => b.includes(one)).length;
    return both / (a.length + b.length - both);
  };
  const expected = (own: (row: number) => boolean) => {
    const values = drawn.map((rows) => {
      const mine = rows.filter(own);
      if (mine.length === 0) return undefined;
      return Math.max(jaccard(mine, rows.filter((row) => row > 3.5)), jaccard(mine, rows.filter((row) => row <= 3.5)));
    }).filter((one) => one !== undefined);
    return values.reduce((sum, one) => sum + one, 0) / values.length;
  };
  assertClose([first!.jaccard!, second!.jaccard!], [expected((row) => row < 3), expected((row) => row >= 3)]);
  assert.equal(drawn.length, 50);
});

Deno.test("clusterStability: names of labels change nothing, rows without a cluster count for none", () => {
  const { x, labels } = groups(5);
  const options = { rng: createRng(9), bootstraps: 5 };
  const plain = clusterStability(x, labels, kMeans(4), options);
  const renamed = clusterStability(x, labels.map((label) => 7 - label), kMeans(4), options);
  assert.deepEqual(renamed.map(({ jaccard }) => jaccard), plain.map(({ jaccard }) => jaccard).reverse());
  const noisy = clusterStability(x, labels.map((label, i) => i < 8 ? -1 : label), (rows, rng) => {
    return kMeans(4)(rows, rng).map((label, i) => i === 0 ? -1 : label);
  }, options);
  assert.equal(noisy.length, 4);
  assert.equal(noisy.reduce((sum, { size }) => sum + size, 0), 152);
});

Deno.test("clusterStability: one row, equal rows, no row, bad values", () => {
  const rng = createRng(1);
  const [alone] = clusterStability(matrixFromRows([[1]]), [0], kMeans(1), { rng, bootstraps: 3 });
  assert.deepEqual(alone, { label: 0, size: 1, jaccard: 1, dissolved: 0, recovered: 3, samples: 3 });
  assert.deepEqual(clusterStability(createMatrix(0, 1), [], () => [], { rng }), []);
  const [equal] = clusterStability(matrixFromRows([[1], [1], [1]]), [0, 0, 0], kMeans(1), { rng });
  assert.equal(equal!.jaccard, 1);
  const lost = clusterStability(matrixFromRows([[0], [9]]), [0, 1], (rows) => rows.data.map(() => -1), { rng });
  assert.ok(lost.every(({ jaccard, dissolved, samples }) => jaccard === 0 && dissolved === samples));
  assert.throws(() => clusterStability(matrixFromRows([[NaN]]), [0], kMeans(1), { rng }), /column 0 of row 0 is NaN/);
  assert.throws(() => clusterStability(matrixFromRows([[1]]), [], kMeans(1), { rng }), /0 labels for 1 rows/);
  assert.throws(() => clusterStability(matrixFromRows([[1]]), [0], kMeans(1), { rng, bootstraps: 0 }), RangeError);
});

Deno.test("typicalRows: nearest first, outliers only where there is nothing else", () => {
  const places = {
    labels: [1, 0, 0, 0, 1, -1],
    distances: [5, 2, 0, 1, 6, 0],
    margins: [0.2, 0.5, 0.9, 0.1, 0.2, 0],
    outliers: [1, 0, 1, 0, 1, 0],
  };
  const found = typicalRows(places, 2);
  assert.deepEqual([...found], [
    [0, { typical: [3, 1], borderline: [3, 1] }],
    [1, { typical: [0, 4], borderline: [0, 4] }],
  ]);
});
