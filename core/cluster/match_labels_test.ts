import assert from "node:assert/strict";
import fc from "fast-check";
import { readGolden } from "../../tests/golden/golden.ts";
import { createMatrix, type Matrix, matrixFromRows, transpose } from "../matrix.ts";
import { adjustedRand } from "../metrics/mod.ts";
import { bestPairs } from "./hungarian.ts";
import { matchLabels, renameClusters, renameLabels } from "./match_labels.ts";

function total(values: Matrix, pairs: Int32Array): number {
  return pairs.reduce((sum, column, row) => sum + (column < 0 ? 0 : values.data[row * values.columns + column]!), 0);
}

/** The greatest sum by trying every way. */
function bruteForce(values: Matrix, row = 0, used = 0): number {
  if (row === values.rows) return 0;
  let best = values.rows > values.columns ? bruteForce(values, row + 1, used) : -Infinity;
  for (let j = 0; j < values.columns; j++) {
    if ((used >> j) & 1) continue;
    best = Math.max(best, values.data[row * values.columns + j]! + bruteForce(values, row + 1, used | (1 << j)));
  }
  return best;
}

Deno.test("bestPairs: reaches the sums of SciPy, tall and wide", () => {
  interface Golden {
    readonly rows: number;
    readonly columns: number;
    readonly values: readonly number[];
    readonly total: number;
  }
  for (const golden of readGolden<{ assignments: Golden[] }>("linalg").assignments) {
    const values = createMatrix(golden.rows, golden.columns, Float64Array.from(golden.values));
    const pairs = bestPairs(values);
    assert.equal(total(values, pairs), golden.total);
    assert.equal(total(transpose(values), bestPairs(transpose(values))), golden.total);
    assert.equal(pairs.filter((column) => column >= 0).length, Math.min(golden.rows, golden.columns));
  }
});

Deno.test("bestPairs: is as good as trying every way, and uses each column once (properties)", () => {
  const sizes = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }));
  const matrices = sizes.chain(([rows, columns]) =>
    fc.array(fc.nat(9), { minLength: rows * columns, maxLength: rows * columns })
      .map((values) => createMatrix(rows, columns, Float64Array.from(values)))
  );
  fc.assert(fc.property(matrices, (values) => {
    const pairs = bestPairs(values);
    const used = [...pairs].filter((column) => column >= 0);
    assert.equal(new Set(used).size, used.length);
    assert.equal(used.length, Math.min(values.rows, values.columns));
    // Values are 0 and up, so leaving a row out on purpose is never better.
    assert.equal(total(values, pairs), bruteForce(values));
  }));
});

Deno.test("bestPairs: empty sides", () => {
  assert.deepEqual([...bestPairs(createMatrix(0, 3))], []);
  assert.deepEqual([...bestPairs(createMatrix(2, 0))], [-1, -1]);
  assert.deepEqual([...bestPairs(matrixFromRows([[0]]))], [0]);
});

Deno.test("matchLabels: the best matching as a whole, not label by label", () => {
  // New 0 shares 5 rows with old 0 and 4 with old 1; new 1 shares 4 with old 0 only: 4 + 4 beats 5 + 0.
  const previous = [...Array(5).fill(0), ...Array(4).fill(1), ...Array(4).fill(0)];
  const current = [...Array(9).fill(0), ...Array(4).fill(1)];
  const match = matchLabels(previous, current);
  assert.deepEqual(match.renames, [{ from: 0, to: 1, shared: 4 }, { from: 1, to: 0, shared: 4 }]);
  assert.deepEqual([match.rows, match.moved, match.gone], [13, 5, []]);
});

Deno.test("matchLabels: cluster 3 stays cluster 3 when others vanish; new clusters get unused labels", () => {
  const fewer = matchLabels([0, 0, 1, 2, 3, 3], [1, 1, 1, 1, 0, 0]);
  assert.deepEqual([...renameLabels(fewer, [0, 1])], [3, 0]);
  assert.deepEqual(fewer.gone, [1, 2]);
  const more = matchLabels([0, 0, 2, 2], [0, 1, 2, 3]);
  assert.deepEqual([...renameLabels(more, [0, 1, 2, 3])], [0, 1, 2, 3]);
  assert.deepEqual(matchLabels([1, 1], [0, 0], [0, 1, 2]).renames, [
    { from: 0, to: 1, shared: 2 },
    { from: 1, to: 0, shared: 0 },
    { from: 2, to: 2, shared: 0 },
  ]);
});

Deno.test("matchLabels: without a common row every cluster is new", () => {
  const match = matchLabels([], [], [0, 1]);
  assert.deepEqual(match.renames, [{ from: 0, to: 0, shared: 0 }, { from: 1, to: 1, shared: 0 }]);
  assert.deepEqual([match.rows, match.moved], [0, 0]);
});

Deno.test("matchLabels: renamed labels are undone, and every partition stays what it is (properties)", () => {
  const labels = fc.array(fc.nat(5), { minLength: 1, maxLength: 40 });
  fc.assert(fc.property(labels, fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: 6 }), (previous, names) => {
    const current = previous.map((label) => names[label]!);
    const match = matchLabels(previous, current);
    assert.equal(match.moved, 0);
    assert.deepEqual([...renameLabels(match, current)], previous);
  }));
  fc.assert(fc.property(fc.array(fc.tuple(fc.nat(4), fc.nat(4)), { minLength: 1, maxLength: 40 }), (rows) => {
    const [previous, current] = [rows.map(([a]) => a), rows.map(([, b]) => b)];
    const match = matchLabels(previous, current);
    const renamed = renameLabels(match, current);
    assert.equal(adjustedRand(renamed, current), 1);
    assert.equal(match.moved, renamed.filter((label, i) => label !== previous[i]).length);
  }));
});

Deno.test("renameClusters: keeps centres and gives them the new labels", () => {
  const model = { centroids: [[1], [2]], labels: [0, 1] };
  assert.deepEqual(renameClusters(matchLabels([1, 0], [0, 1]), model), { centroids: [[1], [2]], labels: [1, 0] });
});

Deno.test("matchLabels and renameLabels: refuse what does not fit", () => {
  assert.throws(() => matchLabels([0], [0, 1]), RangeError);
  assert.throws(() => renameLabels(matchLabels([0], [0]), [5]), /label 5 was not matched/);
});
