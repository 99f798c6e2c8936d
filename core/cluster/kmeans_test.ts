import assert from "node:assert/strict";
import fc from "fast-check";
import { assertClose, fixture, readGolden } from "../../tests/golden/golden.ts";
import { createMatrix, type Matrix, matrixFromRows, pickRows, rowOf } from "../matrix.ts";
import { adjustedRand, inertia } from "../metrics/mod.ts";
import { fitScaler, scale } from "../prepare/mod.ts";
import { createRng, shuffle } from "../rng.ts";
import { assign } from "./assign.ts";
import { fitKMeans, type KMeansModel } from "./kmeans.ts";
import { createArena, groupRows } from "../kernels/mod.ts";
import { createFitMemory } from "./fit_memory.ts";
import { lloyd, type LloydOptions } from "./lloyd.ts";

interface Golden {
  readonly fixture: string;
  readonly zscore: boolean;
  readonly k: readonly number[];
  readonly inertia: readonly number[];
}

/** Four round groups of different sizes, far from each other. */
function blobs(seed: number, columns = 3): { x: Matrix; labels: Int32Array } {
  const rng = createRng(seed);
  const sizes = [40, 30, 20, 10];
  const labels = Int32Array.from(sizes.flatMap((size, label) => Array(size).fill(label)));
  const x = createMatrix(labels.length, columns);
  labels.forEach((label, i) => {
    for (let j = 0; j < columns; j++) {
      x.data[i * columns + j] = rng.normal() + (j === label % columns ? 20 + 10 * label : 0);
    }
  });
  return { x, labels };
}

function descend(x: Matrix, start: Matrix, options: LloydOptions) {
  const rows = groupRows(createArena(), x);
  const shifted = { ...start, data: start.data.map((value, at) => value - rows.means[at % x.columns]!) };
  const found = lloyd(createFitMemory(rows, start.rows), shifted, options);
  return { ...found, centres: found.centres.data.map((value, at) => value + rows.means[at % x.columns]!) };
}

function labelsOf(model: KMeansModel, x: Matrix): Int32Array {
  return assign(model, x).labels;
}

Deno.test("fitKMeans: inertia no worse than scikit-learn's best of 10 starts", () => {
  for (const golden of readGolden<{ cases: Golden[] }>("kmeans").cases) {
    const raw = fixture(golden.fixture);
    const x = golden.zscore ? scale(fitScaler(raw, { method: "zscore" }), raw) : raw;
    golden.k.forEach((k, i) => {
      const model = fitKMeans(x, { k, rng: createRng(42) });
      assert.ok(
        model.inertia <= golden.inertia[i]! * 1.0001,
        `${golden.fixture} k=${k}: ${model.inertia / golden.inertia[i]!}`,
      );
      assertClose([inertia(x, labelsOf(model, x))], [model.inertia]);
      assert.equal(model.centroids.length, k);
    });
  }
});

Deno.test("fitKMeans: finds planted groups, the largest first", () => {
  for (const seed of [1, 2, 3, 4]) {
    const { x, labels } = blobs(seed);
    const model = fitKMeans(x, { k: 4, rng: createRng(seed) });
    assert.deepEqual(model.sizes, [40, 30, 20, 10]);
    assert.deepEqual(labelsOf(model, x), labels);
    assert.deepEqual([...model.rowLabels], [...labels]);
    assert.ok(model.converged);
  }
});

Deno.test("fitKMeans: equally large clusters come in the order of their centres", () => {
  const x = matrixFromRows([[9, 1], [0, 5], [9, 2], [0, 4], [9, 9], [9, 8]]);
  const model = fitKMeans(x, { k: 3, rng: createRng(1) });
  assert.deepEqual(model.centroids, [[0, 4.5], [9, 1.5], [9, 8.5]]);
});

Deno.test("fitKMeans: two well-separated groups of three", () => {
  const x = matrixFromRows([[1, 2], [1, 4], [1, 0], [10, 2], [10, 4], [10, 0]]);
  assert.deepEqual([...labelsOf(fitKMeans(x, { k: 2, rng: createRng(0) }), x)], [0, 0, 0, 1, 1, 1]);
});

Deno.test("fitKMeans: equal generators give equal models, whatever was drawn from them; models survive JSON", () => {
  const x = fixture("shares");
  const used = createRng(3);
  used.uniform();
  const model = fitKMeans(x, { k: 5, rng: createRng(3) });
  assert.deepEqual(fitKMeans(x, { k: 5, rng: used }), model);
  assert.deepEqual(assign(JSON.parse(JSON.stringify(model)), x), assign(model, x));
});

Deno.test("fitKMeans: order of rows, translation, scale and duplication keep the partition (properties)", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1000 }), fc.double({ min: 0.01, max: 100, noNaN: true }), (seed, by) => {
      const { x } = blobs(seed);
      const fit = (y: Matrix) => fitKMeans(y, { k: 4, rng: createRng(seed) });
      const labels = labelsOf(fit(x), x);
      const order = shuffle(createRng(seed), Int32Array.from(labels.keys()));
      const shuffled = pickRows(x, order);
      assert.deepEqual(labelsOf(fit(shuffled), shuffled), order.map((i) => labels[i]!));
      const moved = { ...x, data: x.data.map((value) => value * by + 1e5) };
      assert.deepEqual(labelsOf(fit(moved), moved), labels);
      const twice = pickRows(x, [...labels.keys(), ...labels.keys()]);
      const doubled = fit(twice);
      assert.deepEqual(labelsOf(doubled, twice), Int32Array.of(...labels, ...labels));
      assertClose([doubled.inertia], [2 * fit(x).inertia]);
    }),
    { numRuns: 15 },
  );
});

