import { createPointTable } from "../kernels/mod.ts";
import type { Matrix } from "../matrix.ts";
import { evened } from "./evened.ts";
import type { Frontier, FrontierOptions } from "./frontier.ts";

/** Instead of a place, where the nearest row has not been looked for. */
const unknown = -2;

/** A frontier that looks at every row that is left, in turn. */
export function createFlatFrontier(x: Matrix, options: FrontierOptions): Frontier {
  const { floors = null, limit = Infinity, even = false } = options;
  const { rows } = x;
  // The rows that are left come first in the table and in the lists beside it.
  const table = createPointTable(x);
  const direct = table.squared;
  const left = Int32Array.from({ length: rows }, (_, i) => i);
  const ways = new Float64Array(rows).fill(Infinity);
  const floorsLeft = floors?.slice() ?? new Float64Array(rows);
  const squared = new Float64Array(rows).fill(Infinity);
  const source = new Int32Array(rows).fill(-1);
  let count = rows;
  let best = unknown;

  function next(): number {
    if (best === unknown) best = shortestWay(ways, left, count);
    if (best < 0) return -1;
    const row = left[best]!;
    squared[row] = ways[best]!;
    const last = --count;
    for (const list of [left, ways, floorsLeft]) list[best] = list[last]!;
    table.move(last, best);
    if (last === 0) table[Symbol.dispose]();
    best = unknown;
    return row;
  }

  function offer(row: number, floor: number): void {
    if (count === 0) return;
    table.measure(row, count);
    let [found, least] = [-1, Infinity];
    for (let i = 0; i < count; i++) {
      let way = ways[i]!;
      const distance = direct[i]!;
      if (distance < way && distance <= limit) {
        const exact = Math.max(distance, floor, floorsLeft[i]!);
        const offered = even ? evened(exact) : exact;
        if (offered < way) {
          ways[i] = way = offered;
          source[left[i]!] = row;
        }
      }
      if (way > least || (way === least && found >= 0 && left[i]! > left[found]!)) continue;
      least = way;
      found = i;
    }
    best = found;
  }

  return { next, squared, source, offer };
}

/** Place of the shortest of the first ways, of equal ones that of the lowest row; -1 when there is none. */
function shortestWay(ways: Float64Array, rows: Int32Array, count: number): number {
  let found = -1;
  let least = Infinity;
  for (let i = 0; i < count; i++) {
    const way = ways[i]!;
    if (way > least || (way === least && found >= 0 && rows[i]! > rows[found]!)) continue;
    least = way;
    found = i;
  }
  return found;
}
