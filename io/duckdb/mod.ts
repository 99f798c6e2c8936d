/**
 * DuckDB: the one place that knows the package. Everything else works with a {@link Session}.
 *
 * @module
 */
export { warmBinding } from "./binding.ts";
export { librarySample } from "./library_check.ts";
export type { PackedFacts } from "./native_library.ts";
export { openSession } from "./open.ts";
export type { Cell, ColumnData, QueryOptions, Session, SessionOptions, SqlParams, SqlValue } from "./types.ts";
