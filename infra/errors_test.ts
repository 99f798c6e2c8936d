import assert from "node:assert/strict";
import { causeChain, exitCodes, Problem, problemKinds, toError } from "./errors.ts";

Deno.test("Problem: carries kind, place, remedy and cause, and every kind has an exit code", () => {
  const cause = new Error("inner");
  const problem = new Problem("data", "Cannot read", { place: "a.csv:1:2", remedy: "Do.", cause });
  assert.deepEqual([problem.kind, problem.place, problem.remedy, problem.cause, problem.name], [
    "data",
    "a.csv:1:2",
    "Do.",
    cause,
    "Problem",
  ]);
  assert.ok(problem instanceof Error);
  assert.deepEqual(problemKinds.map((kind) => exitCodes[kind]), [1, 2, 3, 4, 5, 130]);
});

Deno.test("causeChain: follows causes and ends where they repeat", () => {
  const first = new Error("1");
  const second = new Error("2", { cause: first });
  first.cause = second;
  assert.deepEqual(causeChain(second), [second, first]);
  assert.deepEqual(causeChain(new Error("x", { cause: "text" })).length, 1);
});

Deno.test("toError: keeps errors and wraps everything else", () => {
  const error = new Error("x");
  assert.equal(toError(error), error);
  assert.equal(toError("text").message, "text");
  assert.equal(toError(undefined).message, "undefined");
});
