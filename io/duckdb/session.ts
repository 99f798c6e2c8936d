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

/** A session over an open database: idle connections are kept, busy ones belong to one statement each. */
export class DuckDBSession implements Session {
  readonly #parts: SessionParts;
  readonly #idle: Connection[] = [];
  readonly #busy = new Set<Connection>();
  readonly #running = new Set<Promise<unknown>>();
  #closing: Promise<void> | undefined;

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
    return this.#use(
      (connection) => readColumns(this.#parts.binding, connection, sql, params, options),
      sql,
      options.signal,
    );
  }

  append(table: string, columns: readonly (readonly Cell[])[]): Promise<void> {
    return this.#use((connection) => appendCells(this.#parts.binding, connection, table, columns), table);
  }

  close(): Promise<void> {
    this.#closing ??= this.#shut();
    return this.#closing;
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
      async (connection) => await read(await execute(this.#parts.binding, connection, sql, params, mode, options)),
      sql,
      options.signal,
    );
  }

  #use<T>(work: (connection: Connection) => Promise<T>, sql: string, signal?: AbortSignal): Promise<T> {
    const running = this.#borrow(work, sql, signal);
    this.#running.add(running);
    running.catch(() => undefined).finally(() => this.#running.delete(running));
    return running;
  }

  async #borrow<T>(work: (connection: Connection) => Promise<T>, sql: string, signal?: AbortSignal): Promise<T> {
    if (this.#closing !== undefined) throw new TypeError("Cannot run a statement: the session is closed");
    signal?.throwIfAborted();
    const connection = this.#idle.pop() ?? await this.#parts.instance.connect();
    const interrupt = () => connection.interrupt();
    signal?.addEventListener("abort", interrupt);
    this.#busy.add(connection);
    try {
      const result = await work(connection);
      this.#idle.push(connection);
      return result;
    } catch (error) {
      // A failed statement may leave a transaction open, so its connection is not used again.
      connection.disconnectSync();
      signal?.throwIfAborted();
      throw statementError(error, sql);
    } finally {
      this.#busy.delete(connection);
      signal?.removeEventListener("abort", interrupt);
    }
  }

  async #shut(): Promise<void> {
    for (const connection of this.#busy) connection.interrupt();
    await Promise.allSettled(this.#running);
    for (const connection of this.#idle.splice(0)) connection.disconnectSync();
    this.#parts.instance.closeSync();
    this.#parts.release();
  }
}
