import assert from "node:assert/strict";
import fc from "fast-check";
import { assign, type Centroids } from "../cluster/mod.ts";
import { columnMeans, columnVariances } from "../linalg.ts";
import { assertClose } from "../../tests/golden/golden.ts";
import { createMatrix, type Matrix, matrixFromRows, pickRows, rowOf } from "../matrix.ts";
import { adjustedRand } from "../metrics/mod.ts";
import { createRng, shuffle } from "../rng.ts";
import {
  assignBirch,
  assignBisectingKMeans,
  assignGaussianMixture,
  fitAffinityPropagation,
  fitBirch,
  fitBisectingKMeans,
  fitGaussianMixture,
  fitKMedoids,
  fitMeanShift,
  fitMiniBatchKMeans,
  fitSpectral,
  type FittedRows,
} from "./mod.ts";

/** A way to fit three clusters, and to find the labels of rows again. */
interface Method {
  readonly name: string;
  readonly fit: (x: Matrix, seed?: number, k?: number) => FittedRows;
  /** Labels of rows by the fitted model. */
  readonly assign?: (model: FittedRows, x: Matrix) => Int32Array;
  /** Whether the labels of well-separated groups do not depend on the features' unit. */
  readonly anyScale: boolean;
  readonly needsK: boolean;
  /** Whether repeated rows change nothing. Equal rows quarrel about who stands for whom, in scikit-learn, too. */
  readonly anyWeight: boolean;
}

function method<M extends FittedRows>(
  name: string,
  fit: (x: Matrix, seed?: number, k?: number) => M,
  assign?: (model: M, x: Matrix) => Int32Array,
  { anyScale = true, needsK = true, anyWeight = true } = {},
): Method {
  const made = { name, fit, anyScale, needsK, anyWeight };
  // Each model goes back to the function of its own kind.
  return assign === undefined ? made : { ...made, assign: (model, x) => assign(model as M, x) };
}

const nearest = (model: Centroids, x: Matrix) => assign(model, x).labels;
const rng = (seed = 1) => createRng(seed);

const methods: readonly Method[] = [
  method(
    "minibatch_kmeans",
    (x: Matrix, seed?: number, k?: number) => fitMiniBatchKMeans(x, { k: k ?? 3, rng: rng(seed) }),
    nearest,
  ),
  method(
    "bisecting_kmeans",
    (x: Matrix, seed?: number, k?: number) => fitBisectingKMeans(x, { k: k ?? 3, rng: rng(seed) }),
    assignBisectingKMeans,
  ),
  method("kmedoids", (x: Matrix, seed?: number, k?: number) => fitKMedoids(x, { k: k ?? 3, rng: rng(seed) }), nearest),
  ...(["full", "tied", "diag", "spherical"] as const).map((covariance) =>
    method(
      `gmm ${covariance}`,
      (x: Matrix, seed?: number, k?: number) =>
        fitGaussianMixture(x, { k: k ?? 3, covariance, rng: rng(seed), starts: 2 }),
      (model, x) => assignGaussianMixture(model, x).labels,
      { anyScale: false },
    )
  ),
  method("meanshift", (x: Matrix) => fitMeanShift(x), nearest, { needsK: false }),
  method("spectral", (x: Matrix, seed?: number, k?: number) => fitSpectral(x, { k: k ?? 3, rng: rng(seed) })),
  method(
    "affinity_propagation",
    (x: Matrix, seed?: number) =>
      fitAffinityPropagation(x, { rng: rng(seed), damping: 0.9, patience: 60, preference: preferenceFor(x) }),
    nearest,
    {
      anyWeight: false,
      needsK: false,
    },
  ),
  method("birch", (x: Matrix, _seed?: number, k?: number) => fitBirch(x, { k: k ?? 3, threshold: 2 }), assignBirch, {
    anyScale: false,
  }),
];

/** More than splitting a group gains, less than joining two costs. */
function preferenceFor(x: Matrix): number {
  return -5 * columnVariances(x, columnMeans(x), 0).reduce((sum, one) => sum + one, 0);
}

/** Three round groups of 30, 20 and 12 rows, far from each other. */
function groups(seed: number, columns = 3): { x: Matrix; labels: number[] } {
  const rng = createRng(seed);
  const labels = [30, 20, 12].flatMap((size, label) => Array<number>(size).fill(label));
  const x = createMatrix(labels.length, columns);
  labels.forEach((label, i) => {
    for (let j = 0; j < columns; j++) x.data[i * columns + j] = rng.normal() + (j % 3 === label ? 40 : 0);
  });
  return { x, labels };
}

