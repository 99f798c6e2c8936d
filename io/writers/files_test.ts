import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { runInFile, tablesIn } from "../../tests/helpers/database_files.ts";
import { listFolder, withWorkspace, type Workspace } from "../../tests/helpers/workspace.ts";
import { quoteLiteral } from "../sql.ts";
import { describeTable } from "../table.ts";
import type { Table } from "../types.ts";
import { duckdbWriter } from "./duckdb.ts";
import { parquetWriter } from "./parquet.ts";
import { readPartitionMap } from "./partition_map.ts";
import { sqliteWriter } from "./sqlite.ts";

const contextOf = ({ session }: Workspace) => ({ session, dataset: "shares", place: "writers.shares" });

async function partitions(workspace: Workspace, sizes: Readonly<Record<string, number>>): Promise<Map<string, Table>> {
  const tables = new Map<string, Table>();
  for (const [key, rows] of Object.entries(sizes)) {
    const relation = `part ${key} ${rows}`;
    await workspace.session.run(`CREATE OR REPLACE TABLE "${relation}" AS SELECT i AS x FROM range(${rows}) t(i)`);
    tables.set(key, await describeTable(workspace.session, relation));
  }
  return tables;
}

async function writeParquet(workspace: Workspace, tables: ReadonlyMap<string, Table>) {
  const config = { path: workspace.path("out") };
  return await parquetWriter.write(config, { kind: "partitions", tables }, contextOf(workspace));
}

Deno.test("writeFiles: partitions become one file each, with a map that tells key, rows and hash", () =>
  withWorkspace(async (workspace) => {
    const report = await writeParquet(workspace, await partitions(workspace, { "FRUIT/VEG": 3, Dairy: 2, DAIRY: 1 }));
    const map = await readPartitionMap(workspace.path("out"));
    assert.ok(map !== undefined);
    assert.equal(map.dataset, "shares");
    assert.deepEqual(Object.keys(map.partitions), ["FRUIT/VEG", "Dairy", "DAIRY"]);
    assert.deepEqual(Object.values(map.partitions).map(({ rows }) => rows), [3, 2, 1]);
    assert.equal(map.partitions["FRUIT/VEG"]?.file, "FRUIT_VEG.parquet");
    for (const { file, rows, sha256 } of Object.values(map.partitions)) {
      const path = join(workspace.path("out"), file);
      assert.equal(sha256, createHash("sha256").update(await Deno.readFile(path)).digest("hex"));
      const found = await workspace.session.row(`SELECT count(*) AS rows FROM ${quoteLiteral(path)}`);
      assert.deepEqual(found, { rows });
    }
    const files = Object.values(map.partitions).map(({ file }) => file);
    assert.deepEqual(await listFolder(workspace.path("out")), [...files, "_map.json"].sort());
    assert.deepEqual([report.rows, report.files.length], [6, 4]);
  }));

Deno.test("writeFiles: files of partitions that are gone are removed, files of others are not", () =>
  withWorkspace(async (workspace) => {
    await writeParquet(workspace, await partitions(workspace, { A: 1, B: 1, C: 1 }));
    await workspace.file("out/notes.txt", "mine");
    await workspace.file("out/D.parquet", "mine as well");
    await writeParquet(workspace, await partitions(workspace, { B: 2, E: 1 }));
    assert.deepEqual(await listFolder(workspace.path("out")), [
      "B.parquet",
      "D.parquet",
      "E.parquet",
      "_map.json",
      "notes.txt",
    ]);
  }));

Deno.test("writeFiles: a map that names files elsewhere removes nothing", () =>
  withWorkspace(async (workspace) => {
    await workspace.file("precious.txt", "mine");
    await Deno.mkdir(workspace.path("out"));
    const entry = { file: "../precious.txt", rows: 1, sha256: "" };
    await workspace.file("out/_map.json", JSON.stringify({ dataset: "x", partitions: { A: entry } }));
    await writeParquet(workspace, await partitions(workspace, { B: 1 }));
    assert.equal(await Deno.readTextFile(workspace.path("precious.txt")), "mine");
  }));

