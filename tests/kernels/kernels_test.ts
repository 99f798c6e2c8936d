import assert from "node:assert/strict";
import { compileKernels, generated } from "./compile.ts";

Deno.test("kernels: what is committed is what their source compiles to", async () => {
  assert.equal(await Deno.readTextFile(generated), await compileKernels());
});
