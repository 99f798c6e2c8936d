// deno-lint-ignore-file require-await -- node:sqlite answers at once; other databases have to wait
import { setImmediate } from "node:timers";
import type { Database, Queries } from "./database.ts";
import type { Sqlite, SqlParameters } from "./sqlite.ts";
import { isUniqueViolation } from "./sqlite_errors.ts";

/**
 * A SQLite connection as a {@link Database}. A transaction may wait for promises: whatever else is asked of the connection
 * meanwhile waits until it has ended.
 */
export function sqliteDatabase(sqlite: Sqlite): Database {
  return new SqliteDatabase(sqlite);
}

class SqliteDatabase implements Database {
  readonly dialect = "sqlite";
  readonly #sqlite: Sqlite;
  readonly #queries: Queries;
  /** Ends when no transaction is open or waits; undefined when there is none. */
  #busy: Promise<unknown> | undefined;

  constructor(sqlite: Sqlite) {
    this.#sqlite = sqlite;
    this.#queries = {
      run: async (sql, parameters) => sqlite.run(sql, parameters).changes,
      get: async (sql, parameters) => sqlite.get(sql, parameters),
      all: async (sql, parameters) => sqlite.all(sql, parameters),
    };
  }

  get name(): string {
    return this.#sqlite.path;
  }

  async run(sql: string, parameters?: SqlParameters): Promise<number> {
    await this.#idle();
    return await this.#queries.run(sql, parameters);
  }

  async get<Row>(sql: string, parameters?: SqlParameters): Promise<Row | undefined> {
    await this.#idle();
    return await this.#queries.get<Row>(sql, parameters);
  }

  async all<Row>(sql: string, parameters?: SqlParameters): Promise<Row[]> {
    await this.#idle();
    return await this.#queries.all<Row>(sql, parameters);
  }

  transaction<T>(body: (queries: Queries) => Promise<T>): Promise<T> {
    const before = this.#busy;
    const work = before === undefined ? this.#transact(body) : before.then(() => this.#transact(body));
    const ended = work.then(() => undefined, () => undefined);
    const busy = ended.then(() => {
      if (this.#busy === busy) this.#busy = undefined;
    });
    this.#busy = busy;
    return work;
  }

  isUniqueViolation(error: unknown): boolean {
    return isUniqueViolation(error);
  }

  async close(): Promise<void> {
    await this.#idle();
    this.#sqlite.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #idle(): Promise<void> {
    while (this.#busy !== undefined) await this.#busy;
  }

  async #transact<T>(body: (queries: Queries) => Promise<T>): Promise<T> {
    // A transaction is made of promises that are settled already. Begun in a turn of the event loop of its own, nothing else
    // comes between them: whoever computes for a minute in this process must not keep others from the file for as long.
    await new Promise<void>((resolve) => setImmediate(resolve));
    this.#sqlite.exec("BEGIN IMMEDIATE");
    try {
      const result = await body(this.#queries);
      this.#sqlite.exec("COMMIT");
      return result;
    } catch (error) {
      this.#rollBack();
      throw error;
    }
  }

  /** SQLite has rolled back by itself after some errors (disk full), so a failure here tells nothing new. */
  #rollBack(): void {
    try {
      this.#sqlite.exec("ROLLBACK");
    } catch {
      return;
    }
  }
}
