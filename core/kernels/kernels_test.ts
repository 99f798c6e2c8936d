import assert from "node:assert/strict";
import fc from "fast-check";
import { assertClose } from "../../tests/golden/golden.ts";
import { fitKMeans } from "../cluster/mod.ts";
import { covariance } from "../linalg.ts";
import { createMatrix, type Matrix, matrixFromRows, rowOf } from "../matrix.ts";
import { silhouette } from "../metrics/mod.ts";
import { createRng } from "../rng.ts";
import { columnMoments, createArena, groupedRow, groupRows } from "./mod.ts";

function random(rows: number, columns: number, seed: number, offset = 0): Matrix {
  const rng = createRng(seed);
  const x = createMatrix(rows, columns);
  for (let i = 0; i < x.data.length; i++) x.data[i] = offset + rng.normal();
  return x;
}

function squared(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a, (value, j) => (value - b[j]!) ** 2).reduce((sum, value) => sum + value, 0);
}

Deno.test("createArena: memory grows, is zero, and its parts do not overlap", () => {
  const arena = createArena();
  const [small, large] = [arena.allocate(3), arena.allocate(5_000_000)];
  assert.equal(small % 16, 0);
  assert.ok(large >= small + 3);
  arena.f64(large, 625_000).fill(1);
  assert.deepEqual([...arena.i32(small, 1)], [0]);
});

Deno.test("createArena: memory that was used before is zero, too, and only one has it", () => {
  const first = createArena();
  const place = first.allocate(800);
  first.f64(place, 100).fill(7);
  first[Symbol.dispose]();
  const [second, third] = [createArena(), createArena()];
  for (const arena of [second, third]) assert.ok(arena.f64(arena.allocate(800), 100).every((value) => value === 0));
  second.f64(place, 1).fill(1);
  assert.equal(third.f64(place, 1)[0], 0);
});

Deno.test("groupRows: rows less their means, for any number of rows", () => {
  for (const rows of [1, 2, 3, 4, 5, 9]) {
    const x = random(rows, 3, rows, 100);
    const grouped = groupRows(createArena(), x);
    for (let i = 0; i < rows; i++) {
      assertClose(groupedRow(grouped, i), rowOf(x, i).map((value, j) => value - grouped.means[j]!), { floor: 1 });
    }
    const { data } = covariance(matrixFromRows([...Array(rows).keys()].flatMap((i) => [rowOf(x, i), rowOf(x, i)])));
    assertClose(grouped.variances, [0, 4, 8].map((at) => data[at]! * (2 * rows - 1) / (2 * rows)), { floor: 1 });
  }
});

Deno.test("columnMoments: means and covariances, also far from zero and over several blocks", () => {
  for (const [rows, columns, offset] of [[2, 1, 0], [7, 3, 5], [513, 4, 1e6], [2000, 5, -1e4]] as const) {
    const x = random(rows, columns, columns, offset);
    const { means, products } = columnMoments(x);
    const expected = covariance(x).data.map((value) => value * (rows - 1));
    assertClose(products.data, expected, { what: `${rows} x ${columns}`, floor: rows });
    for (let j = 0; j < columns; j++) {
      const mean = x.data.reduce((sum, value, at) => at % columns === j ? sum + (value - offset) / rows : sum, offset);
      assertClose([means[j]!], [mean]);
    }
  }
});

Deno.test("columnMoments: rows in an order that puts the first block far from the others, and values that are not finite", () => {
  const x = random(5000, 3, 4);
  for (let i = 0; i < 400; i++) x.data[i * 3 + 1]! += 1e7;
  const { means, products } = columnMoments(x);
  const expected = covariance(x).data.map((value) => value * 4999);
  for (const [a, b] of [[0, 0], [1, 1], [2, 2], [0, 2]] as const) {
    assertClose([products.data[a * 3 + b]!], [expected[a * 3 + b]!], { what: `${a} ${b}`, floor: 5000 });
  }
  assertClose(
    means,
    [0, 1, 2].map((j) => x.data.reduce((sum, value, at) => at % 3 === j ? sum + value / 5000 : sum, 0)),
  );
  x.data[14_000] = NaN;
  assert.ok(columnMoments(x).means.some(Number.isNaN));
});

Deno.test("k-means: bounds spare work, never the nearest centre (properties)", () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 2, max: 9 }), fc.integer({ min: 1, max: 7 }), (seed, k, columns) => {
      const x = random(403, columns, seed);
      const model = fitKMeans(x, { k, rng: createRng(seed), starts: 1, swaps: 0, tolerance: 0 });
      const sums = model.centroids.map(() => new Float64Array(columns));
      const sizes = model.centroids.map(() => 0);
      let inertia = 0;
      for (let i = 0; i < x.rows; i++) {
        const distances = model.centroids.map((centre) => squared(rowOf(x, i), centre));
        const least = Math.min(...distances);
        const own = distances.indexOf(least);
        inertia += least;
        sizes[own]! += 1;
        rowOf(x, i).forEach((value, j) => sums[own]![j]! += value);
      }
      assert.deepEqual(model.sizes, sizes);
      assertClose([model.inertia], [inertia]);
      sums.forEach((sum, c) => assertClose(sum.map((value) => value / sizes[c]!), model.centroids[c]!, { floor: 1 }));
    }),
    { numRuns: 30 },
  );
});

Deno.test("silhouette: agrees with its definition, for any number of rows (properties)", () => {
  fc.assert(
    fc.property(
      fc.integer(),
      fc.integer({ min: 3, max: 90 }),
      fc.integer({ min: 1, max: 5 }),
      (seed, rows, columns) => {
        const x = random(rows, columns, seed, 10);
        const rng = createRng(seed);
        const labels = Array.from({ length: rows }, (_, i) => i < 2 ? i : rng.integer(4));
        const values = labels.map((label, i) => {
          const meanTo = (other: number) => {
            const there = labels.flatMap((one, j) => one === other && j !== i ? [j] : []);
            return there.reduce((sum, j) => sum + Math.sqrt(squared(rowOf(x, i), rowOf(x, j))), 0) / there.length;
          };
          const own = meanTo(label);
          const others = [...new Set(labels)].filter((other) => other !== label);
          const next = Math.min(...others.map(meanTo));
          return Number.isNaN(own) ? 0 : (next - own) / Math.max(own, next);
        });
        assertClose(silhouette(x, labels).rows, values, { floor: 0.1 });
      },
    ),
    { numRuns: 30 },
  );
});
