import { type Arena, createArena } from "../kernels/mod.ts";
import { type Groups, groupsOf } from "../labels.ts";
import { checkFinite, type Matrix } from "../matrix.ts";

/** How well rows sit in their clusters: from -1 (nearer to another cluster) over 0 (between two) to 1. */
export interface Silhouette {
  /** Mean over all rows; NaN with fewer than 2 clusters, where it is not defined. */
  readonly mean: number;
  /** Value of each row; 0 for a row alone in its cluster. */
  readonly rows: Float64Array;
  /** Mean over the rows of each cluster, by label. */
  readonly clusters: ReadonlyMap<number, number>;
}

/**
 * Silhouettes of one labelling; see {@link silhouettes}.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { matrixFromRows } from "../matrix.ts";
 * import { silhouette } from "./silhouette.ts";
 *
 * const { mean, rows } = silhouette(matrixFromRows([[0], [1], [10]]), [0, 0, 1]);
 * assert.deepEqual([...rows], [0.9, 1 - 1 / 9, 0]);
 * assert.equal(mean, (0.9 + 1 - 1 / 9) / 3);
 * ```
 */
export function silhouette(x: Matrix, labels: ArrayLike<number>): Silhouette {
  return silhouettes(x, [labels])[0]!;
}

/**
 * Silhouettes of several labellings of the same rows, for little more than the price of one: each distance between two
 * rows is computed once. For a row, a is its mean distance to the other rows of its cluster and b the least mean distance
 * to the rows of another cluster; its silhouette is (b - a) / max(a, b), and 0 where a and b are both 0.
 *
 * Time grows with rows², memory with rows x the number of different combinations of labels (split up when large).
 *
 * Reference: P. Rousseeuw, Silhouettes, Journal of Computational and Applied Mathematics 20, 1987.
 *
 * @param x rows x features
 * @param labelings A whole number for each row, any number of times; noise, -1, counts as a cluster
 * @throws {RangeError} when a labelling has another length than `x` has rows
 * @throws {DataError} when a value is not finite
 */
export function silhouettes(x: Matrix, labelings: readonly ArrayLike<number>[]): readonly Silhouette[] {
  checkFinite("compute silhouettes", x);
  return inOnePass(x, labelings.map((labels) => groupsOf(labels, x.rows)));
}

/** Sums that are held at once, 8 bytes each. */
const mostSums = 2 ** 22;
/** Engines compile a kernel well only after some calls of it. */
const rowsAtOnce = 64;

function inOnePass(x: Matrix, groupings: readonly Groups[]): readonly Silhouette[] {
  if (groupings.length === 0) return [];
  const cells = commonCells(groupings, x.rows);
  if (cells.length * x.rows > mostSums && groupings.length > 1) {
    const half = groupings.length >> 1;
    return [...inOnePass(x, groupings.slice(0, half)), ...inOnePass(x, groupings.slice(half))];
  }
  const order = Int32Array.from(cells.flat());
  using arena = createArena();
  const sums = sumsByCell(arena, x, order, cells.map((cell) => cell.length));
  return groupings.map((groups) => fromSums(groups, order, cells, sums));
}

/** Rows that share their cluster in every labelling, as lists of row indices. */
function commonCells(groupings: readonly Groups[], rows: number): readonly (readonly number[])[] {
  let cell = new Int32Array(rows);
  let count = 1;
  for (const { index, labels } of groupings) {
    const places = new Map<number, number>();
    cell = cell.map((old, i) => {
      const key = old * labels.length + index[i]!;
      const place = places.get(key) ?? places.size;
      if (place === places.size) places.set(key, place);
      return place;
    });
    count = places.size;
  }
  const cells: number[][] = Array.from({ length: count }, () => []);
  for (let i = 0; i < rows; i++) cells[cell[i]!]!.push(i);
  return cells;
}

/** For each cell the sum of the distances from each row, in the given order, to the rows of the cell. */
function sumsByCell(
  arena: Arena,
  { rows, columns, data }: Matrix,
  order: Int32Array,
  sizes: readonly number[],
): readonly Float64Array[] {
  const stride = rows + 4 - rows % 2;
  const [values, ends] = [arena.allocate(columns * stride * 8), arena.allocate(sizes.length * 4)];
  const [sums, spare] = [arena.allocate(sizes.length * stride * 8), arena.allocate(stride * 8)];
  arena.i32(ends, sizes.length).set(sizes.map(((end) => (size: number) => end += size)(0)));
  const turned = arena.f64(values, columns * stride);
  order.forEach((row, place) => {
    for (let j = 0; j < columns; j++) turned[j * stride + place] = data[row * columns + j]!;
  });
  for (let from = 0; from < rows; from += rowsAtOnce) {
    const to = Math.min(rows, from + rowsAtOnce);
    arena.kernels.cellSums(from, to, rows, columns, stride * 8, values, ends, sizes.length, sums, spare);
  }
  return sizes.map((_, cell) => arena.f64(sums + cell * stride * 8, rows));
}

function fromSums(
  { index, labels, sizes }: Groups,
  order: Int32Array,
  cells: readonly (readonly number[])[],
  sums: readonly Float64Array[],
): Silhouette {
  const rows = new Float64Array(order.length);
  const byCluster = new Float64Array(labels.length);
  const byRow = labels.map(() => new Float64Array(order.length));
  cells.forEach((cell, c) => addTo(byRow[index[cell[0]!]!]!, sums[c]!));
  const distances = new Float64Array(labels.length);
  for (let place = 0; place < order.length; place++) {
    for (let c = 0; c < distances.length; c++) distances[c] = byRow[c]![place]!;
    const row = order[place]!;
    const own = index[row]!;
    rows[row] = labels.length < 2 ? NaN : rowSilhouette(distances, sizes, own);
    byCluster[own] = byCluster[own]! + rows[row]! / sizes[own]!;
  }
  const mean = labels.length < 2 ? NaN : rows.reduce((sum, value) => sum + value, 0) / rows.length;
  return { mean, rows, clusters: new Map(labels.map((label, c) => [label, byCluster[c]!])) };
}

function addTo(sums: Float64Array, values: Float64Array): void {
  for (let i = 0; i < sums.length; i++) sums[i] = sums[i]! + values[i]!;
}

function rowSilhouette(distances: Float64Array, sizes: readonly number[], own: number): number {
  if (sizes[own] === 1) return 0;
  const a = distances[own]! / (sizes[own]! - 1);
  let b = Infinity;
  for (let c = 0; c < sizes.length; c++) if (c !== own) b = Math.min(b, distances[c]! / sizes[c]!);
  const larger = Math.max(a, b);
  return larger > 0 ? (b - a) / larger : 0;
}
