import assert from "node:assert/strict";
import { assertClose } from "../tests/golden/golden.ts";
import { symmetricEigen } from "./eigen.ts";
import { dot } from "./linalg.ts";
import { createMatrix, type Matrix, rowOf } from "./matrix.ts";
import { createRng } from "./rng.ts";
import { cholesky, solveLower } from "./cholesky.ts";
import { quickselect } from "./quickselect.ts";
import { matrixOperator, topEigen } from "./top_eigen.ts";

/** A symmetric matrix with the given eigenvalues: a diagonal, reflected at a random plane. */
function withValues(values: ArrayLike<number>, seed: number): Matrix {
  const n = values.length;
  const rng = createRng(seed);
  const normal = Float64Array.from({ length: n }, () => rng.normal());
  const length = dot(normal, normal);
  const a = createMatrix(n, n);
  const weighted = normal.reduce((sum, one, i) => sum + one * one * values[i]!, 0);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const mixed = -2 * normal[i]! * normal[j]! * (values[i]! + values[j]!) / length +
        4 * normal[i]! * normal[j]! * weighted / (length * length);
      a.data[i * n + j] = mixed + (i === j ? values[i]! : 0);
    }
  }
  return a;
}

Deno.test("topEigen: the largest values of small and large matrices, repeated ones and close ones too", () => {
  const repeated = Float64Array.from({ length: 220 }, (_, i) => i < 4 ? 1 : i < 6 ? 0.999 : 0.99 - i / 250);
  const spread = Float64Array.from({ length: 150 }, (_, i) => 1 / (1 + i));
  const small = Float64Array.from({ length: 12 }, (_, i) => 5 - i);
  for (const values of [repeated, spread, small]) {
    const a = withValues(values, 3);
    const found = topEigen(matrixOperator(a), 5, createRng(1));
    assertClose(found.values, values.slice(0, 5), { relative: 1e-9, floor: 1 });
    for (let i = 0; i < 5; i++) {
      const vector = rowOf(found.vectors, i);
      for (let j = 0; j < i; j++) assert.ok(Math.abs(dot(vector, rowOf(found.vectors, j))) < 1e-9);
      const image = Float64Array.from({ length: a.rows }, (_, row) => dot(rowOf(a, row), vector));
      assertClose(image, vector.map((one) => one * found.values[i]!), { relative: 1e-8, floor: 1 });
    }
  }
});

Deno.test("topEigen: agrees with the whole decomposition", () => {
  const rng = createRng(9);
  const n = 140;
  const a = createMatrix(n, n);
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) a.data[i * n + j] = a.data[j * n + i] = rng.normal();
  const all = symmetricEigen(a);
  assertClose(topEigen(matrixOperator(a), 4, createRng(1)).values, all.values.slice(0, 4));
});

Deno.test("cholesky: L Lᵀ is the matrix again, solves by it, and refuses what is not positive definite", () => {
  const a = withValues([3, 2, 1, 0.5], 2);
  const l = cholesky(a)!;
  for (let i = 0; i < 4; i++) {
    for (let j = 0; j < 4; j++) assertClose([dot(rowOf(l, i), rowOf(l, j))], [a.data[i * 4 + j]!]);
  }
  const b = Float64Array.of(1, -2, 3, 0.5);
  const y = b.slice();
  solveLower(l, y);
  assertClose(Float64Array.from({ length: 4 }, (_, i) => dot(rowOf(l, i), y)), b);
  assert.equal(cholesky(withValues([1, 0.5, -0.1], 1)), undefined);
});

Deno.test("quickselect: the value at every place of the sorted values", () => {
  const rng = createRng(4);
  for (const length of [1, 2, 7, 100]) {
    const values = Float64Array.from({ length }, () => rng.integer(20));
    const sorted = values.slice().sort();
    for (let place = 0; place < length; place++) assert.equal(quickselect(values.slice(), place), sorted[place]);
  }
});
