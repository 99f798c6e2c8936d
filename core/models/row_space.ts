import { directions } from "../decompose/pca.ts";
import { dot } from "../linalg.ts";
import { createMatrix, type Matrix, rowOf } from "../matrix.ts";
import type { Mixture } from "./mixture_steps.ts";

/**
 * The space that rows span, where there are fewer of them than columns. Covariances of rows have the ridge alone outside of
 * it, so that a mixture with matrices can be sought in as many dimensions as rows: time grows with rows³, not columns³.
 */
export interface RowSpace {
  /** The rows in coordinates of the space, rows x dimensions. */
  readonly x: Matrix;
  /** What the density of each row has more, logarithmic, in the space of the columns. */
  readonly logDensity: number;
  /** A mixture of the space as one of the columns. */
  lift(mixture: Mixture): Mixture;
}

/**
 * The space of rows that are centred.
 *
 * @param ridge Above 0
 */
export function rowSpace(rows: Matrix, ridge: number): RowSpace {
  const { vectors } = directions(rows);
  const left = rows.columns - vectors.rows;
  return {
    x: inSpace(rows, vectors),
    logDensity: -0.5 * left * (Math.log(2 * Math.PI) + Math.log(ridge)),
    lift: ({ weights, means, spread }) => ({
      weights,
      means: combined(means, vectors),
      spread: { ...spread, matrices: spread.matrices.map((matrix) => lifted(matrix, vectors, ridge)) },
    }),
  };
}

function inSpace(rows: Matrix, vectors: Matrix): Matrix {
  const out = createMatrix(rows.rows, vectors.rows);
  for (let i = 0; i < rows.rows; i++) {
    for (let c = 0; c < vectors.rows; c++) out.data[i * vectors.rows + c] = dot(rowOf(rows, i), rowOf(vectors, c));
  }
  return out;
}

/** Sums of the vectors, weighted by each row: weights x vectors. */
function combined(weights: Matrix, vectors: Matrix): Matrix {
  const out = createMatrix(weights.rows, vectors.columns);
  for (let i = 0; i < weights.rows; i++) {
    const sum = rowOf(out, i);
    for (let c = 0; c < vectors.rows; c++) {
      const weight = weights.data[i * weights.columns + c]!;
      const vector = rowOf(vectors, c);
      for (let j = 0; j < sum.length; j++) sum[j] = sum[j]! + weight * vector[j]!;
    }
  }
  return out;
}

/** vectorsᵀ (matrix - ridge) vectors, with the ridge on the diagonal. */
function lifted(matrix: Matrix, vectors: Matrix, ridge: number): Matrix {
  const inner = { ...matrix, data: matrix.data.slice() };
  for (let c = 0; c < inner.rows; c++) inner.data[c * inner.columns + c] = inner.data[c * inner.columns + c]! - ridge;
  const half = combined(inner, vectors);
  const turned = createMatrix(vectors.columns, vectors.rows);
  for (let c = 0; c < vectors.rows; c++) {
    for (let j = 0; j < vectors.columns; j++) {
      turned.data[j * vectors.rows + c] = vectors.data[c * vectors.columns + j]!;
    }
  }
  const out = combined(turned, half);
  for (let a = 0; a < out.rows; a++) {
    for (let b = 0; b < a; b++) out.data[b * out.columns + a] = out.data[a * out.columns + b]!;
    out.data[a * out.columns + a] = out.data[a * out.columns + a]! + ridge;
  }
  return out;
}
