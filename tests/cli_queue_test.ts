import assert from "node:assert/strict";
import { join } from "node:path";
import { openSqliteLedger } from "../pipeline/engine/mod.ts";
import { allPermissions, type CliResult, runCli, startCli, withProject } from "./helpers/cli.ts";
import { projectRoot } from "./helpers/source_files.ts";

const job = "internal_preprocessing_job";
const workerPermissions = [...allPermissions, `--allow-run=${Deno.execPath()}`];

/** Reads lines of JSON from a process until one is of the wanted kind; gives what comes later. */
async function said(
  output: ReadableStream<Uint8Array<ArrayBuffer>>,
  kind: string,
): Promise<ReadableStreamDefaultReader<string>> {
  const reader = output.pipeThrough(new TextDecoderStream()).getReader();
  for (let text = ""; !text.includes(`"kind":"${kind}"`);) {
    const { value, done } = await reader.read();
    if (done) throw new Error(`Cannot read "${kind}": only ${text}`);
    text += value;
  }
  return reader;
}

/** Reads to the end, so that the process is not held up. */
async function drain(reader: ReadableStreamDefaultReader<string>): Promise<void> {
  while (!(await reader.read()).done);
}

Deno.test("cli: a queued run waits, a worker executes it, and it can be tried again", () =>
  withProject(async (root) => {
    const cli = (...words: string[]): Promise<CliResult> => runCli(words, { cwd: root });
    const json = async (...words: string[]) => JSON.parse((await cli(...words, "--json")).stdout);

    const queued = await json("run", job, "--queue", "--tags", "week=14", "--priority", "2");
    assert.equal(queued.status, "queued");
    const [waiting] = await json("runs");
    assert.deepEqual([waiting.id, waiting.status, waiting.place], [queued.id, "queued", 1]);
    assert.match((await cli("runs")).stdout, /waiting because/);
    const other = await json("run", job, "--queue");
    const canceled = await json("cancel", other.id, "--reason", "wrong file");
    assert.deepEqual([canceled.canceled, canceled.status], [true, "canceled"]);
    assert.match((await cli("logs", other.id, "--json")).stdout, /before it started: wrong file/);
    const twice = await cli("cancel", other.id);
    assert.equal(twice.code, 2);
    assert.match(twice.stderr, /it has ended already, as canceled/);
    assert.match((await cli("retry", queued.id)).stderr, /Cannot run "\w+" again: it is queued/);

    const worker = startCli(["daemon", "--json"], { cwd: root, permissions: workerPermissions });
    const output = await said(worker.stdout, "started");
    const again = await cli("run", job, "--queue", "--wait", "--json");
    assert.equal(again.code, 0, again.stderr);
    assert.equal(JSON.parse(again.stdout).status, "success");
    const retried = await json("retry", queued.id, "--from-failure", "--queue", "--wait");
    assert.deepEqual([retried.status, retried.parentRun, retried.tags.week], ["success", queued.id, "14"]);
    worker.kill("SIGTERM");
    const [{ code }] = await Promise.all([worker.status, drain(output), worker.stderr.cancel()]);
    assert.equal(code, 0);
    const { history, coordination } = await openSqliteLedger(join(root, "data/history/history.sqlite"));
    assert.deepEqual(await coordination.queue.items({ total: 1, jobs: {}, tags: {}, pools: {} }, 0), []);
    assert.deepEqual((await coordination.audits()).map(({ action, target }) => [action, target]), [[
      "run.cancel",
      other.id,
    ]]);
    await history.close();
  }));

Deno.test("cli: a run in the foreground is canceled from elsewhere, and says who did it", () =>
  withProject(async (root) => {
    const script = join(projectRoot, "tests/helpers/slow_run.ts");
    const child = startCli(["--json"], { cwd: root, script });
    const output = await said(child.stdout, "step_started");
    const canceled = await runCli(["cancel", "last", "--reason", "too slow", "--json"], { cwd: root });
    assert.equal(canceled.code, 0, canceled.stderr);
    const [{ code }] = await Promise.all([child.status, drain(output), child.stderr.cancel()]);
    assert.equal(code, 130);
    const [run] = JSON.parse((await runCli(["runs", "--json"], { cwd: root })).stdout);
    assert.equal(run.status, "canceled");
    assert.match(run.error.message, /canceled by cli:\w+: too slow/);
  }));

Deno.test("cli: what cannot be queued is refused at once", () =>
  withProject(async (root) => {
    const cases: readonly (readonly [readonly string[], RegExp])[] = [
      [["run", "internal_clustering_job", "--queue"], /Cannot/],
      [["cancle", "last"], /did you mean "cancel"/],
      [["cancel"], /RUN is missing/],
      [["retry", "last"], /nothing has run/],
    ];
    for (const [words, message] of cases) {
      const { code, stderr } = await runCli(words, { cwd: root });
      assert.notEqual(code, 0, words.join(" "));
      assert.match(stderr, message);
    }
    assert.equal((await runCli(["runs", "--json"], { cwd: root })).stdout.trim(), "[]");
  }));
