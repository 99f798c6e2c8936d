import assert from "node:assert/strict";
import { openSqlite } from "../../../infra/sqlite.ts";
import { openSqliteLedger } from "./sqlite.ts";
import { copySqliteLedger, ledgerCopyFacts, ledgerCopyValues, newestSchema, verifySqliteLedger } from "./transfer.ts";

const program = new URL("../testing/writer_process.ts", import.meta.url).pathname;

async function withFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "transfer-" });
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("copySqliteLedger: every copy that is taken while others write is whole and sound", () =>
  withFolder(async (folder) => {
    const path = `${folder}/history.sqlite`;
    await (await openSqliteLedger(path)).history.close();
    const rights = ["--allow-read", `--allow-write=${folder}`];
    let ended = 0;
    const writers = ["a", "b"].map(async (name) => {
      const args = ["run", "--quiet", "--no-prompt", "--no-check", ...rights, program, path, name, "60"];
      const { success, stderr } = await new Deno.Command(Deno.execPath(), { args }).output();
      assert.ok(success, new TextDecoder().decode(stderr));
      ended++;
    });
    let before = 0;
    for (let n = 0; ended < 2 || n < 3; n++) {
      const copy = `${folder}/copy${n}.sqlite`;
      await copySqliteLedger(path, copy);
      const { runs, schema } = ledgerCopyFacts(copy);
      assert.ok(runs >= before && schema === newestSchema);
      before = runs;
      // The newest value was recorded together with the end of its run.
      using db = openSqlite(copy, { readOnly: true });
      for (const { run } of ledgerCopyValues(copy)) {
        assert.deepEqual(db.get("SELECT status, last_sequence FROM runs WHERE id = ?", [run]), {
          status: "success",
          last_sequence: 3,
        });
      }
    }
    await Promise.all(writers);
    // The last copy may have been taken before the last run was written.
    assert.ok(before <= 120);
    await copySqliteLedger(path, `${folder}/last.sqlite`);
    assert.equal(ledgerCopyFacts(`${folder}/last.sqlite`).runs, 120);
  }));

Deno.test("copySqliteLedger: a damaged history has no copy", () =>
  withFolder(async (folder) => {
    const path = `${folder}/history.sqlite`;
    await (await openSqliteLedger(path)).history.close();
    {
      using db = openSqlite(path);
      db.exec("INSERT INTO partition_keys VALUES ('day', 'mon', 0, 1)");
    }
    await assert.rejects(copySqliteLedger(path, `${folder}/copy.sqlite`), {
      kind: "data",
      message:
        `Cannot read the history "${path}": it is damaged: keys of the partitions "day" are not as they were written`,
    });
    assert.deepEqual((await verifySqliteLedger(path)).length, 1);
    await assert.rejects(Deno.stat(`${folder}/copy.sqlite`), Deno.errors.NotFound);
  }));
