import assert from "node:assert/strict";
import { join } from "node:path";
import { denoArguments, runCli, startCli, withProject } from "./helpers/cli.ts";
import { projectRoot } from "./helpers/source_files.ts";

const job = "internal_preprocessing_job";
const slow = join(projectRoot, "tests/helpers/slow_run.ts");
const unix = Deno.build.os !== "windows";
const escape = "\x1b";

/** Starts the slow run, waits until its step has begun, and gives what it prints from then on. */
async function startSlow(cwd: string, ...words: string[]) {
  const child = startCli(["--json", ...words], { cwd, script: slow });
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (!text.includes('"step_started"')) {
    const { value, done } = await reader.read();
    if (done) throw new Error(`Cannot start the slow run: ${await new Response(child.stderr).text()}`);
    text += value;
  }
  const rest = async () => {
    for (let part = await reader.read(); !part.done; part = await reader.read()) text += part.value;
    await child.stderr.cancel();
    return text;
  };
  return { child, rest };
}

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  Deno.test({
    name: `cli: ${signal} cancels the run, which ends with 130 and leaves nothing half-written`,
    ignore: !unix,
    fn: () =>
      withProject(async (cwd) => {
        const { child, rest } = await startSlow(cwd);
        child.kill(signal);
        const [{ code }, text] = await Promise.all([child.status, rest()]);
        assert.equal(code, 130);
        const last = JSON.parse(text.trim().split("\n").at(-1)!);
        assert.equal(last.kind, "summary");
        assert.equal(last.status, "canceled");
        const [run] = JSON.parse((await runCli(["runs", "--json"], { cwd })).stdout);
        assert.equal(run.status, "canceled");
        const gc = JSON.parse((await runCli(["gc", "--json", "--dry-run", "--older-than", "0"], { cwd })).stdout);
        assert.deepEqual(gc.files, []);
      }),
  });
}

Deno.test({
  name: "cli: a second Ctrl-C ends at once what does not want to end",
  ignore: !unix,
  fn: () =>
    withProject(async (cwd) => {
      const { child, rest } = await startSlow(cwd, "--stubborn");
      child.kill("SIGINT");
      const again = setInterval(() => child.kill("SIGINT"), 300);
      const [{ code }, text] = await Promise.all([child.status, rest()]).finally(() => clearInterval(again));
      assert.equal(code, 130);
      assert.doesNotMatch(text, /"summary"/);
    }),
});

/** Runs the program with a terminal of 80 columns as its output. */
async function inTerminal(words: readonly string[], options: { cwd: string; env?: Record<string, string> }) {
  const quote = (word: string) => `'${word.replaceAll("'", "'\\''")}'`;
  const line = [Deno.execPath(), ...denoArguments(words)].map(quote).join(" ");
  const { code, stdout } = await new Deno.Command("script", {
    args: ["-qec", `stty cols 80 rows 24; ${line}`, "/dev/null"],
    cwd: options.cwd,
    env: { TERM: "xterm-256color", NO_COLOR: "", FORCE_COLOR: "", ...options.env },
    stdin: "null",
  }).output();
  return { code, text: new TextDecoder().decode(stdout) };
}

const hasScript = Deno.build.os === "linux" &&
  await new Deno.Command("script", { args: ["--version"] }).output().then(({ success }) => success, () => false);

Deno.test({
  name: "cli: on a terminal there is a live display, and the cursor comes back",
  ignore: !hasScript,
  fn: () =>
    withProject(async (cwd) => {
      const { code, text } = await inTerminal(["run", job], { cwd });
      assert.equal(code, 0, text);
      assert.ok(text.includes(`${escape}[?25l`), "hides the cursor");
      assert.ok(text.lastIndexOf(`${escape}[?25h`) > text.lastIndexOf(`${escape}[?25l`), "shows it again");
      assert.match(text, /internal_sales_by_category × 2/);
      const bad = await inTerminal(["run", job, "--set", "paths.raw=nowhere"], { cwd });
      assert.equal(bad.code, 5);
      assert.ok(
        bad.text.lastIndexOf(`${escape}[?25h`) > bad.text.lastIndexOf(`${escape}[?25l`),
        "also after a failure",
      );
    }),
});

Deno.test({
  name: "cli: NO_COLOR takes the colours away, a dumb terminal the moving too",
  ignore: !hasScript,
  fn: () =>
    withProject(async (cwd) => {
      const plain = await inTerminal(["run", job], { cwd, env: { NO_COLOR: "1" } });
      // deno-lint-ignore no-control-regex -- colours are escape sequences
      assert.doesNotMatch(plain.text, /\x1b\[[\d;]*m/);
      const dumb = await inTerminal(["run", job], { cwd, env: { TERM: "dumb" } });
      assert.ok(!dumb.text.includes(escape));
    }),
});

Deno.test("cli: FORCE_COLOR gives colours to a pipe", async () => {
  const { stdout } = await runCli(["--help"], { env: { FORCE_COLOR: "1" } });
  assert.ok(stdout.includes(escape));
});

Deno.test({
  name: "cli: a reader that goes away is no error",
  ignore: !unix,
  fn: () =>
    withProject(async (cwd) => {
      const line = [Deno.execPath(), ...denoArguments(["list", "assets", "--json"])].map((word) => `'${word}'`).join(
        " ",
      );
      const args = ["-c", `${line} | head -n 1; echo "code \${PIPESTATUS[0]}"`];
      const { stdout, stderr } = await new Deno.Command("bash", { args, cwd }).output();
      assert.equal(new TextDecoder().decode(stdout), "[\ncode 0\n");
      assert.equal(new TextDecoder().decode(stderr), "");
    }),
});
