import type { Matrix } from "../matrix.ts";
import { type ColumnTable, writeSquared } from "./column_table.ts";
import { createShortlist, offer, type Shortlist } from "./shortlist.ts";

/** Values of a block of rows that stay in the processor's cache while a group of queries passes over it. */
const blockValues = 32_768;

/** Queries of a group. */
const groupQueries = 64;

/**
 * The nearest of the first `rows` points for each query, by looking at all of them, block after block.
 *
 * @param write Takes the list of one query, which changes afterwards
 */
export function searchBlocks(
  table: ColumnTable,
  rows: number,
  queries: Matrix,
  count: number,
  write: (query: number, list: Shortlist) => void,
): void {
  const block = Math.max(64, Math.floor(blockValues / Math.max(1, queries.columns)));
  const distances = new Float64Array(rows);
  for (let first = 0; first < queries.rows; first += groupQueries) {
    const group = Math.min(groupQueries, queries.rows - first);
    const lists = Array.from({ length: group }, () => createShortlist(count));
    for (let start = 0; start < rows; start += block) {
      const end = Math.min(start + block, rows);
      lists.forEach((list, i) => {
        writeSquared(table, queries.data, (first + i) * queries.columns, start, end, distances);
        offerBlock(list, distances, start, end);
      });
    }
    lists.forEach((list, i) => write(first + i, list));
  }
}

function offerBlock(list: Shortlist, distances: Float64Array, start: number, end: number): void {
  const last = list.squared.length - 1;
  let farthest = list.squared[last]!;
  for (let i = start; i < end; i++) {
    // Rows come in ascending order, so an equally near one has no claim.
    if (distances[i]! >= farthest) continue;
    offer(list, i, distances[i]!);
    farthest = list.squared[last]!;
  }
}
