import assert from "node:assert/strict";
import { listFolder, withWorkspace } from "../../tests/helpers/workspace.ts";
import { quoteLiteral } from "../sql.ts";
import { exportQuery } from "./export_query.ts";
import { exportFormats } from "./formats.ts";

Deno.test("exportQuery: every format writes a relation, and leaves nothing else", () =>
  withWorkspace(async ({ session, path, table, folder }) => {
    await table("t", "SELECT i AS x FROM range(3) r(i)");
    for (const format of exportFormats) {
      const report = await exportQuery(session, { relation: "t" }, { format, path: path(`x.${format}`) });
      assert.deepEqual([report.rows, report.files], [3, [path(`x.${format}`)]]);
    }
    assert.deepEqual(await listFolder(folder), exportFormats.map((format) => `x.${format}`).sort());
  }));

Deno.test("exportQuery: a filter keeps the rows that meet it, in order", () =>
  withWorkspace(async ({ session, path, folder }) => {
    const sql = "SELECT i AS x, 'a' || i AS name FROM range(10) r(i) ORDER BY i DESC";
    const filter = "x % 3 = 0 AND name <> 'a3' -- not three";
    const report = await exportQuery(session, { sql }, { format: "csv", path: path("x.csv"), filter });
    assert.equal(await Deno.readTextFile(path("x.csv")), "x,name\n9,a9\n6,a6\n0,a0\n");
    assert.equal(report.rows, 3);
    assert.deepEqual(await listFolder(folder), ["x.csv"]);
    assert.deepEqual(await session.rows("FROM duckdb_views() WHERE NOT internal"), []);
  }));

Deno.test("exportQuery: a filter sees no file, no other table and no second statement", () =>
  withWorkspace(async ({ session, path, table, file, folder }) => {
    await table("t", "SELECT 1 AS x");
    await table("secrets", "SELECT 'canary' AS s");
    const secret = await file("secret.txt", "canary");
    const filters = [
      `(SELECT count(*) FROM read_text(${quoteLiteral(secret)})) > 0`,
      "x IN (SELECT length(s) FROM secrets)",
      "x = 1); DROP TABLE t; SELECT (1",
      "x = 1) UNION ALL SELECT (1",
      "x = 1) FROM secrets WHERE (1 = 1",
      "x = 1), (2",
      "y = 1",
      "x =",
      "",
      "x = 'many'",
    ];
    for (const filter of filters) {
      await assert.rejects(
        exportQuery(session, { relation: "t" }, { format: "csv", path: path("out.csv"), filter }),
        { name: "Problem", kind: "usage", place: "--filter" },
        filter,
      );
    }
    assert.deepEqual(await listFolder(folder), ["secret.txt"]);
    assert.deepEqual(await session.rows("FROM t"), [{ x: 1 }]);
  }));

Deno.test("exportQuery: DuckDB's own words explain a bad filter", () =>
  withWorkspace(async ({ session, path, table }) => {
    await table("t", "SELECT 1 AS STORE_NBR");
    await assert.rejects(
      exportQuery(session, { relation: "t" }, { format: "csv", path: path("x.csv"), filter: "STORE = 1" }),
      /Cannot filter by "STORE = 1": Referenced column "STORE" not found/,
    );
  }));

Deno.test("exportQuery: no row left is an error and keeps the old file", () =>
  withWorkspace(async ({ session, path, table, file }) => {
    await table("t", "SELECT 1 AS x");
    await file("x.csv", "old");
    await assert.rejects(
      exportQuery(session, { relation: "t" }, { format: "csv", path: path("x.csv"), filter: "x = 2" }),
      { kind: "data", message: 'Cannot export: no row meets the filter "x = 2"' },
    );
    assert.equal(await Deno.readTextFile(path("x.csv")), "old");
  }));
