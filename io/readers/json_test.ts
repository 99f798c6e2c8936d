import assert from "node:assert/strict";
import { z } from "zod";
import { Problem } from "../../infra/errors.ts";
import { stageRows } from "../../tests/helpers/staging.ts";
import { withWorkspace } from "../../tests/helpers/workspace.ts";
import { jsonLinesReader, jsonReader } from "./json.ts";

Deno.test("jsonLinesReader: objects become rows, keys columns in order of appearance", () =>
  withWorkspace(async (workspace) => {
    const path = await workspace.file(
      "x.jsonl",
      '\ufeff{"b": 1, " a ": "x, y\\nz"}\r\n\r\n{"a": 2.5}\n  \n{"b": -3, "c": true}',
    );
    const { rows, types, origins, unparsed } = await stageRows(workspace, jsonLinesReader, { path });
    assert.deepEqual(types, { "b": "BIGINT", " a ": "VARCHAR", "a": "DOUBLE", "c": "BOOLEAN" });
    assert.deepEqual(rows, [
      { "b": 1, " a ": "x, y\nz", "a": null, "c": null },
      { "b": null, " a ": null, "a": 2.5, "c": null },
      { "b": -3, " a ": null, "a": null, "c": true },
    ]);
    assert.deepEqual(origins, ["x.jsonl:1", "x.jsonl:3", "x.jsonl:5"]);
    assert.deepEqual(unparsed, []);
  }));

Deno.test("jsonLinesReader: lines that are no objects are handed over with place and text", () =>
  withWorkspace(async (workspace) => {
    const path = await workspace.file("x.jsonl", '{"a": 1}\n{"a": 2,\n[3]\n{"a": 4} {"a": 5}\nnull\n{"a": 6}\n');
    const { rows, unparsed, origins } = await stageRows(workspace, jsonLinesReader, { path });
    assert.deepEqual(rows, [{ a: 1 }, { a: 6 }]);
    assert.deepEqual(origins, ["x.jsonl:1", "x.jsonl:6"]);
    assert.deepEqual(unparsed, [
      'x.jsonl:2: {"a": 2, (not valid JSON)',
      "x.jsonl:3: [3] (not a JSON object)",
      'x.jsonl:4: {"a": 4} {"a": 5} (not valid JSON)',
      "x.jsonl:5: null (not a JSON object)",
    ]);
  }));

Deno.test("jsonLinesReader: types are as wide as the values need, and text where in doubt", () =>
  withWorkspace(async (workspace) => {
    const path = await workspace.file(
      "x.jsonl",
      [
        '{"whole": 9223372036854775807, "mixed": 1, "wide": 18446744073709551615, "deep": {"a": [1, "x"]}, "none": null}',
        '{"whole": -1, "mixed": "x", "wide": 1, "deep": [1, 2], "none": null, "slash/tilde~": 0.1}',
      ].join("\n"),
    );
    const { rows, types } = await stageRows(workspace, jsonLinesReader, { path });
    assert.deepEqual(types, {
      "whole": "BIGINT",
      "mixed": "VARCHAR",
      "wide": "VARCHAR",
      "deep": "VARCHAR",
      "none": "VARCHAR",
      "slash/tilde~": "DOUBLE",
    });
    assert.deepEqual(rows, [
      {
        "whole": 9223372036854775807n,
        "mixed": "1",
        "wide": "18446744073709551615",
        "deep": '{"a":[1,"x"]}',
        "none": null,
        "slash/tilde~": null,
      },
      { "whole": -1, "mixed": "x", "wide": "1", "deep": "[1,2]", "none": null, "slash/tilde~": 0.1 },
    ]);
  }));

Deno.test("jsonLinesReader: columns of a schema keep every digit as text", () =>
  withWorkspace(async (workspace) => {
    const path = await workspace.file("x.jsonl", '{"id": 123456789012345678901234567890, "y": 2}\n');
    const { rows, types } = await stageRows(workspace, jsonLinesReader, { path }, {
      schema: z.object({ id: z.string() }),
    });
    assert.deepEqual(types, { id: "VARCHAR", y: "BIGINT" });
    assert.deepEqual(rows, [{ id: "123456789012345678901234567890", y: 2 }]);
  }));

