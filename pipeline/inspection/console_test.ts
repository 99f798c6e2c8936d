import assert from "node:assert/strict";
import { Problem } from "../../infra/errors.ts";
import { systemClock } from "../../infra/clock.ts";
import { withInspection } from "./testing.ts";

const limit = 100;

Deno.test("Inspector.query: assets are tables, whatever their case, partitions are tables of their own", async () => {
  await withInspection(async ({ inspector, write, catalog }) => {
    const north = { ...await write("n.parquet", "SELECT 1 AS id"), partition: "north" };
    const south = { ...await write("s.parquet", "SELECT 2 AS id"), partition: "south" };
    const tables = catalog({ orders: [north, south], "orders/north": [{ path: north.path }] });
    const rows = async (sql: string) => (await inspector.query(sql, tables, { limit })).rows;
    assert.deepEqual(await rows("SELECT * FROM Orders ORDER BY id"), [["north", 1], ["south", 2]]);
    assert.deepEqual(await rows('FROM "orders/north"; -- all'), [[1]]);
    assert.deepEqual(await rows("WITH a AS (FROM orders) SELECT count(*), 'a;b' FROM a;"), [[2, "a;b"]]);
    assert.deepEqual(await rows("SELECT 1 AS x, 2 AS x -- two of one name"), [[1, 2]]);
    assert.deepEqual((await rows("DESCRIBE orders")).map(([name]) => name), ["partition", "id"]);
    assert.equal((await rows("SUMMARIZE orders")).length, 2);
  });
});

Deno.test("Inspector.query: answers are cut at a number of rows, and say so", async () => {
  await withInspection(async ({ inspector, catalog }) => {
    const ask = (sql: string) => inspector.query(sql, catalog({}), { limit: 3 });
    assert.deepEqual([(await ask("FROM range(4)")).rows.length, (await ask("FROM range(4)")).more], [3, true]);
    assert.equal((await ask("FROM range(3)")).more, false);
    const { rows } = await ask("SELECT 123456789012345678901::HUGEINT, [1, 2], DATE '2026-01-31'");
    assert.deepEqual(rows, [["123456789012345678901", "[1, 2]", "2026-01-31"]]);
  });
});

Deno.test("Inspector.query: mistakes are told with their place and a hint", async () => {
  await withInspection(async ({ inspector, write, catalog }) => {
    const tables = catalog({ orders: [await write("a.parquet", "SELECT 1 AS id")] });
    const problem = async (sql: string) => {
      const error = await inspector.query(sql, tables, { limit }).catch((error: unknown) => error);
      assert.ok(error instanceof Problem, String(error));
      return [error.kind, error.message, error.place, error.remedy].join(" | ");
    };
    assert.match(await problem("SELECT * FROM order"), /usage \| Cannot run the query: syntax error/);
    assert.match(await problem("SELECT * FROM oders"), /Table with name oders does not exist.*Perhaps.*"orders"/);
    assert.match(await problem("SELECT\n  nope\nFROM orders"), /"nope" not found.*\| line 2 \|/);
    assert.match(await problem("  "), /there is no query/);
  });
});

