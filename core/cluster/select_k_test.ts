import assert from "node:assert/strict";
import { assertClose, fixture, readGolden } from "../../tests/golden/golden.ts";
import { createMatrix, type Matrix, matrixFromRows } from "../matrix.ts";
import { createRng } from "../rng.ts";
import { assign } from "./assign.ts";
import { sphericalBic } from "./bic.ts";
import { chooseK } from "./choose_k.ts";
import { kRules, type KScores } from "./k_scores.ts";
import { fitKMeans } from "./kmeans.ts";
import { type Clusterer, selectK, selectKWith } from "./select_k.ts";

function lines(columns: Partial<Record<keyof KScores, readonly (number | null)[]>>): KScores[] {
  const count = Object.values(columns)[0]!.length;
  return Array.from({ length: count }, (_, i): KScores => ({
    k: i + 2,
    clusters: columns.clusters?.[i] ?? i + 2,
    smallest: columns.smallest?.[i] ?? 100,
    silhouette: columns.silhouette?.[i] ?? null,
    calinskiHarabasz: columns.calinskiHarabasz?.[i] ?? null,
    daviesBouldin: columns.daviesBouldin?.[i] ?? null,
    inertia: columns.inertia?.[i] ?? 1,
    gap: columns.gap?.[i] ?? null,
    gapError: columns.gapError?.[i] ?? null,
    bic: columns.bic?.[i] ?? null,
    stability: columns.stability?.[i] ?? null,
  }));
}

const worked = lines({ silhouette: [.2, .4, .3], calinskiHarabasz: [10, 30, 50], daviesBouldin: [2, 1, 1.5] });

Deno.test("chooseK: the combined score of the worked example is 0, .8333, .6667", () => {
  const { k, table, reason } = chooseK(worked, { rule: "combined" });
  assert.equal(k, 3);
  assertClose(table.map(({ score }) => score!), [0, 5 / 6, 2 / 3], { floor: 1 });
  assert.equal(reason, "k = 3 has the highest combined score, 0.833; k = 4 follows with 0.667");
});

Deno.test("chooseK: the reason has as many digits as tell the two best apart, thousands apart", () => {
  const near = chooseK(lines({ silhouette: [0.61241, 0.61244, 0.1] }));
  assert.match(near.reason, /silhouette, 0\.61244; k = 2 follows with 0\.61241$/);
  const large = chooseK(lines({ calinskiHarabasz: [63829.4, 1234.5, 3] }), { rule: "calinski_harabasz" });
  assert.match(large.reason, /index, 63,829; k = 3 follows with 1,235$/);
});

Deno.test("chooseK: each rule looks at its own score and ties go to the smaller k", () => {
  assert.equal(chooseK(lines({ silhouette: [.5, .7, .6] })).k, 3);
  assert.equal(chooseK(worked, { rule: "calinski_harabasz" }).k, 4);
  assert.equal(chooseK(worked, { rule: "davies_bouldin" }).k, 3);
  const tied = chooseK(lines({ silhouette: [.1, .3 + 1e-16, .30000000000000004, .2] }));
  assert.equal(tied.k, 3);
  assert.match(tied.reason, /^k = 3 has the highest silhouette, 0.3; tied with k = 4, the smaller k is taken$/);
  assert.match(
    chooseK(worked, { rule: "davies_bouldin" }).reason,
    /lowest Davies-Bouldin index, 1; k = 4 follows with 1.5/,
  );
});

Deno.test("chooseK: undefined scores never win, and none at all gives the smallest k", () => {
  assert.equal(chooseK(lines({ silhouette: [null, -0.2, null] })).k, 3);
  const none = chooseK(lines({ silhouette: [null, null] }));
  assert.deepEqual([none.k, none.reason], [2, "no score is defined, so the smallest k is taken"]);
  assert.equal(
    chooseK(lines({ silhouette: [.1, null], calinskiHarabasz: [1, null], daviesBouldin: [1, null] }), {
      rule: "combined",
    }).k,
    2,
  );
});

