import { squaredDistance } from "../distance.ts";
import { columnMeans, columnVariances } from "../linalg.ts";
import { columnOf, type Matrix, pickRows } from "../matrix.ts";

/** The nearest rows of each query, nearest first; of equally near ones the first. */
export interface Neighbours {
  /** Neighbours of each query. */
  readonly count: number;
  /** queries x count: row indices. */
  readonly rows: Int32Array;
  /** queries x count: Euclidean distances. */
  readonly distances: Float64Array;
}

/** Rows in the order of the column that varies most, so that a search can stop early on both sides. */
interface SortedRows {
  readonly x: Matrix;
  /** The index of each sorted row before sorting. */
  readonly order: Int32Array;
  readonly axis: number;
  readonly keys: Float64Array;
}

/** The nearest found so far, ascending. */
interface Best {
  readonly squared: Float64Array;
  readonly rows: Int32Array;
}

/**
 * The nearest rows of `x` by Euclidean distance, exactly. Memory grows with queries x count, never with pairs of rows.
 *
 * @param x rows x features, finite
 * @param count How many neighbours; at most `x.rows`, or one less without queries
 * @param queries Rows whose neighbours are wanted; without them those of each row of `x`, itself left out
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { matrixFromRows } from "../matrix.ts";
 * import { nearestRows } from "./nearest.ts";
 *
 * const { rows, distances } = nearestRows(matrixFromRows([[0], [1], [5]]), 1);
 * assert.deepEqual([...rows], [1, 0, 1]);
 * assert.deepEqual([...distances], [1, 1, 4]);
 * ```
 */
export function nearestRows(x: Matrix, count: number, queries?: Matrix): Neighbours {
  const asked = queries ?? x;
  if (count < 0 || count > x.rows - (queries === undefined ? 1 : 0)) {
    throw new RangeError(`Cannot find ${count} neighbours: there are ${x.rows} rows`);
  }
  const sorted = sortRows(x);
  const found: Neighbours = {
    count,
    rows: new Int32Array(asked.rows * count),
    distances: new Float64Array(asked.rows * count),
  };
  if (count === 0) return found;
  const best: Best = { squared: new Float64Array(count), rows: new Int32Array(count) };
  for (let i = 0; i < asked.rows; i++) {
    best.squared.fill(Infinity);
    best.rows.fill(x.rows);
    search(sorted, asked, i, queries === undefined ? i : -1, best);
    found.rows.set(best.rows, i * count);
    for (let n = 0; n < count; n++) found.distances[i * count + n] = Math.sqrt(best.squared[n]!);
  }
  return found;
}

function sortRows(x: Matrix): SortedRows {
  const variances = x.rows === 0 ? new Float64Array(x.columns) : columnVariances(x, columnMeans(x), 0);
  const axis = Math.max(0, variances.indexOf(variances.reduce((most, one) => Math.max(most, one), 0)));
  const keys = x.columns === 0 ? new Float64Array(x.rows) : columnOf(x, axis);
  const order = Int32Array.from(keys, (_, i) => i).sort((a, b) => keys[a]! - keys[b]! || a - b);
  return { x: pickRows(x, order), order, axis, keys: Float64Array.from(order, (i) => keys[i]!) };
}

/** Walks away from the query on both sides until the rest is too far by its key alone. */
function search({ x, order, axis, keys }: SortedRows, queries: Matrix, query: number, self: number, best: Best): void {
  const width = x.columns;
  const start = query * width;
  const key = width === 0 ? 0 : queries.data[start + axis]!;
  const worst = best.squared.length - 1;
  let right = firstFrom(keys, key);
  let left = right - 1;
  for (;;) {
    const below = left >= 0 ? key - keys[left]! : Infinity;
    const above = right < keys.length ? keys[right]! - key : Infinity;
    const gap = below < above ? below : above;
    if (gap === Infinity || gap * gap > best.squared[worst]!) return;
    const at = below < above ? left-- : right++;
    const row = order[at]!;
    if (row === self) continue;
    const squared = squaredDistance(queries.data, start, x.data, at * width, width);
    if (squared <= best.squared[worst]!) insert(best, squared, row);
  }
}

/** The first place whose key is at least `key`. */
function firstFrom(keys: Float64Array, key: number): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (keys[middle]! < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

function insert({ squared, rows }: Best, distance: number, row: number): void {
  let at = squared.length - 1;
  if (distance === squared[at] && row > rows[at]!) return;
  while (at > 0 && (squared[at - 1]! > distance || (squared[at - 1] === distance && rows[at - 1]! > row))) {
    squared[at] = squared[at - 1]!;
    rows[at] = rows[at - 1]!;
    at--;
  }
  squared[at] = distance;
  rows[at] = row;
}
