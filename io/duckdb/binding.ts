import type { DuckDBConnection, DuckDBDataChunk, DuckDBInstance, DuckDBPreparedStatement } from "@duckdb/node-api";

/** The package's module, loaded on first use. */
export type Binding = typeof import("@duckdb/node-api");

/** A connection of the package. */
export type Connection = DuckDBConnection;

/** A database of the package. */
export type Instance = DuckDBInstance;

/** A prepared statement of the package. */
export type Prepared = DuckDBPreparedStatement;

/** A block of at most 2,048 rows of the package. */
export type Chunk = DuckDBDataChunk;

/** Loads the package (0.2 to 0.4 s the first time), so that a program that opens no session pays nothing. */
export function loadBinding(): Promise<Binding> {
  return import("@duckdb/node-api");
}

/**
 * The values of one DOUBLE column of a chunk, without copying.
 *
 * The package keeps them in a private field, and only this function reads it; its test is what an upgrade must pass.
 * What stands at a NULL is undefined, so callers ask for queries without NULL.
 *
 * @throws TypeError when the column is not DOUBLE or the package has changed
 */
export function doubleItems(chunk: Chunk, column: number): Float64Array {
  const vector = chunk.getColumnVector(column) as unknown as { readonly items?: unknown };
  if (!(vector.items instanceof Float64Array)) {
    throw new TypeError(`Cannot read column ${column} of a chunk as numbers: its vector has no array of doubles`);
  }
  return vector.items;
}
