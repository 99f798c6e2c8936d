import assert from "node:assert/strict";
import { join } from "node:path";
import { Problem } from "../../infra/errors.ts";
import { openSession } from "../../io/mod.ts";
import { withInspection } from "./testing.ts";

const limit = 100;

/** What a query must not reach although all of it is one SELECT; `folder` holds the data. */
const attempts = (folder: string): readonly string[] => [
  "FROM duckdb_secrets()",
  "FROM duckdb_settings()",
  "FROM duckdb_databases()",
  "FROM duckdb_extensions()",
  "FROM duckdb_logs",
  "FROM main.duckdb_logs",
  "FROM information_schema.tables",
  "FROM pg_catalog.pg_settings",
  "FROM memory.main.orders",
  "FROM sqlite_master",
  "SELECT getenv('HOME')",
  "SELECT GETENV('HOME')",
  "SELECT current_setting('allowed_directories')",
  "SELECT getvariable('x')",
  "SELECT write_log('x')",
  "SELECT sleep_ms(1)",
  `FROM enable_logging(storage := 'file', storage_path := '${folder}')`,
  "FROM enable_logging(storage := 'stdout')",
  `FROM enable_profiling(save_location := '${folder}/p.txt')`,
  "FROM truncate_duckdb_logs()",
  "FROM force_checkpoint()",
  "FROM query('FROM duckdb_settings()')",
  "FROM query('SELECT 1')",
  "FROM query_table('orders')",
  "FROM json_execute_serialized_sql(json_serialize_sql('SELECT 1'))",
  "FROM arrow_scan(1, 2, 3)",
  "FROM seq_scan()",
  "SELECT (FROM glob('*'))",
  "FROM orders, LATERAL (FROM read_text('/etc/hostname'))",
  "WITH read_text AS (SELECT 1) FROM read_text('/etc/hostname')",
  "WITH RECURSIVE r AS (FROM read_csv('/etc/passwd') UNION ALL FROM r) FROM r",
  'WITH "/etc/passwd" AS (SELECT 1) FROM (FROM "/etc/hostname")',
  "SELECT 1 ORDER BY (SELECT count(*) FROM glob('/etc/*'))",
  "SELECT * FROM range(1) WHERE EXISTS (FROM read_blob('/etc/hostname'))",
  "VALUES ((SELECT content FROM read_text('/etc/hostname')))",
  "DESCRIBE FROM read_csv('/etc/passwd')",
  "SUMMARIZE FROM read_csv('/etc/passwd')",
  "SUMMARIZE '/etc/passwd'",
  "DESCRIBE '/etc/passwd'",
  "FROM (FROM 'orders.parquet')",
  "WITH x AS (INSERT INTO orders VALUES (1) RETURNING *) FROM x",
  "WITH x AS (DELETE FROM orders RETURNING *) FROM x",
  "SELECT * FROM (COPY orders TO 'x')",
  "SELECT 1;;;SET threads = 9",
  "SET memory_limit = '1TB'",
  "SET threads = 64",
  "SET allow_unsigned_extensions = true",
  "SET lock_configuration = false",
  "PRAGMA memory_limit = '1TB'",
  "SELECT 1 -- \n; SET threads = 9",
  "SELECT 1 /* */ ; ATTACH 'x'",
  // The files of tables that this query does not ask for, and everything else that lies beside them.
  `FROM read_parquet('${folder}/orders.parquet')`,
  `FROM '${folder}/orders.parquet'`,
  `FROM read_text('${folder}/users.sqlite')`,
  `FROM glob('${folder}/*')`,
  `FROM parquet_metadata('${folder}/orders.parquet')`,
  `FROM parquet_kv_metadata('${folder}/orders.parquet')`,
  `FROM read_text('${folder}/link.csv')`,
  `FROM read_text('${folder}/etc/hostname')`,
];

Deno.test("Inspector.query: one SELECT reaches no file by name, no setting, no log, no pointer", async () => {
  await withInspection(async ({ inspector, write, catalog, assets }) => {
    const tables = catalog({ orders: [await write("orders.parquet", "SELECT 1 AS id")] });
    await Deno.writeTextFile(join(assets, "users.sqlite"), "hunter2");
    await Deno.symlink(join(assets, "../secret.csv"), join(assets, "link.csv"));
    await Deno.symlink("/etc", join(assets, "etc"));
    const names = () => [...Deno.readDirSync(assets)].map(({ name }) => name).sort();
    const before = names();
    for (const sql of attempts(assets)) {
      const answered = await inspector.query(sql, tables, { limit }).catch((error: unknown) => error);
      assert.ok(answered instanceof Problem, `${sql} gave ${JSON.stringify(answered)}`);
      assert.equal(answered.kind, "usage", sql);
      assert.doesNotMatch(answered.message, /hunter2|root:x:/, sql);
    }
    assert.deepEqual(names(), before);
    assert.deepEqual((await inspector.query("FROM orders", tables, { limit })).rows, [[1]]);
  });
});

Deno.test("Inspector.query: the file of a table is read where it is, and a link that leads out is not followed", async () => {
  await withInspection(async ({ inspector, write, catalog, assets }) => {
    const { path } = await write("../outside.parquet", "SELECT 'hunter2' AS secret");
    await Deno.symlink(path, join(assets, "inside.parquet"));
    const ask = inspector.preview([{ path: join(assets, "inside.parquet") }], {});
    await assert.rejects(ask, (error: Error) => !error.message.includes("hunter2"));
    assert.deepEqual((await inspector.query("SELECT 1", catalog({}), { limit })).rows, [[1]]);
  });
});

Deno.test("openSession: what it is confined to holds for files behind links, and for what one file stands beside", async () => {
  const folder = await Deno.realPath(await Deno.makeTempDir());
  try {
    await Deno.mkdir(join(folder, "data"));
    await Deno.writeTextFile(join(folder, "secret.csv"), "secret\nhunter2\n");
    await Deno.symlink(join(folder, "secret.csv"), join(folder, "data/link.csv"));
    for (const name of ["one.csv", "two.csv"]) await Deno.writeTextFile(join(folder, "data", name), "a\n1\n");
    await using session = await openSession({ files: [join(folder, "data/one.csv")] });
    assert.deepEqual(await session.rows(`FROM read_csv('${folder}/data/one.csv')`), [{ a: 1 }]);
    for (const name of ["data/two.csv", "data/../data/two.csv", "data/*.csv", "secret.csv", "data/link.csv"]) {
      await assert.rejects(session.rows(`FROM read_csv('${folder}/${name}')`), name);
    }
    await assert.rejects(session.run(`COPY (SELECT 1) TO '${folder}/data/one.csv'`));
    await using wide = await openSession({ directories: [join(folder, "data")] });
    assert.deepEqual(await wide.rows(`FROM read_csv('${folder}/data/two.csv')`), [{ a: 1 }]);
    await assert.rejects(wide.rows(`FROM read_csv('${folder}/data/link.csv')`), "a link that leads out");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
