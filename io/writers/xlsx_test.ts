import assert from "node:assert/strict";
import type { CellValue } from "exceljs";
import { trickyRows } from "../../tests/helpers/tables.ts";
import { withWorkspace, type Workspace } from "../../tests/helpers/workspace.ts";
import { loadWorkbookLibrary } from "../readers/workbook.ts";
import type { Table } from "../types.ts";
import { csvWriter } from "./csv.ts";
import { sqliteWriter } from "./sqlite.ts";
import { xlsxWriter } from "./xlsx.ts";
import { textCell } from "./xlsx_cells.ts";

async function write(workspace: Workspace, table: Table, settings: Record<string, unknown> = {}): Promise<string> {
  const path = workspace.path("x.xlsx");
  const config = xlsxWriter.config.parse({ path, ...settings });
  await xlsxWriter.write(config, { kind: "table", table }, {
    session: workspace.session,
    dataset: "x",
    place: "writers.x",
  });
  return path;
}

async function cellsOf(path: string, sheet: string): Promise<CellValue[][]> {
  const { Workbook } = await loadWorkbookLibrary();
  const workbook = new Workbook();
  await workbook.xlsx.load((await Deno.readFile(path)).buffer);
  const found = workbook.getWorksheet(sheet);
  assert.ok(found !== undefined);
  const rows: CellValue[][] = [];
  found.eachRow({ includeEmpty: true }, (row) => {
    rows.push(Array.from({ length: found.columnCount }, (_, index) => row.getCell(index + 1).value));
  });
  return rows;
}

Deno.test("xlsxWriter: numbers, texts, truth values and dates come back as such", () =>
  withWorkspace(async (workspace) => {
    const path = await write(workspace, await workspace.table("t", trickyRows), { sheet: "My sheet" });
    const cells = await cellsOf(path, "My sheet");
    const utc = (text: string) => new Date(`${text}Z`);
    assert.deepEqual(cells, [
      ["whole", 'te,x"t', "real", "truth", "day", "moment"],
      [1, "plain", 1.5, true, utc("2024-02-29T00:00:00"), utc("2024-02-29T13:14:15.123")],
      [
        "-9223372036854775808",
        'a,"b";c',
        0.30000000000000004,
        false,
        utc("1999-12-31T00:00:00"),
        utc("1970-01-01T00:00:00"),
      ],
      ["9007199254740993", "two\nlines\r\nand\ttab", 1e300, null, utc("1900-03-01T00:00:00"), null],
      ["9223372036854775807", null, 5e-324, true, null, utc("2999-01-01T23:59:59")],
      [null, null, null, null, null, null],
      [0, "NULL", -123456789.12345679, true, utc("2024-01-01T00:00:00"), utc("2024-01-01T00:00:00")],
      [7, "=1+1", 0, false, utc("2024-01-02T00:00:00"), utc("2024-01-02T00:00:00.500")],
      [8, "  spaces  ", 3, true, "0044-03-15", "1600-01-01 00:00:00"],
      [9, "é卵🥚\ufeff", 2, true, utc("9999-12-31T00:00:00"), utc("2024-01-02T00:00:00")],
      [10, "'quoted'", 1, true, utc("2024-01-02T00:00:00"), utc("2024-01-02T00:00:00")],
    ]);
  }));

Deno.test("xlsxWriter: what a cell cannot hold becomes text that says so", () =>
  withWorkspace(async (workspace) => {
    const path = await write(
      workspace,
      await workspace.table(
        "t",
        `SELECT 'nan'::DOUBLE AS a, '-inf'::DOUBLE AS b, 1.25::DECIMAL(9, 2) AS c, [1, 2] AS d, 'infinity'::DATE AS e,
          TIMESTAMPTZ '2024-01-01 12:00:00+02' AS f, TIME '10:11:12' AS g, 18446744073709551615::UBIGINT AS h, 3::HUGEINT AS i`,
      ),
    );
    assert.deepEqual((await cellsOf(path, "Sheet1"))[1], [
      "NaN",
      "-Infinity",
      1.25,
      "[1, 2]",
      "infinity",
      new Date("2024-01-01T10:00:00Z"),
      "10:11:12",
      "18446744073709551615",
      3,
    ]);
  }));

Deno.test("textCell: control characters and what looks like their code are escaped as Excel does", () => {
  assert.equal(textCell("a\u0001b\rc\td\ne"), "a_x0001_b_x000D_c\td\ne");
  assert.equal(textCell("_x0041_"), "_x005F_x0041_");
  assert.equal(textCell("_x_ 🥚 \ud800"), "_x_ 🥚 _xD800_");
});

Deno.test("xlsxWriter: too many rows, columns or cells are refused before anything is built", () =>
  withWorkspace(async (workspace) => {
    const table = await workspace.table("t", "SELECT 1 AS a, 2 AS b");
    const message = (what: string) => `Cannot write "${workspace.path("x.xlsx")}": ${what} that a workbook takes`;
    await assert.rejects(write(workspace, { ...table, rows: 1_048_576 }), {
      name: "Problem",
      kind: "data",
      message: message("1,048,576 rows are more than the 1,048,575"),
    });
    await assert.rejects(write(workspace, { ...table, columns: Array(16_385).fill(table.columns[0]) }), {
      message: message("16,385 columns are more than the 16,384"),
    });
    await assert.rejects(write(workspace, { ...table, rows: 1_000_000, columns: Array(6).fill(table.columns[0]) }), {
      message: message("6,000,000 cells are more than the 5,000,000"),
    });
  }));

