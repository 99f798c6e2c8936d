import { squaredDistance } from "../distance.ts";
import { centred, columnMeans } from "../linalg.ts";
import type { Matrix } from "../matrix.ts";
import { columnTable, indexNeighbours, movePoint, offer, type Shortlist, writeSquared } from "../neighbours/mod.ts";
import { chainMerges } from "./chain.ts";
import type { RowMerges } from "./dendrogram.ts";
import { type Linkage, seedNearLists } from "./near_lists.ts";

/**
 * Merges by Ward's criterion: the two clusters whose union adds least to the sum of squared distances to the centres.
 * Distances come from centres and sizes, so memory grows with the rows, not with their square.
 *
 * Reference: J. Ward, Hierarchical grouping to optimize an objective function, Journal of the American Statistical
 * Association 58, 1963. Heights as in SciPy: the distance of two rows is the Euclidean one.
 */
export function wardMerges(x: Matrix): RowMerges {
  // Around zero, differences keep all their digits wherever the data lie.
  const centres = centred(x, columnMeans(x));
  const single = indexNeighbours(centres);
  return chainMerges(seedNearLists(createWard(centres), single, (squared) => squared));
}

function createWard({ rows, columns, data }: Matrix): Linkage {
  const sizes = new Float64Array(rows).fill(1);
  // The clusters that are left come first in the table and in the lists beside it.
  const table = columnTable({ rows, columns, data });
  const slots = Int32Array.from({ length: rows }, (_, i) => i);
  const places = slots.slice();
  const left = new Float64Array(rows).fill(1);
  const squared = new Float64Array(rows);
  let count = rows;

  function distance(a: number, b: number): number {
    const weight = 2 * sizes[a]! * sizes[b]! / (sizes[a]! + sizes[b]!);
    return weight * squaredDistance(data, a * columns, data, b * columns, columns);
  }

  function offerAll(a: number, list: Shortlist): void {
    writeSquared(table, data, a * columns, 0, count, squared);
    const own = sizes[a]!;
    const last = list.squared.length - 1;
    let farthest = list.squared[last]!;
    for (let i = 0; i < count; i++) {
      const size = left[i]!;
      const found = 2 * own * size / (own + size) * squared[i]!;
      if (found > farthest || slots[i] === a) continue;
      offer(list, slots[i]!, found);
      farthest = list.squared[last]!;
    }
  }

  function join(a: number, b: number): void {
    const [first, second] = [sizes[a]!, sizes[b]!];
    const total = first + second;
    for (let j = 0, from = a * columns, to = b * columns; j < columns; j++, from++, to++) {
      data[to] = (first * data[from]! + second * data[to]!) / total;
      table.columns[j]![places[b]!] = data[to]!;
    }
    sizes[b] = total;
    left[places[b]!] = total;
    const [last, gap] = [--count, places[a]!];
    movePoint(table, last, gap);
    left[gap] = left[last]!;
    slots[gap] = slots[last]!;
    places[slots[gap]!] = gap;
  }

  return { rows, distance, offerAll, join, leastAfter: leastAfterIn(sizes), height: Math.sqrt };
}

/** By the formula of Lance and Williams, which rises with the size of the third cluster; that is at least 1. */
function leastAfterIn(sizes: Float64Array): Linkage["leastAfter"] {
  return (a, b, fromA, fromB, between) => {
    const [first, second] = [sizes[a]!, sizes[b]!];
    const rest = fromA + fromB - between;
    return Math.min((first * fromA + second * fromB + rest) / (first + second + 1), rest);
  };
}
