import { squaredDistance } from "../distance.ts";
import { evened } from "./evened.ts";
import type { Frontier, FrontierOptions } from "./frontier.ts";
import { type KdTree, squaredToBox } from "./kd_tree.ts";

/** What is known of the points of a tree and of the nodes above them. */
interface Ways {
  readonly tree: KdTree;
  /** Squared length of the shortest way to each point; NaN for a point that is out. */
  readonly squared: Float64Array;
  /** The point that this way comes from. */
  readonly source: Int32Array;
  readonly floors: Float64Array;
  readonly limit: number;
  readonly even: boolean;
  /** Shortest way to a point of each node, Infinity when there is none. */
  readonly least: Float64Array;
  /** The point that it leads to, of equally near ones that with the lowest row; -1 when all are out. */
  readonly nearest: Int32Array;
  /** Longest way to a point of each node, -1 when all are out. */
  readonly most: Float64Array;
}

/** A frontier that skips boxes which a new row brings no nearer, and knows the nearest row at the root. */
export function createTreeFrontier(tree: KdTree, options: FrontierOptions): Frontier {
  const { floors = null, limit = Infinity, even = false } = options;
  const { rows, order, place } = tree;
  const nodes = tree.start.length;
  const ways: Ways = {
    tree,
    squared: new Float64Array(rows).fill(Infinity),
    source: new Int32Array(rows).fill(-1),
    floors: Float64Array.from(order, (row) => floors?.[row] ?? 0),
    limit,
    even,
    least: new Float64Array(nodes).fill(Infinity),
    nearest: new Int32Array(nodes).fill(-1),
    most: new Float64Array(nodes).fill(-1),
  };
  for (let node = nodes - 1; node >= 0; node--) {
    if (tree.child[node]! >= 0) joinChildren(ways, node);
    else sumUpLeaf(ways, node);
  }
  const squared = new Float64Array(rows).fill(Infinity);
  const source = new Int32Array(rows).fill(-1);

  function next(): number {
    const point = ways.nearest[0]!;
    if (point < 0) return -1;
    const row = order[point]!;
    squared[row] = ways.squared[point]!;
    source[row] = ways.source[point]! < 0 ? -1 : order[ways.source[point]!]!;
    takeOut(ways, point);
    return row;
  }

  function offer(row: number, floor: number): void {
    if (floor < ways.most[0]!) offerBelow(ways, 0, place[row]!, floor);
  }

  return { next, squared, source, offer };
}

function takeOut(ways: Ways, point: number): void {
  ways.squared[point] = NaN;
  let node = ways.tree.leaf[point]!;
  sumUpLeaf(ways, node);
  while (node > 0) {
    node = ways.tree.parent[node]!;
    joinChildren(ways, node);
  }
}

function offerBelow(ways: Ways, node: number, point: number, floor: number): void {
  const { tree, most, limit } = ways;
  const left = tree.child[node]!;
  if (left < 0) {
    offerToLeaf(ways, node, point, floor);
    return;
  }
  let changed = false;
  for (let child = left; child <= left + 1; child++) {
    if (floor >= most[child]!) continue;
    const toBox = squaredToBox(tree, child, tree.points, point * tree.columns);
    if (toBox >= most[child]! || toBox > limit) continue;
    offerBelow(ways, child, point, floor);
    changed = true;
  }
  if (changed) joinChildren(ways, node);
}

function offerToLeaf(ways: Ways, node: number, point: number, floor: number): void {
  const { tree, squared, source, floors, limit, even } = ways;
  const { points, columns } = tree;
  let changed = false;
  for (let p = tree.start[node]!, end = tree.end[node]!; p < end; p++) {
    // False for NaN: points that are out are left alone.
    if (!(squared[p]! > floor)) continue;
    const direct = squaredDistance(points, p * columns, points, point * columns, columns);
    const exact = Math.max(direct, floor, floors[p]!);
    const way = even ? evened(exact) : exact;
    if (way >= squared[p]! || direct > limit) continue;
    squared[p] = way;
    source[p] = point;
    changed = true;
  }
  if (changed) sumUpLeaf(ways, node);
}

function sumUpLeaf({ tree, squared, least, nearest, most }: Ways, node: number): void {
  let first = -1;
  let shortest = Infinity;
  let longest = -1;
  for (let p = tree.start[node]!, end = tree.end[node]!; p < end; p++) {
    const way = squared[p]!;
    if (Number.isNaN(way)) continue;
    if (way > longest) longest = way;
    if (first < 0 || way < shortest || (way === shortest && tree.order[p]! < tree.order[first]!)) {
      shortest = way;
      first = p;
    }
  }
  least[node] = shortest;
  nearest[node] = first;
  most[node] = longest;
}

function joinChildren({ tree, least, nearest, most }: Ways, node: number): void {
  const left = tree.child[node]!;
  const [a, b] = [nearest[left]!, nearest[left + 1]!];
  const [toLeft, toRight] = [least[left]!, least[left + 1]!];
  const leftFirst = b < 0 ||
    (a >= 0 && (toLeft < toRight || (toLeft === toRight && tree.order[a]! < tree.order[b]!)));
  least[node] = leftFirst ? toLeft : toRight;
  nearest[node] = leftFirst ? a : b;
  most[node] = Math.max(most[left]!, most[left + 1]!);
}
