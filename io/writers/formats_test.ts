import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { trickyRows } from "../../tests/helpers/tables.ts";
import { withWorkspace, type Workspace } from "../../tests/helpers/workspace.ts";
import { quoteLiteral } from "../sql.ts";
import type { Table } from "../types.ts";
import { csvWriter } from "./csv.ts";
import { duckdbWriter } from "./duckdb.ts";
import { jsonLinesWriter, jsonWriter } from "./json.ts";
import { parquetWriter } from "./parquet.ts";
import { sqliteWriter } from "./sqlite.ts";
import type { WriterKind } from "./types.ts";

/** Writes `table` with a kind and returns the path. */
async function write(
  workspace: Workspace,
  kind: WriterKind,
  table: Table,
  settings: Record<string, unknown> = {},
): Promise<string> {
  const path = workspace.path(`out/x.${kind.kind}`);
  const config = kind.config.parse({ path, ...settings });
  const context = { session: workspace.session, dataset: "x", place: "writers.x" };
  const report = await kind.write(config, { kind: "table", table }, context);
  assert.equal(report.rows, table.rows);
  assert.equal(report.bytes, (await Deno.stat(path)).size);
  return path;
}

/** Rows with every value as text, so that two engines can be compared to the last bit. */
async function texts({ session }: Workspace, from: string): Promise<unknown[]> {
  const sql =
    `SELECT "whole"::BIGINT::VARCHAR AS w, "te,x""t" AS t, "real"::DOUBLE::VARCHAR AS r, "truth"::BOOLEAN AS b,
    "day"::DATE::VARCHAR AS d, "moment"::TIMESTAMP::VARCHAR AS m FROM ${from}`;
  return await session.rows(sql);
}

Deno.test("parquetWriter: every value and type comes back", () =>
  withWorkspace(async (workspace) => {
    const table = await workspace.table("t", trickyRows);
    const path = await write(workspace, parquetWriter, table);
    assert.deepEqual(await texts(workspace, quoteLiteral(path)), await texts(workspace, "t"));
    const types = await workspace.session.rows(
      `SELECT column_name AS name, column_type AS type FROM (DESCRIBE FROM ${quoteLiteral(path)})`,
    );
    assert.deepEqual(types, table.columns);
    const [meta] = await workspace.session.rows<{ compression: string }>(
      `SELECT DISTINCT compression FROM parquet_metadata(${quoteLiteral(path)})`,
    );
    assert.equal(meta?.compression, "ZSTD");
  }));

Deno.test("parquetWriter: the bytes of a table's file are copied, unless an option changes them", () =>
  withWorkspace(async (workspace) => {
    const table = await workspace.table("t", trickyRows);
    const file = await workspace.file("made_elsewhere.parquet", "not really Parquet");
    const path = await write(workspace, parquetWriter, { ...table, file });
    assert.equal(await Deno.readTextFile(path), "not really Parquet");
    await write(workspace, parquetWriter, { ...table, file }, { compression: "snappy" });
    assert.deepEqual(await texts(workspace, quoteLiteral(path)), await texts(workspace, "t"));
  }));

Deno.test("csvWriter: every value comes back, NULL apart from the empty text", () =>
  withWorkspace(async (workspace) => {
    const table = await workspace.table("t", trickyRows);
    const path = await write(workspace, csvWriter, table, { null_text: "\\N", delimiter: ";" });
    const source = `read_csv(${quoteLiteral(path)}, delim = ';', header = true, nullstr = '\\N', all_varchar = true,
      quote = '"', escape = '"', new_line = '\\n')`;
    assert.deepEqual(await texts(workspace, source), await texts(workspace, "t"));
  }));

Deno.test("csvWriter: the text of a file, with mark, header and nulls", () =>
  withWorkspace(async (workspace) => {
    const table = await workspace.table("t", `SELECT 1 AS "a,b", NULL AS c, '' AS d, '-x' AS e`);
    const text = async (settings: Record<string, unknown>) =>
      await Deno.readTextFile(await write(workspace, csvWriter, table, settings));
    assert.equal(await text({}), '"a,b",c,d,e\n1,,"",-x\n');
    assert.equal(await text({ delimiter: "\t", header: false, null_text: "NULL" }), "1\tNULL\t\t-x\n");
    assert.equal(await text({ escape_formulas: true, header: false }), `1,,"",'-x\n`);
    const bytes = await Deno.readFile(await write(workspace, csvWriter, table, { bom: true }));
    assert.deepEqual([...bytes.subarray(0, 3)], [0xef, 0xbb, 0xbf]);
    assert.equal(new TextDecoder().decode(bytes), '"a,b",c,d,e\n1,,"",-x\n');
    const bare = await Deno.readFile(await write(workspace, csvWriter, table, { bom: true, header: false }));
    assert.equal(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bare), '\ufeff1,,"",-x\n');
  }));

