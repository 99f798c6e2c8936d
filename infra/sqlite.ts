import { dirname } from "node:path";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { Problem } from "./errors.ts";
import { isLocked, sqliteProblem } from "./sqlite_errors.ts";

/** What a column or a parameter may hold. Numbers beyond 2^53 throw when they are read. */
export type SqlValue = null | number | bigint | string | Uint8Array;

/** Values for `?` in order, or for `:name` by name (without the colon). A name that is left out is NULL. */
export type SqlParameters = readonly SqlValue[] | Readonly<Record<string, SqlValue>>;

/** What a statement that changes rows did. */
export interface SqlChange {
  readonly changes: number;
  /** The `rowid` of the last inserted row. */
  readonly lastId: number;
}

/** An open SQLite database. Statements are prepared once and kept. Every method throws `Problem` for the machine's faults. */
export interface Sqlite extends Disposable {
  readonly path: string;
  readonly readOnly: boolean;
  /** Runs statements without parameters and results, e.g. a migration. */
  exec(sql: string): void;
  /** Runs one statement that changes rows. */
  run(sql: string, parameters?: SqlParameters): SqlChange;
  /** The first row of a query. */
  get<Row = Record<string, SqlValue>>(sql: string, parameters?: SqlParameters): Row | undefined;
  /** All rows of a query. */
  all<Row = Record<string, SqlValue>>(sql: string, parameters?: SqlParameters): Row[];
  /**
   * Runs `body` between BEGIN IMMEDIATE and COMMIT, and rolls back when it throws.
   *
   * @throws {TypeError} for a transaction inside a transaction and for a `body` that returns a promise.
   */
  transaction<T>(body: () => T): T;
  /** Closes the database; a second time does nothing. */
  close(): void;
}

/** Settings of {@link openSqlite}. */
export interface SqliteOptions {
  /** Neither makes nor changes the file. @default false */
  readonly readOnly?: boolean;
  /** How long a statement waits for another process's lock, in milliseconds. @default 10_000 */
  readonly busyTimeout?: number;
}

const keptStatements = 200;

/**
 * Opens a SQLite file, and makes it and its folder if need be: write-ahead log, `synchronous` NORMAL (a power cut may lose
 * the last transactions, never the file), foreign keys on. `:memory:` is a database of this process.
 *
 * @throws {Problem} with the path as place: locked, damaged, not a database, not writable, disk full.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { openSqlite } from "./sqlite.ts";
 *
 * using db = openSqlite(":memory:");
 * db.exec("CREATE TABLE runs (id TEXT PRIMARY KEY, steps INTEGER NOT NULL) STRICT");
 * db.run("INSERT INTO runs VALUES (:id, :steps)", { id: "a", steps: 3 });
 * assert.deepEqual(db.all("SELECT * FROM runs"), [{ id: "a", steps: 3 }]);
 * ```
 */
export function openSqlite(path: string, options: SqliteOptions = {}): Sqlite {
  const { readOnly = false, busyTimeout = 10_000 } = options;
  let database: DatabaseSync | undefined;
  try {
    if (!readOnly && path !== ":memory:") makeFolder(path);
    database = new DatabaseSync(path, { readOnly });
    prepareConnection(database, readOnly, busyTimeout);
    return new OpenSqlite(path, readOnly, database);
  } catch (error) {
    database?.close();
    throw sqliteProblem(path, "open", error);
  }
}

function makeFolder(path: string): void {
  try {
    Deno.mkdirSync(dirname(path), { recursive: true });
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error;
    throw new Problem("configuration", `Cannot open "${path}": its folder cannot be made`, {
      place: path,
      remedy: "Check the path, and that you may write where it leads.",
      cause: error,
    });
  }
}

function prepareConnection(database: DatabaseSync, readOnly: boolean, busyTimeout: number): void {
  database.exec(
    `PRAGMA busy_timeout = ${Math.trunc(busyTimeout)}; PRAGMA foreign_keys = ON; PRAGMA synchronous = NORMAL`,
  );
  database.exec("SELECT count(*) FROM sqlite_schema");
  if (readOnly) return;
  const deadline = performance.now() + busyTimeout;
  for (;;) {
    try {
      return database.exec("PRAGMA journal_mode = WAL");
    } catch (error) {
      // Changing the journal does not wait for other openers, whatever busy_timeout says.
      if (!isLocked(error) || performance.now() > deadline) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}

class OpenSqlite implements Sqlite {
  readonly path: string;
  readonly readOnly: boolean;
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  #inTransaction = false;
  #closed = false;

  constructor(path: string, readOnly: boolean, database: DatabaseSync) {
    this.path = path;
    this.readOnly = readOnly;
    this.#database = database;
  }

  exec(sql: string): void {
    this.#guard("use", () => this.#database.exec(sql));
  }

  run(sql: string, parameters: SqlParameters = []): SqlChange {
    return this.#guard("write to", () => {
      const statement = this.#prepare(sql);
      const { changes, lastInsertRowid } = isList(parameters)
        ? statement.run(...parameters)
        : statement.run(parameters);
      return { changes: Number(changes), lastId: Number(lastInsertRowid) };
    });
  }

  get<Row = Record<string, SqlValue>>(sql: string, parameters: SqlParameters = []): Row | undefined {
    return this.#guard("read", () => {
      const statement = this.#prepare(sql);
      const row = isList(parameters) ? statement.get(...parameters) : statement.get(parameters);
      return row === undefined ? undefined : { ...row } as Row;
    });
  }

  all<Row = Record<string, SqlValue>>(sql: string, parameters: SqlParameters = []): Row[] {
    return this.#guard("read", () => {
      const statement = this.#prepare(sql);
      const rows = isList(parameters) ? statement.all(...parameters) : statement.all(parameters);
      return rows.map((row) => ({ ...row } as Row));
    });
  }

  transaction<T>(body: () => T): T {
    if (this.#inTransaction) throw new TypeError("Cannot begin a transaction: one is open already");
    this.#guard("write to", () => this.#database.exec("BEGIN IMMEDIATE"));
    this.#inTransaction = true;
    try {
      const result = body();
      if (result instanceof Promise) throw new TypeError("Cannot commit: the body of a transaction must not be async");
      this.#guard("write to", () => this.#database.exec("COMMIT"));
      return result;
    } catch (error) {
      this.#rollBack();
      throw error;
    } finally {
      this.#inTransaction = false;
    }
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#statements.clear();
    this.#database.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** SQLite has rolled back by itself after some errors (disk full), so a failure here tells nothing new. */
  #rollBack(): void {
    try {
      this.#database.exec("ROLLBACK");
    } catch {
      return;
    }
  }

  #prepare(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement !== undefined) {
      this.#statements.delete(sql);
    } else {
      statement = this.#newStatement(sql);
      const oldest = this.#statements.size >= keptStatements ? this.#statements.keys().next().value : undefined;
      if (oldest !== undefined) this.#statements.delete(oldest);
    }
    this.#statements.set(sql, statement);
    return statement;
  }

  #newStatement(sql: string): StatementSync {
    try {
      return this.#database.prepare(sql);
    } catch (error) {
      // Deno before 2.5 keeps SQLite's reason to itself when preparing, not when executing.
      if (error instanceof Error && error.message === "failed to prepare statement") {
        this.#database.exec(`EXPLAIN ${sql}`);
      }
      throw error;
    }
  }

  #guard<T>(verb: string, action: () => T): T {
    try {
      return action();
    } catch (error) {
      throw sqliteProblem(this.path, verb, error);
    }
  }
}

function isList(parameters: SqlParameters): parameters is readonly SqlValue[] {
  return Array.isArray(parameters);
}
