import assert from "node:assert/strict";
import { doubleItems, loadBinding } from "./binding.ts";

Deno.test("doubleItems: the package keeps the values of a DOUBLE column where we look for them", async () => {
  const { DuckDBInstance } = await loadBinding();
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const pending = await connection.startStream("SELECT i::DOUBLE / 2 AS half, i::INTEGER AS whole FROM range(3) t(i)");
  await pending.runAllTasks();
  const chunk = await (await pending.getResult()).fetchChunk();
  assert.ok(chunk !== null);
  assert.deepEqual([...doubleItems(chunk, 0)], [0, 0.5, 1]);
  assert.throws(() => doubleItems(chunk, 1), TypeError);
  connection.closeSync();
  instance.closeSync();
});
