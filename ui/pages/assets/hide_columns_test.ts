import assert from "node:assert/strict";
import { withoutColumns } from "./hide_columns.tsx";

const grid = {
  columns: [{ name: "id", type: "BIGINT" }, { name: "a,b", type: "VARCHAR" }, { name: "c", type: "DOUBLE" }],
  rows: [[1, "x", null], [2, null, 0.5]],
  matching: 2,
};

Deno.test("withoutColumns: leaves out cells with their columns, everything else stays", () => {
  assert.deepEqual(withoutColumns(grid, ["a,b", "nope"]), {
    columns: [{ name: "id", type: "BIGINT" }, { name: "c", type: "DOUBLE" }],
    rows: [[1, null], [2, 0.5]],
    matching: 2,
  });
});

Deno.test("withoutColumns: a grid without any column would show nothing, so all are shown", () => {
  assert.equal(withoutColumns(grid, ["id", "a,b", "c"]), grid);
  assert.equal(withoutColumns(grid, []), grid);
});
