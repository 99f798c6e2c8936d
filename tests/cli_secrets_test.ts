import assert from "node:assert/strict";
import { join } from "node:path";
import { runCli, withProject } from "./helpers/cli.ts";

const canary = "canary-7b1d";

Deno.test("cli: no message shows a secret of the environment, whatever goes wrong", () =>
  withProject(async (root) => {
    await Deno.writeTextFile(join(root, ".env"), `DB_PASSWORD=${canary}\n`);
    const config = "paths: { data: data, raw: raw }\nreaders:\n  ns_sales: { path: 'raw/${env:DB_PASSWORD}.csv' }\n";
    await Deno.writeTextFile(join(root, "config/dev.yaml"), config);
    await Deno.writeTextFile(join(root, "config/prod.yaml"), "engine: { threads: '${env:DB_PASSWORD}' }\n");
    const notAFile = join(root, canary);
    await Deno.mkdir(notAFile);
    const commands: readonly (readonly [number, ...string[]])[] = [
      [5, "run", "internal_preprocessing_job"],
      [5, "run", "internal_preprocessing_job", "--verbose", "--json"],
      [5, "validate", "--data", notAFile + ".csv", "--schema", "ns_sales", "--verbose"],
      [3, "validate", "--env", "prod", "--verbose"],
      [3, "run", "internal_preprocessing_job", "--set", `engine.thread=${canary}`],
    ];
    for (const [code, ...words] of commands) {
      const result = await runCli(words, { cwd: root });
      assert.equal(result.code, code, `${words.join(" ")}: ${result.stderr}`);
      assert.notEqual(result.stderr + result.stdout, "");
      assert.ok(
        !(result.stdout + result.stderr).includes(canary),
        `${words.join(" ")}: ${result.stdout}${result.stderr}`,
      );
    }
  }));