Deno.test("writeFiles: no partitions, an empty one, an empty table and one without columns are refused", () =>
  withWorkspace(async (workspace) => {
    await writeParquet(workspace, await partitions(workspace, { A: 1 }));
    await assert.rejects(writeParquet(workspace, new Map()), {
      kind: "data",
      message: 'Cannot write "shares": there are no partitions',
    });
    await assert.rejects(writeParquet(workspace, await partitions(workspace, { A: 1, B: 0 })), {
      kind: "data",
      message: 'Cannot write "shares": partition "B" has no rows',
      place: 'writers.shares, partition "B"',
    });
    const table = await workspace.table("empty", "SELECT 1 AS x WHERE false");
    const write = (table: Table) =>
      parquetWriter.write({ path: workspace.path("t") }, { kind: "table", table }, contextOf(workspace));
    await assert.rejects(write(table), { message: 'Cannot write "shares": the table has no rows' });
    await assert.rejects(write({ relation: "empty", rows: 1, columns: [] }), /the table has no columns/);
    assert.deepEqual(await listFolder(workspace.folder), ["out"]);
    assert.deepEqual(await listFolder(workspace.path("out")), ["A.parquet", "_map.json"]);
  }));

Deno.test("writeFiles: partitions do not go where a file is, nor a table where a folder is", () =>
  withWorkspace(async (workspace) => {
    await workspace.file("out", "a file");
    await assert.rejects(writeParquet(workspace, await partitions(workspace, { A: 1 })), {
      kind: "pipeline",
      message: `Cannot write "${workspace.path("out/_map.json")}": a file stands where a folder must be`,
    });
    const table = await workspace.table("t", "SELECT 1 AS x");
    const config = { path: workspace.folder };
    await assert.rejects(parquetWriter.write(config, { kind: "table", table }, contextOf(workspace)), {
      kind: "pipeline",
      message: `Cannot write "${workspace.folder}": it is a folder`,
    });
    assert.deepEqual(await listFolder(workspace.folder), ["out"]);
  }));

Deno.test("writeFiles: a partition that cannot be read leaves the whole old set", () =>
  withWorkspace(async (workspace) => {
    await writeParquet(workspace, await partitions(workspace, { A: 1, B: 1 }));
    const before = await Deno.readTextFile(workspace.path("out/_map.json"));
    const tables = await partitions(workspace, { A: 5, C: 5 });
    tables.set("D", { relation: "does not exist", rows: 1, columns: [{ name: "x", type: "BIGINT" }] });
    await assert.rejects(writeParquet(workspace, tables), /does not exist/);
    assert.equal(await Deno.readTextFile(workspace.path("out/_map.json")), before);
    assert.deepEqual(await listFolder(workspace.path("out")), ["A.parquet", "B.parquet", "_map.json"]);
  }));

