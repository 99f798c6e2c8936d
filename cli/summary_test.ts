import assert from "node:assert/strict";
import type { CheckRecord, ErrorRecord, Metadata, RunRecord, StepRecord, StepStatus } from "../pipeline/engine/mod.ts";
import { makeStyle, plainText, summaryLines } from "./output/mod.ts";
import { runExitCode, summarizeRun } from "./summary.ts";

const run: RunRecord = {
  id: "01jd3x0k6q8m2v7t",
  job: "bake",
  environment: "dev",
  status: "success",
  tags: {},
  request: {},
  createdAt: 1_000,
  startedAt: 1_500,
  endedAt: 4_000,
};

function step(name: string, status: StepStatus, metadata: Metadata = {}, error?: ErrorRecord): StepRecord {
  return {
    run: run.id,
    step: name,
    asset: name,
    status,
    attempt: 1,
    metadata,
    ...(error === undefined ? {} : { error }),
  };
}

function check(name: string, passed: boolean, severity: "warn" | "error" = "warn"): CheckRecord {
  const base = { run: run.id, step: "a", asset: "a", figures: {}, samples: [], time: 0 };
  return { ...base, check: name, passed, severity, message: `${name} says so` };
}

const problem = (kind: string): ErrorRecord => ({ name: "Problem", message: "Cannot bake", kind, causes: [] });

Deno.test("summarizeRun: adds up what steps tell, in the order of the steps", () => {
  const summary = summarizeRun(run, [
    step("a", "success", { rows_in: 10, rows_rejected: 2, rejects_files: ["/p/r.parquet"], summary: { Stores: 3 } }),
    step("b", "success", { rows_in: 5, files_written: ["/p/x/1", "/p/x/2"], summary: { Share: "12 %", Stores: 4 } }),
    step("c", "reused", { rows_in: 100, summary: { Kept: 1 } }),
  ], [check("one", true), check("two", false)]);
  assert.equal(summary.milliseconds, 2_500);
  assert.equal(summary.rowsIn, 15);
  assert.equal(summary.rowsRejected, 2);
  assert.deepEqual(summary.rejectsFiles, ["/p/r.parquet"]);
  assert.deepEqual(summary.files, ["/p/x/1", "/p/x/2"]);
  assert.deepEqual(summary.facts, [["Stores", 4], ["Share", "12 %"], ["Kept", 1]]);
  assert.deepEqual(summary.steps, { success: 2, reused: 1 });
  assert.equal(summary.checksPassed, 1);
  assert.deepEqual(summary.checksFailed.map((failed) => failed.check), ["two"]);
});

Deno.test("summarizeRun: metadata of another form is left out", () => {
  const odd = step("a", "success", { rows_in: "many", files_written: [1, null], summary: ["x"], rejects_files: 7 });
  const summary = summarizeRun(run, [odd], []);
  assert.equal(summary.rowsIn, undefined);
  assert.deepEqual([summary.files, summary.facts, summary.rejectsFiles], [[], [], []]);
});

Deno.test("runExitCode: by status and, for a failure, by the kinds of its errors", () => {
  const code = (status: RunRecord["status"], ...kinds: string[]) =>
    runExitCode(summarizeRun({ ...run, status }, kinds.map((kind) => step(kind, "failed", {}, problem(kind))), []));
  assert.equal(code("success"), 0);
  assert.equal(code("canceled"), 130);
  assert.equal(code("failure", "pipeline"), 4);
  assert.equal(code("failure", "unexpected"), 4);
  assert.equal(code("failure"), 4);
  assert.equal(code("failure", "pipeline", "data"), 5);
  assert.equal(code("failure", "data", "configuration"), 3);
});

const options = { style: makeStyle(false), root: "/p", program: "clustering" };

Deno.test("summaryLines: rows, rejects, facts, checks and files of a good run", () => {
  const files = ["/p/x/1.parquet", "/p/x/2.parquet", "/p/x/3.parquet", "/p/y.parquet"];
  const summary = summarizeRun(run, [
    step("a", "success", { rows_in: 12_345, rows_rejected: 2, rejects_files: ["/p/r.parquet"], files_written: files }),
    step("b", "reused", { summary: { "Share without": "12.3 %", "Mean": 0.123456 } }),
  ], [check("one", true), check("two", false)]);
  assert.deepEqual(summaryLines(summary, options), [
    "✓ bake succeeded in 2.5 s",
    "",
    "  Run             01jd3x0k6q8m2v7t in dev",
    "  Steps           1 ok, 1 reused",
    "  Rows in         12,345",
    "  Rows set aside  2  see r.parquet",
    "  Share without   12.3 %",
    "  Mean            0.1235",
    "  Checks          1 passed, 1 warning",
    "                  ! two on a: two says so",
    "  Files written   x/ (3 files)",
    "                  y.parquet",
    "",
  ]);
});

Deno.test("summaryLines: a failure says what went wrong and how to go on", () => {
  const error = { ...problem("data"), place: "a.csv:3", remedy: "Correct the line." };
  const summary = summarizeRun({ ...run, status: "failure" }, [
    step("a", "success"),
    step("b", "failed", {}, error),
    step("c", "skipped"),
  ], []);
  assert.deepEqual(summaryLines(summary, options), [
    "✗ bake failed in 2.5 s",
    "",
    "  Run    01jd3x0k6q8m2v7t in dev",
    "  Steps  1 ok, 1 failed, 1 skipped",
    "",
    "  ✗ b",
    "    Cannot bake",
    "    where  a.csv:3",
    "    next   Correct the line.",
    "",
    "  Next  clustering logs 01jd3x0k6q8m2v7t",
    "        clustering run bake --from-failure 01jd3x0k6q8m2v7t",
    "",
  ]);
});

Deno.test("summaryLines: long lists are cut and say so", () => {
  const files = Array.from({ length: 30 }, (_, i) => `/p/folder ${i}/file`);
  const steps = Array.from({ length: 9 }, (_, i) => step(`s${i}`, "failed", {}, problem("pipeline")));
  const summary = summarizeRun({ ...run, status: "failure" }, [
    step("a", "success", { files_written: files }),
    ...steps,
  ], []);
  const text = summaryLines(summary, options).map(plainText).join("\n");
  assert.match(text, /and 23 others/);
  assert.match(text, /and 4 other failed steps/);
});

Deno.test("summaryLines: what comes next has the settings that the run had", () => {
  const request = { overrides: ["paths.data=/d", "readers.x.path=a b.csv"] };
  const failed = summarizeRun({ ...run, status: "failure", request }, [step("a", "success")], []);
  const text = summaryLines(failed, { style: makeStyle(false), root: "/", program: "clustering" }).join("\n");
  const set = "--set paths.data=/d --set 'readers.x.path=a b.csv'";
  assert.match(text, new RegExp(`logs ${run.id} ${set}\n`));
  assert.match(text, new RegExp(`run ${run.job} ${set} --from-failure ${run.id}`));
});

Deno.test("summaryLines: a selection and partitions are asked for again as they were, quoted for a shell", () => {
  const request = { select: "a+ - b", partitions: ["Home & Garden"] };
  const failed: RunRecord = { ...run, job: "ad hoc", environment: "prod", status: "failure", request };
  const lines = summaryLines(summarizeRun(failed, [step("a", "success")], []), options);
  const command =
    "clustering run --select 'a+ - b' --partition 'Home & Garden' --env prod --from-failure 01jd3x0k6q8m2v7t";
  assert.ok(lines.includes(`        ${command}`), lines.join("\n"));
});
