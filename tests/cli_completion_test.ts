import assert from "node:assert/strict";
import { join } from "node:path";
import { denoArguments, runCli, withProject } from "./helpers/cli.ts";

async function present(shell: string): Promise<boolean> {
  return await new Deno.Command(shell, { args: ["--version"] }).output().then(({ success }) => success, () => false);
}

const unix = Deno.build.os !== "windows";
const shells = {
  bash: unix && await present("bash"),
  zsh: unix && await present("zsh"),
  fish: unix && await present("fish"),
};

/** Runs `test` in a project folder, with the program as `clustering` on the path and its script for `shell`. */
async function withShell(
  shell: keyof typeof shells,
  test: (run: (script: string) => Promise<string>) => Promise<void>,
): Promise<void> {
  await withProject(async (cwd) => {
    const line = [Deno.execPath(), ...denoArguments([])].map((word) => `'${word}'`).join(" ");
    await Deno.writeTextFile(join(cwd, "clustering"), `#!/bin/sh\nexec ${line} "$@"\n`, { mode: 0o755 });
    await Deno.writeTextFile(join(cwd, "completion"), (await runCli(["completion", shell])).stdout);
    await test(async (script) => {
      const path = `${cwd}:${Deno.env.get("PATH")}`;
      const args = shell === "bash"
        ? ["--norc", "-c", script]
        : shell === "zsh"
        ? ["-f", "-c", script]
        : ["-N", "-c", script];
      const { stdout, stderr } = await new Deno.Command(shell, { args, cwd, env: { PATH: path, HOME: cwd } }).output();
      return new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
    });
  });
}

/** Half-written lines and what must be, and must not be, among the completions. */
const cases: readonly (readonly [line: string, wanted: readonly string[], unwanted: readonly string[]])[] = [
  ["clustering ru", ["run", "runs"], ["list"]],
  ["clustering run inter", ["internal_preprocessing_job"], ["external_preprocessing_job"]],
  ["clustering run --env p", ["prod"], ["dev"]],
  ["clustering list --js", ["--json"], ["--env"]],
  ["clustering runs --status s", ["success", "starting"], ["failure"]],
  ["clustering show internal_sales_sh", ["internal_sales_shares"], []],
];

Deno.test({
  name: "completion: bash completes commands, options, environments, jobs and assets",
  ignore: !shells.bash,
  fn: () =>
    withShell("bash", async (run) => {
      for (const [line, wanted, unwanted] of cases) {
        const script = `source ./completion
COMP_LINE='${line}'; COMP_POINT=\${#COMP_LINE}; read -ra COMP_WORDS <<< "$COMP_LINE"; COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
complete -p clustering > /dev/null && _clustering && printf '%s\\n' "\${COMPREPLY[@]}"`;
        expectWords(await run(script), wanted, unwanted, line);
      }
    }),
});

Deno.test({
  name: "completion: fish completes commands, options, environments, jobs and assets",
  ignore: !shells.fish,
  fn: () =>
    withShell("fish", async (run) => {
      for (const [line, wanted, unwanted] of cases) {
        const found = await run(`source ./completion; complete -C '${line}'`);
        expectWords(found.replace(/\t.*$/gm, ""), wanted, unwanted, line);
      }
    }),
});

Deno.test({
  name: "completion: zsh completes a word that has one ending",
  ignore: !shells.zsh,
  fn: () =>
    withShell("zsh", async (run) => {
      const line = "clustering run inter";
      const found = await run(`zmodload zsh/zpty
zpty z zsh -f -i
zpty -w z 'PS1=; unsetopt zle_bracketed_paste prompt_sp; autoload -U compinit; compinit -u -D; source ./completion; compdef _clustering clustering; print READY-$((1+1))'
zpty -r -m z ready '*READY-2*'
zpty -w -n z '${line}'$'\\t'
zpty -r -m z completed '*internal_*job*'
print -r -- "$completed"
zpty -d z`);
      assert.match(found, /internal_preprocessing_job/);
    }),
});

Deno.test("completion: a shell that is not known is refused, a broken project is silent", () =>
  withProject(async (cwd) => {
    assert.equal((await runCli(["completion", "tcsh"])).code, 2);
    await Deno.writeTextFile(join(cwd, "config/dev.yaml"), "[");
    const { code, stdout, stderr } = await runCli(["completion", "bash", "run", ""], { cwd });
    assert.deepEqual({ code, stdout, stderr }, { code: 0, stdout: "", stderr: "" });
  }));

function expectWords(found: string, wanted: readonly string[], unwanted: readonly string[], line: string): void {
  const words = found.split("\n").map((word) => word.trim());
  for (const word of wanted) assert.ok(words.includes(word), `${line}: ${word} is missing in ${found}`);
  for (const word of unwanted) assert.ok(!words.includes(word), `${line}: ${word} should not be in ${found}`);
}
