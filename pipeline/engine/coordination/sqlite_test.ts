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

Deno.test("openSqliteLedger: a process that computes for long keeps no other from the file", async () => {
  const folder = await Deno.makeTempDir({ prefix: "ledger-" });
  const path = `${folder}/history.sqlite`;
  const [busy, other] = [await openSqliteLedger(path), await openSqliteLedger(path, { busyTimeout: 0 })];
  await busy.history.createRun(runRecord("r1"));
  const written = busy.history.write("r1", { events: [{ kind: "run_status", status: "running", time: 1 }] });
  // Whatever else happens in the turn of the write, and as often as there could be something between two of its statements.
  for (let n = 0; n < 50; n++) {
    await Promise.resolve();
    await other.history.createRun(runRecord(`o${n}`));
  }
  await written;
  for (const { history } of [busy, other]) await history.close();
  await Deno.remove(folder, { recursive: true });
});

Deno.test("openSqliteLedger: what is written before a transaction is no part of it", async () => {
  const { history, coordination } = await openSqliteLedger(":memory:");
  const before = coordination.audit({ time: 1, actor: "ann", action: "x", target: "y", details: {} });
  const failing = coordination.queue.enqueue([
    { record: runRecord("r1"), entry: { ...entry, run: "r1" } },
    { record: runRecord("r1"), entry: { ...entry, run: "r1" } },
  ]);
  await before;
  await assert.rejects(failing);
  assert.equal((await coordination.audits()).length, 1);
  await history.close();
});

const entry = { priority: 0, pools: {}, origin: { kind: "manual" }, onCrash: "fail", attempts: 1 } as const;
