import assert from "node:assert/strict";
import { migrate } from "../../../infra/migrate.ts";
import { openSqlite } from "../../../infra/sqlite.ts";
import { sqliteDatabase } from "../../../infra/sqlite_database.ts";
import type { BackfillLedger } from "../backfill.ts";
import { SqlCoordination } from "../coordination/sql_coordination.ts";
import { migrations } from "../history/migrations.ts";
import { SqlHistory } from "../history/sql_history.ts";
import { failingAt } from "../testing/failing_database.ts";
import { createBackfill } from "./actions.ts";
import { planBackfill } from "./plan.ts";
import { advanceBackfills } from "./service.ts";
import { withBackfills } from "./testing.ts";

const limits = { total: 9, jobs: {}, tags: {}, pools: {} };
const ann = { at: 5, by: "ann", reason: "why" };

/** What is done to a backfill of five keys: one succeeded, one failed, two queued, of these one claimed, one waits. */
const changes: Readonly<Record<string, (ledger: BackfillLedger, id: string) => Promise<unknown>>> = {
  pause: (ledger, id) => ledger.pause(id, ann),
  cancel: (ledger, id) => ledger.cancel(id, ann),
  retry: (ledger, id) => ledger.retry(id, ann),
  settle: (ledger, id) => ledger.settle(id, 5),
  async create(ledger, id) {
    const backfill = (await ledger.backfill(id))!;
    if (await ledger.backfill(`${id}x`) === undefined) await ledger.create({ ...backfill, id: `${id}x` }, ann);
  },
};

for (const [name, change] of Object.entries(changes)) {
  Deno.test(`SqlBackfills.${name}: whichever statement fails, nothing of the change is recorded, and it can be done again`, async () => {
    for (let n = 1, more = true; more; n++) {
      await withBackfills(async ({ project, clock, random, options, ledger: { history: planned } }) => {
        using raw = openSqlite(":memory:");
        migrate(raw, migrations);
        const database = sqliteDatabase(raw);
        const [history, whole] = [new SqlHistory(database), new SqlCoordination(database)];
        const plan = await planBackfill(project, { job: "all", environment: "test" }, planned);
        const { id } = await createBackfill(plan, whole, { by: "bob", clock, random });
        await advanceBackfills(options({ ledger: { coordination: whole } }));
        for (const status of ["success", "failure", undefined] as const) {
          const claim = (await whole.queue.claim("w", { now: 1, until: 2 }, limits))!;
          if (status === undefined) continue;
          await history.write(claim.run, { run: { status, endedAt: 3 } });
          await whole.queue.finish(claim);
        }
        const { db, failed } = failingAt(database, n);
        const all = () =>
          ["backfills", "backfill_items", "runs", "events", "queue", "audit"].map((table) =>
            raw.all(`SELECT * FROM ${table}`)
          );
        const before = all();
        const failure = await change(new SqlCoordination(db).backfills, id).then(() => undefined, (error) => error);
        more = failed();
        if (more) {
          assert.match(failure.message, /statement \d+ fails/);
          assert.deepEqual(all(), before);
        }
        await change(whole.backfills, id);
        assert.notDeepEqual(all(), before);
      });
      assert.ok(n < 100);
    }
  });
}
