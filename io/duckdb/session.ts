import type { DuckDBResult } from "@duckdb/node-api";
import type { Binding, Connection, Instance } from "./binding.ts";
import { readColumns } from "./columns.ts";
import { appendCells } from "./append.ts";
import { statementError } from "./errors.ts";
import { plainRow } from "./rows.ts";
import { execute, type ResultMode } from "./statement.ts";
import type { Cell, ColumnData, QueryOptions, Session, SqlParams } from "./types.ts";

/** What a session is built from. */
export interface SessionParts {
  readonly binding: Binding;
  readonly instance: Instance;
  /** Called once after everything is closed. */
  readonly release: () => void;
}

/** What is done with a connection; the signal says that it is to stop. */
type Work<T> = (connection: Connection, signal: AbortSignal) => Promise<T>;

/** A session over an open database: idle connections are kept, busy ones belong to one statement each. */
export class DuckDBSession implements Session {
  readonly #parts: SessionParts;
  readonly #idle: Connection[] = [];
  readonly #running = new Set<Promise<unknown>>();
  readonly #closing = new AbortController();
  #closed: Promise<void> | undefined;

  constructor(parts: SessionParts) {
    this.#parts = parts;
  }

  run(sql: string, params: SqlParams = [], options: QueryOptions = {}): Promise<number> {
    return this.#query(sql, params, "complete", options, (result) => Promise.resolve(result.rowsChanged));
  }

  rows<Row>(sql: string, params: SqlParams = [], options: QueryOptions = {}): Promise<Row[]> {
    return this.#query(sql, params, "complete", options, async (result) => {
      const rows = await result.getRowObjectsJS();
      return rows.map((row) => plainRow(row) as Row);
    });
  }

  async row<Row>(sql: string, params: SqlParams = [], options: QueryOptions = {}): Promise<Row | undefined> {
    return (await this.rows<Row>(sql, params, options))[0];
  }

  columns(
    sql: string,
    params: SqlParams = [],
    options: QueryOptions = {},
  ): Promise<ReadonlyMap<string, ColumnData>> {
    const { binding } = this.#parts;
    return this.#use(
      (connection, signal) => readColumns(binding, connection, sql, params, { signal }),
      sql,
      options.signal,
    );
  }

  append(table: string, columns: readonly (readonly Cell[])[]): Promise<void> {
    return this.#use((connection) => appendCells(this.#parts.binding, connection, table, columns), table);
  }

  close(): Promise<void> {
    this.#closed ??= this.#shut();
    return this.#closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #query<T>(
    sql: string,
    params: SqlParams,
    mode: ResultMode,
    options: QueryOptions,
    read: (result: DuckDBResult) => Promise<T>,
  ): Promise<T> {
    return this.#use(
      async (connection, signal) =>
        await read(await execute(this.#parts.binding, connection, sql, params, mode, { signal })),
      sql,
      options.signal,
    );
  }

  #use<T>(work: Work<T>, sql: string, signal?: AbortSignal): Promise<T> {
    const running = this.#borrow(work, sql, signal);
    this.#running.add(running);
    running.catch(() => undefined).finally(() => this.#running.delete(running));
    return running;
  }

  async #borrow<T>(work: Work<T>, sql: string, signal?: AbortSignal): Promise<T> {
    if (this.#closed !== undefined) throw new TypeError("Cannot run a statement: the session is closed");
    signal?.throwIfAborted();
    const connection = this.#idle.pop() ?? await this.#parts.instance.connect();
    const stop = new AbortController();
    const interrupt = () => {
      stop.abort();
      connection.interrupt();
    };
    const sources = [this.#closing.signal, ...(signal === undefined ? [] : [signal])];
    for (const source of sources) source.addEventListener("abort", interrupt);
    if (sources.some(({ aborted }) => aborted)) interrupt();
    try {
      const result = await work(connection, stop.signal);
      this.#idle.push(connection);
      return result;
    } catch (error) {
      // A failed statement may leave a transaction open, so its connection is not used again.
      connection.disconnectSync();
      signal?.throwIfAborted();
      this.#closing.signal.throwIfAborted();
      throw statementError(error, sql);
    } finally {
      for (const source of sources) source.removeEventListener("abort", interrupt);
    }
  }

  async #shut(): Promise<void> {
    this.#closing.abort(new DOMException("The session was closed", "AbortError"));
    await Promise.allSettled(this.#running);
    for (const connection of this.#idle.splice(0)) connection.disconnectSync();
    this.#parts.instance.closeSync();
    this.#parts.release();
  }
}
