import type { Matrix } from "../matrix.ts";
import { createFlatFrontier } from "./flat_frontier.ts";
import { buildKdTree } from "./kd_tree.ts";
import { createTreeFrontier } from "./tree_frontier.ts";

/** The rows that a growing tree has not reached yet, each with the shortest way to it that is known. */
export interface Frontier {
  /** Takes out the row with the shortest way, of equal ones the lowest, or one without a way; -1 when all are out. */
  next(): number;
  /** Squared length of the way on which a row that is out was reached; Infinity when there was none. */
  readonly squared: Float64Array;
  /** The row that this way came from, -1 for none. */
  readonly source: Int32Array;
  /**
   * Offers the ways from a row that is out to all others.
   *
   * @param floor Squared length that none of these ways falls below
   */
  offer(row: number, floor: number): void;
}

/** Options of {@link createFrontier}. */
export interface FrontierOptions {
  /** Squared length that no way to a row falls below, by row. @default no floors */
  readonly floors?: Float64Array | null;
  /** Rows farther apart than this, squared, have no way between them. @default Infinity */
  readonly limit?: number;
  /** Whether ways that differ only by errors of rounding count as equally long. @default false */
  readonly even?: boolean;
}

/** With more columns, boxes shut out too little to be worth looking at. */
const mostTreeColumns = 4;

/** A frontier with all rows and no ways. */
export function createFrontier(x: Matrix, options: FrontierOptions = {}): Frontier {
  return x.columns <= mostTreeColumns ? createTreeFrontier(buildKdTree(x), options) : createFlatFrontier(x, options);
}

/** Edges of a minimum spanning tree, in the order in which Prim's method finds them from row 0. */
export interface SpanningTree {
  /** The end of each edge that was reached before. */
  readonly from: Int32Array;
  /** The end of each edge that was new. */
  readonly to: Int32Array;
  /** Squared length of each edge. */
  readonly squared: Float64Array;
}

/**
 * A minimum spanning tree of the rows: rows - 1 edges.
 *
 * Reference: R. Prim, Shortest connection networks and some generalizations, Bell System Technical Journal 36(6), 1957.
 *
 * @param floors Squared length that no edge of a row falls below, by row. @default plain distances
 */
export function spanningTree(x: Matrix, floors: Float64Array | null = null): SpanningTree {
  const edges = Math.max(0, x.rows - 1);
  const found = { from: new Int32Array(edges), to: new Int32Array(edges), squared: new Float64Array(edges) };
  const frontier = createFrontier(x, { floors });
  let row = frontier.next();
  for (let edge = 0; edge < edges; edge++) {
    frontier.offer(row, floors?.[row] ?? 0);
    row = frontier.next();
    found.from[edge] = frontier.source[row]!;
    found.to[edge] = row;
    found.squared[edge] = frontier.squared[row]!;
  }
  return found;
}
