import assert from "node:assert/strict";
import { runRecord } from "../history/contract.ts";
import { openSqliteStore } from "../history/sqlite.ts";
import { coordinationContract } from "./contract.ts";

coordinationContract("openSqliteStore", async () => {
  const folder = await Deno.makeTempDir({ prefix: "store-" });
  const store = await openSqliteStore(`${folder}/history.sqlite`);
  return {
    store,
    async dispose() {
      await store.history.close();
      await Deno.remove(folder, { recursive: true });
    },
  };
});

Deno.test("openSqliteStore: what is written while a transaction is open is no part of it", async () => {
  const { history, coordination } = await openSqliteStore(":memory:");
  const failing = coordination.queue.enqueue([
    { record: runRecord("r1"), entry: { ...entry, run: "r1" } },
    { record: runRecord("r1"), entry: { ...entry, run: "r1" } },
  ]);
  const beside = history.createRun(runRecord("r2"));
  await assert.rejects(failing);
  await beside;
  assert.deepEqual((await history.runs()).map(({ id }) => id), ["r2"]);
  await history.close();
});

const entry = { priority: 0, pools: {}, origin: { kind: "manual" }, onCrash: "fail", attempts: 1 } as const;
