import { createMatrix, type Matrix, rowOf } from "../matrix.ts";

/** A summary of rows that lie near each other: how many, their sum, the sum of their squares. */
interface Subcluster {
  count: number;
  readonly sum: Float64Array;
  squares: number;
  readonly centre: Float64Array;
  child: Node | undefined;
}

interface Node {
  readonly leaf: boolean;
  parts: Subcluster[];
}

interface Shape {
  /** Largest squared radius of a subcluster. */
  readonly squaredRadius: number;
  readonly branching: number;
}

/**
 * The subclusters of a tree of clustering features, into which rows are put one after the other. Their order depends on
 * that of the rows.
 *
 * Reference: T. Zhang, R. Ramakrishnan, M. Livny, BIRCH: an efficient data clustering method for very large databases,
 * SIGMOD 1996. As in scikit-learn, a row joins the nearest subcluster when its radius stays within the threshold.
 *
 * @param x Rows around zero: radii come from sums of squares
 * @param threshold Largest radius of a subcluster
 * @param branching Most subclusters of a node, at least 2
 * @returns Centres, subclusters x features
 */
export function subclusterCentres(x: Matrix, threshold: number, branching: number): Matrix {
  const shape: Shape = { squaredRadius: threshold * threshold, branching };
  let root: Node = { leaf: true, parts: [] };
  for (let i = 0; i < x.rows; i++) {
    if (insert(root, ofRow(rowOf(x, i)), shape)) root = { leaf: false, parts: split(root) };
  }
  const leaves: Subcluster[] = [];
  collect(root, leaves);
  const centres = createMatrix(leaves.length, x.columns);
  leaves.forEach(({ centre }, c) => centres.data.set(centre, c * x.columns));
  return centres;
}

function collect({ parts }: Node, leaves: Subcluster[]): void {
  for (const part of parts) {
    if (part.child === undefined) leaves.push(part);
    else collect(part.child, leaves);
  }
}

function ofRow(row: Float64Array): Subcluster {
  const squares = row.reduce((sum, value) => sum + value * value, 0);
  return { count: 1, sum: row.slice(), squares, centre: row.slice(), child: undefined };
}

/** Puts a row into the tree below a node; returns whether the node has got one part too many. */
function insert(node: Node, row: Subcluster, shape: Shape): boolean {
  const nearest = nearestPart(node, row.centre);
  if (nearest === undefined) {
    node.parts.push(row);
    return false;
  }
  if (nearest.child === undefined) {
    if (fits(nearest, row, shape)) join(nearest, row);
    else node.parts.push(row);
  } else if (insert(nearest.child, row, shape)) {
    const [first, second] = split(nearest.child);
    node.parts[node.parts.indexOf(nearest)] = first;
    node.parts.push(second);
  } else {
    join(nearest, row);
  }
  return node.parts.length > shape.branching;
}

function nearestPart({ parts }: Node, centre: Float64Array): Subcluster | undefined {
  let nearest: Subcluster | undefined;
  let least = Infinity;
  for (const part of parts) {
    const distance = apart(part.centre, centre);
    if (distance >= least) continue;
    least = distance;
    nearest = part;
  }
  return nearest;
}

function fits(part: Subcluster, row: Subcluster, { squaredRadius }: Shape): boolean {
  const count = part.count + row.count;
  let length = 0;
  for (let j = 0; j < part.sum.length; j++) {
    const centre = (part.sum[j]! + row.sum[j]!) / count;
    length += centre * centre;
  }
  return (part.squares + row.squares) / count - length <= squaredRadius;
}

function join(part: Subcluster, other: Subcluster): void {
  part.count += other.count;
  part.squares += other.squares;
  for (let j = 0; j < part.sum.length; j++) {
    part.sum[j] = part.sum[j]! + other.sum[j]!;
    part.centre[j] = part.sum[j]! / part.count;
  }
}

/** Two parts with the node's parts: each goes to the nearer of the two that are farthest from each other. */
function split({ leaf, parts }: Node): [Subcluster, Subcluster] {
  const [a, b] = farthest(parts);
  const halves: [Node, Node] = [{ leaf, parts: [] }, { leaf, parts: [] }];
  for (const part of parts) {
    const first = part === a || apart(part.centre, a.centre) < apart(part.centre, b.centre);
    halves[first ? 0 : 1].parts.push(part);
  }
  return [over(halves[0]), over(halves[1])];
}

function over(child: Node): Subcluster {
  const columns = child.parts[0]!.sum.length;
  const part: Subcluster = {
    count: 0,
    sum: new Float64Array(columns),
    squares: 0,
    centre: new Float64Array(columns),
    child,
  };
  for (const own of child.parts) join(part, own);
  return part;
}

function farthest(parts: readonly Subcluster[]): [Subcluster, Subcluster] {
  let pair: [Subcluster, Subcluster] = [parts[0]!, parts[1]!];
  let most = -1;
  parts.forEach((a, i) => {
    for (let o = i + 1; o < parts.length; o++) {
      const distance = apart(a.centre, parts[o]!.centre);
      if (distance <= most) continue;
      most = distance;
      pair = [a, parts[o]!];
    }
  });
  return pair;
}

function apart(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += (a[j]! - b[j]!) * (a[j]! - b[j]!);
  return sum;
}
