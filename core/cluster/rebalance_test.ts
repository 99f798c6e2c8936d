import assert from "node:assert/strict";
import fc from "fast-check";
import { assertClose } from "../../tests/golden/golden.ts";
import { createMatrix, matrixFromRows } from "../matrix.ts";
import { createRng } from "../rng.ts";
import { mergeLabels } from "./merge.ts";
import { rebalance } from "./rebalance.ts";

Deno.test("mergeLabels: internal first, only stores of both sides, the others reported", () => {
  const found = mergeLabels({ stores: [30, 10, 20, 5], labels: [7, 0, 1, 2] }, {
    stores: [20, 40, 30, 10],
    labels: [1, 9, 3, 0],
  });
  assert.deepEqual(found.stores, [10, 20, 30]);
  assert.deepEqual(found.merged, ["0_0", "1_1", "7_3"]);
  assert.deepEqual([...found.internalRows], [1, 2, 0]);
  assert.deepEqual([...found.externalRows], [3, 0, 2]);
  assert.deepEqual([found.internalOnly, found.externalOnly], [[5], [40]]);
});

Deno.test("mergeLabels: refuses sides without common store, doubled stores and missing labels", () => {
  assert.throws(() => mergeLabels({ stores: [1], labels: [0] }, { stores: [2, 3], labels: [0, 0] }), {
    name: "DataError",
    message: "Cannot merge clusters: no store is in both the internal (1 stores) and the external (2 stores) clusters",
  });
  assert.throws(() => mergeLabels({ stores: [1, 1], labels: [0, 0] }, { stores: [1], labels: [0] }), {
    message: "Cannot merge clusters: store 1 appears twice on the internal side",
    place: "internal clusters, store 1",
  });
  assert.throws(() => mergeLabels({ stores: [1], labels: [] }, { stores: [1], labels: [0] }), RangeError);
});

Deno.test("rebalance: each store of a small cluster goes by itself (worked example)", () => {
  // Centres of the large clusters at 0 and 10; the small cluster has stores at 1 and 9.
  const x = matrixFromRows([[-1], [1], [9], [11], [1], [9]]);
  const { labels, moved, clusters } = rebalance(x, ["0_0", "0_0", "1_1", "1_1", "0_1", "0_1"], { minimumSize: 2 });
  assert.deepEqual(labels, ["0_0", "0_0", "1_1", "1_1", "0_1", "0_1"]);
  assert.deepEqual([moved, clusters.length], [[], 3]);
  const wider = matrixFromRows([[-1], [0], [1], [9], [10], [11], [1], [9]]);
  const merged = [..."000111"].map((label) => `${label}_${label}`).concat("0_1", "0_1");
  const found = rebalance(wider, merged, { minimumSize: 3 });
  assert.deepEqual(found.labels.slice(6), ["0_0", "1_1"]);
  assert.deepEqual(found.clusters, [
    { cluster: "0_0", before: 3, after: 4 },
    { cluster: "1_1", before: 3, after: 4 },
    { cluster: "0_1", before: 2, after: 0 },
  ]);
  const deviation = Math.sqrt([-6, -5, -4, 4, 5, 6, -4, 4].reduce((sum, d) => sum + d * d, 0) / 8);
  assertClose(found.moved.map(({ distance }) => distance), [1 / deviation, 1 / deviation]);
});

Deno.test("rebalance: features count alike whatever their units", () => {
  // The second feature is 1000 times larger, but tells nothing apart; the first decides.
  const x = matrixFromRows([[0, 1000], [0, 3000], [1, 1000], [1, 3000], [0.9, 1000], [0.1, 3000]]);
  const found = rebalance(x, ["0_0", "0_0", "1_0", "1_0", "2_0", "2_1"], { minimumSize: 2 });
  assert.deepEqual(found.labels.slice(4), ["1_0", "0_0"]);
});

Deno.test("rebalance: ties go to the larger cluster, then to the name that comes first by number", () => {
  const larger = matrixFromRows([[0], [0], [2], [2], [2], [1]]);
  assert.equal(rebalance(larger, ["0_0", "0_0", "1_0", "1_0", "1_0", "9_9"], { minimumSize: 2 }).labels[5], "1_0");
  const equal = matrixFromRows([[0], [0], [2], [2], [1]]);
  assert.equal(rebalance(equal, ["10_0", "10_0", "2_0", "2_0", "9_9"], { minimumSize: 2 }).labels[4], "2_0");
});

Deno.test("rebalance: without small clusters nothing changes, the input never does", () => {
  const clusters = Object.freeze(["a", "a", "b", "b"]);
  const x = matrixFromRows([[1], [2], [3], [4]]);
  const found = rebalance(x, clusters, { minimumSize: 2 });
  assert.deepEqual([found.labels, found.moved], [["a", "a", "b", "b"], []]);
  assert.deepEqual(rebalance(createMatrix(0, 1), []).labels, []);
});

Deno.test("rebalance: when no cluster is large the error names the largest and suggests a size", () => {
  const x = matrixFromRows([[1], [2], [3], [4]]);
  assert.throws(() => rebalance(x, ["0_0", "0_1", "0_1", "1_0"]), {
    name: "DataError",
    message: 'Cannot rebalance clusters: none of 3 clusters has 20 stores; the largest, "0_1", has 2',
    remedy: "Set the minimum cluster size to 2 or less, or ask for fewer clusters.",
  });
  assert.throws(
    () => rebalance(x, Array(4).fill("0_0")),
    /the only cluster has fewer than 20 stores; the largest, "0_0", has 4/,
  );
});

Deno.test("rebalance: refuses missing values and what does not fit", () => {
  const x = matrixFromRows([[1], [NaN]]);
  assert.throws(() => rebalance(x, ["a", "b"], { minimumSize: 1, names: { rows: [201, 202], columns: ["int_A"] } }), {
    message: 'Cannot rebalance clusters: column "int_A" of row 202 is NaN',
  });
  assert.throws(() => rebalance(x, ["a"]), RangeError);
  assert.throws(() => rebalance(matrixFromRows([[1]]), ["a"], { minimumSize: 0 }), RangeError);
});

Deno.test("rebalance: no small cluster remains, large ones lose no row, units do not matter (properties)", () => {
  fc.assert(fc.property(fc.integer(), fc.integer({ min: 1, max: 6 }), (seed, minimumSize) => {
    const rng = createRng(seed);
    const n = 30;
    const x = createMatrix(n, 2);
    for (let i = 0; i < x.data.length; i++) x.data[i] = rng.normal();
    const clusters = Array.from({ length: n }, (_, i) => i < 6 ? "0_0" : `${rng.integer(4)}_${rng.integer(3)}`);
    const { labels, clusters: sizes, moved } = rebalance(x, clusters, { minimumSize });
    for (const { cluster, before, after } of sizes) {
      assert.ok(before >= minimumSize ? after >= before : after === 0, cluster);
      assert.equal(labels.filter((label) => label === cluster).length, after);
    }
    assert.equal(moved.length, clusters.filter((cluster, i) => cluster !== labels[i]).length);
    const stretched = { ...x, data: x.data.map((value, at) => at % 2 === 0 ? value * 1000 + 5 : value / 8) };
    assert.deepEqual(rebalance(stretched, clusters, { minimumSize }).labels, labels);
  }));
});
