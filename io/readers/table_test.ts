import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { trickyRows } from "../../tests/helpers/tables.ts";
import { type DatabaseKind, runInFile } from "../../tests/helpers/database_files.ts";
import { stageRows } from "../../tests/helpers/staging.ts";
import { withWorkspace, type Workspace } from "../../tests/helpers/workspace.ts";
import { openSession } from "../duckdb/mod.ts";
import { duckdbReader } from "./table_duckdb.ts";
import { sqliteReader } from "./table_sqlite.ts";
import type { ReaderKind } from "./types.ts";

async function duckdbFile({ path }: Workspace, sql: string): Promise<string> {
  const file = path("x.duckdb");
  await using session = await openSession({ path: file });
  await session.run(sql);
  return file;
}

function sqliteFile({ path }: Workspace, sql: string): string {
  const database = new DatabaseSync(path("x.sqlite"));
  database.exec(sql);
  database.close();
  return path("x.sqlite");
}

Deno.test("duckdbReader: a table keeps its types and values, and the file is free afterwards", () =>
  withWorkspace(async (workspace) => {
    const path = await duckdbFile(workspace, `CREATE TABLE "My Table" AS ${trickyRows}`);
    const { rows, types, origins } = await stageRows(workspace, duckdbReader, { path, table: "my table" });
    assert.deepEqual(rows, await workspace.session.rows(trickyRows));
    assert.equal(types.moment, "TIMESTAMP");
    assert.deepEqual([origins[0], origins.at(-1)], ["x.duckdb#My Table:1", "x.duckdb#My Table:10"]);
    await using again = await openSession({ path });
    await again.run(`DROP TABLE "My Table"`);
  }));

