import assert from "node:assert/strict";
import fc from "fast-check";
import { didYouMean, editDistance, nearest } from "./suggest.ts";

Deno.test("editDistance: counts insertions, deletions, substitutions and swaps", () => {
  assert.equal(editDistance("", "abc"), 3);
  assert.equal(editDistance("kitten", "sitting"), 3);
  assert.equal(editDistance("dve", "dev"), 1);
  assert.equal(editDistance("same", "same"), 0);
});

Deno.test("editDistance: is symmetric, zero only for equal words and obeys its bounds", () => {
  const word = fc.string({ maxLength: 12 });
  fc.assert(fc.property(word, word, (a, b) => {
    const distance = editDistance(a, b);
    assert.equal(distance, editDistance(b, a));
    assert.equal(distance === 0, a === b);
    assert.ok(distance >= Math.abs(a.length - b.length) && distance <= Math.max(a.length, b.length));
  }));
});

Deno.test("nearest: finds a near miss whatever its case and dashes", () => {
  const keys = ["memory_limit", "threads", "temp_directory"];
  assert.equal(nearest("memroy_limit", keys), "memory_limit");
  assert.equal(nearest("Memory-Limit", keys), "memory_limit");
  assert.equal(nearest("thread", keys), "threads");
});

Deno.test("nearest: finds the one candidate that a word begins", () => {
  assert.equal(nearest("internal", ["internal_clustering_job", "merging_job"]), "internal_clustering_job");
  assert.equal(nearest("internal", ["internal_clustering_job", "internal_preprocessing_job"]), undefined);
});

Deno.test("nearest: offers nothing far away, and no single letter for another", () => {
  assert.equal(nearest("moon", ["dev", "staging", "prod"]), undefined);
  assert.equal(nearest("x", ["y", "z"]), undefined);
  assert.equal(nearest("", ["a"]), undefined);
  assert.equal(nearest("dev", []), undefined);
});

Deno.test("nearest: breaks ties by name", () => {
  assert.equal(nearest("cart", ["cars", "card"]), "card");
});

Deno.test("didYouMean: words the suggestion, or says nothing", () => {
  assert.equal(didYouMean("prd", ["dev", "prod"]), '; did you mean "prod"?');
  assert.equal(didYouMean("moon", ["dev", "prod"]), "");
});
