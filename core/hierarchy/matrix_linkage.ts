import type { Matrix } from "../matrix.ts";
import { columnTable, indexNeighbours, offer, type Shortlist, writeSquared } from "../neighbours/mod.ts";
import { chainMerges } from "./chain.ts";
import type { RowMerges } from "./dendrogram.ts";
import { type Linkage, seedNearLists } from "./near_lists.ts";

/**
 * Merges by the mean or the greatest distance between the rows of two clusters, from a matrix of all distances.
 *
 * References: R. Sokal, C. Michener, A statistical method for evaluating systematic relationships, 1958 (average);
 * T. Sørensen, A method of establishing groups of equal amplitude in plant sociology, 1948 (complete).
 */
export function matrixMerges(x: Matrix, linkage: "average" | "complete"): RowMerges {
  return chainMerges(seedNearLists(createMatrixLinkage(x, linkage), indexNeighbours(x), Math.sqrt));
}

/** Bytes of the matrix of distances for so many rows: the upper triangle, 8 bytes each. */
export function matrixBytes(rows: number): number {
  return 8 * (rows * (rows - 1) / 2);
}

function createMatrixLinkage(x: Matrix, linkage: "average" | "complete"): Linkage {
  const { rows } = x;
  const distances = condensedDistances(x);
  const sizes = new Float64Array(rows).fill(1);
  // Slots of the clusters that are left, ascending, so that the matrix is read in its order.
  const slots = Int32Array.from({ length: rows }, (_, i) => i);
  let count = rows;

  const base = (i: number) => startOf(i, rows);
  const distance = (a: number, b: number) => a < b ? distances[base(a) + b]! : distances[base(b) + a]!;

  function offerAll(a: number, list: Shortlist): void {
    const own = base(a);
    const last = list.squared.length - 1;
    let farthest = list.squared[last]!;
    for (let i = 0; i < count; i++) {
      const b = slots[i]!;
      if (b === a) continue;
      const found = distances[b < a ? base(b) + a : own + b]!;
      if (found >= farthest) continue;
      offer(list, b, found);
      farthest = list.squared[last]!;
    }
  }

  function join(a: number, b: number): void {
    count--;
    slots.copyWithin(slots.indexOf(a), slots.indexOf(a) + 1, count + 1);
    const [first, second] = [sizes[a]!, sizes[b]!];
    const total = first + second;
    const [fromA, fromB] = [base(a), base(b)];
    for (let i = 0; i < count; i++) {
      const c = slots[i]!;
      if (c === b) continue;
      const other = base(c);
      const away = distances[c < a ? other + a : fromA + c]!;
      const at = c < b ? other + b : fromB + c;
      const kept = distances[at]!;
      if (linkage === "average") distances[at] = (first * away + second * kept) / total;
      else if (away > kept) distances[at] = away;
    }
    sizes[b] = total;
  }

  const leastAfter = linkage === "complete"
    ? (_a: number, _b: number, fromA: number, fromB: number) => Math.max(fromA, fromB)
    : (a: number, b: number, fromA: number, fromB: number) =>
      (sizes[a]! * fromA + sizes[b]! * fromB) / (sizes[a]! + sizes[b]!);
  return { rows, distance, offerAll, join, leastAfter, height: (found) => found };
}

/** Where row `i` of the upper triangle would have its column 0. */
function startOf(i: number, rows: number): number {
  return i * (2 * rows - i - 1) / 2 - i - 1;
}

/** Distances of all pairs of rows, the upper triangle row after row. */
function condensedDistances(x: Matrix): Float64Array {
  const { rows, columns, data } = x;
  const distances = new Float64Array(rows * (rows - 1) / 2);
  const table = columnTable(x);
  const squared = new Float64Array(rows);
  for (let i = 0, to = 0; i < rows; i++) {
    writeSquared(table, data, i * columns, i + 1, rows, squared);
    for (let j = i + 1; j < rows; j++, to++) distances[to] = Math.sqrt(squared[j]!);
  }
  return distances;
}