Deno.test("fitKMeans: centres are the means of their rows, the largest cluster first (properties)", () => {
  const values = fc.array(fc.tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: -50, max: 50 })), {
    minLength: 3,
    maxLength: 25,
  });
  fc.assert(fc.property(values, fc.integer({ min: 1, max: 3 }), (rows, k) => {
    const x = matrixFromRows(rows);
    const model = fitKMeans(x, { k, rng: createRng(1) });
    assert.equal(model.sizes.reduce((sum, size) => sum + size, 0), rows.length);
    assert.ok(model.sizes.every((size, c) => size > 0 && (c === 0 || size <= model.sizes[c - 1]!)));
    const labels = labelsOf(model, x);
    assertClose([inertia(x, labels)], [model.inertia]);
  }));
});

Deno.test("fitKMeans: one row, k = n, one cluster, one column, constant columns, many columns", () => {
  const rng = createRng(1);
  assert.deepEqual(fitKMeans(matrixFromRows([[3, 4]]), { k: 1, rng }).centroids, [[3, 4]]);
  const three = matrixFromRows([[1], [5], [9]]);
  assert.equal(fitKMeans(three, { k: 3, rng }).inertia, 0);
  assert.deepEqual(fitKMeans(three, { k: 3, rng }).centroids, [[1], [5], [9]]);
  assert.deepEqual(fitKMeans(three, { k: 1, rng }).centroids, [[5]]);
  assert.deepEqual(fitKMeans(matrixFromRows([[7, 1], [7, 2], [7, 9]]), { k: 2, rng }).sizes, [2, 1]);
  const { x, labels } = blobs(5, 1000);
  assert.equal(adjustedRand(labelsOf(fitKMeans(x, { k: 4, rng, starts: 2 }), x), labels), 1);
});

Deno.test("fitKMeans: with fewer different rows than clusters there are only as many clusters", () => {
  const rng = createRng(1);
  assert.deepEqual(fitKMeans(matrixFromRows([[2, 2], [2, 2]]), { k: 2, rng }).sizes, [2]);
  const model = fitKMeans(matrixFromRows([[1], [1], [1], [4], [4]]), { k: 4, rng });
  assert.deepEqual(model.centroids, [[1], [4]]);
  assert.equal(model.inertia, 0);
});

Deno.test("fitKMeans: refuses what cannot be clustered", () => {
  const rng = createRng(1);
  assert.throws(() => fitKMeans(matrixFromRows([[1], [2]]), { k: 3, rng }), {
    name: "DataError",
    message: "Cannot fit k-means: 3 clusters need at least as many rows, but there are 2",
  });
  assert.throws(
    () => fitKMeans(matrixFromRows([[1], [NaN]]), { k: 1, rng, names: { rows: [201, 202], columns: ["AGE"] } }),
    {
      message: 'Cannot fit k-means: column "AGE" of row 202 is NaN',
    },
  );
  for (const k of [0, -5, 1.5]) assert.throws(() => fitKMeans(matrixFromRows([[1]]), { k, rng }), RangeError);
  assert.throws(() => fitKMeans(createMatrix(0, 2), { k: 1, rng }), /1 clusters need/);
});

Deno.test("lloyd: a centre without rows restarts at the farthest row", () => {
  const x = matrixFromRows([[0], [1], [2], [30]]);
  const { centres, inertia: found } = descend(x, matrixFromRows([[1], [-100]]), { maxIterations: 50, tolerance: 0 });
  assert.deepEqual([...centres], [1, 30]);
  assert.equal(found, 2);
});

Deno.test("lloyd: stops at the limit of steps and says so", () => {
  const x = fixture("iris");
  const { iterations, converged } = descend(x, pickRows(x, [0, 1, 2]), { maxIterations: 2, tolerance: 0 });
  assert.deepEqual({ iterations, converged }, { iterations: 2, converged: false });
});

Deno.test("assign: distances, second choice and margin; one cluster has no second", () => {
  const model = { centroids: [[0, 0], [3, 4], [0, 20]], labels: [4, 2, 7] };
  const found = assign(model, matrixFromRows([[0, 0], [3, 4], [0, 10.5]]));
  assert.deepEqual([...found.labels], [4, 2, 2]);
  assert.deepEqual([...found.second], [2, 4, 7]);
  assertClose(found.distances, [0, 0, Math.hypot(3, 6.5)]);
  assertClose(found.margins, [1, 1, 1 - Math.hypot(3, 6.5) / 9.5]);
  const alone = assign({ centroids: [[1]], labels: [0] }, matrixFromRows([[3]]));
  assert.deepEqual([alone.second[0], alone.margins[0], alone.distances[0]], [-1, 1, 2]);
  assert.throws(() => assign(model, matrixFromRows([[1]])), /1 columns, but 3 centres of 2/);
  assert.throws(() => assign({ centroids: [], labels: [] }, matrixFromRows([[1]])), RangeError);
});

Deno.test("assign: agrees with a plain search over every centre", () => {
  const x = fixture("wine");
  const model = fitKMeans(x, { k: 6, rng: createRng(2) });
  const found = assign(model, x);
  for (let i = 0; i < x.rows; i++) {
    const distances = model.centroids.map((c) => Math.hypot(...rowOf(x, i).map((value, j) => value - c[j]!)));
    const [first, second] = [...distances].sort((a, b) => a - b);
    assert.equal(found.labels[i], distances.indexOf(first!));
    assert.equal(found.second[i], distances.indexOf(second!));
    assertClose([found.margins[i]!], [1 - first! / second!], { floor: 1 });
  }
});
