/**
 * The value below which a share of the values lies, linearly interpolated between neighbours (type 7 of Hyndman and Fan,
 * NumPy's default).
 *
 * @param values At least one number, in any order
 * @param share 0 (smallest) to 1 (largest)
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { quantile } from "./quantile.ts";
 *
 * assert.equal(quantile([1, 2, 3, 10], 0.5), 2.5);
 * ```
 */
export function quantile(values: ArrayLike<number>, share: number): number {
  return sortedQuantile(Float64Array.from(values).sort(), share);
}

/** {@link quantile} of values that ascend already. */
export function sortedQuantile(sorted: ArrayLike<number>, share: number): number {
  const place = (sorted.length - 1) * share;
  const low = sorted[Math.floor(place)]!;
  const high = sorted[Math.ceil(place)]!;
  const part = place - Math.floor(place);
  // From the nearer neighbour, so that the result never leaves [low, high].
  return part < 0.5 ? low + (high - low) * part : high - (high - low) * (1 - part);
}
