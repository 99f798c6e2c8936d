import assert from "node:assert/strict";
import { postgresPrograms, type PostgresServer, withPostgres } from "../../../tests/helpers/postgres.ts";
import { accountsContract } from "../accounts/contract.ts";
import { insightsContract } from "../insights/contract.ts";
import { presetsContract } from "../presets/contract.ts";
import { coordinationContract, queueEntry } from "../coordination/contract.ts";
import { retentionContract } from "../retention/contract.ts";
import { historyContract, runRecord } from "./contract.ts";
import { tablesOf } from "../../../infra/copy_tables.ts";
import { openPostgres } from "../../../infra/postgres_database.ts";
import { openSqlite } from "../../../infra/sqlite.ts";
import { fillChecksums } from "./fill_checksums.ts";
import { migrations } from "./migrations.ts";
import { migratePostgres, openPostgresLedger, readPostgresLedger } from "./postgres.ts";
import type { Row } from "./rows.ts";
import { copyPostgresLedger, replacePostgresLedger } from "./transfer.ts";

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
  insightsContract("openPostgresLedger", openLedger);
  presetsContract("openPostgresLedger", async () => {
    const { ledger, dispose } = await openLedger();
    return { presets: ledger.presets, dispose };
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

  Deno.test("openPostgresLedger: what every earlier version left is read and goes on", async () => {
    const { url, sql } = await server.promise;
    for (let version = 1; version < migrations.length; version++) {
      const schema = `old${version}`;
      {
        await using database = await openPostgres(url, { schema });
        await migratePostgres(database, schema, migrations.slice(0, version));
      }
      const run = "'r1', 'j', 'test', 'success', '{}', '{}', 1, 1, 2, 1";
      await sql(`SET search_path = ${schema};
        INSERT INTO runs (id, job, environment, status, tags, request, created_at, started_at, ended_at, last_sequence)
          VALUES (${run});
        INSERT INTO steps (run, step, asset, status, attempt, metadata, version)
          VALUES ('r1', 'a', 'a', 'success', 1, '{}', 'v1');
        INSERT INTO events (run, sequence, time, body) VALUES ('r1', 1, 1, '{"kind":"step_canceled","step":"a"}');
        INSERT INTO materializations (version, run, step, asset, path, hash, bytes, metadata, code_version, inputs,
          fingerprint, created_at) VALUES ('v1', 'r1', 'a', 'a', 'p', 'h', 1, '{}', 'c', '[]', 'f', 1);
        INSERT INTO latest (asset, partition, version) VALUES ('a', '', 'v1');
        INSERT INTO partition_keys (name, key, position) VALUES ('day', 'mon', 0)`);
      await sealAll(url, schema);
      const { history, retention } = await openPostgresLedger(url, { schema });
      assert.deepEqual(await retention.verify(), []);
      assert.equal((await history.runs())[0]?.endedAt, 2);
      assert.equal((await history.steps("r1"))[0]?.version, "v1");
      assert.deepEqual(await history.events("r1"), [{
        run: "r1",
        sequence: 1,
        time: 1,
        kind: "step_canceled",
        step: "a",
      }]);
      assert.equal((await history.latest("a"))?.fingerprint, "f");
      assert.deepEqual(await history.partitions("day"), ["mon"]);
      await history.write("r1", {
        events: [{ kind: "step_canceled", step: "b", time: 2 }],
        partitions: { day: ["tue"] },
      });
      assert.equal(await history.lastSequence("r1"), 2);
      assert.deepEqual(await history.partitions("day"), ["tue"]);
      await history.close();
    }
  });

  Deno.test("copyPostgresLedger, replacePostgresLedger: what was copied and put back is the same, row by row", async () => {
    const { url } = await server.promise;
    const { history, coordination: { automation, queue }, coordination } = await openPostgresLedger(url, {
      schema: "from",
    });
    for (const id of ["r1", "r2"]) await queue.enqueue([{ record: runRecord(id), entry: queueEntry(id) }]);
    await automation.setRunning("schedule", "daily", true, 1.5);
    await coordination.audit({ time: 1, actor: "a", action: "b", target: "c", details: { text: "Zürich 'x'" } });
    const check = { step: "a", asset: "a", check: "c", severity: "warn", passed: false, message: "m" } as const;
    await history.write("r1", {
      events: [{ kind: "step_canceled", step: "a", time: 1 }],
      checks: [{ ...check, run: "r1", figures: {}, samples: [], time: 1 }],
      partitions: { day: ["mon", "tue"] },
    });
    await history.close();
    const folder = await Deno.makeTempDir({ prefix: "copy-" });
    try {
      await copyPostgresLedger(url, `${folder}/a.sqlite`, { schema: "from" });
      await (await openPostgresLedger(url, { schema: "to" })).history.close();
      await replacePostgresLedger(url, `${folder}/a.sqlite`, { schema: "to", now: 5 });
      await copyPostgresLedger(url, `${folder}/b.sqlite`, { schema: "to" });
      using a = openSqlite(`${folder}/a.sqlite`, { readOnly: true });
      using b = openSqlite(`${folder}/b.sqlite`, { readOnly: true });
      for (const { name } of tablesOf(a)) {
        assert.deepEqual(b.all(`SELECT * FROM ${name}`), a.all(`SELECT * FROM ${name}`), name);
      }
      assert.equal(a.all("SELECT * FROM queue").length, 2);
      const restored = await openPostgresLedger(url, { schema: "to" });
      await restored.history.write("r1", { checks: [{ ...check, run: "r1", figures: {}, samples: [], time: 2 }] });
      assert.equal((await restored.history.checks("r1")).length, 2, "new rows get new numbers");
      await restored.history.close();
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
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

/** Gives rows that were inserted by hand their checksums, where the schema has them. */
async function sealAll(url: string, schema: string): Promise<void> {
  await using database = await openPostgres(url, { schema });
  const { version } = await database.get<{ version: number }>("SELECT version FROM schema_version") ?? { version: 0 };
  if (version < 9) return;
  const steps = fillChecksums();
  for (let step = steps.next(); step.done !== true;) {
    step = steps.next(await database.all<Row>(step.value.sql, step.value.parameters));
  }
}
