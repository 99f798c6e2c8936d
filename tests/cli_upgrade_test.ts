import assert from "node:assert/strict";
import { join } from "node:path";
import { migrations } from "../pipeline/engine/history/migrations.ts";
import { makeOlder } from "../pipeline/engine/testing/older_schema.ts";
import { openSqlite } from "../infra/sqlite.ts";
import { runCli, withProject } from "./helpers/cli.ts";

Deno.test("cli: history and values of earlier versions go on: runs, status, run --reuse", () =>
  withProject(async (root) => {
    const path = join(root, "data/history/history.sqlite");
    const run = async (...words: string[]) => {
      const result = await runCli(words, { cwd: root });
      assert.equal(result.code, 0, result.stderr);
      return result.stdout;
    };
    await run("run", "internal_preprocessing_job");
    for (const version of new Set([1, migrations.length - 1])) {
      await makeOlder(path, version);
      assert.match(await run("runs"), /internal_preprocessing_job/);
      await makeOlder(path, version);
      const reused = await run("run", "internal_preprocessing_job", "--reuse", "--json");
      assert.ok(!reused.includes('"step_succeeded"'), reused);
      assert.match(await run("status", "last"), /success|succeeded/);
    }
    {
      using db = openSqlite(path);
      db.exec(`PRAGMA user_version = ${migrations.length + 1}`);
    }
    const newer = await runCli(["run", "internal_preprocessing_job"], { cwd: root });
    assert.equal(newer.code, 3);
    assert.match(newer.stderr, new RegExp(`its schema has version ${migrations.length + 1}`));
    assert.match(newer.stderr, /Use the newer version of the program/);
  }));
