import assert from "node:assert/strict";
import { join } from "node:path";
import { runCli, withProject } from "./helpers/cli.ts";

Deno.test("cli: help needs no project, no permission but to read, and names every command", async () => {
  const { code, stdout, stderr } = await runCli(["--help"], { cwd: "/", permissions: ["--allow-read"] });
  assert.equal(stderr, "");
  assert.equal(code, 0);
  for (const name of ["run", "list", "export", "doctor", "completion"]) {
    assert.match(stdout, new RegExp(`^  ${name} `, "m"));
  }
});

Deno.test("cli: a command's page has usage, options, defaults and examples", async () => {
  const { code, stdout } = await runCli(["run", "--env", "dev", "--help"]);
  assert.equal(code, 0);
  assert.match(stdout, /^Usage: .* run \[JOB\] \[options\]$/m);
  assert.match(stdout, /-e, --env ENV +.*\(default dev\)/);
  assert.match(stdout, /^Examples:$/m);
  assert.equal((await runCli(["help", "run"])).stdout, stdout);
});

Deno.test("cli: wrong usage ends with 2 and the nearest name", () =>
  withProject(async (root) => {
    const cases: readonly (readonly [readonly string[], RegExp])[] = [
      [["rnu"], /no such command; did you mean "run"\?/],
      [["run", "x", "--evn", "dev"], /no option "--evn"; did you mean "--env"\?/],
      [["run", "internal_preprocesing_job"], /no such job; did you mean "internal_preprocessing_job"\?/],
      [["list", "--env", "prdo"], /no config\/prdo.yaml; did you mean "prod"\?/],
      [["list", "jbos"], /"jbos" is none of .*; did you mean "jobs"\?/],
      [["show", "internal_sales_share"], /did you mean "internal_sales_shares"\?/],
      [["run", "--select", "internal_sales_share"], /did you mean "internal_sales_shares"\?/],
      [["run"], /JOB is missing/],
      [["status", "nothing"], /Cannot find the run "nothing"/],
      [["config", "show", "enginee"], /did you mean "engine"\?/],
    ];
    for (const [words, message] of cases) {
      const { code, stdout, stderr } = await runCli(words, { cwd: root });
      assert.equal(code, 2, words.join(" "));
      assert.match(stderr, message);
      assert.match(stderr, /^error: Cannot .+\n( {2}where .+\n)? {2}next .+\n$/);
      assert.equal(stdout, "");
    }
  }));

Deno.test("cli: a bad configuration ends with 3 and says file, line and key", () =>
  withProject(async (root) => {
    await Deno.writeTextFile(join(root, "config/dev.yaml"), "paths:\n  data: data\nengin:\n  threads: 2\n");
    const { code, stderr } = await runCli(["validate"], { cwd: root });
    assert.equal(code, 3);
    assert.match(stderr, /engin: unknown key/);
    assert.match(stderr, /config\/dev\.yaml:3:1/);
  }));

Deno.test("cli: without a project it ends with 3 and names init", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const { code, stderr } = await runCli(["list"], { cwd: folder });
    assert.equal(code, 3);
    assert.match(stderr, /Cannot find the project[\s\S]+init/);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("cli: a missing permission ends with 3 and says how to give it", () =>
  withProject(async (root) => {
    const permissions = ["--allow-read", "--allow-env", "--allow-ffi"];
    const { code, stderr } = await runCli(["run", "internal_preprocessing_job"], { cwd: root, permissions });
    assert.equal(code, 3);
    assert.match(stderr, /Deno does not allow it/);
    assert.match(stderr, /--allow-write/);
  }));

Deno.test("cli: init starts a project that validates, and overwrites only with --force", async () => {
  const folder = await Deno.realPath(await Deno.makeTempDir());
  try {
    const first = await runCli(["init", "mine"], { cwd: folder });
    assert.equal(first.code, 0, first.stderr);
    const root = join(folder, "mine");
    for (const file of ["config/dev.yaml", "config/prod.yaml", ".env.example", ".gitignore"]) {
      await Deno.stat(join(root, file));
    }
    for (const env of ["dev", "staging", "prod"]) {
      assert.equal((await runCli(["validate", "--env", env], { cwd: root })).code, 0);
    }
    const again = await runCli(["init", "mine"], { cwd: folder });
    assert.equal(again.code, 2);
    assert.match(again.stderr, /exist already[\s\S]+--force/);
    assert.equal((await runCli(["init", "mine", "--force"], { cwd: folder })).code, 0);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("cli: version tells the versions", async () => {
  const versions = JSON.parse((await runCli(["version", "--json"])).stdout);
  assert.equal(versions.deno, Deno.version.deno);
  assert.equal((await runCli(["--version"])).stdout.split("\n")[0], `clustering ${versions.clustering}`);
});
