import { type Eigen, symmetricEigen } from "./eigen.ts";
import { dot } from "./linalg.ts";
import { createMatrix, type Matrix, rowOf } from "./matrix.ts";
import type { Rng } from "./rng.ts";

/** A symmetric matrix that is known by what it does to a vector. */
export interface SymmetricOperator {
  readonly size: number;
  /** Writes the products with some vectors to `out`. */
  readonly multiply: (vectors: readonly Float64Array[], out: readonly Float64Array[]) => void;
}

/** A symmetric matrix as an operator; each of its values is read once for four vectors. */
export function matrixOperator(matrix: Matrix): SymmetricOperator {
  return {
    size: matrix.rows,
    multiply: (vectors, out) => {
      for (let v = 0; v < vectors.length; v += 4) multiplyFour(matrix, vectors.slice(v, v + 4), out.slice(v, v + 4));
    },
  };
}

function multiplyFour(
  { rows: n, data }: Matrix,
  vectors: readonly Float64Array[],
  out: readonly Float64Array[],
): void {
  const a = vectors[0]!;
  const [, b = a, c = a, d = a] = vectors;
  for (let i = 0, at = 0; i < n; i++) {
    let sumA = 0, sumB = 0, sumC = 0, sumD = 0;
    for (let o = 0; o < n; o++, at++) {
      const value = data[at]!;
      sumA += value * a[o]!;
      sumB += value * b[o]!;
      sumC += value * c[o]!;
      sumD += value * d[o]!;
    }
    const sums = [sumA, sumB, sumC, sumD];
    for (let v = 0; v < out.length; v++) out[v]![i] = sums[v]!;
  }
}

/** Smaller matrices are decomposed as a whole. */
const smallSize = 96;
/** Vectors that are tried together beyond those asked for, so that equal eigenvalues do not hide each other. */
const extra = 3;
/** Largest residual, as a share of the largest eigenvalue. */
const precise = 1e-10;
const mostSteps = 1500;

interface Basis {
  readonly vectors: Float64Array[];
  /** The operator's product with each vector. */
  readonly products: Float64Array[];
  /** Products of each vector with the products up to its own. */
  readonly inner: number[][];
}

interface Ritz {
  readonly values: Float64Array;
  /** How the best vectors are made of those of the basis. */
  readonly mixes: Matrix;
}

/**
 * The `count` largest eigenvalues of a symmetric operator and their vectors: a block Krylov space that is thinned out when
 * it gets large.
 *
 * Reference: K. Wu, H. Simon, Thick-restart Lanczos method for large symmetric eigenvalue problems, SIAM Journal on Matrix
 * Analysis and Applications 22(2), 2000.
 *
 * @param count 1 to the operator's size
 */
export function topEigen(operator: SymmetricOperator, count: number, rng: Rng): Eigen {
  const { size } = operator;
  const block = count + extra;
  if (size <= Math.max(smallSize, 4 * block)) return wholeEigen(operator, count);
  const room = Math.min(size, Math.max(8 * block, 60));
  let basis: Basis = { vectors: [], products: [], inner: [] };
  let next: Float64Array[] = Array.from(
    { length: block },
    () => Float64Array.from({ length: size }, () => rng.normal()),
  );
  for (let step = 0;; step++) {
    extend(basis, operator, next);
    const ritz = decompose(basis);
    const found = Math.min(block, basis.vectors.length);
    const residuals = Array.from({ length: found }, (_, i) => residual(basis, ritz, i));
    const enough = precise * Math.abs(ritz.values[0]!);
    const open = residuals.filter((one, i) => i < count && Math.sqrt(dot(one, one)) > enough);
    if (open.length === 0 || step === mostSteps) {
      return { values: ritz.values.slice(0, count), vectors: top(basis, ritz, count) };
    }
    if (basis.vectors.length + found > room) basis = thinned(basis, ritz, Math.min(2 * block, basis.vectors.length));
    next = residuals;
  }
}

function wholeEigen({ size, multiply }: SymmetricOperator, count: number): Eigen {
  const matrix = createMatrix(size, size);
  const unit = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    unit[i] = 1;
    multiply([unit], [rowOf(matrix, i)]);
    unit[i] = 0;
  }
  const { values, vectors } = symmetricEigen(matrix);
  return {
    values: values.slice(0, count),
    vectors: { rows: count, columns: size, data: vectors.data.slice(0, count * size) },
  };
}

/** Adds what vectors have beyond the basis, unless that is next to nothing, with its products. */
function extend(
  { vectors, products, inner }: Basis,
  { size, multiply }: SymmetricOperator,
  next: readonly Float64Array[],
) {
  const known = vectors.length;
  for (const vector of next) {
    const fresh = beyond(vectors, vector);
    if (fresh !== undefined) vectors.push(fresh);
  }
  const added = vectors.slice(known);
  const found = added.map(() => new Float64Array(size));
  multiply(added, found);
  added.forEach((vector, i) => {
    products.push(found[i]!);
    inner.push(products.map((product) => dot(vector, product)));
  });
}

/** The part of a vector that is orthogonal to the basis, of length 1. */
function beyond(vectors: readonly Float64Array[], vector: Float64Array): Float64Array | undefined {
  const before = Math.sqrt(dot(vector, vector));
  if (!(before > 0) || vectors.length >= vector.length) return undefined;
  const fresh = vector.map((value) => value / before);
  // Twice is enough to keep the basis orthogonal to the last digits.
  for (let pass = 0; pass < 2; pass++) {
    for (const known of vectors) add(fresh, known, -dot(fresh, known));
    const length = Math.sqrt(dot(fresh, fresh));
    if (length < 1e-12) return undefined;
    for (let i = 0; i < fresh.length; i++) fresh[i] = fresh[i]! / length;
  }
  return fresh;
}

function add(to: Float64Array, vector: Float64Array, times: number): void {
  for (let i = 0; i < to.length; i++) to[i] = to[i]! + times * vector[i]!;
}

function decompose({ inner }: Basis): Ritz {
  const m = inner.length;
  const matrix = createMatrix(m, m);
  inner.forEach((row, a) =>
    row.forEach((value, b) => {
      matrix.data[a * m + b] = value;
      matrix.data[b * m + a] = value;
    })
  );
  const { values, vectors: mixes } = symmetricEigen(matrix);
  return { values, mixes };
}

function mixed(parts: readonly Float64Array[], mixes: Matrix, i: number): Float64Array {
  const out = new Float64Array(parts[0]!.length);
  parts.forEach((part, a) => add(out, part, mixes.data[i * mixes.columns + a]!));
  return out;
}

function residual({ vectors, products }: Basis, { values, mixes }: Ritz, i: number): Float64Array {
  const out = mixed(products, mixes, i);
  add(out, mixed(vectors, mixes, i), -values[i]!);
  return out;
}

function thinned({ vectors, products }: Basis, { values, mixes }: Ritz, count: number): Basis {
  const places = Array.from({ length: count }, (_, i) => i);
  return {
    vectors: places.map((i) => mixed(vectors, mixes, i)),
    products: places.map((i) => mixed(products, mixes, i)),
    inner: places.map((i) => places.slice(0, i + 1).map((o) => o === i ? values[i]! : 0)),
  };
}

function top({ vectors }: Basis, { mixes }: Ritz, count: number): Matrix {
  const out = createMatrix(count, vectors[0]!.length);
  for (let i = 0; i < count; i++) out.data.set(mixed(vectors, mixes, i), i * out.columns);
  return out;
}
