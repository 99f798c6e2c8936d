import assert from "node:assert/strict";
import {
  checkFinite,
  columnOf,
  createMatrix,
  joinColumns,
  matrixFromColumns,
  matrixFromRows,
  pickColumns,
  pickRows,
  rowOf,
  transpose,
} from "./matrix.ts";

const x = matrixFromRows([[1, 2, 3], [4, 5, 6]]);

Deno.test("matrix: rows and columns come back out", () => {
  assert.deepEqual([...rowOf(x, 1)], [4, 5, 6]);
  assert.deepEqual([...columnOf(x, 2)], [3, 6]);
  assert.deepEqual(matrixFromColumns([[1, 4], [2, 5], [3, 6]]), x);
  assert.deepEqual([...transpose(x).data], [1, 4, 2, 5, 3, 6]);
});

Deno.test("matrix: picking and joining copy the values", () => {
  assert.deepEqual([...pickRows(x, [1, 1]).data], [4, 5, 6, 4, 5, 6]);
  assert.deepEqual([...pickColumns(x, [2, 0]).data], [3, 1, 6, 4]);
  assert.deepEqual(joinColumns(pickColumns(x, [0]), pickColumns(x, [1, 2])), x);
});

Deno.test("matrix: empty sizes are allowed", () => {
  assert.deepEqual(matrixFromRows([]), createMatrix(0, 0));
  assert.deepEqual(matrixFromColumns([], 3), createMatrix(3, 0));
});

Deno.test("matrix: shapes that do not fit are refused", () => {
  assert.throws(() => createMatrix(2, 2, new Float64Array(3)), /Cannot make a matrix: 3 values do not fill 2 x 2/);
  assert.throws(() => createMatrix(-1, 2), RangeError);
  assert.throws(() => createMatrix(1.5, 2), RangeError);
  assert.throws(() => matrixFromRows([[1, 2], [3]]), /row 1 has 1 values, row 0 has 2/);
  assert.throws(() => matrixFromColumns([[1, 2], [3]]), /column 1 has 1 values instead of 2/);
  assert.throws(() => joinColumns(x, createMatrix(3, 1)), RangeError);
});

Deno.test("checkFinite: names the column and the row", () => {
  const bad = matrixFromRows([[1, 2], [3, NaN], [Infinity, 0]]);
  assert.throws(() => checkFinite("fit k-means", bad), {
    name: "DataError",
    message: "Cannot fit k-means: column 1 of row 1 is NaN",
  });
  assert.throws(() => checkFinite("fit k-means", bad, { columns: ["AGE", "INCOME"], rows: [201, 202, 203] }), {
    message: 'Cannot fit k-means: column "INCOME" of row 202 is NaN',
    place: 'row 202, column "INCOME"',
  });
  checkFinite("fit k-means", x);
});
