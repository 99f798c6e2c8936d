import { squaredDistance } from "../distance.ts";
import { type KdTree, squaredToBox } from "./kd_tree.ts";
import { clearShortlist, offer, type Shortlist } from "./shortlist.ts";

/** Nodes that wait for their turn while a search goes down: one for each level, which 2^60 rows do not exceed. */
export interface SearchStack {
  readonly nodes: Int32Array;
  readonly squared: Float64Array;
}

/** Room for {@link searchNearest}. */
export function createSearchStack(): SearchStack {
  return { nodes: new Int32Array(64), squared: new Float64Array(64) };
}

/** Fills the list with the rows nearest to the point of `from` at offset `at`. */
export function searchNearest(
  tree: KdTree,
  from: Float64Array,
  at: number,
  list: Shortlist,
  { nodes, squared }: SearchStack,
): void {
  clearShortlist(list);
  const last = list.rows.length - 1;
  nodes[0] = 0;
  squared[0] = 0;
  for (let waiting = 1; waiting > 0;) {
    waiting--;
    let distance = squared[waiting]!;
    let node = nodes[waiting]!;
    while (distance <= list.squared[last]! && tree.child[node]! >= 0) {
      const left = tree.child[node]!;
      const toLeft = squaredToBox(tree, left, from, at);
      const toRight = squaredToBox(tree, left + 1, from, at);
      const leftFirst = toLeft <= toRight;
      nodes[waiting] = leftFirst ? left + 1 : left;
      squared[waiting++] = leftFirst ? toRight : toLeft;
      node = leftFirst ? left : left + 1;
      distance = leftFirst ? toLeft : toRight;
    }
    if (distance <= list.squared[last]!) searchLeaf(tree, node, from, at, list);
  }
}

function searchLeaf(tree: KdTree, node: number, from: Float64Array, at: number, list: Shortlist): void {
  const { points, order, columns } = tree;
  const last = list.rows.length - 1;
  for (let p = tree.start[node]!, end = tree.end[node]!; p < end; p++) {
    const distance = squaredDistance(points, p * columns, from, at, columns);
    if (distance <= list.squared[last]!) offer(list, order[p]!, distance);
  }
}

/**
 * Number of rows within a squared distance of a point, the border included.
 *
 * @param enough Counting may stop here
 */
export function countWithin(
  tree: KdTree,
  from: Float64Array,
  at: number,
  squared: number,
  enough: number,
  { nodes }: SearchStack,
): number {
  const { points, columns, child } = tree;
  let found = 0;
  nodes[0] = 0;
  for (let waiting = 1; waiting > 0 && found < enough;) {
    const node = nodes[--waiting]!;
    if (squaredToBox(tree, node, from, at) > squared) continue;
    const left = child[node]!;
    if (left >= 0) {
      // The child that holds the point itself comes first when counting ends early.
      const column = squaredToBox(tree, left, from, at) === 0 ? 1 : 0;
      nodes[waiting++] = left + column;
      nodes[waiting++] = left + 1 - column;
      continue;
    }
    for (let p = tree.start[node]!, end = tree.end[node]!; p < end; p++) {
      if (squaredDistance(points, p * columns, from, at, columns) <= squared) found++;
    }
  }
  return found;
}
