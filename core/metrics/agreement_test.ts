import assert from "node:assert/strict";
import fc from "fast-check";
import { assertClose, readGolden } from "../../tests/golden/golden.ts";
import { createRng, shuffle } from "../rng.ts";
import { expectedInformation } from "./expected_information.ts";
import {
  adjustedMutualInformation,
  adjustedRand,
  fowlkesMallows,
  normalizedMutualInformation,
  sharedInformation,
  vMeasure,
} from "./mod.ts";

interface Pair {
  readonly a: readonly number[];
  readonly b: readonly number[];
  readonly adjusted_rand: number;
  readonly adjusted_mutual_info: number;
  readonly normalized_mutual_info: number;
  readonly homogeneity: number;
  readonly completeness: number;
  readonly v_measure: number;
  readonly v_measure_beta: readonly { readonly beta: number; readonly v: number }[];
  readonly fowlkes_mallows: number;
}

Deno.test("agreement of labellings: scikit-learn's scores, single clusters and single rows included", () => {
  const { pairs } = readGolden<{ pairs: readonly Pair[] }>("agreement");
  pairs.forEach((golden, i) => {
    const { a, b } = golden;
    const { homogeneity, completeness, v } = vMeasure(a, b);
    const found = {
      adjusted_rand: adjustedRand(a, b),
      adjusted_mutual_info: adjustedMutualInformation(a, b),
      normalized_mutual_info: normalizedMutualInformation(a, b),
      homogeneity,
      completeness,
      v_measure: v,
      fowlkes_mallows: fowlkesMallows(a, b),
    };
    for (const [name, value] of Object.entries(found)) {
      assertClose([value], [golden[name as keyof typeof found]], { what: `${name} of pair ${i}` });
    }
    for (const { beta, v } of golden.v_measure_beta) {
      assertClose([vMeasure(a, b, { beta }).v], [v], { what: `V-measure of pair ${i} at ${beta}` });
    }
  });
});

Deno.test("expectedInformation: the mean over every way to deal four rows out", () => {
  // Two clusters of two each: of the 6 ways 2 are equal (ln 2) and 4 unrelated (0).
  assertClose([expectedInformation([2, 2], [2, 2], 4)], [Math.LN2 / 3]);
  // One row against two: its cluster of one is in one of the other's clusters, whichever it is.
  assertClose([expectedInformation([1, 1], [1, 1], 2)], [Math.LN2]);
  assert.equal(expectedInformation([5], [2, 3], 5), 0);
});

Deno.test("expectedInformation: the mean over dealings drawn by chance, with large clusters", () => {
  const rng = createRng(11);
  const [a, b] = [[70, 30, 20], [60, 50, 10]];
  const labels = (sizes: readonly number[]) => sizes.flatMap((size, label) => Array<number>(size).fill(label));
  const fixed = labels(a);
  let sum = 0;
  const draws = 3000;
  for (let i = 0; i < draws; i++) sum += sharedInformation(fixed, shuffle(rng, labels(b))).shared;
  const expected = expectedInformation(a, b, 120);
  assert.ok(Math.abs(sum / draws - expected) < 0.03 * expected, `${sum / draws} ${expected}`);
});

Deno.test("agreement of labellings: names of labels, order and doubling of rows (properties)", () => {
  const labelling = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 2, maxLength: 60 });
  fc.assert(fc.property(labelling, fc.integer(), (a, seed) => {
    const rng = createRng(seed);
    const b = a.map((label) => rng.uniform() < 0.5 ? label : rng.integer(4));
    const order = shuffle(rng, a.map((_, i) => i));
    const scores = [adjustedRand, adjustedMutualInformation, normalizedMutualInformation, fowlkesMallows];
    for (const score of scores) {
      const plain = score(a, b);
      assertClose([score(b, a)], [plain], { floor: 1, what: "the other way round" });
      assertClose([score(a.map((l) => 9 - l), b.map((l) => 3 * l + 2))], [plain], { floor: 1, what: "renamed" });
      assertClose([score(order.map((i) => a[i]!), order.map((i) => b[i]!))], [plain], { floor: 1, what: "reordered" });
      assert.ok(plain <= 1 + 1e-12);
    }
    const once = vMeasure(a, b);
    const twice = vMeasure([...a, ...a], [...b, ...b]);
    assertClose([twice.homogeneity, twice.completeness, twice.v], [once.homogeneity, once.completeness, once.v], {
      floor: 1,
    });
    assertClose([once.v], [normalizedMutualInformation(a, b)], { floor: 1, what: "V is normalised information" });
    assertClose([adjustedMutualInformation(a, a), normalizedMutualInformation(a, a)], [1, 1]);
  }));
});

Deno.test("adjustedMutualInformation: about 0 for unrelated labels, however many clusters", () => {
  const rng = createRng(5);
  const draw = (k: number) => Array.from({ length: 3000 }, () => rng.integer(k));
  for (const [k, l] of [[2, 3], [10, 30], [60, 80]] as const) {
    const score = adjustedMutualInformation(draw(k), draw(l));
    assert.ok(Math.abs(score) < 0.01, `${k} x ${l}: ${score}`);
  }
});

Deno.test("agreement of labellings: no row, one row, and labellings that do not fit", () => {
  assert.deepEqual([adjustedMutualInformation([], []), normalizedMutualInformation([], [])], [1, 1]);
  assert.deepEqual(vMeasure([], []), { homogeneity: 1, completeness: 1, v: 1 });
  assert.deepEqual([adjustedMutualInformation([3], [0]), normalizedMutualInformation([3], [0])], [1, 1]);
  assert.equal(fowlkesMallows([], []), 0);
  assert.equal(fowlkesMallows([0, 1, 2], [0, 1, 2]), 0);
  for (const score of [adjustedMutualInformation, normalizedMutualInformation, fowlkesMallows, vMeasure]) {
    assert.throws(() => score([0, 1], [0]), RangeError);
  }
  assert.throws(() => vMeasure([0], [0], { beta: -1 }), /beta must be a number from 0 up, but is -1/);
});
