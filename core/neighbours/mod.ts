/**
 * Neighbours of rows by Euclidean distance: the nearest ones, those within a distance, and the tree of shortest edges.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { matrixFromRows } from "../matrix.ts";
 * import { denseRows, indexNeighbours, nearestRows } from "./mod.ts";
 *
 * const index = indexNeighbours(matrixFromRows([[0, 0], [0, 1], [9, 9]]));
 * assert.deepEqual([...nearestRows(index, matrixFromRows([[8, 8]]), 1).rows], [2]);
 * assert.deepEqual([...denseRows(index, 1, 2)], [1, 1, 0]);
 * ```
 *
 * @module
 */
export {
  denseRows,
  indexNeighbours,
  type NearestRows,
  nearestRows,
  type NeighbourIndex,
  type NeighbourMethod,
  neighbourMethods,
  type NeighbourOptions,
  squaredReach,
} from "./neighbours.ts";
export { checkDistances } from "./check_distances.ts";
export { createPool, type Pool } from "./pool.ts";
export { createFrontier, type Frontier, type FrontierOptions, type SpanningTree, spanningTree } from "./frontier.ts";
export { type ColumnTable, columnTable, movePoint, writeSquared } from "./column_table.ts";
export { clearShortlist, createShortlist, offer, type Shortlist } from "./shortlist.ts";
