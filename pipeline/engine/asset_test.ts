import assert from "node:assert/strict";
import { allPartitions, assetNamed, defineAsset, dependencyTarget } from "./asset.ts";
import { defineCheck } from "./check.ts";
import { defineJob } from "./job.ts";
import { asset, number } from "./testing/kit.ts";

const here = { group: "g", description: "d", kind: number };

Deno.test("defineAsset: remembers the file and line where it was called", () => {
  const a = defineAsset({ ...here, name: "a", compute: () => 1 });
  assert.match(a.place.toString(), /pipeline\/engine\/asset_test\.ts:10:\d+$/);
  const j = defineJob({ name: "j", selection: "*", description: "" });
  assert.match(j.place.toString(), /pipeline\/engine\/asset_test\.ts:12:\d+$/);
});

Deno.test("defineAsset: the code version is a hash of compute, publish and checks, or what was given", () => {
  const one = defineAsset({ ...here, name: "a", compute: () => 1 });
  const same = defineAsset({ ...here, name: "b", compute: () => 1 });
  const two = defineAsset({ ...here, name: "a", compute: () => 2 });
  const publishes = defineAsset({ ...here, name: "a", compute: () => 1, publish: () => ({}) });
  const check = defineCheck(number, {
    name: "x",
    description: "",
    severity: "warn",
    run: () => ({ passed: true, message: "" }),
  });
  const checked = defineAsset({ ...here, name: "a", compute: () => 1, checks: [check] });
  assert.equal(one.codeVersion, same.codeVersion);
  assert.equal(new Set([one, two, publishes, checked].map(({ codeVersion }) => codeVersion)).size, 4);
  assert.equal(defineAsset({ ...here, name: "a", codeVersion: "7", compute: () => 1 }).codeVersion, "7");
});

Deno.test("defineAsset: inputs and resources are typed by what is listed", () => {
  const a = asset("a");
  defineAsset({
    ...here,
    name: "b",
    deps: { a, all: allPartitions(a), named: assetNamed<string>("c") },
    compute: ({ inputs }) => {
      const sum: number = inputs.a + [...inputs.all.values()][0]! + inputs.named.length;
      // @ts-expect-error -- there is no such input
      inputs.b;
      return sum;
    },
  });
  // @ts-expect-error -- the kind is a number
  defineAsset({ ...here, name: "c", compute: () => "text" });
});

Deno.test("dependencyTarget: name, asset and way of every dependency", () => {
  const a = asset("a");
  assert.deepEqual(dependencyTarget(a), { name: "a", asset: a, join: undefined });
  assert.deepEqual(dependencyTarget(assetNamed("x")), { name: "x", asset: undefined, join: undefined });
  assert.deepEqual(dependencyTarget(allPartitions(a)), { name: "a", asset: a, join: "refuse" });
  assert.deepEqual(dependencyTarget(allPartitions(assetNamed("x"), { missing: "leave_out" })), {
    name: "x",
    asset: undefined,
    join: "leave_out",
  });
});
