import type { Matrix } from "../matrix.ts";

/** Most rows of a leaf. */
const leafRows = 24;

/**
 * A tree of boxes: each node stands for the points from `start` to `end` and has the smallest box around them. A leaf has
 * up to 24 points.
 *
 * Reference: J. Friedman, J. Bentley, R. Finkel, An algorithm for finding best matches in logarithmic expected time, ACM
 * TOMS 3(3), 1977.
 */
export interface KdTree {
  readonly rows: number;
  readonly columns: number;
  /** Copies of the rows, so that those of a node follow each other. */
  readonly points: Float64Array;
  /** The row that each point is. */
  readonly order: Int32Array;
  /** Where each row is among the points. */
  readonly place: Int32Array;
  /** First point of each node. Node 0 is the root. */
  readonly start: Int32Array;
  /** The point after the last one of each node. */
  readonly end: Int32Array;
  /** The left child of each node, the right one follows it; -1 for a leaf. */
  readonly child: Int32Array;
  /** The node above each node, -1 for the root. */
  readonly parent: Int32Array;
  /** The leaf of each point. */
  readonly leaf: Int32Array;
  /** Least value of each column in each node, nodes x columns. */
  readonly low: Float64Array;
  /** Greatest value of each column in each node, nodes x columns. */
  readonly high: Float64Array;
}

/** Builds the tree of the rows of `x`: every node is split in halves along the column in which its box is longest. */
export function buildKdTree(x: Matrix): KdTree {
  const { rows, columns } = x;
  const room = nodesFor(rows);
  const tree = {
    rows,
    columns,
    points: new Float64Array(rows * columns),
    order: Int32Array.from({ length: rows }, (_, i) => i),
    place: new Int32Array(rows),
    start: new Int32Array(room),
    end: new Int32Array(room),
    child: new Int32Array(room).fill(-1),
    parent: new Int32Array(room).fill(-1),
    leaf: new Int32Array(rows),
    low: new Float64Array(room * columns),
    high: new Float64Array(room * columns),
  };
  tree.end[0] = rows;
  // Children get the next two numbers, so going through the numbers goes through the tree from the top.
  for (let node = 0, nodes = 1; node < nodes; node++) nodes = splitNode(x, tree, node, nodes);
  for (let p = 0; p < rows; p++) {
    const from = tree.order[p]! * columns;
    tree.place[tree.order[p]!] = p;
    for (let j = 0; j < columns; j++) tree.points[p * columns + j] = x.data[from + j]!;
  }
  return tree;
}

/** Number of nodes of a tree whose halves differ by at most one row. */
function nodesFor(rows: number): number {
  let nodes = 1;
  for (let width = 1, size = rows; size > leafRows; size = Math.ceil(size / 2)) {
    width *= 2;
    nodes += width;
  }
  return nodes;
}

/** Writes the box of a node and, unless it is a leaf, its children; returns the number of nodes so far. */
function splitNode(x: Matrix, tree: KdTree, node: number, nodes: number): number {
  const [start, end] = [tree.start[node]!, tree.end[node]!];
  const column = writeBox(x, tree, node);
  if (end - start <= leafRows) {
    tree.leaf.fill(node, start, end);
    return nodes;
  }
  const middle = (start + end) >> 1;
  selectPlace(x, tree.order, column, start, end - 1, middle);
  tree.child[node] = nodes;
  tree.parent[nodes] = node;
  tree.parent[nodes + 1] = node;
  tree.start[nodes] = start;
  tree.end[nodes] = middle;
  tree.start[nodes + 1] = middle;
  tree.end[nodes + 1] = end;
  return nodes + 2;
}

/** Writes the box of a node; returns the column in which it is longest. */
function writeBox({ data, columns }: Matrix, { order, low, high, start, end }: KdTree, node: number): number {
  const at = node * columns;
  low.fill(Infinity, at, at + columns);
  high.fill(-Infinity, at, at + columns);
  for (let p = start[node]!, last = end[node]!; p < last; p++) {
    const from = order[p]! * columns;
    for (let j = 0; j < columns; j++) {
      const value = data[from + j]!;
      if (value < low[at + j]!) low[at + j] = value;
      if (value > high[at + j]!) high[at + j] = value;
    }
  }
  let longest = 0;
  for (let j = 1; j < columns; j++) {
    if (high[at + j]! - low[at + j]! > high[at + longest]! - low[at + longest]!) longest = j;
  }
  return longest;
}

/** Orders the rows from place `left` to `right` so that the one at `middle` stands where sorting would put it. */
function selectPlace(
  { data, columns }: Matrix,
  order: Int32Array,
  column: number,
  left: number,
  right: number,
  middle: number,
): void {
  while (left < right) {
    const pivot = data[order[(left + right) >> 1]! * columns + column]!;
    let i = left;
    let j = right;
    while (i <= j) {
      while (data[order[i]! * columns + column]! < pivot) i++;
      while (data[order[j]! * columns + column]! > pivot) j--;
      if (i > j) break;
      const kept = order[i]!;
      order[i++] = order[j]!;
      order[j--] = kept;
    }
    if (middle <= j) right = j;
    else if (middle >= i) left = i;
    else return;
  }
}

/** Squared distance from the point of `from` at offset `at` to the box of a node; 0 within it. */
export function squaredToBox({ low, high, columns }: KdTree, node: number, from: Float64Array, at: number): number {
  let sum = 0;
  for (let j = 0, box = node * columns; j < columns; j++, box++) {
    const value = from[at + j]!;
    const below = low[box]! - value;
    const above = value - high[box]!;
    const gap = below > 0 ? below : above > 0 ? above : 0;
    sum += gap * gap;
  }
  return sum;
}
