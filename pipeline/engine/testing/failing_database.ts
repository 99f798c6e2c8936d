import type { Database, Queries } from "../../../infra/database.ts";

/** A database that tells before each statement of a transaction, and before the transaction is kept. */
export function watchedDatabase(db: Database, reach: () => void | Promise<void>): Database {
  const watched = (queries: Queries): Queries => ({
    run: async (sql, parameters) => (await reach(), await queries.run(sql, parameters)),
    get: async (sql, parameters) => (await reach(), await queries.get(sql, parameters)),
    all: async (sql, parameters) => (await reach(), await queries.all(sql, parameters)),
  });
  const transaction: Database["transaction"] = (body, options) =>
    db.transaction(async (queries) => {
      const result = await body(watched(queries));
      await reach();
      return result;
    }, options);
  return Object.create(db, {
    transaction: { value: transaction },
    dialect: { value: db.dialect },
    name: { value: db.name },
    run: { value: db.run.bind(db) },
    get: { value: db.get.bind(db) },
    all: { value: db.all.bind(db) },
  }) as Database;
}

/** A database of which the n-th statement within a transaction, or the keeping of one, fails once. */
export function failingAt(db: Database, n: number): { readonly db: Database; readonly failed: () => boolean } {
  let count = 0;
  const watched = watchedDatabase(db, () => {
    if (++count === n) throw new Error(`Cannot go on: statement ${n} fails`);
  });
  return { db: watched, failed: () => count >= n };
}
