import assert from "node:assert/strict";
import { writeTogether } from "./helpers/many_writers.ts";

Deno.test("64 processes write to one SQLite history without a lock error, and lose nothing", async () => {
  const { transactions } = await writeTogether(64, 4);
  assert.equal(transactions, 64 * 4 * 3);
});
