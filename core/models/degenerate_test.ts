import assert from "node:assert/strict";
import { createMatrix, type Matrix, matrixFromRows, type MatrixNames } from "../matrix.ts";
import { createRng } from "../rng.ts";
import { type AlgorithmName, algorithmNames, algorithms } from "./algorithms.ts";
import type { FittedClusters } from "./algorithm.ts";

/** Rows that tempt a method to divide by nothing, and what every method is to make of them. */
interface Case {
  readonly name: string;
  readonly x: Matrix;
  readonly k: number;
  readonly names?: MatrixNames;
  /** Most clusters that there can be. */
  readonly most?: number;
  /** Clusters that a method finds which is told their number. */
  readonly exactly?: number;
  /** What the error says; with `forK` only where a number of clusters is asked for. */
  readonly error?: RegExp;
  readonly forK?: boolean;
}

function normals(rows: number, columns: number, scale = 1): Matrix {
  const rng = createRng(3);
  return createMatrix(rows, columns, Float64Array.from({ length: rows * columns }, () => scale * rng.normal()));
}

const names: MatrixNames = { columns: ["AGE", "SIZE"], rows: [201, 202, 203] };
const ofNoRow = /^Cannot fit .*: (there is no row|1 clusters need at least as many rows, but there are 0)$/;
const notFinite = (value: string) => new RegExp(`^Cannot fit .*: column "SIZE" of row 202 is ${value}$`);

const cases: readonly Case[] = [
  { name: "one row", x: matrixFromRows([[3, 4]]), k: 1, most: 1 },
  { name: "two equal rows", x: matrixFromRows([[2, 2], [2, 2]]), k: 2, most: 1 },
  { name: "constant columns", x: createMatrix(30, 3, new Float64Array(90).fill(5)), k: 3, most: 1 },
  { name: "columns without a value", x: createMatrix(5, 0), k: 1, most: 1 },
  { name: "as many clusters as rows", x: normals(6, 2, 9), k: 6, exactly: 6 },
  {
    name: "more clusters than rows",
    x: normals(4, 2),
    k: 5,
    error: /: 5 clusters need .*, but there are 4$/,
    forK: true,
  },
  { name: "one column", x: normals(40, 1), k: 3, exactly: 3 },
  { name: "a thousand columns", x: normals(40, 1000), k: 3, exactly: 3 },
  { name: "values far from 0", x: normals(30, 2, 1e150), k: 3, exactly: 3 },
  { name: "values near 0", x: normals(30, 2, 1e-310), k: 3, most: 30 },
  { name: "an empty category", x: createMatrix(0, 3), k: 1, error: ofNoRow },
  { name: "NaN", x: matrixFromRows([[1, 2], [3, NaN], [4, 5]]), k: 2, names, error: notFinite("NaN") },
  { name: "infinity", x: matrixFromRows([[1, 2], [3, -Infinity], [4, 5]]), k: 2, names, error: notFinite("-Infinity") },
  {
    name: "values without a square",
    x: normals(30, 2, 1e200),
    k: 2,
    names,
    error: /^Cannot fit .*: column "AGE" ranges over \S+e\+200, whose square is too large a number$/,
  },
  {
    name: "values without a sum",
    x: matrixFromRows([[1, 1.6e308], [2, 1.6e308], [3, 1.6e308]]),
    k: 2,
    names,
    error: /^Cannot fit .*: column "SIZE" reaches 1.6e\+308, which is too large a number to add up$/,
  },
];

for (const algorithm of algorithmNames) {
  Deno.test(`${algorithm}: rows that are few, equal, wide, far or bad give sound clusters or a clear error`, () => {
    for (const one of cases) {
      const { needsK } = algorithms[algorithm];
      const fails = one.error !== undefined && (one.forK !== true || needsK);
      if (fails) assert.throws(() => fit(algorithm, one), { name: "DataError", message: one.error }, one.name);
      else check(fit(algorithm, one), one, needsK);
    }
  });
}

function fit(algorithm: AlgorithmName, { x, k, names }: Case): FittedClusters {
  return algorithms[algorithm].fit(x, { k, rng: createRng(1), ...(names === undefined ? {} : { names }) });
}

function check(
  { rowLabels, sizes, clusters }: FittedClusters,
  { name, x, most, exactly }: Case,
  needsK: boolean,
): void {
  assert.equal(rowLabels.length, x.rows, name);
  assert.ok(rowLabels.every((label) => Number.isInteger(label) && label >= -1 && label < sizes.length), name);
  sizes.forEach((size, c) => assert.equal(rowLabels.filter((label) => label === c).length, size, name));
  assert.deepEqual(sizes, sizes.toSorted((a, b) => b - a), name);
  assert.ok(clusters.centroids.flat().every(Number.isFinite), name);
  if (most !== undefined) assert.ok(sizes.length <= most, `${name}: ${sizes.length} clusters`);
  if (exactly !== undefined && needsK) assert.equal(sizes.length, exactly, name);
}
