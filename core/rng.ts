/**
 * A seeded source of random numbers. The same seed gives the same numbers on every machine.
 *
 * Functions that take a generator draw from {@link Rng.fork forks} of it wherever work could be spread over threads, so
 * that results do not depend on how it is spread.
 */
export interface Rng {
  /** A whole number, 0 to 2^32 - 1, each equally likely. */
  uint32(): number;
  /** A number in [0, 1) with 53 random bits. */
  uniform(): number;
  /** A whole number, 0 to `below` - 1, for `below` up to 2^32; the bias is under 2^-21. */
  integer(below: number): number;
  /** A number of the normal distribution with mean 0 and standard deviation 1. */
  normal(): number;
  /**
   * A generator of its own for the part of the work called `key`. It depends on the seed and the key only, not on what
   * was drawn before, and draws nothing from this generator.
   */
  fork(key: number | string): Rng;
}

/**
 * A generator (xoshiro128**) for a seed.
 *
 * Reference: D. Blackman, S. Vigna, Scrambled linear pseudorandom number generators, ACM TOMS 47(4), 2021.
 *
 * @param seed A whole number or any text
 * @throws {RangeError} when the seed is a number but not a safe integer
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createRng } from "./rng.ts";
 *
 * const first = createRng(42).fork("DAIRY").uniform();
 * assert.equal(createRng(42).fork("DAIRY").uniform(), first);
 * assert.notEqual(createRng(42).fork("BEAUTY").uniform(), first);
 * ```
 */
export function createRng(seed: number | string): Rng {
  return rngFromState(absorb(Uint32Array.of(0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344), seed));
}

/** A generator that starts in the given state of four 32-bit words, not all zero. */
export function rngFromState(state: Uint32Array): Rng {
  const origin = state.slice();
  let a = state[0]! | 0, b = state[1]! | 0, c = state[2]! | 0, d = state[3]! | 0;

  function uint32(): number {
    const product = Math.imul(b, 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9);
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = (d << 11) | (d >>> 21);
    return result >>> 0;
  }
  function uniform(): number {
    const high = uint32() >>> 5;
    const low = uint32() >>> 6;
    return (high * 0x4000000 + low) / 0x20000000000000;
  }
  function normal(): number {
    // Marsaglia's polar method; the second value is dropped so that a draw leaves no hidden state.
    for (;;) {
      const u = 2 * uniform() - 1;
      const v = 2 * uniform() - 1;
      const s = u * u + v * v;
      if (s > 0 && s < 1) return u * Math.sqrt(-2 * Math.log(s) / s);
    }
  }
  return {
    uint32,
    uniform,
    integer: (below) => Math.floor(uniform() * below),
    normal,
    fork: (key) => rngFromState(absorb(origin, key)),
  };
}

function absorb(state: Uint32Array, key: number | string): Uint32Array {
  const next = state.slice();
  for (const word of wordsOf(key)) {
    for (let lane = 0; lane < 4; lane++) {
      const mixed = mix(next[lane]! ^ Math.imul(word ^ Math.imul(lane + 1, 0x9e3779b9), 0x85ebca6b));
      next[lane] = mixed + next[(lane + 3) & 3]!;
    }
  }
  if (next.every((word) => word === 0)) next[0] = 1;
  return next;
}

/** A first word that tells numbers and texts of each length apart, then the content. */
function wordsOf(key: number | string): readonly number[] {
  if (typeof key === "string") return [key.length + 2, ...Array.from(key, (c) => c.codePointAt(0)!)];
  if (!Number.isSafeInteger(key)) throw new RangeError(`Cannot seed a generator: ${key} is not a whole number`);
  return [key < 0 ? 1 : 0, Math.abs(key) >>> 0, Math.floor(Math.abs(key) / 0x100000000)];
}

/** Murmur3's finalizer: every bit of the input changes about half of the bits of the result. */
function mix(word: number): number {
  let h = word;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Puts the items in random order, in place, and returns them; every order is equally likely. */
export function shuffle<T extends { readonly length: number; [index: number]: number }>(rng: Rng, items: T): T {
  for (let i = items.length - 1; i > 0; i--) {
    const j = rng.integer(i + 1);
    const kept = items[i]!;
    items[i] = items[j]!;
    items[j] = kept;
  }
  return items;
}

/**
 * `count` different indices out of 0 to `total` - 1, in random order.
 *
 * @throws {RangeError} when `count` is more than `total`
 */
export function sampleIndices(rng: Rng, total: number, count: number): Int32Array {
  if (count > total) throw new RangeError(`Cannot draw ${count} different indices: there are ${total}`);
  const indices = new Int32Array(total);
  for (let i = 0; i < total; i++) indices[i] = i;
  for (let i = 0; i < count; i++) {
    const j = i + rng.integer(total - i);
    const kept = indices[i]!;
    indices[i] = indices[j]!;
    indices[j] = kept;
  }
  return indices.slice(0, count);
}

/**
 * An index drawn with probability proportional to its weight; any index when all weights are 0.
 *
 * @param weights Numbers from 0 up, at least one
 */
export function chooseWeighted(rng: Rng, weights: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < weights.length; i++) total += weights[i]!;
  if (!(total > 0)) return rng.integer(weights.length);
  const target = rng.uniform() * total;
  let reached = 0;
  let last = 0;
  for (let i = 0; i < weights.length; i++) {
    if (weights[i]! <= 0) continue;
    reached += weights[i]!;
    last = i;
    if (reached > target) return i;
  }
  return last;
}