Deno.test("jsonReader: an array, and several files of both sorts", () =>
  withWorkspace(async (workspace) => {
    const array = await workspace.file("a.json", '\n [\n {"a": 1},\n 7,\n {"a": "x"}\n]\n');
    const lines = await workspace.file("b.json", '{"a": 3}\n{"b": 4}\n');
    const { rows, origins, unparsed } = await stageRows(workspace, jsonReader, { path: [array, lines] });
    assert.deepEqual(rows, [{ a: "1", b: null }, { a: "x", b: null }, { a: "3", b: null }, { a: null, b: 4 }]);
    assert.deepEqual(origins, ["a.json:1", "a.json:3", "b.json:1", "b.json:2"]);
    assert.deepEqual(unparsed, ["a.json:2: 7 (not a JSON object)"]);
  }));

Deno.test("jsonReader: a broken array is refused with its place; as lines, only the broken lines are", () =>
  withWorkspace(async (workspace) => {
    const path = await workspace.file("a.json", '[{"a": 1},\n{"a": 2,]');
    await assert.rejects(stageRows(workspace, jsonReader, { path }), (error: unknown) => {
      assert.ok(error instanceof Problem);
      assert.equal(error.kind, "data");
      assert.match(error.message, /^Cannot read ".*a\.json": its JSON is broken at byte \d+ in record\/value \d+/);
      return true;
    });
    const { unparsed } = await stageRows(workspace, jsonReader, { path, lines: true });
    assert.deepEqual(unparsed, ['a.json:1: [{"a": 1}, (not valid JSON)', 'a.json:2: {"a": 2,] (not valid JSON)']);
  }));

Deno.test("jsonReader: a file without objects is refused", () =>
  withWorkspace(async (workspace) => {
    for (const content of ["", "\n  \n", "[]"]) {
      const path = await workspace.file("a.json", content);
      await assert.rejects(stageRows(workspace, jsonReader, { path }), {
        kind: "data",
        message: `Cannot read "${path}": there are no objects in it`,
      });
    }
  }));

Deno.test("jsonReader: a file that is not UTF-8 is refused with the line", () =>
  withWorkspace(async (workspace) => {
    const utf16 = Uint8Array.from([0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00]);
    const path = await workspace.file("a.json", utf16);
    await assert.rejects(stageRows(workspace, jsonReader, { path }), {
      kind: "data",
      message: `Cannot read "${path}": it is not UTF-8 text`,
      place: `${path}:1`,
    });
  }));

Deno.test("jsonLinesReader: lines of many megabytes and blocks that end inside a letter come whole", () =>
  withWorkspace(async (workspace) => {
    const long = "é卵".repeat(900_000);
    const path = await workspace.file("a.jsonl", `{"a": "${long}"}\n{"a": "short"}\n{"a": "${long}"}`);
    const { rows } = await stageRows(workspace, jsonLinesReader, { path });
    assert.deepEqual(rows.map(({ a }) => String(a).length), [1_800_000, 5, 1_800_000]);
    assert.equal(rows[2]?.a, long);
  }));

Deno.test("jsonReader: a limit is for all files together", () =>
  withWorkspace(async (workspace) => {
    const array = await workspace.file("a.json", '[{"a": 1}, {"a": 2}]');
    const lines = await workspace.file("b.json", '{"a": 3}\n\n{"a": 4}\n{"a": 5}\n');
    const values = async (limit: number) => {
      const { rows } = await stageRows(workspace, jsonReader, { path: [array, lines] }, { limit });
      return rows.map(({ a }) => a);
    };
    assert.deepEqual([await values(1), await values(2), await values(4)], [[1], [1, 2], [1, 2, 3, 4]]);
  }));