Deno.test("chooseK: the elbow is the k that kneed finds, or bends the same curve more", () => {
  interface Curve {
    readonly k: readonly number[];
    readonly inertia: readonly number[];
    readonly knee: number;
  }
  for (const { inertia, knee } of readGolden<{ curves: Curve[] }>("kmeans").curves) {
    const { k, table } = chooseK(lines({ inertia }), { rule: "elbow" });
    const score = (wanted: number) => table.find((row) => row.k === wanted)!.score!;
    assert.ok(k === knee || score(k) > score(knee), `${k} ${knee}`);
  }
  assert.equal(chooseK(lines({ inertia: [100, 20, 15, 12, 10] }), { rule: "elbow" }).k, 3);
  assert.equal(chooseK(lines({ inertia: [10, 10, 10] }), { rule: "elbow" }).k, 2);
  assert.equal(chooseK(lines({ inertia: [10, 5] }), { rule: "elbow" }).k, 2);
});

Deno.test("chooseK: the gap rule takes the first k within a standard error of the next", () => {
  const scores = lines({ gap: [.1, .5, .52, .9], gapError: [.05, .05, .05, .05] });
  const { k, reason } = chooseK(scores, { rule: "gap" });
  assert.equal(k, 3);
  assert.equal(reason, "k = 3 is the first whose gap is within a standard error of the next, 0.5");
  const rising = chooseK(lines({ gap: [.1, .5, .9], gapError: [0, 0, 0] }), { rule: "gap" });
  assert.deepEqual([rising.k, rising.reason], [4, "k = 4 has the highest gap, 0.9; k = 4 is the largest k tried"]);
  assert.throws(() => chooseK(worked, { rule: "gap" }), /the gaps were not computed/);
});

Deno.test("chooseK: the lowest BIC and the highest agreement of refits win, ties go to the smaller k", () => {
  const bic = chooseK(lines({ bic: [410.5, 380.25, 380.25, null] }), { rule: "bic" });
  assert.deepEqual([bic.k, bic.reason], [
    3,
    "k = 3 has the lowest BIC, 380; tied with k = 4, the smaller k is taken",
  ]);
  const stability = chooseK(lines({ stability: [.8, .95, .9] }), { rule: "stability" });
  assert.equal(stability.k, 3);
  assert.equal(stability.reason, "k = 3 has the highest agreement of refits, 0.95; k = 4 follows with 0.9");
  assert.throws(() => chooseK(worked, { rule: "stability" }), /the agreements of refits were not computed/);
});

Deno.test("chooseK: one cluster, which any refit gives, is not chosen for its stability", () => {
  const [two, three] = lines({ stability: [.7, .6] });
  const one: KScores = { ...two!, k: 1, clusters: 1, stability: null };
  assert.equal(chooseK([one, two!, three!], { rule: "stability" }).k, 2);
  assert.equal(chooseK([one], { rule: "stability" }).k, 1);
});

Deno.test("chooseK: small clusters rule a k out, with a second try at a lower size", () => {
  const scores = lines({ silhouette: [.2, .4, .9], smallest: [50, 12, 3] });
  const first = chooseK(scores, { minimumSizes: [20, 10] });
  assert.equal(first.k, 2);
  assert.equal(first.reason, "k = 2 is the only choice; k = 3, 4 ruled out by a cluster of under 20 rows");
  assert.deepEqual(first.table.map(({ ruledOut }) => ruledOut), [undefined, "small cluster", "small cluster"]);
  const retried = lines({ silhouette: [.2, .4, .9], smallest: [15, 12, 3] });
  assert.equal(chooseK(retried, { minimumSizes: [20, 10] }).k, 3);
  assert.throws(() => chooseK(retried, { minimumSizes: [30, 20] }), {
    name: "DataError",
    message: "Cannot choose k: every k from 2 to 4 has a cluster of under 20 rows",
    remedy:
      "Lower the minimum cluster size to at most 15, or the smallest k. The smallest clusters have 15, 12, 3 rows.",
  });
});

Deno.test("chooseK: the combined score is scaled over the k that can be chosen", () => {
  const { table } = chooseK(
    lines({
      silhouette: [.2, .4, .3, 9],
      calinskiHarabasz: [10, 30, 50, 900],
      daviesBouldin: [2, 1, 1.5, 0],
      smallest: [9, 9, 9, 1],
    }),
    { rule: "combined", minimumSizes: [5] },
  );
  assertClose(table.slice(0, 3).map(({ score }) => score!), [0, 5 / 6, 2 / 3], { floor: 1 });
  assert.equal(table[3]!.score, null);
});

