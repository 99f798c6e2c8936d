/**
 * DuckDB: the one place that knows the package. Everything else works with a {@link Session}.
 *
 * @module
 */
export { warmBinding } from "./binding.ts";
export { openSession } from "./open.ts";
export type { Cell, ColumnData, QueryOptions, Session, SessionOptions, SqlParams, SqlValue } from "./types.ts";
