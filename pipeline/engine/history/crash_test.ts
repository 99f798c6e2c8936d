import assert from "node:assert/strict";
import { manualClock, systemClock } from "../../../infra/clock.ts";
import { digestFile } from "../../../infra/fs.ts";
import { executeRun } from "../execute.ts";
import { findGarbage } from "../gc.ts";
import type { History } from "../history.ts";
import { chain } from "../testing/chain_process.ts";
import { projectOf, statuses } from "../testing/kit.ts";
import { openSqliteHistory } from "./sqlite.ts";

const script = new URL("../testing/chain_process.ts", import.meta.url).pathname;

function start(folder: string, prefix: string, length: number): Deno.ChildProcess {
  const access = [`--allow-read`, `--allow-write=${folder}`];
  const args = ["run", "--quiet", ...access, script, folder, prefix, String(length)];
  return new Deno.Command(Deno.execPath(), { args, stdout: "piped", stderr: "inherit" }).spawn();
}

/** Kills the process with SIGKILL as soon as it has printed `lines` lines. */
async function killAfter(process: Deno.ChildProcess, lines: number): Promise<void> {
  let seen = 0;
  let killed = false;
  for await (const bytes of process.stdout) {
    for (const byte of bytes) if (byte === 10) seen++;
    if (seen < lines || killed) continue;
    process.kill("SIGKILL");
    killed = true;
  }
  await process.status;
}

async function withFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "history-" });
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Steps, events, values and files tell the same story. */
async function assertConsistent(history: History, run: string, root: string): Promise<void> {
  const events = await history.events(run, { limit: 1e6 });
  assert.deepEqual(events.map(({ sequence }) => sequence), events.map((_, index) => index + 1));
  const succeeded = events.flatMap((event) => event.kind === "step_succeeded" ? [event.step] : []);
  const steps = await history.steps(run);
  const made = await history.materializations(run);
  assert.deepEqual(made.map(({ step }) => step), succeeded);
  assert.deepEqual(steps.filter(({ status }) => status === "success").map(({ step }) => step), succeeded);
  for (const { path, hash, bytes } of made) assert.deepEqual(await digestFile(`${root}/${path}`), { hash, bytes });
}

Deno.test("openSqliteHistory: a killed run leaves no half state, and goes on from its failure", async () => {
  for (const lines of [1, 4, 11, 26, 43]) {
    await withFolder(async (folder) => {
      const root = `${folder}/assets`;
      await killAfter(start(folder, "a", 12), lines);
      await using history = await openSqliteHistory(`${folder}/history.sqlite`);
      const [killed] = await history.runs();
      assert.ok(killed !== undefined);
      await assertConsistent(history, killed.id, root);
      const clock = manualClock(systemClock.now() + 1000);
      assert.ok((await findGarbage(root, history, { clock, minAge: 0 })).length <= 1);
      const request = { job: "all", environment: "test", fromFailure: killed.id };
      const again = await executeRun(projectOf(chain("a", 12)), request, { history, root });
      assert.equal(again.run.status, "success");
      const finished = (await history.materializations(killed.id)).map(({ step }) => step);
      for (const step of finished) assert.equal(statuses(again)[step], "reused");
      assert.equal(await Deno.readTextFile(`${root}/${(await history.latest("a11"))!.path}`), "11\n");
    });
  }
});

Deno.test("openSqliteHistory: two processes write at the same time without losing or mixing anything", async () => {
  await withFolder(async (folder) => {
    const processes = [start(folder, "a", 40), start(folder, "b", 40)];
    const outputs = await Promise.all(processes.map((process) => process.output()));
    assert.deepEqual(outputs.map(({ code }) => code), [0, 0]);
    await using history = await openSqliteHistory(`${folder}/history.sqlite`);
    const runs = await history.runs();
    assert.deepEqual(runs.map(({ status }) => status), ["success", "success"]);
    for (const { id } of runs) {
      await assertConsistent(history, id, `${folder}/assets`);
      assert.equal((await history.materializations(id)).length, 40);
    }
    const garbage = await findGarbage(`${folder}/assets`, history, { clock: systemClock, minAge: 0 });
    assert.deepEqual(garbage, []);
  });
});
