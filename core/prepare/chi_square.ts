/** Lanczos' coefficients for g = 7 (Godfrey 2001). */
const lanczos = [
  0.99999999999980993,
  676.5203681218851,
  -1259.1392167224028,
  771.32342877765313,
  -176.61502916214059,
  12.507343278686905,
  -0.13857109526572012,
  9.9843695780195716e-6,
  1.5056327351493116e-7,
] as const;

/** Logarithm of the gamma function, for arguments above 0.5. */
function logGamma(z: number): number {
  const x = z - 1;
  let sum: number = lanczos[0];
  for (let i = 1; i < lanczos.length; i++) sum += lanczos[i]! / (x + i);
  const t = x + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (x + 0.5) * Math.log(t) - t + Math.log(sum);
}

/**
 * The probability that a chi-square variable is at most `x`.
 *
 * Reference: W. Press and others, Numerical Recipes, 3rd edition, 2007, section 6.2 (incomplete gamma function).
 *
 * @param freedom Degrees of freedom, 1 and up
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { chiSquareProbability } from "./chi_square.ts";
 *
 * assert.ok(Math.abs(chiSquareProbability(2 * Math.LN2, 2) - 0.5) < 1e-14);
 * ```
 */
export function chiSquareProbability(x: number, freedom: number): number {
  if (!(x > 0)) return 0;
  if (x === Infinity) return 1;
  const a = freedom / 2;
  const half = x / 2;
  const front = Math.exp(a * Math.log(half) - half - logGamma(a));
  return half < a + 1 ? front * lowerSeries(a, half) : 1 - front * upperFraction(a, half);
}

function lowerSeries(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let n = 1; n < 10_000 && term > sum * 1e-17; n++) {
    term *= x / (a + n);
    sum += term;
  }
  return sum;
}

/** Lentz's way to sum a continued fraction. */
function upperFraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = 1e300;
  let d = 1 / b;
  let product = d;
  for (let n = 1, factor = 0; n < 10_000 && Math.abs(factor - 1) > 1e-16; n++) {
    const step = n * (a - n);
    b += 2;
    d = 1 / (step * d + b);
    c = b + step / c;
    factor = c * d;
    product *= factor;
  }
  return product;
}

/**
 * The value that a chi-square variable does not exceed with a probability: {@link chiSquareProbability} undone.
 *
 * @param share 0 to 1; 1 gives Infinity
 * @param freedom Degrees of freedom, 1 and up
 */
export function chiSquareQuantile(share: number, freedom: number): number {
  if (share <= 0) return 0;
  if (share >= 1) return Infinity;
  let low = 0;
  let high = freedom + 10;
  while (chiSquareProbability(high, freedom) < share) high *= 2;
  for (let step = 0; step < 200; step++) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (chiSquareProbability(middle, freedom) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
