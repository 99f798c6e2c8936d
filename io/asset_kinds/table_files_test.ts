import assert from "node:assert/strict";
import fc from "fast-check";
import { digestFile } from "../../infra/fs.ts";
import { trickyRows } from "../../tests/helpers/tables.ts";
import { withWorkspace } from "../../tests/helpers/workspace.ts";
import { openSession } from "../duckdb/mod.ts";
import { describeTable } from "../table.ts";
import { tableFiles } from "./table_files.ts";

Deno.test("tableFiles: a table comes back as a view over its file, with rows, columns and values", () =>
  withWorkspace(async ({ session, path, table }) => {
    const files = tableFiles(session, { order: "kept" });
    const original = await table("t", trickyRows);
    const written = await files.write(original, path("t.parquet"));
    assert.deepEqual(written, { rows: original.rows, columns: original.columns });
    const opened = await files.open(path("t.parquet"), "back");
    assert.deepEqual(opened, { ...original, relation: "back", file: path("t.parquet") });
    assert.deepEqual(await session.rows("FROM back"), await session.rows("FROM t"));
  }));

Deno.test("tableFiles: an empty table keeps its columns", () =>
  withWorkspace(async ({ session, path, table }) => {
    const files = tableFiles(session);
    await files.write(await table("t", "SELECT 1 AS a, 'x' AS b WHERE false"), path("t.parquet"));
    const { rows, columns } = await files.open(path("t.parquet"), "back");
    assert.deepEqual([rows, columns.map(({ name }) => name)], [0, ["a", "b"]]);
  }));

Deno.test("tableFiles: sums of whole numbers stay whole; one beyond 64 bits is an error, not a rounded number", () =>
  withWorkspace(async ({ session, path, table }) => {
    const files = tableFiles(session);
    const sums = await table("t", "SELECT sum(x) AS s FROM (VALUES (9007199254740993::BIGINT)) v(x)");
    assert.equal(sums.columns[0]?.type, "HUGEINT");
    const written = await files.write(sums, path("t.parquet"));
    assert.deepEqual(written.columns, [{ name: "s", type: "BIGINT" }]);
    await files.open(path("t.parquet"), "back");
    assert.deepEqual(await session.row("SELECT s::VARCHAR AS s FROM back"), { s: "9007199254740993" });
    const wide = await table("wide", "SELECT 9223372036854775808::HUGEINT AS s");
    await assert.rejects(files.write(wide, path("wide.parquet")), /out of range/);
  }));

Deno.test("tableFiles: equal rows give equal bytes with one thread and with several, in whatever order they were made", () =>
  withWorkspace(async ({ path }) => {
    const hashes = new Set<string>();
    for (const [threads, order] of [[1, "i"], [2, "i"], [2, "hash(i)"], [4, "-i"]] as const) {
      await using session = await openSession({ threads });
      await session.run(`CREATE TABLE t AS SELECT i % 9000 AS store, 'need ' || i % 37 AS need, sin(i) AS sales
        FROM range(400000) r(i) WHERE hash(i) % 3 < 2 ORDER BY ${order}`);
      const file = path(`${threads}.parquet`);
      await tableFiles(session).write(await describeTable(session, "t"), file);
      hashes.add((await digestFile(file)).hash);
    }
    assert.equal(hashes.size, 1);
  }));

Deno.test("tableFiles: any numbers and texts come back the same", () =>
  withWorkspace(async ({ session, path }) => {
    const files = tableFiles(session, { order: "kept" });
    const cell = fc.record({
      whole: fc.option(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })),
      real: fc.option(fc.double({ noNaN: true })),
      text: fc.option(fc.string({ unit: "grapheme" }).map((text) => text.replaceAll("\0", ""))),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(cell, { minLength: 1, maxLength: 20 }), async (rows) => {
        await session.run("CREATE OR REPLACE TABLE t (whole BIGINT, real DOUBLE, text VARCHAR)");
        await session.append("t", [rows.map((r) => r.whole), rows.map((r) => r.real), rows.map((r) => r.text)]);
        await files.write(await describeTable(session, "t"), path("t.parquet"));
        await files.open(path("t.parquet"), "back");
        const found = await session.rows<{ whole: number | bigint | null; real: number | null; text: string | null }>(
          "FROM back",
        );
        assert.deepEqual(found.map((r) => r.text), rows.map((r) => r.text));
        assert.deepEqual(found.map((r) => r.whole === null ? null : BigInt(r.whole)), rows.map((r) => r.whole));
        assert.deepEqual(found.map((r) => r.real), rows.map((r) => r.real));
      }),
      { numRuns: 30 },
    );
  }));