Deno.test("xlsxWriter: a text longer than a cell is refused by column", () =>
  withWorkspace(async (workspace) => {
    const table = await workspace.table("t", "SELECT 'short' AS a, repeat('x', 32768) AS b");
    await assert.rejects(write(workspace, table), /column "b" has a text longer than the 32,767 characters/);
  }));

Deno.test("xlsxWriter: names that Excel refuses for a sheet are refused in the configuration", () => {
  for (const sheet of ["", "x".repeat(32), "a/b", "a[1]", "'a", "History"]) {
    assert.equal(xlsxWriter.config.safeParse({ path: "x.xlsx", sheet }).success, false, sheet);
  }
  assert.equal(xlsxWriter.config.safeParse({ path: "x.xlsx", sheet: "Sales & Co (2024)" }).success, true);
});

Deno.test("xlsxWriter: texts that are names of JavaScript's own come back as such", () =>
  withWorkspace(async (workspace) => {
    const names = ["valueOf", "constructor", "toString", "hasOwnProperty", "__proto__"];
    const rows = names.map((name) => `('${name}')`).join(", ");
    const path = await write(workspace, await workspace.table("t", `SELECT * FROM (VALUES ${rows}) AS v(a)`));
    const cells = await cellsOf(path, "Sheet1");
    assert.deepEqual(cells.slice(1).flat(), names);
  }));

Deno.test("xlsxWriter: a workbook has its sheets in order, a header that stays and is marked, widths that fit, formats", () =>
  withWorkspace(async (workspace) => {
    const sheets = new Map([
      ["Sales", await workspace.table("s", "SELECT 'BABY CARE of the north' AS name, 1234567.891 AS amount, 3 AS n")],
      ["Nothing", await workspace.table("e", "SELECT 'x' AS a_rather_long_header LIMIT 0")],
      ["Totals", await workspace.table("t", "SELECT 2 AS x")],
    ]);
    const config = xlsxWriter.config.parse({
      path: workspace.path("reports"),
      per_run: true,
      number_format: "#,##0.00",
    });
    const context = { session: workspace.session, dataset: "x", place: "writers.x", run: "r1" };
    const report = await xlsxWriter.write(config, { kind: "workbook", name: "BABY CARE", sheets }, context);
    const path = workspace.path("reports/r1/BABY CARE.xlsx");
    assert.deepEqual([report.files, report.rows], [[path], 2]);

    const { Workbook } = await loadWorkbookLibrary();
    const workbook = new Workbook();
    await workbook.xlsx.load((await Deno.readFile(path)).buffer);
    assert.deepEqual(workbook.worksheets.map(({ name }) => name), ["Sales", "Nothing", "Totals"]);
    const sales = workbook.getWorksheet("Sales")!;
    assert.deepEqual(sales.getRow(2).values, [, "BABY CARE of the north", 1234567.891, 3]);
    assert.equal(sales.getCell("B2").numFmt, "#,##0.00");
    assert.equal(sales.getCell("C2").numFmt ?? "General", "General");
    assert.deepEqual([sales.getCell("A1").font?.bold, sales.getCell("A1").border?.bottom?.style], [true, "thin"]);
    assert.deepEqual(sales.views.map(({ state, ySplit }: { state?: string; ySplit?: number }) => [state, ySplit]), [[
      "frozen",
      1,
    ]]);
    assert.ok(sales.getColumn(1).width! >= "BABY CARE of the north".length);
    assert.ok(sales.getColumn(2).width! >= "1,234,567.89".length);
    assert.equal(workbook.getWorksheet("Nothing")!.rowCount, 1);
  }));

Deno.test("xlsxWriter: a workbook needs names that fit; other kinds say that they have no sheets", () =>
  withWorkspace(async (workspace) => {
    const table = await workspace.table("t", "SELECT 1 AS a");
    const context = { session: workspace.session, dataset: "x", place: "writers.x" };
    const config = xlsxWriter.config.parse({ path: workspace.folder });
    const book = (name: string, ...sheets: readonly string[]) =>
      ({ kind: "workbook", name, sheets: new Map(sheets.map((sheet) => [sheet, table])) }) as const;
    for (const name of ["", "..", "a/b", "a\\b"]) {
      await assert.rejects(xlsxWriter.write(config, book(name, "A"), context), /is no plain file name/, name);
    }
    await assert.rejects(xlsxWriter.write(config, book("b", "A", "a"), context), /two sheets are called "a"/);
    await assert.rejects(xlsxWriter.write(config, book("b", "x".repeat(32)), context));
    const problem = { name: "Problem", kind: "configuration", message: /its kind has no sheets/ };
    const csv = csvWriter.config.parse({ path: workspace.path("x.csv") });
    await assert.rejects(csvWriter.write(csv, book("b", "A"), context), problem);
    const sqlite = sqliteWriter.config.parse({ path: workspace.path("x.db"), table: "t" });
    await assert.rejects(sqliteWriter.write(sqlite, book("b", "A"), context), problem);
  }));
