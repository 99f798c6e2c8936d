import assert from "node:assert/strict";
import fc from "fast-check";
import { folderName, LocalNames } from "./names.ts";

Deno.test("folderName: a plain key is its own name, any other is readable and has a hash", () => {
  assert.equal(folderName("north-1_a"), "north-1_a");
  assert.match(folderName("Milk & Eggs"), /^Milk_Eggs-[0-9a-f]{8}$/);
  assert.match(folderName("../../etc"), /^_etc-[0-9a-f]{8}$/);
  assert.match(folderName("con"), /^con-[0-9a-f]{8}$/);
  assert.match(folderName("x".repeat(500)), /^x{60}-[0-9a-f]{8}$/);
});

Deno.test("folderName: different keys have different names, also where case does not count", () => {
  fc.assert(fc.property(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), (a, b) => {
    for (const name of [folderName(a), folderName(b)]) assert.match(name, /^[A-Za-z0-9_-]{1,70}$/);
    if (a !== b) assert.notEqual(folderName(a).toLowerCase(), folderName(b).toLowerCase());
  }));
});

Deno.test("LocalNames: identifiers that tell steps apart and stay the same", () => {
  const names = new LocalNames();
  assert.equal(names.of("a/b.c", undefined), "a_b_c");
  assert.equal(names.of("a.b.c", undefined), "a_b_c_2");
  assert.equal(names.of("A_B_C", undefined), "A_B_C_3");
  assert.equal(names.of("a", "Milk & Eggs"), "a__Milk_Eggs");
  assert.equal(names.of("a", "Milk, Eggs"), "a__Milk_Eggs_2");
  assert.equal(names.of("a.b.c", undefined), "a_b_c_2");
});
