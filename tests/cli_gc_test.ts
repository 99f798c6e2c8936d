import assert from "node:assert/strict";
import { join } from "node:path";
import { openSqlite } from "../infra/sqlite.ts";
import { sealRows } from "../pipeline/engine/history/fill_checksums.ts";
import { runCli, withProject } from "./helpers/cli.ts";

const day = 86_400_000;

/** Makes everything that was recorded so many days older. */
function age(root: string, days: number): void {
  using db = openSqlite(join(root, "data/history/history.sqlite"));
  const by = [days * day];
  db.run(
    "UPDATE runs SET created_at = created_at - ?1, started_at = started_at - ?1, ended_at = ended_at - ?1, checksum = NULL",
    by,
  );
  db.run("UPDATE materializations SET created_at = created_at - ?1, checksum = NULL", by);
  sealRows(db);
}

const sizes = (root: string) => {
  let files = 0;
  const visit = (folder: string) => {
    for (const { name, isDirectory } of Deno.readDirSync(folder)) {
      if (isDirectory) visit(join(folder, name));
      else files++;
    }
  };
  visit(join(root, "data/assets"));
  return files;
};

Deno.test("cli: gc removes what is no longer kept, says first what and how much, and leaves an audit row", () =>
  withProject(async (root) => {
    const run = async (...words: string[]) => {
      const result = await runCli(words, { cwd: root });
      assert.equal(result.code, 0, result.stderr);
      return result.stdout;
    };
    for (let n = 0; n < 4; n++) {
      await run("run", "internal_preprocessing_job");
      age(root, 40);
    }
    const before = sizes(root);
    const all = ["--set", "retention.runs.success.days=null", "--set", "retention.events.days=null"];
    const nothing = JSON.parse(await run("gc", "--json", ...all));
    assert.deepEqual([nothing.removed, nothing.bytes, nothing.files, nothing.runs], [true, 0, [], []]);

    const dry = JSON.parse(await run("gc", "--dry-run", "--json"));
    // The runs of 160 and 120 days ago are older than 90 days; of each value the newest two stay.
    assert.equal(dry.runs.length, 2);
    assert.deepEqual([dry.removed, dry.retention.runs.count, sizes(root)], [false, 2, before]);
    assert.equal(dry.retention.values.count, before / 2);
    const text = await run("gc", "--dry-run");
    assert.match(text, /old runs +2 +\d/);
    assert.match(text, /2 runs \(.* kB\), \d+ values \(.* kB\) would be removed, .* kB in all/);

    const done = JSON.parse(await run("gc", "--json"));
    assert.deepEqual({ ...done, removed: false }, dry);
    assert.equal(sizes(root), before / 2);
    assert.equal(JSON.parse(await run("runs", "--json")).length, 2);
    assert.match(await run("gc", "--dry-run"), /Nothing to remove/);
    const reused = await run("run", "internal_preprocessing_job", "--reuse", "--json");
    assert.ok(!reused.includes('"step_succeeded"'));
    using db = openSqlite(join(root, "data/history/history.sqlite"), { readOnly: true });
    const row = db.get<{ target: string; details: string }>("SELECT target, details FROM audit WHERE action = 'gc'")!;
    assert.deepEqual([row.target, JSON.parse(row.details).runs], ["dev", 2]);
  }));
