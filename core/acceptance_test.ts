import assert from "node:assert/strict";
import { assign, fitKMeans, selectK } from "./cluster/mod.ts";
import { fitPca, project } from "./decompose/mod.ts";
import { fitDbscan } from "./density/mod.ts";
import { fitAgglomerative } from "./hierarchy/mod.ts";
import { matrixFromRows } from "./matrix.ts";
import { calinskiHarabasz, daviesBouldin, silhouette } from "./metrics/mod.ts";
import { fitScaler, scale } from "./prepare/mod.ts";
import { createRng } from "./rng.ts";

// Published shares of the category Beverages by need state (convenience 0-3, health 0-3, wellness 0-5) in stores 201 to 203.
const beverages = matrixFromRows([
  [17.91, 4.18, 1.72, 0, 25.04, 15.65, 20.07, 15.44, 0, 0, 0, 0],
  [0, 0, 0, 0, 55.99, 0, 0, 7.71, 5.73, 13.42, 5.93, 11.20],
  [0, 18.21, 17.47, 3.77, 0, 0, 0, 0, 6.18, 14.96, 3.34, 36.07],
]);

Deno.test("acceptance: Beverages by robust scale, components of 80 % and k-means give the published optimum", () => {
  const scaled = scale(fitScaler(beverages), beverages);
  const pca = fitPca(scaled, { components: 0.8 });
  assert.equal(pca.components.length, 2);
  assert.equal(pca.ratio.reduce((sum, value) => sum + value, 0).toFixed(3), "1.000");
  const x = project(pca, scaled);
  const { choice } = selectK(x, { rng: createRng(42) });
  assert.equal(choice.k, 2);
  const labels = assign(fitKMeans(x, { k: 2, rng: createRng(42) }), x).labels;
  assert.deepEqual([...labels], [1, 0, 0]);
  assert.equal(silhouette(x, labels).mean.toFixed(4), "0.1386");
  assert.equal(calinskiHarabasz(x, labels).toFixed(4), "1.8706");
  assert.equal(daviesBouldin(x, labels).toFixed(4), "0.4221");
});

Deno.test("acceptance: two well-separated groups of three are found by k-means, by merging and by density", () => {
  const x = matrixFromRows([[1, 2], [1, 4], [1, 0], [10, 2], [10, 4], [10, 0]]);
  const found = {
    kmeans: [...assign(fitKMeans(x, { k: 2, rng: createRng(42) }), x).labels],
    merging: fitAgglomerative(x, { k: 2 }).rowLabels,
    density: fitDbscan(x, { eps: 3, minSamples: 2 }).rowLabels,
  };
  for (const [method, labels] of Object.entries(found)) {
    assert.deepEqual(labels.map((label) => label === labels[0]), [true, true, true, false, false, false], method);
    assert.deepEqual(new Set(labels), new Set([0, 1]), method);
  }
});