Deno.test("jsonLinesWriter: one parsable object per line, whole numbers with all digits", () =>
  withWorkspace(async (workspace) => {
    const table = await workspace.table("t", trickyRows);
    const path = await write(workspace, jsonLinesWriter, table);
    const lines = (await Deno.readTextFile(path)).trimEnd().split("\n");
    assert.equal(lines.length, table.rows);
    assert.match(lines[2]!, /"whole":9007199254740993,/);
    assert.equal(JSON.parse(lines[2]!)['te,x"t'], "two\nlines\r\nand\ttab");
    assert.ok(Object.is(JSON.parse(lines[6]!).real, -0));
    const columns = `{"whole": 'BIGINT', 'te,x"t': 'VARCHAR', "real": 'DOUBLE', truth: 'BOOLEAN', day: 'DATE',
      moment: 'TIMESTAMP'}`;
    const source = `read_json(${quoteLiteral(path)}, format = 'newline_delimited', columns = ${columns})`;
    assert.deepEqual(await texts(workspace, source), await texts(workspace, "t"));
  }));

Deno.test("jsonWriter: one array; NaN and infinities, which JSON lacks, become texts", () =>
  withWorkspace(async (workspace) => {
    const table = await workspace.table(
      "t",
      `SELECT unnest(['nan', 'inf', '-inf', '1.5', '-0', NULL])::DOUBLE AS x, 'nan'::FLOAT AS f, [1, 2] AS l`,
    );
    const rows = JSON.parse(await Deno.readTextFile(await write(workspace, jsonWriter, table)));
    assert.deepEqual(rows.map((row: { x: unknown }) => row.x), ["nan", "inf", "-inf", 1.5, -0, null]);
    assert.deepEqual([rows[0].f, rows[0].l], ["nan", [1, 2]]);
  }));

Deno.test("duckdbWriter: every value and type comes back, other tables stay, a second write replaces", () =>
  withWorkspace(async (workspace) => {
    const { session } = workspace;
    await write(workspace, duckdbWriter, await workspace.table("other", "SELECT 'stays' AS x"), { table: "other" });
    await write(workspace, duckdbWriter, await workspace.table("t0", "SELECT 1 AS gone"), { table: "my table" });
    const table = await workspace.table("t", trickyRows);
    const path = await write(workspace, duckdbWriter, table, { table: "my table" });
    await session.run(`ATTACH ${quoteLiteral(path)} AS back (READ_ONLY)`);
    assert.deepEqual(await texts(workspace, `back."my table"`), await texts(workspace, "t"));
    assert.deepEqual(await session.rows("FROM back.other"), [{ x: "stays" }]);
    await session.run("DETACH back");
  }));

Deno.test("sqliteWriter: values come back; negative zero does not, as SQLite has none", () =>
  withWorkspace(async (workspace) => {
    const table = await workspace.table("t", trickyRows);
    await write(workspace, sqliteWriter, table, { table: "x" });
    const path = await write(workspace, sqliteWriter, table, { table: "x" });
    using database = disposable(new DatabaseSync(path, { readOnly: true }));
    const select = database.prepare(`SELECT CAST("whole" AS TEXT) AS w, "te,x""t" AS t, "real" AS r, "truth" AS b,
      "day" AS d, "moment" AS m, typeof("whole") AS kind FROM x`);
    const rows = select.all();
    const expected = await texts(workspace, "t") as Record<string, string | boolean | null>[];
    assert.equal(rows.length, expected.length);
    rows.forEach((row, index) => {
      const { w, t, r, b, d, m } = expected[index]!;
      assert.deepEqual([row.w, row.t, row.d, row.m], [w, t, d, m]);
      assert.equal(row.r, r === null ? null : Number(r) + 0);
      assert.equal(row.b, b === null ? null : Number(b));
      assert.equal(row.kind, w === null ? "null" : "integer");
    });
  }));

Deno.test("sqliteWriter: whole numbers beyond 64 bits are refused, wide types that fit are not", () =>
  withWorkspace(async (workspace) => {
    const fits = await workspace.table("fits", "SELECT 5::HUGEINT AS x");
    await write(workspace, sqliteWriter, fits, { table: "x" });
    const wide = await workspace.table("wide", "SELECT 18446744073709551615::UBIGINT AS x");
    await assert.rejects(write(workspace, sqliteWriter, wide, { table: "x" }), {
      kind: "data",
      message: `Cannot write "${workspace.path("out/x.sqlite")}": a whole number is beyond the 64 bits that SQLite has`,
    });
  }));

function disposable(database: DatabaseSync): DatabaseSync & Disposable {
  return Object.assign(database, { [Symbol.dispose]: () => database.close() });
}
