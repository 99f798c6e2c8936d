import assert from "node:assert/strict";
import { stageRows } from "../../tests/helpers/staging.ts";
import { withWorkspace } from "../../tests/helpers/workspace.ts";
import { quoteLiteral } from "../sql.ts";
import { parquetReader } from "./parquet.ts";

Deno.test("parquetReader: files of a pattern are one relation, with file and row of every row", () =>
  withWorkspace(async (workspace) => {
    const { session, path } = workspace;
    await session.run(
      `COPY (SELECT 1 AS " a ", 'x' AS b UNION ALL SELECT 2, '') TO ${quoteLiteral(path("p1.parquet"))}`,
    );
    await session.run(`COPY (SELECT 'y' AS b, 3 AS " a ") TO ${quoteLiteral(path("p2.parquet"))}`);
    const { rows, origins, types, staged } = await stageRows(workspace, parquetReader, { path: path("p*.parquet") });
    assert.deepEqual(rows, [{ " a ": 1, "b": "x" }, { " a ": 2, "b": "" }, { " a ": 3, "b": "y" }]);
    assert.deepEqual(origins, ["p1.parquet:1", "p1.parquet:2", "p2.parquet:1"]);
    assert.deepEqual(types, { " a ": "INTEGER", "b": "VARCHAR" });
    assert.equal(staged.storage, "scan");
    const limited = await stageRows(workspace, parquetReader, { path: path("p*.parquet") }, { limit: 2 });
    assert.deepEqual([limited.rows, limited.origins], [rows.slice(0, 2), origins.slice(0, 2)]);
    assert.equal(staged.files.length, 2);
  }));

Deno.test("parquetReader: columns named like DuckDB's own row places do not pass for them", () =>
  withWorkspace(async (workspace) => {
    const { session, path } = workspace;
    const file = path("p.parquet");
    await session.run(`COPY (SELECT 'mine' AS FileName, 77 AS file_row_number) TO ${quoteLiteral(file)}`);
    const { rows, origins } = await stageRows(workspace, parquetReader, { path: file });
    assert.deepEqual(rows, [{ FileName: "mine", file_row_number: 77 }]);
    assert.deepEqual(origins, ["p.parquet:1"]);
  }));

Deno.test("parquetReader: a column that one file lacks is an error, unless files are united by name", () =>
  withWorkspace(async (workspace) => {
    const { session, path } = workspace;
    await session.run(`COPY (SELECT 1 AS a, 2 AS b) TO ${quoteLiteral(path("p1.parquet"))}`);
    await session.run(`COPY (SELECT 3 AS a) TO ${quoteLiteral(path("p2.parquet"))}`);
    const files = [path("p1.parquet"), path("p2.parquet")];
    await assert.rejects(stageRows(workspace, parquetReader, { path: files }), {
      kind: "data",
      message: `Cannot read "${files[1]}": it lacks column "b" of "${files[0]}"`,
      place: "readers.x.path",
    });
    await assert.rejects(stageRows(workspace, parquetReader, { path: [...files].reverse() }), {
      message: `Cannot read "${files[0]}": it has column "b", which "${files[1]}" lacks`,
    });
    const { rows } = await stageRows(workspace, parquetReader, { path: files, union_by_name: true });
    assert.deepEqual(rows, [{ a: 1, b: 2 }, { a: 3, b: null }]);
  }));

Deno.test("parquetReader: what is no whole Parquet file is named", () =>
  withWorkspace(async (workspace) => {
    const { session, path, file } = workspace;
    await session.run(`COPY (SELECT * FROM range(1000)) TO ${quoteLiteral(path("whole.parquet"))}`);
    const whole = await Deno.readFile(path("whole.parquet"));
    const broken = whole.slice();
    broken.fill(7, -400, -8);
    const files = {
      [await file("short.parquet", whole.subarray(0, whole.length - 20))]: /not a Parquet file, or it is cut short/,
      [await file("text.parquet", "id,name\n1,x\n")]: /not a Parquet file/,
      [await file("tiny.parquet", "PAR1")]: /not a Parquet file/,
      [await file("empty.parquet", "")]: /the file is empty/,
      [await file("broken.parquet", broken)]: /not a Parquet file/,
      [path("absent.parquet")]: /does not exist/,
      [path("none*.parquet")]: /no file matches/,
      [workspace.folder]: /it is a folder/,
    };
    for (const [path, message] of Object.entries(files)) {
      await assert.rejects(stageRows(workspace, parquetReader, { path }), (error: Error & { kind?: string }) => {
        assert.equal(error.kind, "data", `${path}: ${error.message}`);
        assert.match(error.message, message);
        return true;
      });
    }
  }));
