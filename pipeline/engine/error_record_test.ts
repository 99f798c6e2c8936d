import assert from "node:assert/strict";
import { Problem } from "../../infra/errors.ts";
import { errorRecord, problemKind, stepProblem } from "./error_record.ts";

const same = (text: string) => text;

Deno.test("stepProblem: says which step, keeps kind, place and remedy of the innermost problem", () => {
  const inner = new Problem("data", "Cannot read row 7: it has no key", { place: "a.csv:7", remedy: "Mend the row." });
  const problem = stepProblem("rows[a]", new Error("reading failed", { cause: inner }));
  assert.equal(problem.message, 'Cannot make "rows[a]": reading failed');
  assert.deepEqual([problem.kind, problem.place, problem.remedy], ["data", "a.csv:7", "Mend the row."]);
});

Deno.test("problemKind: an error that is no problem is a failure of the pipeline", () => {
  assert.equal(problemKind(new TypeError("x")), "pipeline");
});

Deno.test("errorRecord: secrets are hidden in message, stack, remedy, place and causes", () => {
  const secret = (text: string) => text.replaceAll("s3cret", "***");
  const cause = new Error("token s3cret refused");
  const record = errorRecord(
    new Problem("usage", "s3cret", { cause, place: "s3cret", remedy: "not s3cret" }),
    secret,
  );
  assert.doesNotMatch(JSON.stringify(record), /s3cret/);
  assert.deepEqual(record.causes, ["token *** refused"]);
  assert.match(record.stack ?? "", /Caused by: Error: token \*\*\* refused/);
});

Deno.test("errorRecord: anything thrown can be recorded", () => {
  assert.equal(errorRecord("just text", same).message, "just text");
  assert.equal(errorRecord(undefined, same).message, "undefined");
});