for (const { name, fit, assign, anyScale, needsK, anyWeight } of methods) {
  Deno.test(`${name}: planted groups come back, the largest first, and the model assigns its rows as the fit did`, () => {
    for (const seed of [1, 2, 3]) {
      const { x, labels } = groups(seed);
      const model = fit(x, seed);
      assert.deepEqual(model.rowLabels, labels);
      assert.deepEqual(model.sizes, [30, 20, 12]);
      assert.ok(Object.isFrozen(model));
      const reloaded: FittedRows = JSON.parse(JSON.stringify(model));
      assert.deepEqual(reloaded, model);
      if (assign !== undefined) assert.deepEqual([...assign(reloaded, x)], labels);
    }
  });

  Deno.test(`${name}: equal seeds give equal models; order, translation and duplication keep the groups (properties)`, () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1000 }), fc.double({ min: 0.05, max: 50, noNaN: true }), (seed, by) => {
        const { x, labels } = groups(seed);
        assert.deepEqual(fit(x, seed), fit(x, seed));
        const order = shuffle(createRng(seed), Int32Array.from(labels.keys()));
        assert.deepEqual(fit(pickRows(x, order), seed).rowLabels, Array.from(order, (i) => labels[i]!));
        const scale = anyScale ? by : 1;
        const moved = { ...x, data: x.data.map((value) => value * scale + 1e4) };
        assert.deepEqual(fit(moved, seed).rowLabels, labels);
        if (!anyWeight) return;
        const twice = pickRows(x, [...labels.keys(), ...labels.keys()]);
        assert.equal(adjustedRand(fit(twice, seed).rowLabels, [...labels, ...labels]), 1);
      }),
      { numRuns: 6 },
    );
  });

  Deno.test(`${name}: one row, equal rows, constant columns, one column, many columns`, () => {
    assert.deepEqual(fit(matrixFromRows([[3, 4]]), 1, 1).rowLabels, [0]);
    const equal = fit(matrixFromRows([[2, 2], [2, 2]]), 1, 1);
    assert.deepEqual([equal.rowLabels, equal.sizes], [[0, 0], [2]]);
    const two = fit(matrixFromRows([[2, 2], [2, 2]]), 1, 2);
    assert.equal(two.sizes.reduce((sum, size) => sum + size, 0), 2);
    assert.equal(two.rowLabels.length, 2);
    const { labels } = groups(4);
    const noise = createRng(4);
    const single = matrixFromRows(labels.map((label) => [label * 50 + noise.normal()]));
    const flat = matrixFromRows(Array.from(single.data, (value) => [7, value, 0]));
    assert.equal(adjustedRand(fit(flat).rowLabels, labels), 1);
    assert.equal(adjustedRand(fit(single).rowLabels, labels), 1);
    if (name === "gmm full" || name === "gmm tied") return;
    const wide = groups(5, 1000);
    assert.equal(adjustedRand(fit(wide.x).rowLabels, wide.labels), 1);
  });

  Deno.test(`${name}: as many clusters as rows; refuses no row, too many clusters, NaN and infinity`, () => {
    const four = matrixFromRows([[0, 0], [0, 90], [95, 0], [99, 99]]);
    if (needsK) {
      const model = fit(four, 1, 4);
      assert.equal(model.sizes.filter((size) => size > 0).length, name === "spectral" ? model.sizes.length : 4);
      assert.throws(() => fit(four, 1, 5), { name: "DataError", message: /5 clusters need at least as many rows/ });
      for (const k of [0, -5, 1.5]) assert.throws(() => fit(four, 1, k), RangeError);
    }
    assert.throws(() => fit(createMatrix(0, 2), 1, 1), { name: "DataError", message: /there is no row/ });
    for (const bad of [NaN, Infinity]) {
      assert.throws(() => fit(matrixFromRows([[1, 2], [3, bad], [5, 6]]), 1, 2), {
        name: "DataError",
        message: new RegExp(`column 1 of row 1 is ${bad}`),
      });
    }
    if (assign === undefined) return;
    const model = fit(four, 1, 2);
    assert.throws(() => assign(model, matrixFromRows([[1]])), RangeError);
    assert.throws(() => assign(model, matrixFromRows([[1, NaN]])), { name: "DataError" });
  });
}

Deno.test("fitGaussianMixture: full and tied covariances of many columns", () => {
  const { x, labels } = groups(5, 60);
  for (const covariance of ["full", "tied"] as const) {
    const { rowLabels } = fitGaussianMixture(x, { k: 3, covariance, rng: rng(), starts: 1 });
    assert.equal(adjustedRand(rowLabels, labels), 1);
  }
});

