import assert from "node:assert/strict";
import { nextCommand } from "./init.ts";

Deno.test("nextCommand: goes into the folder, but names it to a task, which would start elsewhere", () => {
  assert.equal(nextCommand("clustering", "demo"), "cd demo && clustering run internal_preprocessing_job");
  assert.equal(nextCommand("clustering", "."), "clustering run internal_preprocessing_job");
  assert.equal(nextCommand("deno task cli", "demo"), "deno task cli run internal_preprocessing_job --root demo");
  assert.equal(nextCommand("clustering", "it's"), "cd 'it'\\''s' && clustering run internal_preprocessing_job");
});
