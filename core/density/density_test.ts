import assert from "node:assert/strict";
import fc from "fast-check";
import { createMatrix, type Matrix, matrixFromRows, pickRows } from "../matrix.ts";
import { adjustedRand } from "../metrics/mod.ts";
import { createRng, shuffle } from "../rng.ts";
import { assignHdbscan } from "./assign_hdbscan.ts";
import { assignDbscan } from "./assign_dbscan.ts";
import { fitDbscan } from "./dbscan.ts";
import { fitHdbscan } from "./hdbscan.ts";
import { fitOptics } from "./optics.ts";
import { suggestEps } from "./suggest_eps.ts";

const fits: Readonly<
  Record<
    string,
    (x: Matrix, names?: { columns: string[]; rows: number[] }) => {
      readonly rowLabels: readonly number[];
      readonly sizes: readonly number[];
    }
  >
> = {
  DBSCAN: (x, names = { columns: [], rows: [] }) => fitDbscan(x, { eps: 3, minSamples: 3, names }),
  HDBSCAN: (x, names = { columns: [], rows: [] }) => fitHdbscan(x, { minClusterSize: 4, minSamples: 3, names }),
  OPTICS: (x, names = { columns: [], rows: [] }) => fitOptics(x, { minSamples: 3, names }),
};

/** Three groups far apart, and rows far from them and from each other. */
function groups(seed: number, columns: number): { x: Matrix; labels: number[] } {
  const rng = createRng(seed);
  const labels = [20, 15, 10].flatMap((size, label) => Array<number>(size).fill(label));
  const rows = labels.map((label) =>
    Array.from({ length: columns }, (_, j) => (j === 0 ? 60 * label : 0) + rng.normal())
  );
  for (let i = 1; i <= 3; i++) rows.push(Array.from({ length: columns }, (_, j) => j === 0 ? 400 * i : 0));
  return { x: matrixFromRows(rows), labels: [...labels, -1, -1, -1] };
}

Deno.test("fitDbscan and fitHdbscan: planted groups, whatever the order, place and scale of the rows", () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 1, max: 6 }), (seed, columns) => {
      const { x, labels } = groups(seed, columns);
      const order = shuffle(createRng(seed), Int32Array.from({ length: x.rows }, (_, i) => i));
      const moved = pickRows({ ...x, data: x.data.map((value) => 4 * value - 500) }, order);
      const expected = Array.from(order, (row) => labels[row]!);
      assert.deepEqual(fitDbscan(x, { eps: 12, minSamples: 4 }).rowLabels, labels);
      assert.deepEqual(fitDbscan(moved, { eps: 48, minSamples: 4 }).rowLabels, expected);
      const found = fitHdbscan(x, { minClusterSize: 10, minSamples: 2 });
      const again = fitHdbscan(moved, { minClusterSize: 10, minSamples: 2 });
      assert.deepEqual([found.rowLabels, found.sizes], [labels, [20, 15, 10]]);
      assert.deepEqual(again.rowLabels, expected);
    }),
    { numRuns: 40 },
  );
});

Deno.test("fitOptics: cut at a distance it has DBSCAN's clusters", () => {
  const { x, labels } = groups(4, 3);
  assert.deepEqual(fitOptics(x, { minSamples: 4, extraction: "dbscan", eps: 12 }).rowLabels, labels);
  assert.deepEqual(fitOptics(x, { minSamples: 4, extraction: "dbscan" }).sizes.length >= 3, true);
  const { valleys, order, reachability } = fitOptics(x, { minSamples: 4 });
  assert.equal(new Set(order).size, x.rows);
  assert.equal(reachability[order[0]!], null);
  assert.ok(valleys.some(([start, end]) => end - start + 1 === 20));
});

Deno.test("fitDbscan: rows given twice count twice", () => {
  const x = matrixFromRows([[0], [1], [9]]);
  const twice = matrixFromRows([[0], [0], [1], [1], [9], [9]]);
  assert.deepEqual(fitDbscan(x, { eps: 1, minSamples: 3 }).rowLabels, [-1, -1, -1]);
  assert.deepEqual(fitDbscan(twice, { eps: 1, minSamples: 3 }).rowLabels, [0, 0, 0, 0, -1, -1]);
});

Deno.test("fitDbscan: a row between two clusters goes to the one that starts first; many columns give the same", () => {
  for (const columns of [1, 40]) {
    const rows = [20, 21, 22, 10, 11, 12, 16].map((value) => [value, ...Array<number>(columns - 1).fill(5)]);
    const x = matrixFromRows(rows);
    const model = fitDbscan(x, { eps: 4, minSamples: 4 });
    assert.deepEqual(model.coreRows, [0, 5]);
    assert.deepEqual(model.rowLabels, [0, 0, 0, 1, 1, 1, 0]);
    assert.deepEqual([...assignDbscan(model, x).labels], model.rowLabels);
    const far = createMatrix(1, columns, new Float64Array(columns).fill(90));
    assert.deepEqual([...assignDbscan(model, far).labels], [-1]);
  }
});

Deno.test("fitHdbscan: too few rows for two clusters are noise", () => {
  for (const rows of [[[1, 2]], [[1, 2], [1, 2]], [[1, 2], [1, 3], [9, 9]]]) {
    const x = matrixFromRows(rows);
    const model = fitHdbscan(x, { minClusterSize: 2, minSamples: 9 });
    assert.deepEqual(model.rowLabels, rows.map(() => -1));
    assert.deepEqual(JSON.parse(JSON.stringify(model)), model);
    assert.deepEqual([...assignHdbscan(model, x).labels], model.rowLabels);
  }
});

