import { type Eigen, symmetricEigen } from "../eigen.ts";
import { dot } from "../linalg.ts";
import { createMatrix, type Matrix, rowOf } from "../matrix.ts";
import type { Rng } from "../rng.ts";

/** A symmetric matrix that is known by what it does to a vector. */
export interface SymmetricOperator {
  readonly size: number;
  /** Writes the product with `v` to `out`. */
  readonly multiply: (v: Float64Array, out: Float64Array) => void;
}

/** Smaller matrices are decomposed as a whole. */
const smallSize = 96;
/** Vectors that are tried together beyond those asked for, so that equal eigenvalues do not hide each other. */
const extra = 3;
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
    for (const vector of next) extend(basis, operator, vector);
    const ritz = decompose(basis);
    const found = Math.min(block, basis.vectors.length);
    const residuals = Array.from({ length: found }, (_, i) => residual(basis, ritz, i));
    const open = residuals.filter((one, i) => i < count && Math.sqrt(dot(one, one)) > precise);
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
    multiply(unit, rowOf(matrix, i));
    unit[i] = 0;
  }
  const { values, vectors } = symmetricEigen(matrix);
  return {
    values: values.slice(0, count),
    vectors: { rows: count, columns: size, data: vectors.data.slice(0, count * size) },
  };
}

/** Adds what the vector has beyond the basis, unless that is next to nothing. */
function extend(
  { vectors, products, inner }: Basis,
  { size, multiply }: SymmetricOperator,
  vector: Float64Array,
): void {
  const before = Math.sqrt(dot(vector, vector));
  if (!(before > 0) || vectors.length >= size) return;
  const fresh = vector.map((value) => value / before);
  // Twice is enough to keep the basis orthogonal to the last digits.
  for (let pass = 0; pass < 2; pass++) {
    for (const known of vectors) add(fresh, known, -dot(fresh, known));
    const length = Math.sqrt(dot(fresh, fresh));
    if (length < 1e-12) return;
    for (let i = 0; i < size; i++) fresh[i] = fresh[i]! / length;
  }
  const product = new Float64Array(size);
  multiply(fresh, product);
  vectors.push(fresh);
  products.push(product);
  inner.push(products.map((one) => dot(fresh, one)));
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
