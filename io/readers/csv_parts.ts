import { quoteList, quoteLiteral, quoteName } from "../sql.ts";
import type { StageContext, Staged } from "./types.ts";

/** Where the rows of files stand until the admit step has looked at them, and, when they are admitted as they are, behind it. */
export interface CsvParts {
  /** All rows that were taken. */
  readonly staged: Pick<Staged, "from" | "rowId" | "storage">;
  /** The statement that makes the part `name` of the rows of a SELECT. */
  makeSql(name: string, select: string): string;
  /** SQL after FROM for the rows of a part that was made. */
  fromPart(name: string): string;
  /** Adds a part's rows, `rows` in number, behind those taken before. */
  take(name: string, rows: number): Promise<void>;
  /** Forgets a part that was made and not taken. */
  drop(name: string): Promise<void>;
}

/**
 * A table of the session for a few rows; for many, Parquet files: they are written as fast as a table, are read faster
 * column by column, and leave the memory to those who read them.
 */
export function csvParts(bytes: number, context: StageContext): CsvParts {
  return bytes < context.filesFrom ? new TableParts(context) : new FileParts(context);
}

class TableParts implements CsvParts {
  readonly staged: CsvParts["staged"];
  readonly #context: StageContext;
  readonly #table: string;
  #isEmpty = true;

  constructor(context: StageContext) {
    this.#context = context;
    this.#table = quoteName(context.scratch("csv"));
    this.staged = { from: this.#table, storage: "table" };
  }

  makeSql(name: string, select: string): string {
    return `CREATE TABLE ${quoteName(name)} AS ${select}`;
  }

  fromPart(name: string): string {
    return quoteName(name);
  }

  /** The rows of the first part need no copying. */
  async take(name: string): Promise<void> {
    const part = quoteName(name);
    await run(
      this.#context,
      this.#isEmpty ? `ALTER TABLE ${part} RENAME TO ${this.#table}` : `INSERT INTO ${this.#table} FROM ${part}`,
    );
    this.#isEmpty = false;
  }

  async drop(name: string): Promise<void> {
    await this.#context.session.run(`DROP TABLE IF EXISTS ${quoteName(name)}`);
  }
}

class FileParts implements CsvParts {
  readonly #context: StageContext;
  readonly #paths = new Map<string, string>();
  readonly #taken: { readonly path: string; readonly start: number }[] = [];
  #rows = 0;

  constructor(context: StageContext) {
    this.#context = context;
  }

  get staged(): CsvParts["staged"] {
    const starts = this.#taken.map(({ start }) => start).join(", ");
    return {
      from: `read_parquet(${quoteList(this.#taken.map(({ path }) => path))})`,
      rowId: `([${starts}]::BIGINT[])[file_index::BIGINT + 1] + file_row_number`,
      storage: "scan",
    };
  }

  // Dictionaries pay for labels; for ids and amounts they cost more than they save.
  makeSql(name: string, select: string): string {
    return `COPY (${select}) TO ${quoteLiteral(this.#path(name))}
      (FORMAT parquet, COMPRESSION uncompressed, DICTIONARY_SIZE_LIMIT 1000)`;
  }

  fromPart(name: string): string {
    return `read_parquet(${quoteLiteral(this.#path(name))})`;
  }

  take(name: string, rows: number): Promise<void> {
    this.#taken.push({ path: this.#path(name), start: this.#rows });
    this.#rows += rows;
    return Promise.resolve();
  }

  async drop(name: string): Promise<void> {
    await Deno.remove(this.#path(name)).catch(() => undefined);
  }

  #path(name: string): string {
    const known = this.#paths.get(name);
    if (known !== undefined) return known;
    const path = this.#context.keptFile("rows.parquet");
    this.#paths.set(name, path);
    return path;
  }
}

function run({ session, options: { signal } }: StageContext, sql: string): Promise<number> {
  return session.run(sql, [], { signal });
}