Deno.test("fitHdbscan: places with many equal rows are clusters", () => {
  const x = matrixFromRows([...Array(6).fill([1, 1]), ...Array(5).fill([9, 1]), [50, 50]]);
  const model = fitHdbscan(x, { minClusterSize: 4, minSamples: 2 });
  assert.deepEqual(model.rowLabels, [...Array(6).fill(0), ...Array(5).fill(1), -1]);
  assert.deepEqual(model.strengths, [...Array(11).fill(1), 0]);
  assert.deepEqual(JSON.parse(JSON.stringify(model)), model);
  const found = assignHdbscan(model, matrixFromRows([[1, 1], [9, 2], [400, 400]]));
  assert.deepEqual([...found.labels], [0, 1, -1]);
  assert.deepEqual([...found.distances.slice(0, 2)], [0, 1]);
});

Deno.test("fitHdbscan: selectionEpsilon keeps near clusters together", () => {
  const rng = createRng(2);
  const x = createMatrix(90, 1, Float64Array.from({ length: 90 }, (_, i) => [0, 8, 100][i % 3]! + rng.normal()));
  assert.equal(fitHdbscan(x, { minClusterSize: 10, selection: "leaf" }).sizes.length >= 3, true);
  assert.deepEqual(fitHdbscan(x, { minClusterSize: 10, selection: "leaf", selectionEpsilon: 20 }).sizes, [60, 30]);
});

for (const [name, fit] of Object.entries(fits)) {
  Deno.test(`fit ${name}: one row, equal rows, constant columns, a thousand columns, a model that survives JSON`, () => {
    assert.deepEqual(fit(matrixFromRows([[3, 4]])).rowLabels, [-1]);
    assert.deepEqual(fit(matrixFromRows([[7], [7]])).rowLabels, [-1, -1]);
    fit(matrixFromRows(Array(50).fill([1, 2])));
    const { x, labels } = groups(1, 1);
    const constant = createMatrix(
      x.rows,
      2,
      Float64Array.from({ length: 2 * x.rows }, (_, i) => i % 2 ? 7 : x.data[i / 2]!),
    );
    const [plain, wide] = [fit(x), fit(createMatrix(x.rows, 1000, spreadOver(x, 1000)))];
    assert.deepEqual(fit(constant).rowLabels, plain.rowLabels);
    assert.equal(adjustedRand(wide.rowLabels.map((l) => l + 1), plain.rowLabels.map((l) => l + 1)), 1);
    assert.equal(plain.rowLabels.length, labels.length);
    plain.sizes.forEach((size, label) => assert.equal(plain.rowLabels.filter((one) => one === label).length, size));
    assert.ok(plain.sizes.every((size, label) => label === 0 || size <= plain.sizes[label - 1]!));
    assert.deepEqual(JSON.parse(JSON.stringify(plain)), plain);
    assert.ok(Object.isFrozen(plain) && Object.isFrozen(plain.rowLabels));
  });

  Deno.test(`fit ${name}: refuses no rows and values that are no numbers`, () => {
    assert.throws(() => fit(createMatrix(0, 3)), { name: "DataError", message: `Cannot fit ${name}: there is no row` });
    for (const bad of [NaN, -Infinity]) {
      assert.throws(() => fit(matrixFromRows([[1, 2], [bad, 2]]), { columns: ["AGE", "SIZE"], rows: [201, 202] }), {
        name: "DataError",
        message: `Cannot fit ${name}: column "AGE" of row 202 is ${bad}`,
      });
    }
    assert.throws(() => fit(matrixFromRows([[1, 0], [1, 3e200]])), {
      name: "DataError",
      message: `Cannot fit ${name}: column 1 ranges over 3e+200, whose square is too large a number`,
    });
  });
}

/** One column, then constants. */
function spreadOver(x: Matrix, columns: number): Float64Array {
  const data = new Float64Array(x.rows * columns).fill(3);
  for (let i = 0; i < x.rows; i++) data[i * columns] = x.data[i]!;
  return data;
}

Deno.test("density: options out of range", () => {
  const x = matrixFromRows([[1], [2]]);
  assert.throws(() => fitDbscan(x, { eps: -1 }), /eps must be a number from 0 up, but is -1/);
  assert.throws(() => fitDbscan(x, { minSamples: 0 }), RangeError);
  assert.throws(() => fitHdbscan(x, { minClusterSize: 1 }), /minClusterSize must be an integer from 2 up/);
  assert.throws(() => fitHdbscan(x, { selectionEpsilon: NaN }), RangeError);
  assert.throws(() => fitOptics(x, { minSamples: 1 }), RangeError);
  assert.throws(() => fitOptics(x, { xi: 1 }), /xi must be a number above 0 and below 1, but is 1/);
  assert.throws(() => fitOptics(x, { maxEps: 0 }), RangeError);
  assert.throws(() => fitOptics(x, { eps: 3, maxEps: 2 }), /eps must be at most maxEps, 2, but is 3/);
  const model = fitDbscan(x, { eps: 1, minSamples: 1 });
  assert.throws(() => assignDbscan(model, createMatrix(1, 2)), /2 columns, but the model has 1/);
});

Deno.test("suggestEps: between the distances within groups and those of scattered rows", () => {
  const { x, labels } = groups(3, 2);
  const eps = suggestEps(x, { minSamples: 4 });
  assert.ok(eps > 0.2 && eps < 12, String(eps));
  assert.equal(suggestEps(matrixFromRows([[5], [5]])), 0);
  assert.equal(suggestEps(createMatrix(0, 1)), 0);
  assert.equal(fitDbscan(x, { minSamples: 4 }).eps, eps);
  assert.deepEqual(labels.length, x.rows);
});
