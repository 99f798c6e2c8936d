import assert from "node:assert/strict";
import { assertClose, readGolden } from "../../tests/golden/golden.ts";
import { createMatrix } from "../matrix.ts";
import { fitImputer, impute } from "./impute.ts";
import { createTable, tableFromMatrix } from "./table.ts";

const table = createTable([
  { kind: "number", name: "n", values: Float64Array.of(5, NaN, 1, 5, 1, 8) },
  { kind: "text", name: "t", values: ["b", "a", null, "a", "b", "c"] },
]);

function fills(options: Parameters<typeof fitImputer>[1]): unknown[] {
  return fitImputer(table, options).fills.map(({ value }) => value);
}

Deno.test("fitImputer: mean, median, mode and constant by hand, the smallest of equally frequent values", () => {
  assert.deepEqual(fills({}), [4, "a"]);
  assert.deepEqual(fills({ numeric: "median" }), [5, "a"]);
  assert.deepEqual(fills({ numeric: "mode" }), [1, "a"]);
  assert.deepEqual(fills({ numeric: "constant", text: "constant" }), [0, "missing"]);
  assert.deepEqual(fills({ numeric: "constant", numericConstant: -1, text: "constant", textConstant: "?" }), [-1, "?"]);
});

Deno.test("fitImputer: agrees with scikit-learn", () => {
  interface Golden {
    readonly rows: number;
    readonly columns: number;
    readonly values: readonly (number | null)[];
    readonly fills: Readonly<Record<"mean" | "median" | "mode", number[]>>;
  }
  const golden = readGolden<Golden>("impute");
  const x = createMatrix(golden.rows, golden.columns, Float64Array.from(golden.values, (value) => value ?? NaN));
  for (const numeric of ["mean", "median", "mode"] as const) {
    const model = fitImputer(tableFromMatrix(x, ["a", "b", "c", "d"]), { numeric });
    assertClose(model.fills.map(({ value }) => Number(value)), golden.fills[numeric], { what: numeric });
  }
});

Deno.test("impute: fills gaps only, keeps the input as it was, and takes the fill of the fit to new rows", () => {
  const model = JSON.parse(JSON.stringify(fitImputer(table)));
  const filled = impute(model, table);
  assert.deepEqual([...filled.columns[0]!.values], [5, 4, 1, 5, 1, 8]);
  assert.deepEqual([...filled.columns[1]!.values], ["b", "a", "a", "a", "b", "c"]);
  assert.ok(Number.isNaN(table.columns[0]!.values[1]));
  assert.deepEqual(model.fills.map((fill: { missing: number }) => fill.missing), [1, 1]);
  const fresh = createTable([
    { kind: "text", name: "t", values: [null] },
    { kind: "number", name: "more", values: Float64Array.of(3) },
    { kind: "number", name: "n", values: Float64Array.of(NaN) },
  ]);
  assert.deepEqual(impute(model, fresh).columns.map(({ name, values }) => [name, values[0]]), [["n", 4], ["t", "a"]]);
});

Deno.test("fitImputer: an empty column is an error unless a constant fills it", () => {
  const empty = createTable([{ kind: "number", name: "n", values: Float64Array.of(NaN, NaN) }]);
  assert.throws(() => fitImputer(empty), /column "n" has no value at all/);
  assert.deepEqual([...impute(fitImputer(empty, { numeric: "constant" }), empty).columns[0]!.values], [0, 0]);
});

Deno.test("fitImputer: refuses infinite values and constants", () => {
  const bad = createTable([{ kind: "number", name: "n", values: Float64Array.of(1, -Infinity) }]);
  assert.throws(() => fitImputer(bad), /column "n" of row 1 is -Infinity/);
  assert.throws(() => fitImputer(table, { numericConstant: NaN }), RangeError);
});
