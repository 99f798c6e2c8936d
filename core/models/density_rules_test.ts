import assert from "node:assert/strict";
import { createMatrix, type Matrix, matrixFromRows } from "../matrix.ts";
import { createRng } from "../rng.ts";
import { algorithms } from "./algorithms.ts";
import { assignRows, settleRows } from "./assign_rows.ts";
import { assignmentRuleSchema, ruleMisfit } from "./rule_schema.ts";

/** Two groups of rows in the plane and one row far from both. */
function groups(): Matrix {
  const rng = createRng(6);
  const x = createMatrix(51, 2, Float64Array.from({ length: 102 }, (_, i) => (i < 60 ? 0 : 30) + rng.normal()));
  x.data.set([900, -900], 100);
  return x;
}

for (const name of ["dbscan", "hdbscan"] as const) {
  Deno.test(`algorithms: ${name} assigns the rows of its fit as the fit did, from JSON, and refuses damaged rules`, () => {
    const x = groups();
    const options = name === "dbscan" ? { eps: 3 } : { min_cluster_size: 8, min_samples: 3 };
    const found = algorithms[name].fit(x, { k: 0, rng: createRng(1), options });
    assert.deepEqual(found.sizes, [30, 20]);
    assert.equal(found.rowLabels[50], -1);
    assert.deepEqual([found.assignment, found.clusters.labels], ["own", [0, 1]]);
    const rule = assignmentRuleSchema.parse(JSON.parse(JSON.stringify(found.rule)));
    assert.equal(ruleMisfit(rule, 2, 2), undefined);
    assert.notEqual(ruleMisfit(rule, 1, 2), undefined);
    assert.notEqual(ruleMisfit(rule, 2, 3), undefined);
    const again = assignRows({ ...found.clusters, rule }, x);
    assert.deepEqual([...again.labels], found.rowLabels);
    const renamed = assignRows({ ...found.clusters, labels: [4, 7], rule }, matrixFromRows([[30, 30], [900, 0]]));
    assert.deepEqual([...renamed.labels], [7, -1]);
    assert.deepEqual([renamed.margins[1], renamed.second[0]], [0, 4]);
  });
}

Deno.test("algorithms: optics has no rule of its own", () => {
  const found = algorithms.optics.fit(groups(), { k: 0, rng: createRng(1), options: { extraction: "dbscan", eps: 4 } });
  assert.deepEqual([found.sizes, found.assignment, found.rule], [[30, 20], "nearest_centroid", null]);
});

Deno.test("algorithms: where all is noise there is one cluster without rows, around the mean", () => {
  for (const name of ["dbscan", "hdbscan", "optics"] as const) {
    const x = matrixFromRows([[1], [2], [900]]);
    const options = { min_samples: 50 };
    const { clusters, rule, rowLabels, sizes } = algorithms[name].fit(x, { k: 0, rng: createRng(1), options });
    assert.deepEqual([clusters, rowLabels, sizes], [{ centroids: [[301]], labels: [0] }, [-1, -1, -1], []]);
    const { labels, noise } = settleRows({ ...clusters, rule }, x, (row) => rowLabels[row]);
    assert.deepEqual([[...labels], [...noise]], [[0, 0, 0], [1, 1, 1]]);
  }
  assert.throws(() => algorithms.dbscan.fit(groups(), { k: 0, rng: createRng(1), options: { eps: -1 } }), {
    message: "Cannot fit dbscan: eps must be a number from 0 up, but is -1",
  });
});

Deno.test("settleRows: noise gets the nearest cluster and is told apart", () => {
  const found = algorithms.dbscan.fit(groups(), { k: 0, rng: createRng(1), options: { eps: 3 } });
  const x = matrixFromRows([[0, 0], [30, 31], [900, 20]]);
  const { labels, noise, second, distances } = settleRows({ ...found.clusters, rule: found.rule }, x);
  assert.deepEqual([[...labels], [...noise], [...second]], [[0, 1, 1], [0, 0, 1], [1, 0, 0]]);
  assert.ok(distances[2]! > 800);
});

Deno.test("algorithms: meanshift without assign_all calls new rows beyond the bandwidth noise, from JSON, too", () => {
  const x = matrixFromRows([[0], [1], [2], [50], [51]]);
  const fit = (assign_all: boolean) =>
    algorithms.meanshift.fit(x, { k: 0, rng: createRng(1), options: { bandwidth: 3, assign_all } });
  const { clusters, rule } = fit(false);
  assert.deepEqual(rule, { kind: "radius", radius: 3 });
  const read = assignmentRuleSchema.parse(JSON.parse(JSON.stringify(rule)));
  const rows = matrixFromRows([[1], [4], [4.5], [52], [900]]);
  const found = assignRows({ ...clusters, rule: read }, rows);
  assert.deepEqual([...found.labels], [0, 0, -1, 1, -1]);
  assert.deepEqual([found.second[4], found.margins[4]], [1, 0]);
  assert.deepEqual([...settleRows({ ...clusters, rule: read }, rows).labels], [0, 0, 0, 1, 1]);
  assert.equal(fit(true).rule, null);
});
