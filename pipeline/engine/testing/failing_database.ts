import type { Database, Queries } from "../../../infra/database.ts";

/** A database whose n-th statement within a transaction fails, once. */
export function failingAt(db: Database, n: number): { readonly db: Database; readonly failed: () => boolean } {
  let count = 0;
  const check = () => {
    if (++count === n) throw new Error(`Cannot go on: statement ${n} fails`);
  };
  const failing = (queries: Queries): Queries => ({
    run: (sql, parameters) => (check(), queries.run(sql, parameters)),
    get: (sql, parameters) => (check(), queries.get(sql, parameters)),
    all: (sql, parameters) => (check(), queries.all(sql, parameters)),
  });
  const wrapped = Object.create(db, {
    transaction: {
      value: <T>(body: (queries: Queries) => Promise<T>) => db.transaction(async (q) => await body(failing(q))),
    },
    dialect: { value: db.dialect },
    name: { value: db.name },
    run: { value: db.run.bind(db) },
    get: { value: db.get.bind(db) },
    all: { value: db.all.bind(db) },
  }) as Database;
  return { db: wrapped, failed: () => count >= n };
}
