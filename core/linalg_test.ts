import assert from "node:assert/strict";
import { assertClose, fixture, readGolden } from "../tests/golden/golden.ts";
import { symmetricEigen } from "./eigen.ts";
import { columnMeans, columnProducts, columnVariances, covariance, dot, rowProducts } from "./linalg.ts";
import { createMatrix, matrixFromRows, rowOf, transpose } from "./matrix.ts";
import { createRng } from "./rng.ts";

interface Case {
  readonly fixture: string;
  readonly covariance: readonly number[];
  readonly values: readonly number[];
}

Deno.test("columnMeans and columnVariances: by hand, also far from zero", () => {
  const x = matrixFromRows([[1e9 + 1, 5], [1e9 + 2, 5], [1e9 + 6, 5]]);
  const means = columnMeans(x);
  assert.deepEqual([...means], [1e9 + 3, 5]);
  assert.deepEqual([...columnVariances(x, means, 1)], [7, 0]);
  assertClose(columnVariances(x, means, 0), [14 / 3, 0]);
});

Deno.test("covariance and symmetricEigen: agree with NumPy", () => {
  for (const golden of readGolden<{ cases: Case[] }>("linalg").cases) {
    const found = covariance(fixture(golden.fixture));
    assertClose(found.data, golden.covariance, { what: golden.fixture });
    const { values } = symmetricEigen(found);
    assertClose(values, golden.values, { floor: golden.values[0]! * 1e-4, what: golden.fixture });
  }
});

Deno.test("columnProducts and rowProducts: are each other's turned form", () => {
  const x = matrixFromRows([[1, 2], [3, 4], [5, 6]]);
  assert.deepEqual(columnProducts(x), rowProducts(transpose(x)));
  assert.deepEqual([...columnProducts(x).data], [35, 44, 44, 56]);
});

Deno.test("symmetricEigen: vectors are orthonormal and rebuild the matrix", () => {
  const rng = createRng(3);
  for (const n of [1, 2, 3, 17, 60]) {
    const a = createMatrix(n, n);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j <= i; j++) a.data[i * n + j] = a.data[j * n + i] = rng.normal();
    }
    const { values, vectors } = symmetricEigen(a);
    for (let i = 0; i < n; i++) {
      const vector = rowOf(vectors, i);
      for (let j = 0; j < n; j++) {
        assert.ok(Math.abs(dot(vector, rowOf(vectors, j)) - (i === j ? 1 : 0)) < 1e-12);
        assert.ok(Math.abs(dot(rowOf(a, j), vector) - values[i]! * vector[j]!) < 1e-12 * n);
      }
    }
  }
});

Deno.test("symmetricEigen: takes diagonal, zero, repeated and empty matrices", () => {
  assert.deepEqual([...symmetricEigen(matrixFromRows([[1, 0], [0, 3]])).values], [3, 1]);
  assert.deepEqual([...symmetricEigen(createMatrix(3, 3)).values], [0, 0, 0]);
  assert.deepEqual([...symmetricEigen(createMatrix(0, 0)).values], []);
  const ones = matrixFromRows([[1, 1, 1], [1, 1, 1], [1, 1, 1]]);
  assertClose(symmetricEigen(ones).values, [3, 0, 0], { relative: 1e-12 });
});

Deno.test("symmetricEigen: refuses what is not square or not finite", () => {
  assert.throws(() => symmetricEigen(createMatrix(2, 3)), RangeError);
  assert.throws(() => symmetricEigen(matrixFromRows([[1, NaN], [NaN, 1]])), /column 1 of row 0 is NaN/);
});
