import type { Matrix } from "../matrix.ts";
import { type ColumnTable, columnTable } from "./column_table.ts";
import { searchBlocks } from "./block_search.ts";
import { buildKdTree, type KdTree } from "./kd_tree.ts";
import { createShortlist, type Shortlist } from "./shortlist.ts";
import { countWithin, createSearchStack, searchNearest } from "./tree_search.ts";

/** Ways to look for neighbours. */
export const neighbourMethods = ["auto", "kd_tree", "brute"] as const;

/** One of {@link neighbourMethods}. */
export type NeighbourMethod = (typeof neighbourMethods)[number];

/** Rows prepared for questions about neighbours. Distances are Euclidean; answers do not depend on the method. */
export type NeighbourIndex =
  | { readonly kind: "kd_tree"; readonly x: Matrix; readonly tree: KdTree }
  | { readonly kind: "brute"; readonly x: Matrix; readonly table: ColumnTable };

/** Options of {@link indexNeighbours}. */
export interface NeighbourOptions {
  /** A k-d tree, all rows in turn, or what is likely faster: the tree up to 15 columns. @default "auto" */
  readonly method?: NeighbourMethod;
}

/** With more columns, a search in the tree looks at so many rows that looking at all of them is faster. */
const mostTreeColumns = 15;

/**
 * Prepares the rows of `x`.
 *
 * @param x rows x columns, every value finite
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { matrixFromRows } from "../matrix.ts";
 * import { indexNeighbours, nearestRows } from "./neighbours.ts";
 *
 * const index = indexNeighbours(matrixFromRows([[0], [1], [5]]));
 * const { rows, squared } = nearestRows(index, matrixFromRows([[2]]), 2);
 * assert.deepEqual([[...rows], [...squared]], [[1, 0], [1, 4]]);
 * ```
 */
export function indexNeighbours(x: Matrix, { method = "auto" }: NeighbourOptions = {}): NeighbourIndex {
  const tree = method === "kd_tree" || (method === "auto" && x.columns <= mostTreeColumns);
  return tree ? { kind: "kd_tree", x, tree: buildKdTree(x) } : { kind: "brute", x, table: columnTable(x) };
}

/** The nearest rows of each query, the nearest first. */
export interface NearestRows {
  /** Rows of each query. */
  readonly count: number;
  /** queries x count: rows of the index; of equally near ones the lowest first. */
  readonly rows: Int32Array;
  /** queries x count: squared Euclidean distances. */
  readonly squared: Float64Array;
}

/**
 * The nearest rows of each query. A query that is a row of the index finds itself, too.
 *
 * @param queries queries x columns, every value finite
 * @param count Rows for each query; fewer when the index has fewer
 * @throws {RangeError} when the queries have another number of columns than the index
 */
export function nearestRows(index: NeighbourIndex, queries: Matrix, count: number): NearestRows {
  if (queries.columns !== index.x.columns) {
    throw new RangeError(`Cannot find neighbours: ${queries.columns} columns, but the index has ${index.x.columns}`);
  }
  const each = Math.min(count, index.x.rows);
  const found = {
    count: each,
    rows: new Int32Array(queries.rows * each),
    squared: new Float64Array(queries.rows * each),
  };
  const write = (query: number, list: Shortlist) => {
    found.rows.set(list.rows, query * each);
    found.squared.set(list.squared, query * each);
  };
  if (each === 0) return found;
  if (index.kind === "brute") searchBlocks(index.table, index.x.rows, queries, each, write);
  else searchTree(index.tree, index.x, queries, each, write);
  return found;
}

function searchTree(
  tree: KdTree,
  x: Matrix,
  queries: Matrix,
  count: number,
  write: (query: number, list: Shortlist) => void,
): void {
  const list = createShortlist(count);
  const stack = createSearchStack();
  for (let i = 0; i < queries.rows; i++) {
    // Rows of the index take their turn by their place in the tree: neighbours need the same boxes.
    const query = queries === x ? tree.order[i]! : i;
    searchNearest(tree, queries.data, query * queries.columns, list, stack);
    write(query, list);
  }
}

/** Distance from each row to the `count`-th nearest one, itself included, squared; Infinity with fewer rows. */
export function squaredReach(index: NeighbourIndex, count: number): Float64Array {
  const { x } = index;
  if (count > x.rows) return new Float64Array(x.rows).fill(Infinity);
  const { squared } = nearestRows(index, x, count);
  return Float64Array.from({ length: x.rows }, (_, i) => squared[i * count + count - 1]!);
}

/**
 * Which rows have at least `count` rows, themselves included, within a distance, the border included.
 *
 * @param squared The distance, squared
 * @returns 1 for such a row, else 0
 */
export function denseRows(index: NeighbourIndex, squared: number, count: number): Uint8Array {
  const { x } = index;
  const dense = new Uint8Array(x.rows);
  if (index.kind === "brute") {
    const reach = squaredReach(index, count);
    return dense.map((_, i) => reach[i]! <= squared ? 1 : 0);
  }
  const { tree } = index;
  const stack = createSearchStack();
  for (let p = 0; p < x.rows; p++) {
    const found = countWithin(tree, tree.points, p * x.columns, squared, count, stack);
    if (found >= count) dense[tree.order[p]!] = 1;
  }
  return dense;
}
