import assert from "node:assert/strict";
import fc from "fast-check";
import { assertClose, fixture, type GoldenTable, readGolden } from "../../tests/golden/golden.ts";
import { assign } from "../cluster/mod.ts";
import { createMatrix, type Matrix, matrixFromRows, pickRows } from "../matrix.ts";
import { adjustedRand } from "../metrics/mod.ts";
import { createRng, shuffle } from "../rng.ts";
import { type AgglomerativeModel, fitAgglomerative, type LinkageName, linkages } from "./agglomerative.ts";
import { cutDendrogram } from "./dendrogram.ts";

interface Golden {
  readonly fixture: string;
  readonly linkage: LinkageName;
  readonly merges: readonly (readonly [number, number])[] | null;
  readonly sizes: readonly number[] | null;
  readonly heights: readonly number[];
  readonly k: readonly number[];
  readonly labels: readonly (readonly number[])[];
  readonly height: number;
  readonly below: readonly number[];
}

const golden = readGolden<{ tables: Record<string, GoldenTable>; cases: Golden[] }>("hierarchy");

function tableOf(name: string): Matrix {
  const found = golden.tables[name];
  return found === undefined ? fixture(name) : createMatrix(found.rows, found.columns, Float64Array.from(found.values));
}

for (const linkage of linkages) {
  Deno.test(`fitAgglomerative: ${linkage} has the heights and partitions of SciPy and scikit-learn`, () => {
    for (const expected of golden.cases.filter((one) => one.linkage === linkage)) {
      const x = tableOf(expected.fixture);
      const { dendrogram } = fitAgglomerative(x, { k: 2, linkage });
      assertClose(dendrogram.heights, expected.heights, { floor: 0, what: `${expected.fixture} heights` });
      if (expected.merges !== null) assert.deepEqual(dendrogram.merges, expected.merges);
      if (expected.sizes !== null) assert.deepEqual(dendrogram.sizes, expected.sizes);
      expected.k.forEach((k, i) => {
        const { rowLabels } = fitAgglomerative(x, { k, linkage });
        assert.equal(adjustedRand(rowLabels, expected.labels[i]!), 1, `${expected.fixture} k=${k}`);
      });
      const { rowLabels } = fitAgglomerative(x, { height: expected.height, linkage });
      assert.equal(adjustedRand(rowLabels, expected.below), 1, `${expected.fixture} by height`);
    }
  });
}

/** Merges by looking at all pairs of clusters each time, from the definition of the distance of clusters. */
function plainHeights(x: Matrix, linkage: LinkageName): number[] {
  const clusters = Array.from({ length: x.rows }, (_, i) => [i]);
  const heights: number[] = [];
  while (clusters.length > 1) {
    let best: [number, number, number] = [0, 1, Infinity];
    for (let a = 0; a < clusters.length; a++) {
      for (let b = a + 1; b < clusters.length; b++) {
        const distance = plainDistance(x, linkage, clusters[a]!, clusters[b]!);
        if (distance < best[2]) best = [a, b, distance];
      }
    }
    const [a, b, height] = best;
    heights.push(height);
    clusters[a] = [...clusters[a]!, ...clusters[b]!];
    clusters.splice(b, 1);
  }
  return heights;
}

function plainDistance(x: Matrix, linkage: LinkageName, a: readonly number[], b: readonly number[]): number {
  if (linkage === "ward") return Math.sqrt(2 * (spread(x, [...a, ...b]) - spread(x, a) - spread(x, b)));
  const distances = a.flatMap((i) => b.map((j) => Math.hypot(...difference(x, i, j))));
  if (linkage === "single") return Math.min(...distances);
  if (linkage === "complete") return Math.max(...distances);
  return distances.reduce((sum, one) => sum + one, 0) / distances.length;
}

function difference(x: Matrix, i: number, j: number): number[] {
  return Array.from({ length: x.columns }, (_, c) => x.data[i * x.columns + c]! - x.data[j * x.columns + c]!);
}

function spread(x: Matrix, rows: readonly number[]): number {
  let sum = 0;
  for (const i of rows) for (const j of rows) sum += Math.hypot(...difference(x, i, j)) ** 2;
  return sum / (2 * rows.length);
}

const randomMatrix = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 5 }), fc.nat()).map(
  ([rows, columns, seed]) => {
    const rng = createRng(seed);
    return createMatrix(rows, columns, Float64Array.from({ length: rows * columns }, () => rng.normal()));
  },
);

Deno.test("fitAgglomerative: heights are those of merging the nearest pair again and again", () => {
  fc.assert(
    fc.property(randomMatrix, fc.constantFrom(...linkages), (x, linkage) => {
      const { dendrogram } = fitAgglomerative(x, { k: 1, linkage });
      assertClose(dendrogram.heights, plainHeights(x, linkage), { floor: 1e-6 });
      assert.equal(dendrogram.sizes.at(-1) ?? 1, x.rows);
    }),
    { numRuns: 60 },
  );
});

Deno.test("fitAgglomerative: neither the order of rows, nor translation, nor scale changes the clusters", () => {
  fc.assert(
    fc.property(randomMatrix, fc.constantFrom(...linkages), fc.nat(), (x, linkage, seed) => {
      const k = Math.min(4, x.rows);
      const before = fitAgglomerative(x, { k, linkage });
      const order = shuffle(createRng(seed), Int32Array.from({ length: x.rows }, (_, i) => i));
      const moved = pickRows({ ...x, data: x.data.map((value) => 1000 + 8 * value) }, order);
      const after = fitAgglomerative(moved, { k, linkage });
      assert.equal(adjustedRand(after.rowLabels, order.map((row) => before.rowLabels[row]!)), 1);
      assertClose(after.dendrogram.heights, before.dendrogram.heights.map((height) => 8 * height), { floor: 1 });
      assert.deepEqual(after.sizes, before.sizes);
    }),
    { numRuns: 60 },
  );
});

