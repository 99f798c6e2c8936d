import type { RowMerges } from "./dendrogram.ts";
import { findNearest, joinLists, type NearLists } from "./near_lists.ts";

/**
 * All merges of a reducible linkage by the nearest-neighbour chain: from any cluster to its nearest, from there on, until
 * two are each other's nearest; these are merged, and the chain goes on from what is left of it.
 *
 * Reference: F. Murtagh, A survey of recent advances in hierarchical clustering algorithms, The Computer Journal 26(4),
 * 1983. Order and ties as in SciPy.
 */
export function chainMerges(lists: NearLists): RowMerges {
  const { linkage, into } = lists;
  const count = Math.max(0, linkage.rows - 1);
  const merges = { first: new Int32Array(count), second: new Int32Array(count), heights: new Float64Array(count) };
  const chain = new Int32Array(linkage.rows);
  let length = 0;
  let start = 0;
  for (let merge = 0; merge < count; merge++) {
    if (length === 0) {
      while (into[start] !== start) start++;
      chain[length++] = start;
    }
    for (;;) {
      const before = length > 1 ? chain[length - 2]! : -1;
      findNearest(lists, chain[length - 1]!, before);
      if (lists.nearest === before) break;
      chain[length++] = lists.nearest;
    }
    const a = chain[--length]!;
    const b = chain[--length]!;
    const distance = lists.least;
    merges.first[merge] = Math.min(a, b);
    merges.second[merge] = Math.max(a, b);
    merges.heights[merge] = linkage.height(distance);
    joinLists(lists, Math.min(a, b), Math.max(a, b), distance);
  }
  return merges;
}
