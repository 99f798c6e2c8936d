import assert from "node:assert/strict";
import { runRecord } from "../history/contract.ts";
import { openSqliteLedger } from "../history/sqlite.ts";
import { coordinationContract } from "./contract.ts";

coordinationContract("openSqliteLedger", async () => {
  const folder = await Deno.makeTempDir({ prefix: "ledger-" });
  const ledger = await openSqliteLedger(`${folder}/history.sqlite`);
  return {
    ledger,
    async dispose() {
      await ledger.history.close();
      await Deno.remove(folder, { recursive: true });
    },
  };
});

Deno.test("openSqliteLedger: what is written while a transaction is open is no part of it", async () => {
  const { history, coordination } = await openSqliteLedger(":memory:");
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
