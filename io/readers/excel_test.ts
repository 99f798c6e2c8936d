import assert from "node:assert/strict";
import type { Workbook } from "exceljs";
import { stageRows } from "../../tests/helpers/staging.ts";
import { withWorkspace, type Workspace } from "../../tests/helpers/workspace.ts";
import { excelReader } from "./excel.ts";
import { loadWorkbookLibrary } from "./workbook.ts";

async function workbook(workspace: Workspace, name: string, fill: (workbook: Workbook) => void): Promise<string> {
  const { Workbook } = await loadWorkbookLibrary();
  const made = new Workbook();
  fill(made);
  return await workspace.file(name, new Uint8Array(await made.xlsx.writeBuffer() as ArrayBuffer));
}

const day = (text: string) => new Date(`${text}Z`);

Deno.test("excelReader: cells of every sort, formulas' results and rich text", () =>
  withWorkspace(async (workspace) => {
    const path = await workbook(workspace, "x.xlsx", (book) => {
      const sheet = book.addWorksheet("Sales 2024");
      sheet.addRow(["id", " name ", "real", "day", "moment", "flag", "sum", "mixed", "time"]);
      sheet.addRow([1, "plain", 1.5, day("2024-02-29"), day("2024-02-29T13:14:15"), true, {
        formula: "A2*2",
        result: 2,
      }, 5]);
      sheet.addRow([]);
      sheet.addRow([
        9007199254740991,
        { richText: [{ text: "ri" }, { text: "ch", font: { bold: true } }] },
        -3,
        day("1999-12-31"),
        day("2024-01-01"),
        false,
        { formula: "A4/0", result: { error: "#DIV/0!" } },
        "x",
      ]);
      sheet.addRow([3, { text: "link", hyperlink: "https://example.org" }, null, null, null, null, null, true]);
      for (const address of ["D2", "D4"]) sheet.getCell(address).numFmt = "yyyy-mm-dd";
    });
    const { rows, types, origins, staged } = await stageRows(workspace, excelReader, { path });
    assert.deepEqual(types, {
      "id": "BIGINT",
      " name ": "VARCHAR",
      "real": "DOUBLE",
      "day": "DATE",
      "moment": "TIMESTAMP",
      "flag": "BOOLEAN",
      "sum": "VARCHAR",
      "mixed": "VARCHAR",
      "time": "VARCHAR",
    });
    const empty = { time: null };
    assert.deepEqual(rows, [
      {
        "id": 1,
        " name ": "plain",
        "real": 1.5,
        "day": day("2024-02-29"),
        "moment": day("2024-02-29T13:14:15"),
        "flag": true,
        "sum": "2",
        "mixed": "5",
        ...empty,
      },
      {
        "id": 9007199254740991,
        " name ": "rich",
        "real": -3,
        "day": day("1999-12-31"),
        "moment": day("2024-01-01"),
        "flag": false,
        "sum": "#DIV/0!",
        "mixed": "x",
        ...empty,
      },
      {
        "id": 3,
        " name ": "link",
        "real": null,
        "day": null,
        "moment": null,
        "flag": null,
        "sum": null,
        "mixed": "true",
        ...empty,
      },
    ]);
    assert.deepEqual(origins, ["x.xlsx:Sales 2024:2", "x.xlsx:Sales 2024:4", "x.xlsx:Sales 2024:5"]);
    assert.deepEqual(staged.warnings, []);
  }));

Deno.test("excelReader: a sheet by name or number, with the header in a later row", () =>
  withWorkspace(async (workspace) => {
    const path = await workbook(workspace, "x.xlsx", (book) => {
      book.addWorksheet("Notes").addRow(["a", "note"]);
      const sheet = book.addWorksheet("Data");
      sheet.addRow(["Report of May"]);
      sheet.addRow([]);
      sheet.addRow(["x"]);
      sheet.addRow([7]);
    });
    for (const sheet of ["Data", 2]) {
      const { rows, origins } = await stageRows(workspace, excelReader, { path, sheet, header_row: 3 });
      assert.deepEqual([rows, origins], [[{ x: 7 }], ["x.xlsx:Data:4"]]);
    }
    await assert.rejects(stageRows(workspace, excelReader, { path, sheet: "Dta" }), {
      kind: "data",
      message: `Cannot read "${path}": it has no sheet "Dta"; did you mean "Data"?`,
      place: "readers.x.sheet",
      remedy: 'Its sheets are "Notes", "Data".',
    });
    await assert.rejects(stageRows(workspace, excelReader, { path, sheet: 3 }), /it has no sheet number 3/);
  }));

