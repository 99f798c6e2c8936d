import { join } from "node:path";
import { quoteLiteral } from "../../core/sql.ts";
import { removeIfExists, temporaryName } from "../../infra/fs.ts";
import type { Session } from "../../io/mod.ts";

/** How {@link OutputFiles.copy} writes rows. */
const copyFormats = {
  csv: "FORMAT csv, HEADER",
  parquet: "FORMAT parquet, COMPRESSION zstd",
  // One text column that is already a line of the file: nothing is quoted, and nothing can be the delimiter.
  lines: "FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER '\x01'",
} as const;

/** Files that are written under temporary names and appear together. */
export class OutputFiles {
  /** What was written, rows without the header. */
  readonly files: { readonly path: string; readonly rows: number }[] = [];
  readonly #directory: string;
  readonly #signal: AbortSignal | undefined;
  readonly #pending = new Map<string, string>();

  constructor(directory: string, signal?: AbortSignal) {
    this.#directory = directory;
    this.#signal = signal;
  }

  /** Writes the rows of a query, in the query's order; `headers` of them are lines before the data. */
  async copy(
    session: Session,
    name: string,
    query: string,
    options: { readonly format: keyof typeof copyFormats; readonly headers?: number },
  ): Promise<number> {
    const { format, headers = 0 } = options;
    const sql = `COPY (${query}) TO ${quoteLiteral(this.#start(name))} (${copyFormats[format]})`;
    const rows = await session.run(sql, undefined, { signal: this.#signal }) - headers;
    this.files.push({ path: join(this.#directory, name), rows });
    return rows;
  }

  /** Writes a text that is no table. */
  async text(name: string, content: string): Promise<void> {
    await Deno.writeTextFile(this.#start(name), content);
    this.files.push({ path: join(this.#directory, name), rows: 1 });
  }

  /** Gives every file its name. */
  async commit(): Promise<void> {
    this.#signal?.throwIfAborted();
    for (const [temporary, path] of this.#pending) await Deno.rename(temporary, path);
    this.#pending.clear();
  }

  /** Removes what has not been given its name. */
  async discard(): Promise<void> {
    for (const temporary of this.#pending.keys()) await removeIfExists(temporary);
  }

  #start(name: string): string {
    const path = join(this.#directory, name);
    const temporary = temporaryName(path, "new");
    this.#pending.set(temporary, path);
    return temporary;
  }
}