Deno.test("fitAgglomerative: repeated rows are merged first and average and single linkage do not mind them", () => {
  const x = tableOf("wide");
  const twice = pickRows(x, Int32Array.from({ length: 2 * x.rows }, (_, i) => i >> 1));
  for (const linkage of ["average", "complete", "single"] as const) {
    const once = fitAgglomerative(x, { k: 3, linkage });
    const both = fitAgglomerative(twice, { k: 3, linkage });
    assert.deepEqual(both.dendrogram.heights.slice(0, x.rows), Array(x.rows).fill(0));
    assertClose(both.dendrogram.heights.slice(x.rows), once.dendrogram.heights);
    assert.deepEqual(both.rowLabels, once.rowLabels.flatMap((label) => [label, label]));
  }
});

Deno.test("fitAgglomerative: the largest cluster has label 0, the model is frozen and survives JSON", () => {
  const x = matrixFromRows([[50, 0], [1, 1], [1, 2], [51, 0], [2, 1], [90, 90]]);
  const model = fitAgglomerative(x, { k: 3 });
  assert.deepEqual(model.rowLabels, [1, 0, 0, 1, 0, 2]);
  assert.deepEqual(model.sizes, [3, 2, 1]);
  assert.ok(Object.isFrozen(model) && Object.isFrozen(model.dendrogram.merges[0]));
  const restored: AgglomerativeModel = JSON.parse(JSON.stringify(model));
  assert.deepEqual(restored, model);
  assert.deepEqual([...cutDendrogram(restored.dendrogram, { k: 2 })], [0, 0, 0, 0, 0, 1]);
  assert.deepEqual([...assign(restored, matrixFromRows([[60, 1], [0, 0]])).labels], [1, 0]);
});

Deno.test("fitAgglomerative: one row, two equal rows, k = n, constant, one and a thousand columns", () => {
  for (const linkage of linkages) {
    const one = fitAgglomerative(matrixFromRows([[3, 4]]), { k: 1, linkage });
    assert.deepEqual([one.rowLabels, one.sizes, one.dendrogram.merges], [[0], [1], []]);
    const equal = fitAgglomerative(matrixFromRows([[7], [7]]), { k: 1, linkage });
    assert.deepEqual([equal.rowLabels, equal.dendrogram.heights], [[0, 0], [0]]);
    assert.deepEqual(fitAgglomerative(matrixFromRows([[7], [7]]), { k: 2, linkage }).sizes, [1, 1]);
    assert.deepEqual(fitAgglomerative(matrixFromRows([[5, 1], [5, 2], [5, 9]]), { k: 2, linkage }).rowLabels, [
      0,
      0,
      1,
    ]);
    assert.deepEqual(fitAgglomerative(matrixFromRows(Array(60).fill([1, 2])), { k: 1, linkage }).sizes, [60]);
    const rng = createRng(3);
    const wide = createMatrix(
      40,
      1000,
      Float64Array.from({ length: 40_000 }, (_, i) => rng.normal() + (i < 16_000 ? 3 : 0)),
    );
    assert.deepEqual(fitAgglomerative(wide, { k: 2, linkage }).sizes, [24, 16]);
  }
});

Deno.test("fitAgglomerative: refuses what cannot be clustered", () => {
  const x = matrixFromRows([[1], [2]]);
  assert.throws(() => fitAgglomerative(x, { k: 3 }), {
    name: "DataError",
    message: "Cannot fit agglomerative clusters: 3 clusters need at least as many rows, but there are 2",
  });
  assert.throws(() => fitAgglomerative(createMatrix(0, 2), { k: 1 }), /there is no row/);
  for (const bad of [NaN, Infinity]) {
    const names = { columns: ["AGE"], rows: [201, 202] };
    assert.throws(() => fitAgglomerative(matrixFromRows([[1], [bad]]), { k: 1, names }), {
      name: "DataError",
      message: `Cannot fit agglomerative clusters: column "AGE" of row 202 is ${bad}`,
    });
  }
  assert.throws(() => fitAgglomerative(matrixFromRows([[1e200], [0]]), { k: 1 }), /column 0 ranges over 1e\+200/);
  for (const options of [{}, { k: 1, height: 1 }, { k: 0 }, { k: 1.5 }, { height: -1 }, { height: NaN }]) {
    assert.throws(() => fitAgglomerative(x, options), RangeError);
  }
});

Deno.test("fitAgglomerative: says how many rows fit when the matrix of distances would be too large", () => {
  const x = createMatrix(2000, 1);
  assert.throws(() => fitAgglomerative(x, { k: 2, linkage: "average", matrixMegabytes: 4 }), {
    name: "DataError",
    message:
      "Cannot fit agglomerative clusters: average linkage of 2000 rows needs 16 MB for the distances of all pairs, more than 4 MB",
    remedy: "Use ward or single linkage, which need no such matrix, give at most 1000 rows, or allow more memory.",
  });
  assert.equal(
    fitAgglomerative(createMatrix(1000, 1), { k: 2, linkage: "complete", matrixMegabytes: 4 }).sizes.length,
    2,
  );
});

Deno.test("cutDendrogram: refuses more clusters than rows", () => {
  const { dendrogram } = fitAgglomerative(matrixFromRows([[1], [2]]), { k: 1 });
  assert.throws(() => cutDendrogram(dendrogram, { k: 3 }), { name: "DataError" });
  assert.throws(() => cutDendrogram(dendrogram, { k: 0 }), RangeError);
  assert.deepEqual([...cutDendrogram(dendrogram, { height: 0.5 })], [0, 1]);
});
