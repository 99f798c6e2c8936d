import assert from "node:assert/strict";
import { chooseKeys, orderKeys } from "./keys.ts";

const all = ["Beauty", "Home, Garden", "Home..Office", "Pets", "Toys"];
const choose = (...keys: string[]) => chooseKeys(all, "category", { keys });

Deno.test("chooseKeys: a key, a list, a glob and a range, each key once and in key order", () => {
  assert.deepEqual(chooseKeys(all, "category", {}), all);
  assert.deepEqual(choose("Toys", "Beauty", "Toys"), ["Beauty", "Toys"]);
  assert.deepEqual(choose("Toys, Pets"), ["Pets", "Toys"]);
  assert.deepEqual(choose("Home*", "T?ys"), ["Home, Garden", "Home..Office", "Toys"]);
  assert.deepEqual(choose("Pets..Toys"), ["Pets", "Toys"]);
  assert.deepEqual(choose("Pets.."), ["Pets", "Toys"]);
  assert.deepEqual(choose("..Beauty"), ["Beauty"]);
  assert.deepEqual(chooseKeys(all, "category", { from: "Home, Garden", to: "Pets" }), all.slice(1, 4));
  assert.deepEqual(chooseKeys(all, "category", { keys: ["*s"], to: "Pets" }), ["Pets"]);
});

Deno.test("chooseKeys: a text that is a key is that key, whatever signs are in it", () => {
  assert.deepEqual(choose("Home, Garden", "Home..Office"), ["Home, Garden", "Home..Office"]);
  assert.deepEqual(chooseKeys(["a.b", "axb"], "x", { keys: ["a.*"] }), ["a.b"]);
});

Deno.test("chooseKeys: what is not there is refused with the nearest key", () => {
  const cases: readonly (readonly [() => unknown, RegExp])[] = [
    [() => choose("Pest"), /Cannot choose partition "Pest": "category" has no such key; did you mean "Pets"\?/],
    [() => choose("Pets..Toy"), /"Toy": .* did you mean "Toys"\?/],
    [() => choose("Pets, Tois"), /"Tois"/],
    [() => choose("Z*"), /none is like "Z\*"/],
    [() => choose("Toys..Pets"), /in "Toys\.\.Pets" the first key stands after the last/],
    [() => chooseKeys(all, "category", { from: "Toys", to: "Pets" }), /the first key stands after the last/],
    [() => chooseKeys(all, "category", { keys: ["Toys"], to: "Pets" }), /none of those named lies in the range/],
    [() => chooseKeys(all, "category", { from: "toys" }), /did you mean "Toys"/],
  ];
  for (const [run, message] of cases) assert.throws(run, { kind: "usage", message });
});

Deno.test("orderKeys: forward, backward, and shuffled the same way for the same seed", () => {
  assert.deepEqual(orderKeys(all, "forward", 0), all);
  assert.deepEqual(orderKeys(all, "backward", 0), ["Toys", "Pets", "Home..Office", "Home, Garden", "Beauty"]);
  const many = Array.from({ length: 200 }, (_, n) => `${n}`);
  const one = orderKeys(many, "random", 7);
  assert.deepEqual(orderKeys(many, "random", 7), one);
  assert.deepEqual([...one].sort(), [...many].sort());
  assert.notDeepEqual(one, many);
  assert.notDeepEqual(orderKeys(many, "random", 8), one);
});

Deno.test("orderKeys: each of 24 orders of four keys is as likely as any other", () => {
  const counts = new Map<string, number>();
  const seeds = 24_000;
  for (let seed = 0; seed < seeds; seed++) {
    const order = orderKeys(["a", "b", "c", "d"], "random", seed).join("");
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  assert.equal(counts.size, 24);
  const expected = seeds / 24;
  const chiSquare = [...counts.values()].reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
  assert.ok(chiSquare < 49.7, `chi-square ${chiSquare} of 23 degrees of freedom`); // 0.999 quantile
});
