import assert from "node:assert/strict";
import fc from "fast-check";
import { assertClose } from "../../tests/golden/golden.ts";
import { adjustedRand } from "../metrics/mod.ts";
import { createRng, shuffle } from "../rng.ts";
import { compareLabels } from "./compare.ts";

Deno.test("compareLabels: contingency, matching, moved rows and best earlier clusters of a worked example", () => {
  // Of 6 rows of cluster 0 four stay together as 5, of 4 rows of cluster 1 three as 6, cluster 2 is divided.
  const previous = [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2];
  const current = [5, 5, 5, 5, 6, 7, 6, 6, 6, 5, 5, 6];
  const found = compareLabels(previous, current);
  assert.deepEqual([found.table.first, found.table.second], [[0, 1, 2], [5, 6, 7]]);
  assert.deepEqual([...found.table.counts.data], [4, 1, 1, 1, 3, 0, 1, 1, 0]);
  assert.deepEqual(found.matching, [{ previous: 0, current: 5, shared: 4 }, { previous: 1, current: 6, shared: 3 }]);
  assert.deepEqual([found.rows, found.moved], [12, 5]);
  assert.deepEqual(found.best, [
    { previous: 0, current: 5, shared: 4, share: 4 / 6 },
    { previous: 1, current: 6, shared: 3, share: 3 / 5 },
    { previous: 0, current: 7, shared: 1, share: 1 },
  ]);
  assert.equal(found.adjustedRand, adjustedRand(previous, current));
});

Deno.test("compareLabels: of equally good matchings the one that keeps labels is taken", () => {
  const { matching, moved } = compareLabels([0, 0, 1, 1], [0, 1, 0, 1]);
  assert.deepEqual(matching, [{ previous: 0, current: 0, shared: 1 }, { previous: 1, current: 1, shared: 1 }]);
  assert.equal(moved, 2);
});

Deno.test("compareLabels: equal partitions, no row, one row", () => {
  const equal = compareLabels([3, 3, 9], [1, 1, 0]);
  assert.deepEqual([equal.moved, equal.adjustedRand, equal.adjustedMutualInformation, equal.v], [0, 1, 1, 1]);
  const none = compareLabels([], []);
  assert.deepEqual([none.moved, none.matching, none.best], [0, [], []]);
  assert.equal(compareLabels([4], [0]).moved, 0);
  assert.throws(() => compareLabels([1], []), RangeError);
});

Deno.test("compareLabels: names and order change nothing, doubling doubles what is counted (properties)", () => {
  const labelling = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 50 });
  fc.assert(fc.property(labelling, fc.integer(), (a, seed) => {
    const rng = createRng(seed);
    const b = a.map((label) => rng.uniform() < 0.6 ? label : rng.integer(6));
    const plain = compareLabels(a, b);
    const renamed = compareLabels(a.map((label) => label + 10), b.map((label) => 20 - label));
    assert.equal(renamed.moved, plain.moved);
    const order = shuffle(rng, a.map((_, i) => i));
    const again = compareLabels(order.map((i) => a[i]!), order.map((i) => b[i]!));
    assert.deepEqual(again.matching, plain.matching);
    const twice = compareLabels([...a, ...a], [...b, ...b]);
    assert.deepEqual([twice.moved, twice.rows], [2 * plain.moved, 2 * plain.rows]);
    assert.deepEqual(twice.best.map(({ share }) => share), plain.best.map(({ share }) => share));
    assertClose([twice.v], [plain.v], { floor: 1 });
    assert.ok(plain.moved <= a.filter((label, i) => label !== b[i]).length, "no more than change their label");
  }));
});
