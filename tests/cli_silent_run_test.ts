import assert from "node:assert/strict";
import { join } from "node:path";
import { sealRows } from "../pipeline/engine/history/fill_checksums.ts";
import { openSqlite } from "../infra/sqlite.ts";
import { type CliResult, runCli, startCli, withProject } from "./helpers/cli.ts";
import { projectRoot } from "./helpers/source_files.ts";

const hour = 3_600_000;

/** Starts a run, kills its process, and makes it look as if that was an hour ago; gives the run's id. */
async function killedRun(root: string): Promise<string> {
  const script = join(projectRoot, "tests/helpers/slow_run.ts");
  const child = startCli(["--json"], { cwd: root, script });
  let text = "";
  for await (const bytes of child.stdout) {
    text += new TextDecoder().decode(bytes);
    if (!text.includes('"step_started"')) continue;
    child.kill("SIGKILL");
    break;
  }
  await child.stderr.cancel();
  await child.status;
  using database = openSqlite(join(root, "data/history/history.sqlite"));
  database.run(
    "UPDATE runs SET created_at = created_at - :h, started_at = started_at - :h, heartbeat_at = heartbeat_at - :h, " +
      "checksum = NULL",
    {
      h: hour,
    },
  );
  sealRows(database);
  return database.get<{ id: string }>("SELECT id FROM runs")!.id;
}

Deno.test("cli: a run whose process was killed says since when it is silent, and how to go on", () =>
  withProject(async (root) => {
    const id = await killedRun(root);
    const cli = (...words: string[]): Promise<CliResult> => runCli(words, { cwd: root });

    const followed = await cli("logs", id, "-f");
    assert.equal(followed.code, 4);
    assert.match(followed.stderr, /Cannot follow run "\w+" any further: no sign of life since \d{4}-/);
    assert.equal((await cli("logs", id)).code, 0);

    const status = await cli("status");
    assert.match(status.stdout, /wait no sign of life since \d{4}-\d\d-\d\d [\d:]+: its process has probably ended/);
    assert.match(status.stdout, new RegExp(`logs ${id}`));
    assert.match((await cli("runs")).stdout, /wait +no sign of life/);
    const [run] = JSON.parse((await cli("runs", "--json")).stdout);
    assert.deepEqual([run.status, run.silentSince], ["running", run.heartbeatAt]);

    // What only looks needs no right to change anything.
    const permissions = ["--allow-read", "--allow-env", "--allow-sys"];
    for (const words of [["runs"], ["status"], ["logs"]]) {
      const { code, stderr } = await runCli(words, { cwd: root, permissions });
      assert.deepEqual([code, stderr], [0, ""], words.join(" "));
    }
  }));
