import type { Clock } from "./clock.ts";
import type { Database, Queries } from "./database.ts";

/** A statement that took long; its parameters are not kept. */
export interface SlowQuery {
  readonly sql: string;
  /** How often it took long. */
  readonly count: number;
  /** Milliseconds that it took at most, what it waited for others included. */
  readonly worst: number;
  /** When it took long last, milliseconds since 1970. */
  readonly last: number;
}

/** Settings of {@link watchQueries}. */
export interface QueryWatchOptions {
  readonly clock: Clock;
  /** Milliseconds from which a statement is slow. @default 100 */
  readonly threshold?: number;
  /** Statements that are remembered, the slowest. @default 20 */
  readonly most?: number;
}

/** A database that remembers its slow statements, in this process. */
export interface WatchedDatabase {
  readonly database: Database;
  /** The slowest first. */
  readonly slow: () => readonly SlowQuery[];
}

/** Watches how long the statements of a database take. */
export function watchQueries(database: Database, options: QueryWatchOptions): WatchedDatabase {
  const { clock, threshold = 100, most = 20 } = options;
  const known = new Map<string, SlowQuery>();
  const slow = () => [...known.values()].sort((a, b) => b.worst - a.worst);
  const timed = async <Value>(sql: string, ask: () => Promise<Value>): Promise<Value> => {
    const began = clock.elapsed();
    try {
      return await ask();
    } finally {
      const took = clock.elapsed() - began;
      if (took >= threshold) note(sql, took);
    }
  };
  const note = (sql: string, took: number) => {
    const text = sql.replaceAll(/\s+/g, " ").trim();
    const { count = 0, worst = 0 } = known.get(text) ?? {};
    known.set(text, { sql: text, count: count + 1, worst: Math.max(worst, took), last: clock.now() });
    for (const { sql } of slow().slice(most)) known.delete(sql);
  };
  const watched = (queries: Queries): Queries => ({
    run: (sql, parameters) => timed(sql, () => queries.run(sql, parameters)),
    get: (sql, parameters) => timed(sql, () => queries.get(sql, parameters)),
    all: (sql, parameters) => timed(sql, () => queries.all(sql, parameters)),
  });
  return {
    slow,
    database: {
      ...watched(database),
      dialect: database.dialect,
      name: database.name,
      transaction: (body, options) => database.transaction((queries) => body(watched(queries)), options),
      isUniqueViolation: (error) => database.isUniqueViolation(error),
      close: () => database.close(),
      [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
    },
  };
}
