import assert from "node:assert/strict";
import { makeStyle, plainText } from "./style.ts";
import { renderPairs, renderTable, type TableColumn } from "./table.ts";
import { textWidth } from "./width.ts";

interface Fruit {
  readonly name: string;
  readonly count: number;
  readonly note: string;
}

const columns: readonly TableColumn<Fruit>[] = [
  { title: "name", cell: ({ name }) => name },
  { title: "count", cell: ({ count }) => String(count), align: "right" },
  { title: "note", cell: ({ note }) => note, flexible: true },
];
const plain = makeStyle(false);

Deno.test("renderTable: columns line up, numbers to the right", () => {
  const lines = renderTable(
    [{ name: "fig", count: 3, note: "ripe" }, { name: "banana", count: 12, note: "" }],
    columns,
    {
      style: plain,
    },
  );
  assert.deepEqual(lines, [
    "name    count  note",
    "fig         3  ripe",
    "banana     12",
  ]);
});

Deno.test("renderTable: the flexible column gives way on a narrow terminal", () => {
  const lines = renderTable([{ name: "fig", count: 3, note: "x".repeat(200) }], columns, { style: plain, width: 40 });
  assert.ok(lines.every((line) => textWidth(line) <= 40));
  assert.ok(lines[1]?.endsWith("…"));
});

Deno.test("renderTable: cells cannot steer the terminal or break lines, our own styles stay", () => {
  const style = makeStyle(true);
  const [, line = ""] = renderTable([{ name: style.red("a"), count: 1, note: "b\nc\x1b[2Jd" }], columns, { style });
  assert.ok(line.includes("\x1b[31m"));
  assert.ok(!line.includes("\x1b[2J"));
  assert.equal(plainText(line), "a         1  b c\\x1b[2Jd");
});

Deno.test("renderTable: no rows, no lines", () => {
  assert.deepEqual(renderTable([], columns, { style: plain }), []);
});

Deno.test("renderPairs: values stand in one column", () => {
  assert.deepEqual(renderPairs([["job", "a"], ["status", "ok"]], { style: plain, indent: 2 }), [
    "  job     a",
    "  status  ok",
  ]);
});
