import assert from "node:assert/strict";
import { migrationBackups } from "../../../infra/sqlite_copy.ts";
import { openSqlite } from "../../../infra/sqlite.ts";
import { schemaVersion } from "../../../infra/migrate.ts";
import { executeRun } from "../execute.ts";
import { chain } from "../testing/chain_process.ts";
import { projectOf, statuses } from "../testing/kit.ts";
import { makeOlder } from "../testing/older_schema.ts";
import { migrations } from "./migrations.ts";
import { openSqliteHistory, openSqliteLedger } from "./sqlite.ts";

Deno.test("openSqliteHistory: what every earlier version left is read, re-used, and kept beside as it was", async () => {
  for (let version = 1; version < migrations.length; version++) {
    const folder = await Deno.makeTempDir({ prefix: "upgrade-" });
    try {
      const path = `${folder}/history.sqlite`;
      const root = `${folder}/assets`;
      const project = projectOf(chain("a", 4));
      const request = { job: "all", environment: "test" };
      const before = await openSqliteHistory(path);
      const { run } = await executeRun(project, request, { history: before, root });
      const [record, steps, events] = [
        ...[await before.run(run.id), await before.steps(run.id), await before.events(run.id)],
      ];
      const values = await before.materializations(run.id);
      await before.close();
      await makeOlder(path, version);

      const { history, coordination } = await openSqliteLedger(path);
      assert.deepEqual(await history.run(run.id), record);
      assert.deepEqual(await history.steps(run.id), steps);
      assert.deepEqual(await history.events(run.id), events);
      assert.deepEqual(await history.materializations(run.id), values);
      assert.equal((await history.latest("a3"))?.version, values[3]!.version);
      const again = await executeRun(project, { ...request, reuse: true }, { history, root });
      assert.deepEqual(new Set(Object.values(statuses(again))), new Set(["reused"]));
      await coordination.audit({ time: 1, actor: "a", action: "b", target: "c", details: {} });
      await history.close();

      const [kept, ...others] = await migrationBackups(path);
      assert.deepEqual(others, []);
      using copy = openSqlite(kept!, { readOnly: true });
      assert.equal(schemaVersion(copy), version);
      assert.deepEqual(copy.all("SELECT id FROM runs"), [{ id: run.id }]);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  }
});
