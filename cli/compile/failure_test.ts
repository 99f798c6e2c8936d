import assert from "node:assert/strict";
import { parseArgs } from "node:util";
import { compileExitCode, compileFailure } from "./failure.ts";
import { compileTarget } from "./targets.ts";

Deno.test("compileFailure: a runtime that cannot be downloaded is told with its address and what to do", () => {
  const [told, next] = compileFailure(
    new Error(
      `Cannot run deno compile: error: Writing deno compile executable to temporary file '/d/clustering.tmp-1'

Caused by:
    0: Setting up base binary.
    1: error sending request for url (https://dl.deno.land/release/v2.9.6/denort-aarch64-apple-darwin.zip): client error (Connect)
    2: dns error`,
    ),
  );
  assert.equal(
    told,
    "error: Cannot compile: Deno's runtime for the platform cannot be downloaded from " +
      "https://dl.deno.land/release/v2.9.6/denort-aarch64-apple-darwin.zip",
  );
  assert.match(next!, /DENORT_BIN/);
});

Deno.test("compileFailure: a runtime of another platform is told", () => {
  for (const cause of ["1: Invalid object: Failed to parse PE", "Could not find standalone binary section."]) {
    const [told] = compileFailure(
      new Error(`Cannot run deno compile: error: Writing\n\nCaused by:\n ${cause}`),
    );
    assert.match(
      told!,
      /^error: Cannot compile: the runtime that DENORT_BIN names is of another/,
    );
  }
});

Deno.test("compileFailure: anything else is told as it is, without Deno's own stack", () => {
  const told = compileFailure(
    new Error("Cannot run npm pack: no such package\n\nStack backtrace:\n  0: <unknown>"),
  );
  assert.deepEqual(told, ["error: Cannot run npm pack: no such package"]);
});

Deno.test("compileExitCode: a wrong command line is 2, anything else 1", () => {
  const thrown = (action: () => unknown): number => {
    try {
      action();
    } catch (error) {
      return compileExitCode(error);
    }
    return 0;
  };
  assert.equal(thrown(() => compileTarget("nonsense")), 2);
  assert.equal(thrown(() => parseArgs({ args: ["--nonsense"], options: {} })), 2);
  assert.equal(thrown(() => parseArgs({ args: ["more"], options: {} })), 2);
  assert.equal(thrown(() => Deno.readTextFileSync("/none/at/all")), 1);
});