Deno.test("duckdbReader: views and queries over the file's own tables", () =>
  withWorkspace(async (workspace) => {
    const path = await duckdbFile(
      workspace,
      "CREATE TABLE t AS SELECT i AS x FROM range(5) r(i); CREATE VIEW v AS SELECT x * 2 AS y FROM t",
    );
    const view = await stageRows(workspace, duckdbReader, { path, table: "v" });
    assert.deepEqual(view.rows.map(({ y }) => y), [0, 2, 4, 6, 8]);
    assert.equal(view.origins[4], "x.duckdb#v:5");
    for (const settings of [{ table: "v" }, { table: "t" }, { query: "SELECT x FROM t" }]) {
      const limited = await stageRows(workspace, duckdbReader, { path, ...settings }, { limit: 2 });
      assert.equal(limited.rows.length, 2);
      assert.match(limited.origins[1]!, /^x\.duckdb#(v|t|query):2$/);
    }
    const query = "SELECT a.x FROM t a JOIN v ON a.x = v.y ORDER BY 1 -- both";
    const joined = await stageRows(workspace, duckdbReader, { path, query });
    assert.deepEqual(joined.rows, [{ x: 0 }, { x: 2 }, { x: 4 }]);
    assert.deepEqual(await workspace.session.row("SELECT current_database() AS name"), { name: "memory" });
  }));

Deno.test("duckdbReader: a missing table, a wrong query and neither of both are named, and the file is let go", () =>
  withWorkspace(async (workspace) => {
    const path = await duckdbFile(workspace, "CREATE TABLE sales AS SELECT 1 AS x");
    await assert.rejects(stageRows(workspace, duckdbReader, { path, table: "sale" }), {
      kind: "data",
      message: `Cannot read "${path}": it has no table "sale"; did you mean "sales"?`,
      remedy: 'Its tables are "sales".',
    });
    await assert.rejects(stageRows(workspace, duckdbReader, { path, query: "SELECT nothing FROM sales" }), {
      kind: "configuration",
      place: "readers.x.query",
    });
    await assert.rejects(stageRows(workspace, duckdbReader, { path, query: "SELECT 1; DROP TABLE sales" }), {
      kind: "configuration",
    });
    for (const settings of [{ path }, { path, table: "sales", query: "SELECT 1" }]) {
      await assert.rejects(stageRows(workspace, duckdbReader, settings), { kind: "configuration", place: "readers.x" });
    }
    assert.deepEqual((await stageRows(workspace, duckdbReader, { path, table: "sales" })).rows, [{ x: 1 }]);
  }));

Deno.test("duckdbReader: several reads of one file at a time take turns", () =>
  withWorkspace(async (workspace) => {
    const path = await duckdbFile(workspace, "CREATE TABLE a AS SELECT 1 AS x; CREATE TABLE b AS SELECT 2 AS x");
    const read = async (table: string) => (await stageRows(workspace, duckdbReader, { path, table })).rows[0]?.x;
    assert.deepEqual(await Promise.all([read("a"), read("b"), read("a")]), [1, 2, 1]);
  }));

Deno.test("sqliteReader: columns are as wide as their values need", () =>
  withWorkspace(async (workspace) => {
    const path = sqliteFile(
      workspace,
      `CREATE TABLE "my t" (whole, "re""al" REAL, text TEXT, mixed, none, blob, day DATE);
       INSERT INTO "my t" VALUES
         (9223372036854775807, 0.1, 'é''卵', 1, NULL, x'00ff', '2024-01-01'),
         (NULL, 3, '', 'x', NULL, 'plain', NULL),
         (-1, 1e300, NULL, 2.5, NULL, NULL, '2024-01-02')`,
    );
    const { rows, types, origins, staged } = await stageRows(workspace, sqliteReader, { path, table: "MY T" });
    assert.deepEqual(types, {
      "whole": "BIGINT",
      're"al': "DOUBLE",
      "text": "VARCHAR",
      "mixed": "VARCHAR",
      "none": "VARCHAR",
      "blob": "VARCHAR",
      "day": "VARCHAR",
    });
    assert.deepEqual(rows, [
      {
        "whole": 9223372036854775807n,
        're"al': 0.1,
        "text": "é'卵",
        "mixed": "1",
        "none": null,
        "blob": "00FF",
        "day": "2024-01-01",
      },
      { "whole": null, 're"al': 3, "text": "", "mixed": "x", "none": null, "blob": "plain", "day": null },
      { "whole": -1, 're"al': 1e300, "text": null, "mixed": "2.5", "none": null, "blob": null, "day": "2024-01-02" },
    ]);
    assert.equal(origins[2], "x.sqlite#MY T:3");
    assert.match(staged.warnings?.[0] ?? "", /"blob" hold binary values/);
  }));

Deno.test("sqliteReader: views, many rows in batches, a limit", () =>
  withWorkspace(async (workspace) => {
    const path = sqliteFile(
      workspace,
      `CREATE TABLE t (x INTEGER);
       INSERT INTO t WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 45000) SELECT i FROM n;
       CREATE VIEW v AS SELECT x * 10 AS y FROM t`,
    );
    const { rows } = await stageRows(workspace, sqliteReader, { path, table: "v" });
    assert.equal(rows.length, 45_000);
    assert.deepEqual([rows[0]?.y, rows.at(-1)?.y], [10, 450_000]);
    const limited = await stageRows(workspace, sqliteReader, { path, table: "t" }, { limit: 3 });
    assert.deepEqual(limited.rows.map(({ x }) => x), [1, 2, 3]);
  }));

Deno.test("sqliteReader: a missing table, what is no database and a missing file are named", () =>
  withWorkspace(async (workspace) => {
    const path = sqliteFile(workspace, "CREATE TABLE sales (x)");
    await assert.rejects(stageRows(workspace, sqliteReader, { path, table: "sale" }), {
      kind: "data",
      message: `Cannot read "${path}": it has no table "sale"; did you mean "sales"?`,
    });
    const text = await workspace.file("text.sqlite", "id,name\n".repeat(200));
    await assert.rejects(stageRows(workspace, sqliteReader, { path: text, table: "t" }), /it is not a SQLite database/);
    const absent = workspace.path("absent.sqlite");
    await assert.rejects(stageRows(workspace, sqliteReader, { path: absent, table: "t" }), /does not exist/);
  }));

Deno.test("locateFile: a pattern of a database stands for one file, and several are refused by name", () =>
  withWorkspace(async (workspace) => {
    const { path } = workspace;
    const pattern = path("*.db");
    const settings = { path: pattern, table: "t" };
    for (const reader of [duckdbReader, sqliteReader] as readonly ReaderKind[]) {
      const kind = reader.kind as DatabaseKind;
      await runInFile(path("one.db"), kind, "CREATE TABLE t AS SELECT 7 AS x");
      assert.deepEqual((await stageRows(workspace, reader, settings)).rows.map(({ x }) => Number(x)), [7]);
      await Deno.copyFile(path("one.db"), path("two.db"));
      await assert.rejects(stageRows(workspace, reader, settings), {
        kind: "configuration",
        message: `Cannot read "${pattern}": 2 files match, and a database is read from one`,
        place: "readers.x.path",
      });
      for (const name of ["one.db", "two.db"]) await Deno.remove(path(name));
    }
  }));
