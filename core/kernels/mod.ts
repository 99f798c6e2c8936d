/**
 * Kernels in WebAssembly, and memory for them. A text in this folder holds them, so nothing is read from disk; they are
 * compiled when they are needed first. No kernel checks what it is given.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { matrixFromRows } from "../matrix.ts";
 * import { createArena, groupedRow, groupRows } from "./mod.ts";
 *
 * const rows = groupRows(createArena(), matrixFromRows([[1, 2], [3, 6]]));
 * assert.deepEqual([...groupedRow(rows, 1)], [1, 2]);
 * ```
 *
 * @module
 */
export { type Arena, createArena, type Kernels } from "./arena.ts";
export { createPointTable, type PointTable } from "./point_table.ts";
export { type ColumnMoments, columnMoments, columnProducts, rowsBetween } from "./column_moments.ts";
export { groupedRow, type GroupedRows, groupRows } from "./rows.ts";
