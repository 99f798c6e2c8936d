import assert from "node:assert/strict";
import { assertClose } from "../../tests/golden/golden.ts";
import { matrixFromRows } from "../matrix.ts";
import { createRng } from "../rng.ts";
import {
  algorithmNamed,
  algorithms,
  assignmentRuleSchema,
  assignRows,
  optionIssues,
  ruleMisfit,
  withLabels,
} from "./mod.ts";

const x = matrixFromRows([[0, 0], [0, 1], [1, 0], [20, 20], [20, 21], [40, 0]]);

Deno.test("assignRows: by a mixture the second is the second most likely part, and the margin how much less likely it is", () => {
  const clusters = {
    centroids: [[0], [10]],
    labels: [4, 2],
    rule: { kind: "mixture", weights: [0.5, 0.5], covariances: { shape: "spherical", values: [1, 1] } },
  } as const;
  const found = assignRows(clusters, matrixFromRows([[5], [4.5], [10]]));
  assert.deepEqual([...found.labels].slice(1), [4, 2]);
  assert.deepEqual([...found.second].slice(1), [2, 4]);
  // The densities of N(0, 1) at 4.5 and of N(10, 1) there have the ratio exp((5.5² - 4.5²) / 2).
  assertClose(found.margins, [0, 1 - Math.exp(-5), 1 - Math.exp(-50)], { relative: 1e-9, floor: 1 });
  assertClose(found.distances, [5, 4.5, 0]);
});

Deno.test("assignRows: by splits and subclusters the margin is 0 where another centre is nearer", () => {
  const clusters = {
    centroids: [[0], [10]],
    labels: [0, 1],
    rule: { kind: "subclusters", subclusters: { centroids: [[0], [7], [10]], clusters: [0, 0, 1] } },
  } as const;
  const found = assignRows(clusters, matrixFromRows([[6.5], [9]]));
  assert.deepEqual([...found.labels], [0, 1]);
  assert.deepEqual([...found.second], [1, 0]);
  assertClose(found.margins, [0, 1 - 1 / 9]);
});

Deno.test("withLabels: rows without a cluster keep -1 and know the nearest one", () => {
  const found = withLabels(
    { centroids: [[0], [10]], labels: [3, 5] },
    matrixFromRows([[1], [8]]),
    Int32Array.of(0, -1),
  );
  assert.deepEqual([[...found.labels], [...found.second], [...found.distances]], [[3, -1], [5, 5], [1, 2]]);
});

for (const [name, algorithm] of Object.entries(algorithms)) {
  Deno.test(`${name}: its fit tells clusters, and its rule survives JSON and gives the rows their labels again`, () => {
    assert.equal(algorithm.name, name);
    const found = algorithm.fit(x, { k: 3, rng: createRng(1) });
    assert.equal(found.rowLabels.length, 6);
    assert.equal(found.clusters.centroids.length, found.clusters.labels.length);
    assert.equal(found.assignment, algorithm.assigns ? "own" : "nearest_centroid");
    const rule = found.rule === null ? null : assignmentRuleSchema.parse(JSON.parse(JSON.stringify(found.rule)));
    assert.deepEqual(rule, found.rule);
    if (rule !== null) assert.equal(ruleMisfit(rule, found.clusters.labels.length, 2), undefined);
    if (algorithm.assigns) {
      assert.deepEqual([...assignRows({ ...found.clusters, rule }, x).labels], found.rowLabels);
    }
    for (const spec of Object.values(algorithm.options)) assert.match(spec.description, /^[A-Z].*[^.]$/);
  });
}

Deno.test("ruleMisfit: says which part does not fit the clusters", () => {
  const mixture = { kind: "mixture", weights: [1], covariances: { shape: "diag", values: [[1, 1]] } } as const;
  assert.equal(ruleMisfit(mixture, 1, 2), undefined);
  assert.match(ruleMisfit(mixture, 2, 2) ?? "", /mixture/);
  assert.match(ruleMisfit(mixture, 1, 3) ?? "", /mixture/);
  const splits = {
    kind: "splits",
    nodes: [{ centroid: [1], halves: [1, 2] as [number, number], cluster: -1 }],
  } as const;
  assert.match(ruleMisfit(splits, 2, 1) ?? "", /splits/);
  const parts = { kind: "subclusters", subclusters: { centroids: [[1]], clusters: [4] } } as const;
  assert.match(ruleMisfit(parts, 2, 1) ?? "", /subclusters/);
});

Deno.test("algorithm: equal rows are never told apart; options that do not fit are refused", () => {
  const equal = matrixFromRows(Array(7).fill([2, 3]));
  for (const algorithm of Object.values(algorithms)) {
    const { rowLabels } = algorithm.fit(equal, { k: 3, rng: createRng(1) });
    assert.equal(new Set(rowLabels).size, 1, algorithm.name);
  }
  assert.throws(() => algorithms.gmm.fit(x, { k: 2, rng: createRng(1), options: { ridge: -1 } }), {
    name: "RangeError",
    message: "Cannot fit gmm: ridge must be a number from 0 up, but is -1",
  });
  assert.deepEqual(optionIssues(algorithms.meanshift, { grid: "yes" }), [
    { option: "grid", message: 'must be true or false, but is "yes"', unknown: false },
  ]);
  assert.equal(optionIssues(algorithms.kmeans, { toString: 1 })[0]?.unknown, true);
  assert.equal(algorithmNamed("ap"), algorithms.affinity_propagation);
});

Deno.test("algorithms: another cut of a tree is as frozen as the first", () => {
  const { agglomerative } = algorithms;
  const found = agglomerative.fit(x, { k: 2, rng: createRng(1) });
  const { model, sizes } = agglomerative.recut!(found, x, 3);
  assert.deepEqual(sizes, [3, 2, 1]);
  assert.ok([model, model.rowLabels, model.sizes].every(Object.isFrozen));
});