/** Four groups around the corners of a square. */
function corners(seed: number, size = 25): Matrix {
  const rng = createRng(seed);
  const x = createMatrix(4 * size, 2);
  for (let i = 0; i < x.rows; i++) {
    x.data[2 * i] = rng.normal() + (i % 4 < 2 ? 0 : 12);
    x.data[2 * i + 1] = rng.normal() + (i % 2 === 0 ? 0 : 12);
  }
  return x;
}

Deno.test("selectK: every rule finds four clear groups", () => {
  const x = corners(1);
  for (const rule of kRules) {
    const { choice } = selectK(x, { rng: createRng(7), rule, max: 8, references: 5, refits: 5 });
    assert.equal(choice.k, 4, rule);
    assert.equal(choice.table.length, 7);
  }
});

Deno.test("selectK: the gap rule sees that one group is one", () => {
  const rng = createRng(3);
  const x = createMatrix(80, 2);
  for (let i = 0; i < x.data.length; i++) x.data[i] = rng.uniform();
  assert.equal(selectK(x, { rng: createRng(1), rule: "gap", min: 1, max: 5 }).choice.k, 1);
});

Deno.test("selectK: fitting the chosen k again with the same generator gives the same model", () => {
  const x = fixture("iris");
  const { choice, models } = selectK(x, { rng: createRng(5), max: 5 });
  assert.deepEqual(fitKMeans(x, { k: choice.k, rng: createRng(5) }), models.get(choice.k));
  assert.deepEqual(JSON.parse(JSON.stringify(choice)), choice);
});

Deno.test("selectK: the range ends one below the number of rows, and too few rows give the fallback", () => {
  const range = (rows: number[][], options = {}) =>
    selectK(matrixFromRows(rows), { rng: createRng(1), ...options }).choice;
  assert.deepEqual(range([[1], [2], [9], [10]]).table.map(({ k }) => k), [2, 3]);
  const two = range([[1], [2]]);
  assert.deepEqual([two.k, two.reason, two.table], [1, "2 rows are too few to try k = 2", []]);
  assert.equal(range([[1], [2]], { fallback: 2 }).k, 2);
  assert.equal(range([[1]], { fallback: 2 }).k, 1);
  assert.equal(range([[1], [2], [3]], { min: 5 }).k, 1);
});

Deno.test("selectK: equal rows give one cluster, few different rows only what there is", () => {
  const equal = selectK(matrixFromRows([[1], [1], [1], [1]]), { rng: createRng(1) }).choice;
  assert.deepEqual([equal.k, equal.reason], [1, "all rows are equal"]);
  const three = selectK(matrixFromRows([[1], [1], [4], [4], [9], [9]]), { rng: createRng(1) }).choice;
  assert.equal(three.k, 3);
  assert.match(three.reason, /k = 4, 5 ruled out because rows repeat$/);
  const few = selectK(matrixFromRows([[1], [1], [4], [4]]), { rng: createRng(1), min: 3 }).choice;
  assert.deepEqual([few.k, few.reason], [2, "there are only 2 different rows"]);
});

Deno.test("selectK: every rule decides for repeated rows, few rows and one column", () => {
  const data = [[[1], [1], [4], [4], [9], [9]], [[1], [2], [9]], [[0], [0], [0], [5]], [[1, 1], [1, 2], [8, 8], [
    8,
    9,
  ]]];
  for (const rule of kRules) {
    for (const rows of data) {
      const { choice } = selectK(matrixFromRows(rows), { rng: createRng(1), rule, refits: 3, references: 3 });
      assert.ok(choice.k >= 1 && choice.k < rows.length, `${rule} ${rows}: ${choice.k}`);
      assert.ok(choice.reason.length > 10);
      assert.deepEqual(JSON.parse(JSON.stringify(choice)), choice);
    }
  }
});

Deno.test("selectK: the rule bic sees that one group is one, and takes the score of the method when it has one", () => {
  const rng = createRng(4);
  const x = createMatrix(150, 2);
  for (let i = 0; i < x.data.length; i++) x.data[i] = rng.normal();
  assert.equal(selectK(x, { rng: createRng(1), rule: "bic", min: 1, max: 5 }).choice.k, 1);
  const halves: Clusterer<number> = {
    fit: (_, k) => k,
    labels: (k, x) => Int32Array.from({ length: x.rows }, (_, i) => Math.floor(i * k / x.rows)),
    bic: (k) => Math.abs(k - 4),
  };
  const { choice } = selectKWith(x, halves, { rng: createRng(1), rule: "bic", max: 5 });
  assert.deepEqual([choice.k, choice.table.map(({ bic }) => bic)], [4, [2, 1, 0, 1]]);
});

