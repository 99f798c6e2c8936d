import assert from "node:assert/strict";
import { HeldValues } from "./held_values.ts";

const value = (asset: string, content: unknown) => ({
  asset,
  partition: undefined,
  version: "v",
  content: { kind: "value" as const, value: content },
});

Deno.test("HeldValues: a value stays until its last reader is done", () => {
  const values = new HeldValues();
  const readers = { steps: ["a"], assets: [] };
  values.retain(readers);
  values.retain(readers);
  values.set("a", value("a", 1));
  values.release(readers);
  assert.equal(values.get("a")?.version, "v");
  values.release(readers);
  assert.equal(values.get("a"), undefined);
  assert.equal(values.size, 0);
});

Deno.test("HeldValues: a value that nobody reads is not kept", () => {
  const values = new HeldValues();
  values.set("a", value("a", 1));
  assert.equal(values.size, 0);
});

Deno.test("HeldValues: who reads all steps of an asset keeps each of them", () => {
  const values = new HeldValues();
  values.retain({ steps: [], assets: ["a"] });
  values.set("a[1]", value("a", 1));
  values.set("a[2]", value("a", 2));
  values.retain({ steps: ["a[1]"], assets: [] });
  values.release({ steps: [], assets: ["a"] });
  assert.deepEqual([values.get("a[1]")?.version, values.get("a[2]")], ["v", undefined]);
});
