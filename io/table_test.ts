import assert from "node:assert/strict";
import { withWorkspace } from "../tests/helpers/workspace.ts";
import { describeTable } from "./table.ts";

Deno.test("describeTable: a view has columns in order, DuckDB's types and its rows", () =>
  withWorkspace(async ({ session }) => {
    await session.run(
      `CREATE VIEW "odd ""name" AS SELECT 1::BIGINT AS b, 'x' AS "a ""b""", 1.5::DOUBLE AS "C" FROM range(3)`,
    );
    assert.deepEqual(await describeTable(session, 'odd "name'), {
      relation: 'odd "name',
      rows: 3,
      columns: [{ name: "b", type: "BIGINT" }, { name: 'a "b"', type: "VARCHAR" }, { name: "C", type: "DOUBLE" }],
    });
  }));

Deno.test("describeTable: a known file and number of rows are taken over", () =>
  withWorkspace(async ({ session }) => {
    await session.run("CREATE TABLE t AS SELECT 1 AS x");
    const table = await describeTable(session, "t", { file: "t.parquet", rows: 7 });
    assert.deepEqual([table.rows, table.file], [7, "t.parquet"]);
  }));
