/**
 * Evenly spaced places among `count`, both ends included, at most `most` of them: which ones depends on the two numbers
 * only.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { evenPlaces } from "./sample.ts";
 *
 * assert.deepEqual(evenPlaces(9, 3), [0, 4, 8]);
 * assert.deepEqual(evenPlaces(2, 3), [0, 1]);
 * ```
 */
export function evenPlaces(count: number, most: number): readonly number[] {
  if (count <= most) return Array.from({ length: count }, (_, i) => i);
  if (most < 2) return most === 1 ? [0] : [];
  return Array.from({ length: most }, (_, i) => Math.round(i * (count - 1) / (most - 1)));
}

/** Splits `most` places among groups as their sizes, at least one for a group that has any. */
export function shareOut(sizes: readonly number[], most: number): readonly number[] {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (total <= most) return sizes;
  return sizes.map((size) => size === 0 ? 0 : Math.max(1, Math.floor(size * most / total)));
}
