import { join } from "node:path";
import { cacheFolders } from "../../infra/cache_folder.ts";
import { processEnvironment } from "../../infra/env.ts";
import { withTemporaryFolder } from "../../infra/temporary_folder.ts";
import { isKnown, markIntact } from "./library_check.ts";
import { ownLibrary, unpackLibrary } from "./native_library.ts";
import type { DuckDBConnection, DuckDBDataChunk, DuckDBInstance, DuckDBPreparedStatement } from "@duckdb/node-api";

/** What is used of the package, loaded on first use. */
export type Binding = typeof import("./package.ts");

/** A connection of the package. */
export type Connection = DuckDBConnection;

/** A database of the package. */
export type Instance = DuckDBInstance;

/** A prepared statement of the package. */
export type Prepared = DuckDBPreparedStatement;

/** A block of at most 2,048 rows of the package. */
export type Chunk = DuckDBDataChunk;

/** Options of {@link loadBinding}. */
export interface BindingOptions {
  /** Where DuckDB spills to; a compiled program without a cache folder of the user's unpacks its library beside it. */
  readonly tempDirectory?: string | undefined;
}

/** Loads the package (0.2 to 0.4 s the first time), so that a program that opens no session pays nothing. */
export async function loadBinding({ tempDirectory }: BindingOptions = {}): Promise<Binding> {
  if (!Deno.build.standalone) return await import("./package.ts");
  loading ??= loadCompiled(tempDirectory);
  loading.catch(() => loading = undefined);
  return await loading;
}

/** Begins to load the package in a compiled program, where that takes the longest; whoever needs it gets what went wrong. */
export function warmBinding(options: BindingOptions = {}): void {
  if (Deno.build.standalone) loadBinding(options).catch(() => undefined);
}

// A library is unpacked, checked and opened once per process.
let loading: Promise<Binding> | undefined;

/**
 * The package looks for DuckDB's library beside its own file, where a compiled program has none; but it takes one that is open.
 * The runtime leaves the package's own native file in the folder for temporary files, so that is the cache meanwhile.
 */
async function loadCompiled(beside: string | undefined): Promise<Binding> {
  const folders = cacheFolders(processEnvironment, { beside });
  const library = await ownLibrary();
  const folder = await unpackLibrary(library, folders, (path) => void Deno.dlopen(path, {}));
  const path = join(folder, library.name);
  // The next start is quicker by it; where it cannot be noted, that one looks through all of the file.
  if (!isKnown(path, library)) markIntact(path).catch(() => undefined);
  const binding = await withTemporaryFolder(folder, () => import("./package.ts"));
  // Nothing else of the program is native.
  await Deno.permissions.revoke({ name: "ffi" });
  return binding;
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
