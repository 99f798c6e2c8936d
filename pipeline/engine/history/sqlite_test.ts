import assert from "node:assert/strict";
import { openSqlite } from "../../../infra/sqlite.ts";
import { historyContract, runRecord } from "./contract.ts";
import { openSqliteHistory } from "./sqlite.ts";

historyContract("openSqliteHistory", async () => {
  const folder = await Deno.makeTempDir({ prefix: "history-" });
  const history = await openSqliteHistory(`${folder}/history.sqlite`);
  return {
    history,
    async dispose() {
      await history.close();
      await Deno.remove(folder, { recursive: true });
    },
  };
});

async function withFolder(test: (path: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "history-" });
  try {
    await test(`${folder}/history.sqlite`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("openSqliteHistory: what was recorded is there when it is opened again", async () => {
  await withFolder(async (path) => {
    {
      await using history = await openSqliteHistory(path);
      await history.createRun(runRecord("r1"));
      await history.write("r1", { events: [{ kind: "step_canceled", step: "a", time: 1 }] });
    }
    await using history = await openSqliteHistory(path);
    assert.deepEqual(await history.run("r1"), runRecord("r1"));
    assert.equal((await history.events("r1")).length, 1);
  });
});

Deno.test("openSqliteHistory: opened for reading it changes nothing", async () => {
  await withFolder(async (path) => {
    await (await openSqliteHistory(path)).close();
    await using history = await openSqliteHistory(path, { readOnly: true });
    assert.deepEqual(await history.runs(), []);
    await assert.rejects(history.createRun(runRecord("r1")), { name: "Problem", message: /may not be written/ });
  });
});

Deno.test("openSqliteHistory: refuses the file of a newer program, and to read one that is not up to date", async () => {
  await withFolder(async (path) => {
    {
      using db = openSqlite(path);
      db.exec("PRAGMA user_version = 0");
    }
    await assert.rejects(openSqliteHistory(path, { readOnly: true }), {
      kind: "configuration",
      remedy: "Open it once for writing, as running a job does, which brings it up to date.",
    });
    await (await openSqliteHistory(path)).close();
    {
      using db = openSqlite(path);
      db.exec("PRAGMA user_version = 99");
    }
    await assert.rejects(openSqliteHistory(path), { kind: "configuration", message: /version 99/ });
    await assert.rejects(openSqliteHistory(path, { readOnly: true }), { kind: "configuration", message: /version 99/ });
  });
});

Deno.test("openSqliteHistory: reading events by page and the latest values uses indexes", async () => {
  await withFolder(async (path) => {
    await (await openSqliteHistory(path)).close();
    using db = openSqlite(path);
    const plan = (sql: string) =>
      db.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`).map(({ detail }) => detail).join("; ");
    assert.match(
      plan("SELECT body FROM events WHERE run = 'r' AND sequence > 5 ORDER BY sequence LIMIT 200"),
      /^SEARCH events USING PRIMARY KEY \(run=\? AND sequence>\?\)$/,
    );
    assert.doesNotMatch(plan("SELECT version FROM latest WHERE asset = 'a'"), /SCAN/);
    assert.doesNotMatch(
      plan("SELECT * FROM materializations WHERE version IN (SELECT version FROM latest WHERE asset = 'a')"),
      /SCAN/,
    );
    assert.doesNotMatch(plan("SELECT * FROM runs WHERE job = 'j' ORDER BY id DESC LIMIT 50"), /SCAN|TEMP B-TREE/);
    assert.doesNotMatch(plan("SELECT * FROM runs WHERE status = 's' ORDER BY id DESC LIMIT 50"), /SCAN|TEMP B-TREE/);
    // Of a job that ran twice among a hundred thousand runs, and of an asset with as many values.
    assert.match(
      plan("SELECT * FROM runs WHERE job = 'j' AND status = 's' ORDER BY id DESC LIMIT 15"),
      /^SEARCH runs USING INDEX runs_by_job_status \(job=\? AND status=\?\)/,
    );
    assert.doesNotMatch(
      plan("SELECT * FROM materializations WHERE asset = 'a' AND id < 7 ORDER BY id DESC LIMIT 1"),
      /TEMP B-TREE/,
    );
  });
});
