import assert from "node:assert/strict";
import { Problem } from "../infra/errors.ts";
import { exitCodeOf, failureLines, toProblem } from "./failure.ts";
import { makeStyle } from "./output/style.ts";

const style = makeStyle(false);

Deno.test("toProblem: the outermost problem of a chain of causes is the one that is told", () => {
  const problem = new Problem("data", "Cannot read it");
  assert.equal(toProblem(new Error("outer", { cause: problem })), problem);
});

Deno.test("exitCodeOf: one code per kind", () => {
  const codes = ["unexpected", "usage", "configuration", "pipeline", "data", "interrupted"] as const;
  assert.deepEqual(codes.map((kind) => exitCodeOf(new Problem(kind, "x"))), [1, 2, 3, 4, 5, 130]);
});

Deno.test("toProblem: a permission that Deno refused names the permission and how to give it", () => {
  const refused = new Deno.errors.NotCapable(
    'Requires read access to "/data/x.csv", run again with the --allow-read flag',
  );
  const problem = toProblem(new Error("while reading", { cause: refused }));
  assert.equal(problem.kind, "configuration");
  assert.equal(problem.message, 'Cannot read "/data/x.csv": Deno does not allow it');
  assert.match(problem.remedy ?? "", /--allow-read=\/data\/x\.csv/);
});

Deno.test("toProblem: what this Deno says about permissions is understood", async () => {
  const script = await Deno.makeTempFile({ suffix: ".js" });
  try {
    const attempts = [
      "Deno.readTextFile('/x/y')",
      "Deno.writeTextFile('/x/y', '')",
      "Deno.connect({ hostname: '127.0.0.1', port: 49999 })",
    ];
    const code = attempts.map((attempt) => `try { await ${attempt}; } catch (e) { console.log(e.message); }`).join(
      "\n",
    );
    await Deno.writeTextFile(script, code);
    const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["run", "--no-prompt", script] }).output();
    const messages = new TextDecoder().decode(stdout).trim().split("\n");
    assert.deepEqual(messages.map((message) => toProblem(new Deno.errors.NotCapable(message)).message), [
      'Cannot read "/x/y": Deno does not allow it',
      'Cannot write "/x/y": Deno does not allow it',
      'Cannot connect to "127.0.0.1:49999": Deno does not allow it',
    ]);
  } finally {
    await Deno.remove(script);
  }
});

Deno.test("toProblem: a path that may not be used is the machine's fault, with what to do", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const file = `${folder}/file`;
    await Deno.writeTextFile(file, "");
    const attempts = [() => Deno.stat(`${file}/x`), () => Deno.mkdir(`${file}/x`), () => Deno.readTextFile(folder)];
    const told = await Promise.all(attempts.map((attempt) => attempt().then(() => undefined, toProblem)));
    assert.deepEqual(told.map((problem) => [problem?.kind, problem?.message]), [
      ["configuration", `Cannot look at "${file}/x": a part of the path is no folder`],
      ["configuration", `Cannot make "${file}/x": a part of the path is no folder`],
      ["configuration", `Cannot read "${folder}": it is a folder`],
    ]);
    const denied = toProblem(
      new Error("outer", { cause: new Error("Permission denied (os error 13): stat '/root/x'") }),
    );
    assert.equal(denied.message, 'Cannot look at "/root/x": permission is denied');
    assert.equal(toProblem(new Error("Connection reset (os error 104)")).kind, "unexpected");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("toProblem: a full disk is a failure of the pipeline", () => {
  const problem = toProblem(new Error("write failed: No space left on device (os error 28)"));
  assert.equal(problem.kind, "pipeline");
  assert.match(problem.message, /disk is full/);
});

Deno.test("failureLines: what, where, what to do", () => {
  const problem = new Problem("configuration", "Cannot use it", { place: "a.yaml:1:2", remedy: "Correct it." });
  assert.deepEqual(failureLines(problem, { style }), [
    "error: Cannot use it",
    "  where  a.yaml:1:2",
    "  next   Correct it.",
  ]);
});

Deno.test("failureLines: an unexpected error says where the log is and shows its stack only when verbose", () => {
  const problem = toProblem(new TypeError("x is not a function"));
  const short = failureLines(problem, { style, logFile: "logs/dev.log" });
  assert.deepEqual(short, [
    "error: Cannot go on: x is not a function",
    "  next   The log is logs/dev.log. Run it again with --verbose to see where it came from.",
  ]);
  const long = failureLines(problem, { style, verbose: true }).join("\n");
  assert.match(long, /TypeError: x is not a function[\s\S]+failure_test\.ts/);
});

Deno.test("failureLines: text from outside cannot steer the terminal", () => {
  const [line = ""] = failureLines(new Problem("data", "Cannot read \x1b[2Jx"), { style });
  assert.equal(line, "error: Cannot read \\x1b[2Jx");
});