/** What must not work, each with what it would have read, written or changed. */
const escapes = (assets: string): readonly string[] => [
  `COPY (SELECT 1) TO '${assets}/x.csv'`,
  `COPY orders TO '${assets}/x.parquet'`,
  "COPY orders FROM '/etc/passwd'",
  `EXPORT DATABASE '${assets}/export'`,
  "IMPORT DATABASE '/etc'",
  "ATTACH '/etc/passwd' AS secret",
  `ATTACH '${assets}/new.db'`,
  "DETACH memory",
  "USE memory",
  "INSTALL httpfs",
  "FORCE INSTALL httpfs FROM community",
  "LOAD httpfs",
  "LOAD '/tmp/x.duckdb_extension'",
  "SET enable_external_access = true",
  "SET GLOBAL allowed_directories = ['/']",
  "SET VARIABLE x = 1",
  "RESET memory_limit",
  "PRAGMA enable_profiling",
  "PRAGMA database_list",
  "CALL pragma_version()",
  "CREATE TABLE t AS SELECT 1",
  "CREATE SECRET s (TYPE s3)",
  "CREATE MACRO f() AS 1",
  "INSERT INTO orders VALUES (1)",
  "UPDATE orders SET id = 2",
  "DELETE FROM orders",
  "DROP VIEW orders",
  "ALTER VIEW orders RENAME TO o",
  "CHECKPOINT",
  "VACUUM",
  "BEGIN TRANSACTION",
  "PREPARE p AS SELECT 1",
  "EXECUTE p",
  "EXPLAIN ANALYZE COPY (SELECT 1) TO '/tmp/x'",
  "SELECT 1; SELECT 2",
  "SELECT 1; COPY (SELECT 1) TO '/tmp/x'",
  "SELECT 1) TO '/tmp/x' --",
  "SELECT 1) ; COPY (SELECT 1) TO '/tmp/x' --",
  "SELECT * FROM '/etc/passwd'",
  "FROM '/etc/passwd'",
  'FROM "/etc/passwd"',
  "SELECT * FROM '/proc/self/environ'",
  "SELECT * FROM read_csv('/etc/passwd')",
  "SELECT * FROM read_csv_auto(['/etc/passwd'])",
  "SELECT * FROM read_text('/etc/passwd')",
  "SELECT * FROM read_blob('/etc/*')",
  "SELECT * FROM read_json('/etc/passwd')",
  "SELECT * FROM read_json_objects('/etc/passwd')",
  "SELECT * FROM read_ndjson('/etc/passwd')",
  "SELECT * FROM read_parquet('/etc/passwd')",
  "SELECT * FROM parquet_metadata('/etc/passwd')",
  "SELECT * FROM parquet_scan('/etc/passwd')",
  "SELECT * FROM sniff_csv('/etc/passwd')",
  "SELECT * FROM glob('/etc/*')",
  "SELECT * FROM read_text('https://example.com/')",
  "SELECT * FROM 'https://example.com/x.parquet'",
  "SELECT getenv('HOME')",
  `SELECT * FROM read_csv('${assets}/../secret.csv')`,
  `SELECT * FROM '${assets}/../secret.csv'`,
  `SELECT * FROM read_text('${assets}/link.csv')`.replace("link.csv", "./../secret.csv"),
  `SELECT * FROM glob('${assets}/../*')`,
  "SELECT (SELECT content FROM read_text('/etc/passwd'))",
  "SELECT * FROM orders WHERE id IN (SELECT size FROM read_text('/etc/passwd'))",
  "WITH a AS (SELECT * FROM read_text('/etc/passwd')) FROM a",
  "FROM query('FROM read_text(''/etc/passwd'')')",
  "FROM query('COPY (SELECT 1) TO ''/tmp/x''')",
  "FROM query_table('/etc/passwd')",
  "SELECT * FROM json_execute_serialized_sql('x')",
  "SELECT * FROM postgres_scan('host=127.0.0.1', 'public', 'x')",
  "SELECT * FROM sqlite_scan('/etc/passwd', 'x')",
];

Deno.test("Inspector.query: nothing gets out of the folders of data, and nothing is changed", async () => {
  await withInspection(async ({ inspector, write, catalog, assets }) => {
    const tables = catalog({ orders: [await write("a.parquet", "SELECT 1 AS id")] });
    const files = async () => (await Array.fromAsync(Deno.readDir(assets))).map(({ name }) => name).sort();
    const before = await files();
    for (const sql of escapes(assets)) {
      const answered = await inspector.query(sql, tables, { limit }).catch((error: unknown) => error);
      assert.ok(answered instanceof Error, `${sql} gave ${JSON.stringify(answered)}`);
      assert.doesNotMatch(answered.message, /hunter2|root:x:/, sql);
    }
    assert.deepEqual(await files(), before);
    assert.deepEqual((await inspector.query("FROM orders", tables, { limit })).rows, [[1]]);
  });
});

Deno.test("Inspector.query: a query ends when its time is over, its memory used up, or its caller gone", async () => {
  const endless = "SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE a.range + b.range < 0";
  await withInspection(async ({ inspector, catalog }) => {
    const start = systemClock.elapsed();
    await assert.rejects(inspector.query(endless, catalog({}), { limit }), /it takes longer than 0.3 seconds/);
    assert.ok(systemClock.elapsed() - start < 20_000);
  }, { seconds: 0.3 });
  await withInspection(async ({ inspector, catalog }) => {
    const hungry = "SELECT list(a.range || b.range) FROM range(3000) a, range(3000) b";
    await assert.rejects(inspector.query(hungry, catalog({}), { limit }), /it needs more than 40MB of memory/);
    const gone = new AbortController();
    const asked = inspector.query(endless, catalog({}), { limit, signal: gone.signal });
    gone.abort(new Error("gone"));
    await assert.rejects(asked, /gone/);
  }, { memory: "40MB" });
});

Deno.test("Inspector.download: the answer of a query as CSV, with the same limits", async () => {
  await withInspection(async ({ inspector, write, catalog }) => {
    const tables = catalog({ orders: [await write("a.parquet", "SELECT i AS id FROM range(5) t(i)")] });
    const ask = (text: string) => inspector.download({ kind: "query", text, catalog: tables, limit: 2 }, "csv");
    assert.equal(
      await new Response((await ask("SELECT id, 'a,b' AS w FROM orders")).stream).text(),
      'id,w\n0,"a,b"\n1,"a,b"\n',
    );
    await assert.rejects(ask("FROM '/etc/passwd'"), /Cannot run the query/);
    await assert.rejects(ask("SELECT 1; SELECT 2"), /more than one statement/);
  });
});
