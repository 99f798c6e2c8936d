import { findMinimum } from "./minimum.ts";

/** SciPy's tolerance of the exponent. */
const tolerance = 1.48e-8;
/** New values up to this many times the largest of the fit transform without overflow. */
const headroom = 20;
const smallest = 2 ** -1022;
/** Share of a column's spread that rounding may take. */
const lostDigits = 1e-9;

/** A column made ready for many exponents: log(1 + |x|) of each value, with the sign of the value. */
export type SignedLogs = Float64Array;

/** {@link SignedLogs} of values. */
export function signedLogs(values: Float64Array): SignedLogs {
  return values.map((value) => value < 0 ? -Math.log1p(-value) : Math.log1p(value));
}

/**
 * The Yeo-Johnson transform of a value: it bends the scale, so that a skewed column becomes symmetric. Values from 0 up
 * become ((1 + x)^lambda - 1) / lambda, negative ones -((1 - x)^(2 - lambda) - 1) / (2 - lambda), with logarithms where
 * the exponent is 0. 1 changes nothing.
 *
 * Reference: I. Yeo, R. Johnson, A new family of power transformations, Biometrika 87(4), 2000.
 *
 * @param log One of {@link SignedLogs}
 */
export function yeoJohnson(log: number, lambda: number): number {
  return log < 0 ? -power(-log, 2 - lambda) : power(log, lambda);
}

/** {@link yeoJohnson} undone; what no value transforms to becomes infinite. */
export function yeoJohnsonInverse(value: number, lambda: number): number {
  return value < 0 ? -inversePower(-value, 2 - lambda) : inversePower(value, lambda);
}

function power(log: number, exponent: number): number {
  return Math.abs(exponent) < Number.EPSILON ? log : Math.expm1(exponent * log) / exponent;
}

function inversePower(value: number, exponent: number): number {
  if (Math.abs(exponent) < Number.EPSILON) return Math.expm1(value);
  const base = exponent * value;
  return base <= -1 ? Infinity : Math.expm1(Math.log1p(base) / exponent);
}

/** The transform's derivative by its exponent. */
function powerSlope(log: number, exponent: number): number {
  const bend = exponent * log;
  if (Math.abs(bend) >= 0.5) return (log * Math.exp(bend) - Math.expm1(bend) / exponent) / exponent;
  let sum = 0;
  for (let k = 0, term = 1; k < 16; k++, term *= bend / k) sum += term / (k + 2);
  return log * log * sum;
}

/**
 * The exponent under which the transformed values are most likely to be normally distributed. It is searched for between
 * SciPy's bounds, which leave room for values 20 times as large, and settled to the last digits by the derivative.
 * Exponents that would round a column away to nothing are passed over; 1 when no other is better.
 *
 * @param values At least two different finite numbers
 */
export function bestLambda(values: Float64Array): number {
  if (values.every((value) => value <= 0)) return 2 - bestLambda(values.map((value) => -value));
  const column = prepare(values);
  const { mean, variance } = momentsOf(values);
  const lost = Math.max(lostDigits, roundedShare(mean, variance));
  const found = findMinimum((lambda) => cost(column, lambda, lost), { ...boundsOf(values), tolerance });
  return cost(column, found, lost) < cost(column, 1, Infinity) ? settled(column, found) : 1;
}

/**
 * A column whose logarithms have mean 0 when no value is negative: the shift only stretches and moves what they transform
 * to, and spares it the rounding of large values that are nearly equal.
 */
interface LogColumn {
  readonly logs: Float64Array;
  readonly sum: number;
  readonly shift: number;
  readonly mixed: boolean;
}

function prepare(values: Float64Array): LogColumn {
  const logs = signedLogs(values);
  const mixed = logs.some((log) => log < 0);
  const shift = mixed ? 0 : momentsOf(logs).mean;
  const shifted = logs.map((log) => log - shift);
  return { logs: shifted, sum: shifted.reduce((total, log) => total + log, 0), shift, mixed };
}

function bent({ logs, mixed }: LogColumn, lambda: number): Float64Array {
  return logs.map((log) => mixed ? yeoJohnson(log, lambda) : power(log, lambda));
}

/** The negative log-likelihood less a constant; infinite where rounding takes more than a share of the spread. */
function cost(column: LogColumn, lambda: number, lost: number): number {
  const { logs, sum, shift } = column;
  const { mean, variance } = momentsOf(bent(column, lambda));
  const stretch = Math.exp(lambda * shift);
  const rounded = roundedShare(stretch * mean + power(shift, lambda), stretch * stretch * variance);
  if (variance < smallest || rounded > lost) return Infinity;
  return logs.length / 2 * Math.log(variance) - (lambda - 1) * sum;
}

/** Steps of the secant method on the derivative of {@link cost}, unless they lead away. */
function settled(column: LogColumn, lambda: number): number {
  const { logs, sum, mixed } = column;
  const slope = (at: number): number => {
    const y = bent(column, at);
    const { mean, variance } = momentsOf(y);
    let product = 0;
    for (let i = 0; i < logs.length; i++) {
      const log = logs[i]!;
      product += (y[i]! - mean) * (mixed && log < 0 ? powerSlope(-log, 2 - at) : powerSlope(log, at));
    }
    return product / variance - sum;
  };
  let [before, now] = [lambda + 1e-5 * (1 + Math.abs(lambda)), lambda];
  let slopeBefore = slope(before);
  for (let step = 0; step < 3; step++) {
    const slopeNow = slope(now);
    if (slopeNow === slopeBefore) break;
    const next = now - slopeNow * (now - before) / (slopeNow - slopeBefore);
    [before, slopeBefore, now] = [now, slopeNow, next];
  }
  return Math.abs(now - lambda) < 1e-5 * (1 + Math.abs(lambda)) ? now : lambda;
}

function boundsOf(values: Float64Array): { from: number; to: number } {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const log = Math.log1p(headroom * largest);
  const spare = Math.log(Number.EPSILON);
  const from = (Math.log(smallest) - spare) / 2 / log;
  const to = (Math.log(Number.MAX_VALUE) + spare) / 2 / log;
  if (values.every((value) => value >= 0)) return { from, to };
  return { from: Math.max(2 - to, from), to: Math.min(2 - from, to) };
}

/** How much of a column's spread rounding takes. */
function roundedShare(mean: number, variance: number): number {
  return Number.EPSILON * Math.abs(mean) / Math.sqrt(variance);
}

function momentsOf(values: Float64Array): { mean: number; variance: number } {
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) * (value - mean);
  return { mean, variance: squares / values.length };
}
