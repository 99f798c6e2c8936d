import type { SqlParameters, SqlValue } from "./sqlite.ts";

/** Statements that every database of this program understands; parameters are `:name` or, in order, `?`. */
export interface Queries {
  /** Runs one statement; returns how many rows it changed. */
  run(sql: string, parameters?: SqlParameters): Promise<number>;
  /** The first row of a query. */
  get<Row = Record<string, SqlValue>>(sql: string, parameters?: SqlParameters): Promise<Row | undefined>;
  /** All rows of a query. */
  all<Row = Record<string, SqlValue>>(sql: string, parameters?: SqlParameters): Promise<Row[]>;
}

/** Settings of a transaction. */
export interface TransactionOptions {
  /** Transactions with the same word never run at the same time, whichever process they are in. @default none */
  readonly exclusive?: string;
}

/** An open database of either kind. Every method throws `Problem` for the machine's faults. */
export interface Database extends Queries, AsyncDisposable {
  readonly dialect: "sqlite" | "postgres";
  /** For messages: a path, or a URL without password. */
  readonly name: string;
  /**
   * Runs `body` in a transaction and rolls back when it throws. Inside, only `queries` may be used.
   *
   * SQLite transactions run one after the other; those of PostgreSQL at once unless they are `exclusive`.
   */
  transaction<T>(body: (queries: Queries) => Promise<T>, options?: TransactionOptions): Promise<T>;
  /** Whether a statement broke a UNIQUE or PRIMARY KEY rule. */
  isUniqueViolation(error: unknown): boolean;
  /** Closes the database; a second time does nothing. */
  close(): Promise<void>;
}
