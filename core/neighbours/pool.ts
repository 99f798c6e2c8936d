import { squaredDistance } from "../distance.ts";
import type { Matrix } from "../matrix.ts";
import { columnTable, movePoint, writeSquared } from "./column_table.ts";
import { type KdTree, squaredToBox } from "./kd_tree.ts";
import type { NeighbourIndex } from "./neighbours.ts";

/** Rows that can be taken, each once. */
export interface Pool {
  /** Takes one row; returns whether it was still there. */
  take(row: number): boolean;
  /**
   * Takes every row within a squared distance of a row, the border included.
   *
   * @param out Where to write the rows that were taken
   * @param from First free place of `out`
   * @returns The first place of `out` that is still free
   */
  takeWithin(row: number, squared: number, out: Int32Array, from: number): number;
}

/** A pool of all rows of an index. */
export function createPool(index: NeighbourIndex): Pool {
  return index.kind === "kd_tree" ? createTreePool(index.tree) : createFlatPool(index.x);
}

/** Parts of the tree without rows are not looked at, so taking all rows costs little even with large neighbourhoods. */
function createTreePool(tree: KdTree): Pool {
  const { points, columns, child, start, end, order, place } = tree;
  const left = end.map((last, node) => last - start[node]!);
  const taken = new Uint8Array(tree.rows);
  const stack = new Int32Array(64);

  function takePoint(point: number): void {
    taken[point] = 1;
    for (let node = tree.leaf[point]!; node >= 0; node = tree.parent[node]!) left[node] = left[node]! - 1;
  }

  function take(row: number): boolean {
    if (taken[place[row]!] !== 0) return false;
    takePoint(place[row]!);
    return true;
  }

  function takeFromLeaf(node: number, at: number, squared: number, out: Int32Array, from: number): number {
    let free = from;
    for (let p = start[node]!, last = end[node]!; p < last; p++) {
      if (taken[p] !== 0 || squaredDistance(points, p * columns, points, at, columns) > squared) continue;
      takePoint(p);
      out[free++] = order[p]!;
    }
    return free;
  }

  function takeWithin(row: number, squared: number, out: Int32Array, from: number): number {
    const at = place[row]! * columns;
    let free = from;
    stack[0] = 0;
    for (let waiting = 1; waiting > 0;) {
      const node = stack[--waiting]!;
      if (left[node] === 0 || squaredToBox(tree, node, points, at) > squared) continue;
      if (child[node]! < 0) {
        free = takeFromLeaf(node, at, squared, out, free);
        continue;
      }
      stack[waiting++] = child[node]!;
      stack[waiting++] = child[node]! + 1;
    }
    return free;
  }

  return { take, takeWithin };
}

/** Rows that are left come first in the table, so only they are looked at. */
function createFlatPool(x: Matrix): Pool {
  const table = columnTable(x);
  const rows = Int32Array.from({ length: x.rows }, (_, i) => i);
  const places = rows.slice();
  const distances = new Float64Array(x.rows);
  let count = x.rows;

  function takePlace(place: number): void {
    const last = --count;
    const kept = rows[last]!;
    places[rows[place]!] = -1;
    if (place === last) return;
    movePoint(table, last, place);
    rows[place] = kept;
    places[kept] = place;
  }

  function take(row: number): boolean {
    if (places[row]! < 0) return false;
    takePlace(places[row]!);
    return true;
  }

  function takeWithin(row: number, squared: number, out: Int32Array, from: number): number {
    let free = from;
    writeSquared(table, x.data, row * x.columns, 0, count, distances);
    // From the end, so that the row that fills a gap has had its turn.
    for (let place = count - 1; place >= 0; place--) {
      if (distances[place]! > squared) continue;
      out[free++] = rows[place]!;
      takePlace(place);
    }
    return free;
  }

  return { take, takeWithin };
}