Deno.test("selectK: agreement of refits is 1 for clear groups and lower for cuts through one", () => {
  const { choice } = selectK(corners(1), { rng: createRng(7), rule: "stability", max: 6, refits: 6 });
  const by = new Map(choice.table.map(({ k, stability }) => [k, stability!]));
  assertClose([by.get(4)!], [1]);
  assert.ok(by.get(2)! < 0.95 && by.get(6)! < 0.95, [...by].join(" "));
  const silhouettes = selectK(corners(1), { rng: createRng(7), max: 6 }).choice;
  assert.ok(silhouettes.table.every(({ stability, gap, bic }) => stability === null && gap === null && bic !== null));
});

Deno.test("sphericalBic: moving the rows changes nothing, and so does their order; other scales add the same to all k", () => {
  const x = fixture("blobs");
  const bics = (rows: Matrix) => selectK(rows, { rng: createRng(1), max: 5 }).choice.table.map(({ bic }) => bic!);
  const plain = bics(x);
  assertClose(bics({ ...x, data: x.data.map((value) => value + 50) }), plain);
  const turned = createMatrix(x.rows, x.columns);
  for (let i = 0; i < x.rows; i++) {
    turned.data.set(x.data.subarray(i * x.columns, (i + 1) * x.columns), (x.rows - 1 - i) * x.columns);
  }
  assertClose(bics(turned), plain);
  const shift = 2 * x.rows * x.columns * Math.log(3);
  assertClose(bics({ ...x, data: x.data.map((value) => value * 3) }), plain.map((bic) => bic + shift));
  assert.ok(Number.isNaN(sphericalBic({ inertia: 0, sizes: [1, 1], columns: 2 })));
});

Deno.test("selectKWith: chooses with the method that it is given", () => {
  const halves: Clusterer<number> = {
    fit: (_, k) => k,
    labels: (k, x) => Int32Array.from({ length: x.rows }, (_, i) => Math.floor(i * k / x.rows)),
  };
  const x = matrixFromRows([[0], [1], [50], [51], [90], [91]]);
  const { choice, models } = selectKWith(x, halves, { rng: createRng(1), max: 4 });
  assert.equal(choice.k, 3);
  assert.deepEqual([...models], [[2, 2], [3, 3], [4, 4]]);
});

Deno.test("selectK: a thousand columns, constant ones among them", () => {
  const x = createMatrix(12, 1000);
  const rng = createRng(6);
  for (let at = 0; at < x.data.length; at++) x.data[at] = at % 2 === 0 ? 5 : rng.normal() + (at < 6000 ? 20 : 0);
  for (const rule of kRules) {
    assert.equal(selectK(x, { rng: createRng(1), rule, min: 1, max: 4, references: 2, refits: 4 }).choice.k, 2, rule);
  }
});

Deno.test("selectK: refuses what cannot be chosen from", () => {
  const rng = createRng(1);
  assert.throws(() => selectK(matrixFromRows([[1], [NaN]]), { rng }), /Cannot choose k: column 0 of row 1 is NaN/);
  assert.throws(() => selectK(createMatrix(0, 1), { rng }), /there is no row/);
  assert.throws(() => selectK(corners(1), { rng, min: 5, max: 3 }), /the range ends at 3 before it starts at 5/);
  assert.throws(() => selectK(corners(1), { rng, max: 1.5 }), RangeError);
  assert.throws(() => selectK(corners(1), { rng, minimumSizes: [60], max: 4 }), /has a cluster of under 60 rows/);
});

Deno.test("selectK: assigning the rows again gives the table's scores", () => {
  const x = corners(2, 10);
  const { choice, models } = selectK(x, { rng: createRng(1), max: 6 });
  for (const { k, smallest } of choice.table) {
    const labels = assign(models.get(k)!, x).labels;
    const sizes = models.get(k)!.sizes;
    assert.equal(smallest, sizes[sizes.length - 1]);
    assert.equal(labels.filter((label) => label === k - 1).length, smallest);
  }
});
