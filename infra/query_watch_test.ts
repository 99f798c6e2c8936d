import assert from "node:assert/strict";
import { manualClock } from "./clock.ts";
import type { Database } from "./database.ts";
import { watchQueries } from "./query_watch.ts";

Deno.test("watchQueries: the slowest statements with how often and how long, also within transactions and failing ones", async () => {
  const clock = manualClock(1_000);
  const pace = async (sql: string) => {
    await clock.advance(Number(/\d+/.exec(sql)?.[0] ?? 0));
    if (sql.includes("fail")) throw new Error("no");
  };
  const database = {
    dialect: "sqlite",
    name: "x",
    run: (sql: string) => pace(sql).then(() => 1),
    get: (sql: string) => pace(sql).then(() => undefined),
    all: (sql: string) => pace(sql).then(() => []),
    transaction: (body: (queries: unknown) => Promise<unknown>) => body(database),
    isUniqueViolation: () => true,
    close: () => Promise.resolve(),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  } as unknown as Database;
  const { database: watched, slow } = watchQueries(database, { clock, most: 2 });
  await watched.all("SELECT 99");
  assert.deepEqual(slow(), []);
  await watched.all("SELECT\n   100");
  await watched.transaction(async (db) => void await db.run("UPDATE 300"));
  await watched.get("SELECT 100");
  assert.deepEqual(slow(), [
    { sql: "UPDATE 300", count: 1, worst: 300, last: 1_499 },
    { sql: "SELECT 100", count: 2, worst: 100, last: 1_599 },
  ]);
  await assert.rejects(watched.get("fail 200"), /no/);
  assert.deepEqual(slow().map(({ sql }) => sql), ["UPDATE 300", "fail 200"]);
  assert.deepEqual([watched.name, watched.isUniqueViolation(0)], ["x", true]);
});
