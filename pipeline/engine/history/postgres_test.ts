import assert from "node:assert/strict";
import { postgresPrograms, type PostgresServer, withPostgres } from "../../../tests/helpers/postgres.ts";
import { accountsContract } from "../accounts/contract.ts";
import { coordinationContract, queueEntry } from "../coordination/contract.ts";
import { retentionContract } from "../retention/contract.ts";
import { historyContract, runRecord } from "./contract.ts";
import { openPostgresLedger, readPostgresLedger } from "./postgres.ts";

const ignore = postgresPrograms() === undefined;
const server = Promise.withResolvers<PostgresServer>();
const done = Promise.withResolvers<void>();
let schemas = 0;
let stopped: Promise<void> | undefined;

async function openLedger() {
  stopped ??= withPostgres((started) => {
    server.resolve(started);
    return done.promise;
  });
  stopped.catch((error) => server.reject(error));
  const ledger = await openPostgresLedger((await server.promise).url, { schema: `s${++schemas}` });
  return { ledger, history: ledger.history, dispose: () => ledger.history.close() };
}

if (ignore) {
  Deno.test({ name: "openPostgresLedger: skipped, PostgreSQL is not installed here", ignore, fn: () => {} });
} else {
  historyContract("openPostgresLedger", openLedger);
  coordinationContract("openPostgresLedger", openLedger);
  retentionContract("sweep on PostgreSQL", openLedger);
  accountsContract("openPostgresLedger", async () => {
    const { ledger, dispose } = await openLedger();
    return { accounts: ledger.accounts, dispose };
  });

  Deno.test("openPostgresLedger: many may open it at once, and it is there when it is opened again", async () => {
    const { url } = await server.promise;
    const ledgers = await Promise.all(Array.from({ length: 5 }, () => openPostgresLedger(url, { schema: "together" })));
    await ledgers[0]!.coordination.automation.setRunning("schedule", "daily", true, 1);
    for (const { history } of ledgers) await history.close();
    const { history, coordination } = await openPostgresLedger(url, { schema: "together" });
    assert.deepEqual((await coordination.automation.states()).map(({ name }) => name), ["daily"]);
    await history.close();
  });

  Deno.test("openPostgresLedger: tables of a newer program are refused", async () => {
    const { url, sql } = await server.promise;
    await (await openPostgresLedger(url, { schema: "newer" })).history.close();
    await sql("UPDATE newer.schema_version SET version = 99");
    await assert.rejects(openPostgresLedger(url, { schema: "newer" }), {
      kind: "configuration",
      message: /version 99/,
    });
  });

  Deno.test("readPostgresLedger: makes nothing, and sees what is there", async () => {
    const { url, sql } = await server.promise;
    assert.equal(await readPostgresLedger(url, { schema: "nobody" }), undefined);
    assert.equal(await sql("SELECT count(*) FROM pg_namespace WHERE nspname = 'nobody'"), "0");
    await (await openPostgresLedger(url, { schema: "somebody" })).history.close();
    const { history } = (await readPostgresLedger(url, { schema: "somebody" }))!;
    assert.deepEqual(await history.runs(), []);
    await history.close();
    await sql("UPDATE somebody.schema_version SET version = 1");
    await assert.rejects(readPostgresLedger(url, { schema: "somebody" }), {
      kind: "configuration",
      message: /version 1,/,
    });
  });

  Deno.test("openPostgresLedger: a run cannot be taken over while its process records", async () => {
    const { url, sql } = await server.promise;
    const { history, coordination: { queue } } = await openPostgresLedger(url, { schema: "fences" });
    await queue.enqueue([{ record: runRecord("r1"), entry: queueEntry("r1") }]);
    const claim = (await queue.claim("w1", { now: 1, until: 2 }, { total: 1, jobs: {}, tags: {}, pools: {} }))!;
    // A transaction of the test's own holds the run's row, so that the write stands between its fence and its events.
    const { Client } = (await import("pg")).default;
    const holder = new Client(url);
    await holder.connect();
    await holder.query("BEGIN; UPDATE fences.runs SET job = job");
    const waiting = async () =>
      Number(await sql("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"));
    const event = { kind: "log", level: "info", message: "in time", fields: {}, time: 1 } as const;
    const writing = history.write("r1", { fence: claim.fence, events: [event] });
    while (await waiting() < 1);
    let taken = false;
    const retrying = queue.retry(claim, {}).then(() => taken = true);
    while (!taken && await waiting() < 2);
    assert.equal(taken, false, "it waits for the write");
    await holder.query("COMMIT");
    await holder.end();
    await Promise.all([writing, retrying]);
    assert.deepEqual((await history.events("r1")).map(({ kind }) => kind), ["run_status", "log"]);
    await history.close();
  });

  Deno.test("openPostgresLedger: the server is stopped", async () => {
    done.resolve();
    await stopped;
  });
}
