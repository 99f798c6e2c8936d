import type { Client, Pool, PoolClient } from "pg";
import type { Database, Queries, TransactionOptions } from "./database.ts";
import { isBroken, postgresProblem, shownUrl } from "./postgres_errors.ts";
import type { SqlParameters, SqlValue } from "./sqlite.ts";

/** Settings of {@link openPostgres}. */
export interface PostgresOptions {
  /** Schema that all tables are in; made if need be. @default the search path of the user */
  readonly schema?: string;
  /** Connections at once. @default 8 */
  readonly connections?: number;
  /** How long connecting and waiting for a free connection may take, in milliseconds. @default 10_000 */
  readonly connectTimeout?: number;
  /** How long one statement may take, in milliseconds. @default 60_000 */
  readonly statementTimeout?: number;
}

/**
 * Opens a PostgreSQL database, version 13 or newer. The package is loaded on the first call.
 *
 * @param url `postgres://user:password@host:port/database`, with `?sslmode=require` for an encrypted connection
 * @throws {Problem} with the URL, its password hidden: the server cannot be reached, does not know the user or database
 */
export async function openPostgres(url: string, options: PostgresOptions = {}): Promise<Database> {
  const { schema, connections = 8, connectTimeout = 10_000, statementTimeout = 60_000 } = options;
  const name = shownUrl(url);
  const { default: pg } = await import("pg");
  let pool: Pool;
  try {
    pool = new pg.Pool({
      connectionString: url,
      max: connections,
      connectionTimeoutMillis: connectTimeout,
      statement_timeout: statementTimeout,
      application_name: "clustering",
      ...(schema === undefined ? {} : { options: `-c search_path=${schema}` }),
      types: {
        getTypeParser: (oid: number, format?: "text" | "binary") =>
          readerOf(oid) ?? pg.types.getTypeParser(oid, format),
      },
    });
  } catch (error) {
    throw postgresProblem(name, "open", error);
  }
  // A connection that breaks while nobody uses it is replaced; whoever uses one is told by the statement.
  pool.on("error", () => undefined);
  const database = new PostgresDatabase(name, pool);
  try {
    await database.all("SELECT 1");
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** Whole numbers of 64 bits and decimals come as numbers: what this program writes is exact in a double. */
function readerOf(oid: number): ((text: string) => number) | undefined {
  const [int8, numeric] = [20, 1700];
  return oid === int8 || oid === numeric ? Number : undefined;
}

class PostgresDatabase implements Database {
  readonly dialect = "postgres";
  readonly name: string;
  readonly #pool: Pool;
  #closed: Promise<void> | undefined;

  constructor(name: string, pool: Pool) {
    this.name = name;
    this.#pool = pool;
  }

  run(sql: string, parameters?: SqlParameters): Promise<number> {
    return queriesOf(this.name, this.#pool).run(sql, parameters);
  }

  get<Row>(sql: string, parameters?: SqlParameters): Promise<Row | undefined> {
    return this.#again((queries) => queries.get<Row>(sql, parameters));
  }

  all<Row>(sql: string, parameters?: SqlParameters): Promise<Row[]> {
    return this.#again((queries) => queries.all<Row>(sql, parameters));
  }

  /**
   * What only reads is asked again: the pool may have handed out a connection that broke while nobody used it, and when the
   * server ends them all at once, as many such as it holds.
   */
  async #again<T>(read: (queries: Queries) => Promise<T>): Promise<T> {
    const queries = queriesOf(this.name, this.#pool);
    for (let left = this.#pool.totalCount + 1;; left--) {
      try {
        return await read(queries);
      } catch (error) {
        if (!isBroken(error) || left <= 0) throw error;
      }
    }
  }

  async transaction<T>(body: (queries: Queries) => Promise<T>, options: TransactionOptions = {}): Promise<T> {
    const client = await this.#connect();
    let broken: Error | undefined;
    const onError = (error: Error) => void (broken = error);
    client.on("error", onError);
    try {
      await this.#begin(client, options);
      const result = await body(queriesOf(this.name, client));
      await statement(this.name, client, "COMMIT");
      return result;
    } catch (error) {
      // A connection that cannot even roll back is thrown away; the server then rolls back by itself.
      await client.query("ROLLBACK").catch((failed: Error) => broken = failed);
      throw error;
    } finally {
      client.off("error", onError);
      client.release(broken);
    }
  }

  isUniqueViolation(error: unknown): boolean {
    return codeOf(error) === "23505";
  }

  close(): Promise<void> {
    this.#closed ??= this.#pool.end();
    return this.#closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #connect(): Promise<PoolClient> {
    try {
      return await this.#pool.connect();
    } catch (error) {
      throw postgresProblem(this.name, "reach", error);
    }
  }

  async #begin(client: PoolClient, { exclusive }: TransactionOptions): Promise<void> {
    await statement(this.name, client, "BEGIN");
    if (exclusive === undefined) return;
    // The lock ends with the transaction, also when the connection breaks.
    await statement(this.name, client, "SELECT pg_advisory_xact_lock(hashtext($1))", [`clustering ${exclusive}`]);
  }
}

function queriesOf(name: string, client: Pool | PoolClient | Client): Queries {
  const query = async (sql: string, parameters: SqlParameters = []) => {
    const { text, values } = numbered(sql, parameters);
    return await statement(name, client, text, values);
  };
  return {
    run: async (sql, parameters) => (await query(sql, parameters)).rowCount ?? 0,
    get: async <Row>(sql: string, parameters?: SqlParameters) =>
      (await query(sql, parameters)).rows[0] as Row | undefined,
    all: async <Row>(sql: string, parameters?: SqlParameters) => (await query(sql, parameters)).rows as Row[],
  };
}

async function statement(
  name: string,
  client: Pool | PoolClient | Client,
  text: string,
  values: readonly SqlValue[] = [],
) {
  try {
    return await client.query(text, [...values]);
  } catch (error) {
    throw postgresProblem(name, "use", error);
  }
}

function codeOf(error: unknown): string | undefined {
  for (let one = error; one instanceof Error; one = one.cause) {
    if ("code" in one && typeof one.code === "string") return one.code;
  }
  return undefined;
}

const kept = new Map<string, { readonly text: string; readonly names: readonly string[] }>();
const mostKept = 500;

/** A statement with `$1, $2, …` in place of `:name` or `?`; texts in quotes stay as they are. */
export function numbered(
  sql: string,
  parameters: SqlParameters,
): { readonly text: string; readonly values: readonly SqlValue[] } {
  let known = kept.get(sql);
  if (known === undefined) {
    const names: string[] = [];
    const text = sql.replaceAll(/'(?:[^']|'')*'|"[^"]*"|::|\?|:([a-z_][a-z0-9_]*)/gi, (match, name?: string) => {
      if (match !== "?" && name === undefined) return match;
      const at = name === undefined ? -1 : names.indexOf(name);
      if (at >= 0) return `$${at + 1}`;
      names.push(name ?? String(names.length));
      return `$${names.length}`;
    });
    known = { text, names };
    if (kept.size >= mostKept) kept.clear();
    kept.set(sql, known);
  }
  const byName = parameters as Readonly<Record<string, SqlValue>>;
  const values = Array.isArray(parameters)
    ? parameters as readonly SqlValue[]
    : known.names.map((n) => byName[n] ?? null);
  return { text: known.text, values };
}
