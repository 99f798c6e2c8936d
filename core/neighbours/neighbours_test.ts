import assert from "node:assert/strict";
import fc from "fast-check";
import { createMatrix, type Matrix } from "../matrix.ts";
import { createRng } from "../rng.ts";
import { createFlatFrontier } from "./flat_frontier.ts";
import { type Frontier, spanningTree } from "./frontier.ts";
import { buildKdTree } from "./kd_tree.ts";
import { denseRows, indexNeighbours, nearestRows, squaredReach } from "./neighbours.ts";
import { createPool } from "./pool.ts";
import { squaredDistance } from "../distance.ts";
import { createTreeFrontier } from "./tree_frontier.ts";

/** Rows on a coarse grid, so that many are equal or equally far apart. */
const grid = fc.tuple(fc.integer({ min: 1, max: 120 }), fc.integer({ min: 1, max: 7 }), fc.nat()).map(
  ([rows, columns, seed]) => {
    const rng = createRng(seed);
    return createMatrix(rows, columns, Float64Array.from({ length: rows * columns }, () => rng.integer(5)));
  },
);

function sortedByDistance(x: Matrix, from: Matrix, i: number): { row: number; squared: number }[] {
  return Array.from({ length: x.rows }, (_, row) => {
    let squared = 0;
    for (let j = 0; j < x.columns; j++) squared += (x.data[row * x.columns + j]! - from.data[i * x.columns + j]!) ** 2;
    return { row, squared };
  }).sort((a, b) => a.squared - b.squared || a.row - b.row);
}

Deno.test("nearestRows: both methods agree with sorting all rows, ties by row", () => {
  fc.assert(fc.property(grid, grid, fc.integer({ min: 1, max: 9 }), (x, other, count) => {
    const queries = other.columns === x.columns ? other : x;
    for (const method of ["kd_tree", "brute"] as const) {
      const found = nearestRows(indexNeighbours(x, { method }), queries, count);
      assert.equal(found.count, Math.min(count, x.rows));
      for (let i = 0; i < queries.rows; i++) {
        const expected = sortedByDistance(x, queries, i).slice(0, count);
        const part = [i * found.count, (i + 1) * found.count] as const;
        assert.deepEqual([...found.rows.subarray(...part)], expected.map(({ row }) => row));
        assert.deepEqual([...found.squared.subarray(...part)], expected.map(({ squared }) => squared));
      }
    }
  }));
});

Deno.test("nearestRows: no rows, no columns in common", () => {
  const index = indexNeighbours(createMatrix(0, 2));
  assert.deepEqual(nearestRows(index, createMatrix(3, 2), 4), {
    count: 0,
    rows: new Int32Array(0),
    squared: new Float64Array(0),
  });
  assert.throws(() => nearestRows(index, createMatrix(3, 1), 4), /1 columns, but the index has 2/);
});

Deno.test("denseRows, squaredReach, createPool: both methods agree with counting", () => {
  fc.assert(fc.property(grid, fc.integer({ min: 0, max: 12 }), fc.integer({ min: 1, max: 9 }), (x, squared, count) => {
    const sorted = Array.from({ length: x.rows }, (_, i) => sortedByDistance(x, x, i));
    for (const method of ["kd_tree", "brute"] as const) {
      const index = indexNeighbours(x, { method });
      const reach = sorted.map((all) => all[count - 1]?.squared ?? Infinity);
      assert.deepEqual([...squaredReach(index, count)], reach);
      assert.deepEqual([...denseRows(index, squared, count)], reach.map((one) => one <= squared ? 1 : 0));
      const pool = createPool(index);
      const out = new Int32Array(x.rows);
      const left = new Set(sorted.keys());
      for (let row = 0, free = 0; row < x.rows; row += 3) {
        assert.equal(pool.take(row), left.delete(row));
        const expected = sorted[row]!.filter((one) => one.squared <= squared && left.has(one.row)).map((one) =>
          one.row
        );
        const end = pool.takeWithin(row, squared, out, free);
        assert.deepEqual([...out.subarray(free, end)].sort((a, b) => a - b), expected.sort((a, b) => a - b));
        for (const one of expected) left.delete(one);
        free = end;
      }
    }
  }));
});

/** All steps of a frontier as texts. */
function steps(frontier: Frontier, floors: Float64Array | null): string[] {
  const found: string[] = [];
  for (let row = frontier.next(); row >= 0; row = frontier.next()) {
    found.push(`${row} ${frontier.source[row]} ${frontier.squared[row]}`);
    frontier.offer(row, floors?.[row] ?? 0);
  }
  return found;
}

/** The same by looking at every pair. */
function plainSteps(x: Matrix, floors: Float64Array | null, limit: number): string[] {
  const ways = new Float64Array(x.rows).fill(Infinity);
  const source = new Int32Array(x.rows).fill(-1);
  const left = new Set(ways.keys());
  const found: string[] = [];
  while (left.size > 0) {
    const row = [...left].reduce((best, one) => ways[one]! < ways[best]! ? one : best);
    left.delete(row);
    found.push(`${row} ${source[row]} ${ways[row]}`);
    for (const other of left) {
      const direct = squaredDistance(x.data, row * x.columns, x.data, other * x.columns, x.columns);
      const way = Math.max(direct, floors?.[row] ?? 0, floors?.[other] ?? 0);
      if (direct > limit || way >= ways[other]!) continue;
      ways[other] = way;
      source[other] = row;
    }
  }
  return found;
}

Deno.test("createFrontier: tree and table take the steps of a plain search, with floors and a limit", () => {
  fc.assert(fc.property(grid, fc.boolean(), fc.constantFrom(Infinity, 3), (x, floored, limit) => {
    const floors = floored ? squaredReach(indexNeighbours(x), 2) : null;
    const expected = plainSteps(x, floors, limit);
    assert.deepEqual(steps(createFlatFrontier(x, { floors, limit }), floors), expected);
    assert.deepEqual(steps(createTreeFrontier(buildKdTree(x), { floors, limit }), floors), expected);
  }));
});

Deno.test("spanningTree: rows - 1 edges, the shortest ones that hold all rows together", () => {
  const x = createMatrix(5, 1, Float64Array.of(0, 10, 1, 12, 30));
  const { from, to, squared } = spanningTree(x);
  assert.deepEqual([[...from], [...to], [...squared]], [[0, 2, 1, 3], [2, 1, 3, 4], [1, 81, 4, 324]]);
  assert.equal(spanningTree(createMatrix(0, 1)).to.length, 0);
  assert.equal(spanningTree(createMatrix(1, 1)).to.length, 0);
});
