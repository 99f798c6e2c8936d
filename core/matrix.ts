import { DataError } from "./errors.ts";

/**
 * A table of numbers, rows x columns, stored row after row: the value of row i and column j is
 * `data[i * columns + j]`. The array may lie in shared memory.
 */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array;
}

/**
 * A matrix over `data`, or of zeros.
 *
 * @throws {RangeError} when a size is not a whole number from 0 up, or `data` has another length than rows * columns
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createMatrix, rowOf } from "./matrix.ts";
 *
 * const x = createMatrix(2, 3, Float64Array.of(1, 2, 3, 4, 5, 6));
 * assert.deepEqual(rowOf(x, 1), Float64Array.of(4, 5, 6));
 * ```
 */
export function createMatrix(rows: number, columns: number, data?: Float64Array): Matrix {
  if (!Number.isSafeInteger(rows) || !Number.isSafeInteger(columns) || rows < 0 || columns < 0) {
    throw new RangeError(`Cannot make a matrix: ${rows} x ${columns} is not a size`);
  }
  if (data !== undefined && data.length !== rows * columns) {
    throw new RangeError(`Cannot make a matrix: ${data.length} values do not fill ${rows} x ${columns}`);
  }
  return { rows, columns, data: data ?? new Float64Array(rows * columns) };
}

/**
 * A matrix from a list of rows.
 *
 * @throws {RangeError} when rows differ in length
 */
export function matrixFromRows(rows: readonly ArrayLike<number>[]): Matrix {
  const columns = rows[0]?.length ?? 0;
  const x = createMatrix(rows.length, columns);
  rows.forEach((row, i) => {
    if (row.length !== columns) {
      throw new RangeError(`Cannot make a matrix: row ${i} has ${row.length} values, row 0 has ${columns}`);
    }
    x.data.set(row, i * columns);
  });
  return x;
}

/**
 * A matrix from a list of columns.
 *
 * @param rows Number of rows; needed only when there is no column to tell it
 * @throws {RangeError} when columns differ in length
 */
export function matrixFromColumns(columns: readonly ArrayLike<number>[], rows = columns[0]?.length ?? 0): Matrix {
  const x = createMatrix(rows, columns.length);
  columns.forEach((column, j) => {
    if (column.length !== rows) {
      throw new RangeError(`Cannot make a matrix: column ${j} has ${column.length} values instead of ${rows}`);
    }
    for (let i = 0; i < rows; i++) x.data[i * columns.length + j] = column[i]!;
  });
  return x;
}

/** Row `i` as a view: writing to it changes the matrix. */
export function rowOf(x: Matrix, i: number): Float64Array {
  return x.data.subarray(i * x.columns, (i + 1) * x.columns);
}

/** Column `j` as a copy. */
export function columnOf(x: Matrix, j: number): Float64Array {
  const column = new Float64Array(x.rows);
  for (let i = 0; i < x.rows; i++) column[i] = x.data[i * x.columns + j]!;
  return column;
}

/** The rows with the given indices, in that order, as a new matrix. */
export function pickRows(x: Matrix, indices: ArrayLike<number>): Matrix {
  const picked = createMatrix(indices.length, x.columns);
  for (let i = 0; i < indices.length; i++) picked.data.set(rowOf(x, indices[i]!), i * x.columns);
  return picked;
}

/** The columns with the given indices, in that order, as a new matrix. */
export function pickColumns(x: Matrix, indices: ArrayLike<number>): Matrix {
  const picked = createMatrix(x.rows, indices.length);
  for (let i = 0; i < x.rows; i++) {
    for (let j = 0; j < indices.length; j++) picked.data[i * indices.length + j] = x.data[i * x.columns + indices[j]!]!;
  }
  return picked;
}

/**
 * The columns of `a`, then those of `b`, row by row.
 *
 * @throws {RangeError} when the two have different numbers of rows
 */
export function joinColumns(a: Matrix, b: Matrix): Matrix {
  if (a.rows !== b.rows) throw new RangeError(`Cannot join columns: ${a.rows} rows beside ${b.rows} rows`);
  const joined = createMatrix(a.rows, a.columns + b.columns);
  for (let i = 0; i < a.rows; i++) {
    joined.data.set(rowOf(a, i), i * joined.columns);
    joined.data.set(rowOf(b, i), i * joined.columns + a.columns);
  }
  return joined;
}

/** Columns and rows swapped, as a new matrix. */
export function transpose(x: Matrix): Matrix {
  const turned = createMatrix(x.columns, x.rows);
  for (let i = 0; i < x.rows; i++) {
    for (let j = 0; j < x.columns; j++) turned.data[j * x.rows + i] = x.data[i * x.columns + j]!;
  }
  return turned;
}

/** How messages call the rows and columns of a matrix. */
export interface MatrixNames {
  /** Column names. @default "column 0", "column 1" … */
  readonly columns?: readonly string[] | undefined;
  /** What identifies each row, for instance store numbers. @default row indices from 0 */
  readonly rows?: ArrayLike<number | string> | undefined;
}

/**
 * Checks that every value is a finite number.
 *
 * @param action What the caller is about to do, e.g. `fit k-means`
 * @throws {DataError} `Cannot fit k-means: column "AGE" of row 203 is NaN`
 */
export function checkFinite(action: string, x: Matrix, names: MatrixNames = {}): void {
  let bad = 0;
  while (bad < x.data.length && Number.isFinite(x.data[bad])) bad++;
  if (bad === x.data.length) return;
  const i = Math.floor(bad / x.columns);
  const column = columnName(bad % x.columns, names);
  const row = `row ${names.rows?.[i] ?? i}`;
  throw new DataError(`Cannot ${action}: ${column} of ${row} is ${x.data[bad]}`, {
    place: `${row}, ${column}`,
    remedy: "Fill missing values first (impute), or leave the column out.",
  });
}

function columnName(j: number, names: MatrixNames): string {
  const name = names.columns?.[j];
  return name === undefined ? `column ${j}` : `column "${name}"`;
}
