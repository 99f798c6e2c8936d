import assert from "node:assert/strict";
import { chooseWeighted, createRng, rngFromState, sampleIndices, shuffle } from "./rng.ts";

Deno.test("rngFromState: gives the numbers of the reference implementation", () => {
  const rng = rngFromState(Uint32Array.of(1, 2, 3, 4));
  const first = Array.from({ length: 8 }, () => rng.uint32());
  assert.deepEqual(first, [11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849]);
});

Deno.test("createRng: one seed gives one sequence, other seeds others", () => {
  const draw = (seed: number | string) => {
    const rng = createRng(seed);
    return Array.from({ length: 4 }, () => rng.uint32()).join();
  };
  const seeds = [0, 1, -1, 2 ** 32, 2 ** 32 + 1, 42, "", "0", "a", "b", "ab", "ba", "aa", "aaa"];
  assert.equal(new Set(seeds.map(draw)).size, seeds.length);
  assert.equal(draw(42), draw(42));
  assert.throws(() => createRng(0.5), RangeError);
  assert.throws(() => createRng(NaN), RangeError);
});

Deno.test("fork: depends on seed and key only, not on what was drawn", () => {
  const used = createRng(7);
  for (let i = 0; i < 10; i++) used.uint32();
  assert.equal(used.fork(3).uint32(), createRng(7).fork(3).uint32());
  assert.notEqual(createRng(7).fork(3).uint32(), createRng(7).fork(4).uint32());
  assert.notEqual(createRng(7).fork(1).fork(2).uint32(), createRng(7).fork(2).fork(1).uint32());
  assert.notEqual(createRng(7).fork("1").uint32(), createRng(7).fork(1).uint32());
});

Deno.test("fork: neighbouring keys give unrelated numbers", () => {
  // 64 buckets of 6400 first draws: chi-square with 63 degrees of freedom stays under 110 but for 1 in 5000 sequences.
  const counts = new Float64Array(64);
  for (let key = 0; key < 6400; key++) counts[createRng(1).fork(key).integer(64)]! += 1;
  const chi = counts.reduce((sum, count) => sum + (count - 100) ** 2 / 100, 0);
  assert.ok(chi < 110, `chi-square ${chi}`);
});

Deno.test("uniform and normal: mean and variance are those of the distribution", () => {
  const rng = createRng(11);
  const n = 100_000;
  const moments = (draw: () => number) => {
    let sum = 0, squares = 0;
    for (let i = 0; i < n; i++) {
      const value = draw();
      sum += value;
      squares += value * value;
    }
    return [sum / n, squares / n - (sum / n) ** 2] as const;
  };
  const [uniformMean, uniformVariance] = moments(rng.uniform);
  assert.ok(Math.abs(uniformMean - 0.5) < 0.005 && Math.abs(uniformVariance - 1 / 12) < 0.002);
  const [normalMean, normalVariance] = moments(rng.normal);
  assert.ok(Math.abs(normalMean) < 0.015 && Math.abs(normalVariance - 1) < 0.025);
});

Deno.test("shuffle and sampleIndices: keep every item once and reach every order evenly", () => {
  const rng = createRng(5);
  const counts = new Map<string, number>();
  for (let i = 0; i < 6000; i++) {
    const order = shuffle(rng, [0, 1, 2]).join("");
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  assert.equal(counts.size, 6);
  for (const count of counts.values()) assert.ok(Math.abs(count - 1000) < 150);
  assert.deepEqual([...sampleIndices(rng, 20, 20)].sort((a, b) => a - b), Array.from({ length: 20 }, (_, i) => i));
  assert.equal(new Set(sampleIndices(rng, 20, 7)).size, 7);
  assert.throws(() => sampleIndices(rng, 2, 3), RangeError);
});

Deno.test("chooseWeighted: follows the weights, never takes weight 0, copes with all 0", () => {
  const rng = createRng(6);
  const counts = [0, 0, 0];
  for (let i = 0; i < 4000; i++) counts[chooseWeighted(rng, [1, 0, 3])]! += 1;
  assert.equal(counts[1], 0);
  assert.ok(Math.abs(counts[0]! - 1000) < 150);
  assert.ok(new Set(Array.from({ length: 50 }, () => chooseWeighted(rng, [0, 0]))).size === 2);
});
