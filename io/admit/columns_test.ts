import assert from "node:assert/strict";
import { z } from "zod";
import { withWorkspace, type Workspace } from "../../tests/helpers/workspace.ts";
import { readerConfigSchema } from "../config.ts";
import { openDatasets } from "../datasets.ts";
import { quoteLiteral } from "../sql.ts";
import type { ReadOptions, ReadReport } from "../types.ts";

async function readFile(
  { session, folder }: Workspace,
  settings: { readonly kind: string; readonly path: string },
  options: Omit<ReadOptions, "as"> = {},
): Promise<ReadReport> {
  const datasets = openDatasets({
    session,
    readers: { x: readerConfigSchema.parse(settings) },
    writers: {},
    rejectsDirectory: `${folder}/rejects`,
    run: "test",
  });
  return await datasets.read("x", { as: "back", ...options });
}

const types = ({ table }: ReadReport) => Object.fromEntries(table.columns.map(({ name, type }) => [name, type]));

Deno.test("admitColumns: without a contract the texts of a CSV file decide, and codes with zeros in front stay text", () =>
  withWorkspace(async (workspace) => {
    const rows = [["whole", "part", "truth", "code", "word", "none"], ["1", "1", "TRUE", "007", "a", ""], [
      " -2",
      "2.5",
      "false",
      "012",
      "1",
      "",
    ]];
    const path = await workspace.file("x.csv", rows.map((row) => row.join(",")).join("\n"));
    const report = await readFile(workspace, { kind: "csv", path });
    assert.deepEqual(types(report), {
      whole: "BIGINT",
      part: "DOUBLE",
      truth: "BOOLEAN",
      code: "VARCHAR",
      word: "VARCHAR",
      none: "VARCHAR",
    });
    assert.deepEqual(await workspace.session.rows(`SELECT whole, part, truth, code FROM back ORDER BY whole`), [
      { whole: -2, part: 2.5, truth: false, code: "012" },
      { whole: 1, part: 1, truth: true, code: "007" },
    ]);
  }));

Deno.test("admitColumns: a column with at least 95 % numbers is one, and the rest is put aside", () =>
  withWorkspace(async (workspace) => {
    const csv = (wrong: number) =>
      ["id,x", ...Array.from({ length: 100 }, (_, i) => `${i},${i < wrong ? "n/k" : i}`)].join("\n");
    const path = await workspace.file("x.csv", csv(1));
    const report = await readFile(workspace, { kind: "csv", path });
    assert.deepEqual([types(report).x, report.rejected, report.table.rows], ["BIGINT", 1, 99]);
    await workspace.file("x.csv", csv(6));
    assert.deepEqual(types(await readFile(workspace, { kind: "csv", path })), { id: "BIGINT", x: "VARCHAR" });
  }));

Deno.test("admitColumns: texts of a source that declares types stay texts", () =>
  withWorkspace(async (workspace) => {
    const { session, path } = workspace;
    await session.run(`COPY (SELECT '7' AS code, 7 AS n FROM range(3)) TO ${quoteLiteral(path("x.parquet"))}`);
    const report = await readFile(workspace, { kind: "parquet", path: path("x.parquet") });
    assert.deepEqual(types(report), { code: "VARCHAR", n: "INTEGER" });
    assert.deepEqual(await session.row("SELECT DISTINCT code FROM back"), { code: "7" });
  }));

Deno.test("admit: columns that the schema does not name are told, unless only a part was asked for", () =>
  withWorkspace(async (workspace) => {
    const settings = { kind: "parquet", path: workspace.path("x.parquet") };
    await workspace.session.run(
      `COPY (SELECT 1 AS id, 'a' AS note, 'b' AS more) TO ${quoteLiteral(settings.path)} (FORMAT parquet)`,
    );
    const schema = z.object({ id: z.int() });
    const whole = await readFile(workspace, settings, { schema });
    assert.deepEqual([whole.warnings, types(whole)], [["columns not used: note, more"], { id: "BIGINT" }]);
    const part = await readFile(workspace, settings, { schema, partial: true });
    assert.deepEqual([part.warnings, types(part)], [[], { id: "BIGINT" }]);
  }));