Deno.test("excelReader: formulas that were never computed are counted in a warning", () =>
  withWorkspace(async (workspace) => {
    const path = await workbook(workspace, "x.xlsx", (book) => {
      const sheet = book.addWorksheet("S");
      sheet.addRow(["a", "b"]);
      sheet.addRow([1, { formula: "A2+1" }]);
      sheet.addRow([2, 5]);
    });
    const { rows, staged } = await stageRows(workspace, excelReader, { path });
    assert.deepEqual(rows, [{ a: 1, b: null }, { a: 2, b: 5 }]);
    assert.equal(staged.warnings?.length, 1);
    assert.match(staged.warnings[0]!, /x\.xlsx:S: 1 formulas have no stored result/);
  }));

Deno.test("excelReader: a column with values but without header is refused, one without either is not there", () =>
  withWorkspace(async (workspace) => {
    const good = await workbook(workspace, "good.xlsx", (book) => {
      const sheet = book.addWorksheet("S");
      sheet.addRow(["a", null, "b"]);
      sheet.addRow([1, null, 2]);
    });
    assert.deepEqual((await stageRows(workspace, excelReader, { path: good })).rows, [{ a: 1, b: 2 }]);
    const bad = await workbook(workspace, "bad.xlsx", (book) => {
      const sheet = book.addWorksheet("S");
      sheet.addRow(["a", null, "b"]);
      sheet.addRow([1, 9, 2]);
    });
    await assert.rejects(stageRows(workspace, excelReader, { path: bad }), {
      kind: "data",
      message: `Cannot read "${bad}": column B has values but no header`,
      place: `${bad}:S!B1`,
    });
  }));

Deno.test("excelReader: workbooks of a pattern need the same columns, in any order", () =>
  withWorkspace(async (workspace) => {
    await workbook(workspace, "a.xlsx", (book) => book.addWorksheet("S").addRows([["x", "y"], [1, "one"]]));
    await workbook(workspace, "b.xlsx", (book) => book.addWorksheet("T").addRows([["y", "x"], ["two", 2]]));
    const { rows, origins } = await stageRows(workspace, excelReader, { path: workspace.path("*.xlsx") });
    assert.deepEqual(rows, [{ x: 1, y: "one" }, { x: 2, y: "two" }]);
    assert.deepEqual(origins, ["a.xlsx:S:2", "b.xlsx:T:2"]);
    const limited = await stageRows(workspace, excelReader, { path: workspace.path("*.xlsx") }, { limit: 1 });
    assert.deepEqual(limited.rows, [{ x: 1, y: "one" }]);
    await workbook(workspace, "c.xlsx", (book) => book.addWorksheet("S").addRows([["x"], [3]]));
    await assert.rejects(
      stageRows(workspace, excelReader, { path: workspace.path("*.xlsx") }),
      /c\.xlsx": it lacks column "y"/,
    );
  }));

Deno.test("excelReader: what is no workbook is named", () =>
  withWorkspace(async (workspace) => {
    const { file } = workspace;
    const good = await workbook(workspace, "good.xlsx", (book) => book.addWorksheet("S").addRows([["x"], [1]]));
    const bytes = await Deno.readFile(good);
    const files = {
      [await file("text.xlsx", "id,name\n1,x\n")]: /it is not an \.xlsx workbook/,
      [await file("empty.xlsx", "")]: /the file is empty/,
      [await file("short.xlsx", bytes.subarray(0, bytes.length - 30))]: /cut short/,
      [await file("old.xlsx", Uint8Array.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]))]: /old \.xls workbook/,
      [await file("broken.xlsx", bytes.map((byte, index) => index > 30 && index < 900 ? 7 : byte))]: /is damaged/,
    };
    for (const [path, message] of Object.entries(files)) {
      await assert.rejects(stageRows(workspace, excelReader, { path }), (error: Error & { kind?: string }) => {
        assert.equal(error.kind, "data", `${path}: ${error.message}`);
        assert.match(error.message, message);
        return true;
      });
    }
  }));