Deno.test("fitGaussianMixture: columns without values change densities by those of the ridge, also with fewer rows than columns", () => {
  const random = rng();
  const [rows, columns, empty, ridge] = [30, 5, 40, 1e-6];
  const narrow = createMatrix(rows, columns, Float64Array.from({ length: rows * columns }, () => random.normal()));
  const wide = matrixFromRows(
    Array.from({ length: rows }, (_, i) => [...rowOf(narrow, i), ...new Array(empty).fill(7)]),
  );
  for (const covariance of ["full", "tied"] as const) {
    const [small, large] = [narrow, wide].map((x) =>
      fitGaussianMixture(x, { k: 2, covariance, rng: rng(), starts: 3, ridge })
    );
    assert.deepEqual(large!.rowLabels, small!.rowLabels);
    const more = -0.5 * empty * rows * Math.log(2 * Math.PI * ridge);
    assertClose([large!.logLikelihood], [small!.logLikelihood + more], { relative: 1e-9 });
    assertClose(large!.centroids[0]!.slice(0, columns), small!.centroids[0]!, { relative: 1e-7, floor: 1 });
    const found = assignGaussianMixture(large!, wide);
    assertClose([found.logDensities.reduce((sum, one) => sum + one, 0)], [large!.logLikelihood], { relative: 1e-6 });
    assert.deepEqual([...found.labels], large!.rowLabels);
  }
});

Deno.test("assignGaussianMixture: memberships sum up to 1 and are even halfway", () => {
  const x = matrixFromRows([[-1], [-1.5], [-0.5], [1], [1.5], [0.5]]);
  const model = fitGaussianMixture(x, { k: 2, covariance: "tied", rng: rng() });
  const { shares, logDensities } = assignGaussianMixture(model, matrixFromRows([[0], [1], [50]]));
  assert.ok(Math.abs(shares.data[0]! - 0.5) < 1e-6);
  for (let i = 0; i < 3; i++) assert.ok(Math.abs(shares.data[2 * i]! + shares.data[2 * i + 1]! - 1) < 1e-12);
  assert.ok(logDensities[2]! < logDensities[1]!);
});

Deno.test("fitGaussianMixture: without a ridge a flat cluster is refused with advice", () => {
  const flat = matrixFromRows([[1, 5], [2, 5], [3, 5], [4, 5]]);
  assert.throws(() => fitGaussianMixture(flat, { k: 1, ridge: 0, rng: rng() }), {
    name: "DataError",
    message: /it has no volume/,
    remedy: /larger ridge/,
  });
});

Deno.test("fitGaussianMixture: starts that end in a cluster without volume do not end the fit", () => {
  const own = createRng(5);
  const x = createMatrix(
    200,
    2,
    Float64Array.from({ length: 400 }, (_, i) => (i < 200 ? 0 : 1e7) + 1e6 * own.normal()),
  );
  for (let seed = 1; seed <= 5; seed++) {
    const { sizes, logLikelihood } = fitGaussianMixture(x, { k: 4, rng: rng(seed) });
    assert.equal(sizes.reduce((sum, one) => sum + one, 0), 200);
    assert.ok(Number.isFinite(logLikelihood));
  }
});

Deno.test("fitKMedoids: medoids are rows, and no swap of one lessens the loss (property)", () => {
  const rows = fc.array(fc.tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: -50, max: 50 })), {
    minLength: 4,
    maxLength: 14,
  });
  fc.assert(fc.property(rows, fc.integer({ min: 1, max: 3 }), (values, k) => {
    const x = matrixFromRows(values);
    const { medoids, loss, centroids } = fitKMedoids(x, { k, rng: rng(), starts: 2 });
    const lossOf = (chosen: readonly number[]) =>
      values.reduce(
        (sum, [a, b]) => sum + Math.min(...chosen.map((m) => Math.hypot(a - values[m]![0], b - values[m]![1]))),
        0,
      );
    assert.ok(Math.abs(lossOf(medoids) - loss) < 1e-9 * (1 + loss));
    medoids.forEach((row, c) => assert.deepEqual(centroids[c], values[row]));
    for (let c = 0; c < medoids.length; c++) {
      for (let row = 0; row < values.length; row++) assert.ok(lossOf(medoids.with(c, row)) >= loss - 1e-9 * (1 + loss));
    }
  }));
});

Deno.test("fitMeanShift: rows beyond the bandwidth are noise when they are not to be assigned", () => {
  const x = matrixFromRows([[0], [0.1], [0.2], [9]]);
  const model = fitMeanShift(x, { bandwidth: 0.5, assignAll: false });
  assert.deepEqual(model.rowLabels, [0, 0, 0, 1]);
  const grid = fitMeanShift(x, { bandwidth: 0.5, grid: true });
  assert.deepEqual(grid.rowLabels, [0, 0, 0, 1]);
});

Deno.test("fitAffinityPropagation: many rows are refused with advice; a lower preference means fewer clusters", () => {
  assert.throws(() => fitAffinityPropagation(createMatrix(5001, 1), { rng: rng() }), {
    name: "DataError",
    message: /at most 5000, but there are 5001/,
    remedy: /minibatch_kmeans/,
  });
  const { x } = groups(2);
  const count = (preference: number) =>
    fitAffinityPropagation(x, { rng: rng(), preference, damping: 0.9 }).sizes.length;
  assert.ok(count(-5) > count(-50) && count(-50) >= count(-20_000));
});