for (const [kind, writer] of [["duckdb", duckdbWriter], ["sqlite", sqliteWriter]] as const) {
  Deno.test(`${kind}Writer: partitions become tables with a map; those that are gone are dropped`, () =>
    withWorkspace(async (workspace) => {
      const path = workspace.path("x.db");
      const write = async (sizes: Readonly<Record<string, number>>) =>
        await writer.write(
          { path, table: "shares" },
          { kind: "partitions", tables: await partitions(workspace, sizes) },
          contextOf(workspace),
        );
      await write({ A: 1, B: 2 });
      const report = await write({ "B": 3, "C/D": 4 });
      assert.deepEqual(report.files, [`${path}#shares_B`, `${path}#shares_C_D`, `${path}#shares__map`]);
      assert.equal(report.rows, 7);
      assert.deepEqual(await tablesIn(path, kind), ["shares_B 3", "shares_C_D 4", "shares__map 2"]);
    }));

  Deno.test(`${kind}Writer: a failure leaves the old table, and no file where there was none`, () =>
    withWorkspace(async (workspace) => {
      const path = workspace.path("x.db");
      const good = await workspace.table("good", "SELECT 1 AS x");
      const bad = { ...good, relation: "does not exist" };
      const write = (table: Table) =>
        writer.write({ path, table: "t" }, { kind: "table", table }, contextOf(workspace));
      await assert.rejects(write(bad), /does not exist/);
      assert.deepEqual(await listFolder(workspace.folder), []);
      await write(good);
      await assert.rejects(write(bad), /does not exist/);
      assert.deepEqual(await tablesIn(path, kind), ["t 1"]);
    }));

  Deno.test(`${kind}Writer: writers of one new file take turns, and one that fails leaves the others' tables`, () =>
    withWorkspace(async (workspace) => {
      const path = workspace.path("x.db");
      const good = await workspace.table("good", "SELECT i AS x FROM range(60000) r(i)");
      const bad = { ...good, relation: "does not exist" };
      const write = (table: Table, name: string) =>
        writer.write({ path, table: name }, { kind: "table", table }, contextOf(workspace));
      const written = [write(bad, "a"), write(good, "b"), write(bad, "c"), write(good, "d")];
      const outcomes = (await Promise.allSettled(written)).map(({ status }) => status);
      assert.deepEqual(outcomes, ["rejected", "fulfilled", "rejected", "fulfilled"]);
      assert.deepEqual(await tablesIn(path, kind), ["b 60000", "d 60000"]);
    }));

  Deno.test(`${kind}Writer: a view of that name is not replaced`, () =>
    withWorkspace(async (workspace) => {
      const path = workspace.path("x.db");
      await runInFile(path, kind, "CREATE VIEW t AS SELECT 1 AS x");
      const table = await workspace.table("good", "SELECT 1 AS x");
      await assert.rejects(
        writer.write({ path, table: "t" }, { kind: "table", table }, contextOf(workspace)),
        { kind: "configuration", message: `Cannot write "${path}#t": a view of that name stands there` },
      );
    }));
}

Deno.test("writeFiles: with per_run each run has a file of its own, and one run writes over its own only", () =>
  withWorkspace(async (workspace) => {
    const config = parquetWriter.config.parse({ path: workspace.path("archive"), per_run: true });
    const write = async (run: string, value: number) => {
      const table = await workspace.table(`t${value}`, `SELECT ${value} AS a`);
      const context = { session: workspace.session, dataset: "x", place: "writers.x", run };
      return await parquetWriter.write(config, { kind: "table", table }, context);
    };
    await write("r1", 1);
    await write("r2", 2);
    const { files } = await write("r2", 3);
    assert.deepEqual(files, [workspace.path("archive/r2.parquet")]);
    assert.deepEqual(await listFolder(workspace.path("archive")), ["r1.parquet", "r2.parquet"]);
    const rows = await workspace.session.rows(`FROM '${workspace.path("archive/*.parquet")}' ORDER BY a`);
    assert.deepEqual(rows, [{ a: 1 }, { a: 3 }]);
  }));

for (const [kind, writer] of [["duckdb", duckdbWriter], ["sqlite", sqliteWriter]] as const) {
  Deno.test(`${kind}Writer: rows are added to a table of the same columns, in whatever order; others are refused`, () =>
    withWorkspace(async (workspace) => {
      const path = workspace.path(`a.${kind}`);
      const config = { path, table: "archive", append: true };
      const write = async (name: string, query: string) =>
        await writer.write(config, { kind: "table", table: await workspace.table(name, query) }, contextOf(workspace));
      await write("first", "SELECT 1 AS a, 'x' AS b");
      await write("second", "SELECT 'y' AS b, 2 AS a");
      assert.deepEqual(await tablesIn(path, kind), ["archive 2"]);
      await assert.rejects(write("third", "SELECT 1 AS a, 2 AS c"), {
        name: "Problem",
        kind: "data",
        message: /its columns are a, b, but the rows to add have a, c/,
      });
      assert.deepEqual(await tablesIn(path, kind), ["archive 2"]);
      const tables = await partitions(workspace, { A: 1 });
      await assert.rejects(writer.write(config, { kind: "partitions", tables }, contextOf(workspace)), {
        kind: "configuration",
        message: /it has partitions/,
      });
    }));
}
