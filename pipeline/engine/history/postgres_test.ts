import assert from "node:assert/strict";
import { postgresPrograms, type PostgresServer, withPostgres } from "../../../tests/helpers/postgres.ts";
import { coordinationContract } from "../coordination/contract.ts";
import { historyContract } from "./contract.ts";
import { openPostgresLedger } from "./postgres.ts";

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

  Deno.test("openPostgresLedger: the server is stopped", async () => {
    done.resolve();
    await stopped;
  });
}
