/** A value that can be bound to a `$name` or `?` in a statement. */
export type SqlValue = string | number | bigint | boolean | null | readonly string[] | readonly number[];

/** Bound values, by position or by name. */
export type SqlParams = readonly SqlValue[] | Readonly<Record<string, SqlValue>>;

/** Limits and places of a session, from the configuration's `engine` section. */
export interface SessionOptions {
  /** Memory that DuckDB may use before it spills, such as `"1GB"`. @default DuckDB's own (80 % of the machine) */
  readonly memoryLimit?: string;
  /** Worker threads of DuckDB. @default one per core */
  readonly threads?: number;
  /** Where DuckDB spills; made if absent. @default the system's temporary folder */
  readonly tempDirectory?: string;
  /** Database file to work in. @default in memory */
  readonly path?: string;
  /** Open `path` without the right to change it. @default false */
  readonly readOnly?: boolean;
  /**
   * Folders (absolute) that SQL may read and write, with everything below them; any other file is refused by DuckDB, and
   * settings cannot be changed afterwards. @default every file that the process may touch
   */
  readonly directories?: readonly string[];
  /** Files (absolute) that SQL may read beside those of `directories`; giving them confines SQL as `directories` does. @default none */
  readonly files?: readonly string[];
}

/** A cell that {@link Session.append} writes; it must fit the column's type. */
export type Cell = string | number | bigint | boolean | null;

/** A numeric column as typed array; SQL NULL is NaN. */
export type ColumnData = Float64Array;

/** Per statement options. */
export interface QueryOptions {
  /** Interrupts the statement when aborted. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * One DuckDB database, open once in this process, with as many connections as statements run at the same time.
 *
 * Statements never block the event loop. Tables that several steps share must not be TEMP: a temporary table belongs to
 * one connection.
 */
export interface Session extends AsyncDisposable {
  /** Runs one or more statements, results dropped; returns the rows changed by the last one. */
  run(sql: string, params?: SqlParams, options?: QueryOptions): Promise<number>;
  /** Rows as objects: for metadata and small results only, never for data. BIGINTs come as numbers when safe, else as bigint. */
  rows<Row>(sql: string, params?: SqlParams, options?: QueryOptions): Promise<Row[]>;
  /** The first row, or undefined. */
  row<Row>(sql: string, params?: SqlParams, options?: QueryOptions): Promise<Row | undefined>;
  /** Numeric columns of a query as typed arrays, in the query's column order; each column must cast to DOUBLE. */
  columns(sql: string, params?: SqlParams, options?: QueryOptions): Promise<ReadonlyMap<string, ColumnData>>;
  /**
   * Appends rows to a table, given column by column in the table's order, all of one length: for what SQL cannot read.
   * Numbers go to DOUBLE or INTEGER columns, bigints to BIGINT. Call it with some thousand rows at a time.
   */
  append(table: string, columns: readonly (readonly Cell[])[]): Promise<void>;
  /** Interrupts what runs and closes every connection and the database. Closing twice does nothing. */
  close(): Promise<void>;
}
