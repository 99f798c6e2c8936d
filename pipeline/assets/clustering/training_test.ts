import assert from "node:assert/strict";
import { assignStores, createMatrix } from "../../../core/mod.ts";
import { fitPreparation } from "./preparation.ts";
import { paramsWith } from "../../../tests/helpers/clustering_bench.ts";
import { trainClusters } from "./training.ts";

/** Ten stores near 0, six near 100 and four near 200, without anything that changes the numbers. */
const values = Float64Array.from({ length: 20 }, (_, i) => (i < 10 ? 0 : i < 16 ? 100 : 200) + i % 3);
const stores = Float64Array.from(values, (_, i) => 501 + i);
const table = { rows: 20, columns: [{ kind: "number" as const, name: "a", values }] };
const params = paramsWith({ normalize: false, pca_active: false, outlier_detection: false });
const prepared = fitPreparation({ stores, table }, params);
const x = createMatrix(20, 1, values);
const space = { stores, x, fitted: x, outlier: new Uint8Array(20) };

Deno.test("trainClusters: without earlier labels 0 is the largest", () => {
  const none = { stores: new Float64Array(), labels: new Float64Array() };
  const { model, match } = trainClusters("A", space, prepared, 3, none, params);
  assert.equal(match, null);
  assert.deepEqual([...assignStores(model, table).labels], [
    ...Array(10).fill(0),
    ...Array(6).fill(1),
    ...Array(4).fill(2),
  ]);
});

Deno.test("trainClusters: clusters keep the labels that most of their stores had, whatever the order of the stores", () => {
  // Of the stores near 0 nine were in 7, one in 2; those near 200 are new; store 9999 is gone.
  const labels = new Map(Array.from({ length: 16 }, (_, i) => [501 + i, i < 9 ? 7 : 2]));
  labels.set(9999, 0);
  const before = [...labels].reverse();
  const previous = {
    stores: Float64Array.from(before, ([store]) => store),
    labels: Float64Array.from(before, ([, label]) => label),
  };
  const { model, match } = trainClusters("A", space, prepared, 3, previous, params);
  assert.deepEqual([...assignStores(model, table).labels], [
    ...Array(10).fill(7),
    ...Array(6).fill(2),
    ...Array(4).fill(0),
  ]);
  assert.deepEqual([match?.rows, match?.moved], [16, 1]);
});

Deno.test("fitPreparation: few stores are not searched for outliers", () => {
  const few = fitPreparation({ stores, table }, paramsWith({ min_samples_for_outliers: 21 }));
  assert.deepEqual(few.outliers.stores, []);
  assert.match(few.outliers.skipped ?? "", /^20 stores are fewer than/);
});
