import { centred, columnMeans, columnProducts, dot, rowProducts } from "../linalg.ts";
import { type Matrix, rowOf } from "../matrix.ts";
import { jacobiEigen } from "./jacobi.ts";

/** A line through data: intercept + sum of coefficients x values. */
export interface RidgeFit {
  readonly intercept: number;
  readonly coefficients: Float64Array;
  /** Precision of the noise. */
  readonly alpha: number;
  /** Precision of the coefficients. */
  readonly lambda: number;
}

const mostSteps = 300;
const tolerance = 1e-3;
/** Shape and rate of the priors of both precisions. */
const prior = 1e-6;

/**
 * Linear regression that shrinks its coefficients as much as the data call for: both precisions are those under which the
 * data are likeliest. With the defaults of scikit-learn's BayesianRidge.
 *
 * Reference: D. MacKay, Bayesian interpolation, Neural Computation 4(3), 1992.
 *
 * @param x rows x predictors, at least one row
 * @param y A value for each row
 */
export function fitBayesianRidge(x: Matrix, y: Float64Array): RidgeFit {
  const means = columnMeans(x);
  const shifted = centred(x, means);
  const level = y.reduce((sum, value) => sum + value, 0) / y.length;
  const target = y.map((value) => value - level);
  const wide = x.columns > x.rows;
  const { values: eigen, vectors } = jacobiEigen(wide ? rowProducts(shifted) : columnProducts(shifted));
  const products = turn(vectors, wide ? target : productsWith(shifted, target));
  let alpha = 1 / (dot(target, target) / y.length + Number.EPSILON);
  let lambda = 1;
  const coefficientsNow = () => {
    const shrunk = turnBack(vectors, products.map((value, i) => value / (eigen[i]! + lambda / alpha)));
    return wide ? productsWith(shifted, shrunk) : shrunk;
  };
  let before: Float64Array | undefined;
  for (let step = 0; step < mostSteps; step++) {
    const coefficients = coefficientsNow();
    const error = squaredError(shifted, target, coefficients);
    let effective = 0;
    for (const value of eigen) effective += alpha * value / (lambda + alpha * value);
    lambda = (effective + 2 * prior) / (dot(coefficients, coefficients) + 2 * prior);
    alpha = (y.length - effective + 2 * prior) / (error + 2 * prior);
    if (before !== undefined && change(before, coefficients) < tolerance) break;
    before = coefficients;
  }
  const coefficients = coefficientsNow();
  return { intercept: level - dot(means, coefficients), coefficients, alpha, lambda };
}

function productsWith(x: Matrix, y: Float64Array): Float64Array {
  const sums = new Float64Array(x.columns);
  for (let i = 0, at = 0; i < x.rows; i++) {
    for (let j = 0; j < x.columns; j++, at++) sums[j] = sums[j]! + x.data[at]! * y[i]!;
  }
  return sums;
}

function turn(vectors: Matrix, values: Float64Array): Float64Array {
  return values.map((_, i) => dot(rowOf(vectors, i), values));
}

function turnBack(vectors: Matrix, values: Float64Array): Float64Array {
  const out = new Float64Array(values.length);
  for (let i = 0, at = 0; i < values.length; i++) {
    for (let j = 0; j < values.length; j++, at++) out[j] = out[j]! + values[i]! * vectors.data[at]!;
  }
  return out;
}

function squaredError(x: Matrix, y: Float64Array, coefficients: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.rows; i++) {
    let rest = y[i]!;
    for (let j = 0, at = i * x.columns; j < x.columns; j++, at++) rest -= x.data[at]! * coefficients[j]!;
    sum += rest * rest;
  }
  return sum;
}

function change(before: Float64Array, now: Float64Array): number {
  return now.reduce((sum, value, i) => sum + Math.abs(value - before[i]!), 0);
}
