import assert from "node:assert/strict";
import { join } from "node:path";
import { openSqliteLedger } from "../pipeline/engine/mod.ts";
import { runCli, startCli, withProject } from "./helpers/cli.ts";
import { compileInjector } from "./helpers/faults.ts";
import { seeded } from "./helpers/seeded.ts";

async function copyFolder(from: string, to: string): Promise<void> {
  await Deno.mkdir(to, { recursive: true });
  for await (const { name, isDirectory } of Deno.readDir(from)) {
    if (isDirectory) await copyFolder(join(from, name), join(to, name));
    else await Deno.copyFile(join(from, name), join(to, name));
  }
}

/** Makes a project with a backup of one run and a history of two, and calls `test` with what puts it back so. */
async function withBackup(test: (root: string, again: () => Promise<void>) => Promise<void>): Promise<void> {
  await withProject(async (root) => {
    const words = [["run", "internal_preprocessing_job"], ["backup", "safe.tar"], [
      "run",
      "internal_preprocessing_job",
    ]];
    for (const one of words) assert.equal((await runCli(one, { cwd: root })).code, 0);
    await copyFolder(join(root, "data"), join(root, "as-it-was"));
    const again = async () => {
      await Deno.remove(join(root, "data"), { recursive: true });
      await copyFolder(join(root, "as-it-was"), join(root, "data"));
    };
    await test(root, again);
  });
}

/** Runs that a history has which must be sound. */
async function countRuns(root: string): Promise<number> {
  const { history, retention } = await openSqliteLedger(join(root, "data/history/history.sqlite"));
  await using _history = history;
  assert.deepEqual(await retention.verify(), []);
  return (await history.runs()).length;
}

const restore = ["restore", "safe.tar", "--force"];

Deno.test("cli: a restore that is killed leaves the old history or the new one (seed 13)", () =>
  withBackup(async (root, again) => {
    const random = seeded(13);
    for (let point = 0; point < 4; point++) {
      const child = startCli(restore, { cwd: root });
      // Whenever the kill comes, before, during or after the restore, what follows must hold.
      await new Promise((resolve) => setTimeout(resolve, 250 + random() * 400));
      try {
        child.kill("SIGKILL");
      } catch {
        // It has ended already.
      }
      await child.output();
      assert.ok([1, 2].includes(await countRuns(root)));
      assert.equal((await runCli(restore, { cwd: root })).code, 0);
      assert.equal(await countRuns(root), 1);
      await again();
    }
  }));

Deno.test("cli: a restore of which a write fails leaves the old history or the new one (seed 17)", () =>
  withBackup(async (root, again) => {
    const library = await compileInjector(root);
    if (library === undefined) return;
    const env = (n: number) => ({
      LD_PRELOAD: library,
      FAULT_FOLDER: join(root, "data"),
      FAULT_N: String(n),
      FAULT_KIND: "ENOSPC",
    });
    const log = join(root, "count");
    assert.equal((await runCli(restore, { cwd: root, env: { ...env(1e9), FAULT_LOG: log } })).code, 0);
    const operations = Number(await Deno.readTextFile(log));
    assert.ok(operations > 10, `${operations}`);
    const random = seeded(17);
    for (let point = 0; point < 4; point++) {
      await again();
      const n = 1 + Math.floor(random() * operations);
      const { code, stderr } = await runCli(restore, { cwd: root, env: env(n) });
      const runs = await countRuns(root);
      assert.ok(runs === 1 || (code !== 0 && runs === 2), `write ${n}: ${code}, ${runs} runs, ${stderr}`);
    }
  }));
