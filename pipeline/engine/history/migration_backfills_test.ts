import assert from "node:assert/strict";
import { manualClock } from "../../../infra/clock.ts";
import { openSqlite } from "../../../infra/sqlite.ts";
import { copySqlite } from "../../../infra/sqlite_copy.ts";
import { pauseBackfill } from "../backfills/actions.ts";
import { advanceBackfills } from "../backfills/service.ts";
import { withBackfills } from "../backfills/testing.ts";
import { backfillsMigration } from "./migration_backfills.ts";
import { migrations } from "./migrations.ts";
import { openSqliteLedger } from "./sqlite.ts";
import { makeOlder } from "../testing/older_schema.ts";

Deno.test("openSqliteLedger: a backfill of an earlier version is told with who made it, and why its keys failed", () =>
  withBackfills(async ({ folder, create, clock, ledger, options, end }) => {
    const [first, second] = [await create({ keys: ["a"] }), await create({ keys: ["b"] })];
    await pauseBackfill(ledger.coordination, second.id, { by: "bob", clock: manualClock(clock.now()) });
    await advanceBackfills(options());
    await end("failure");
    await advanceBackfills(options());
    const path = `${folder}/old.sqlite`;
    await copySqlite(`${folder}/history.sqlite`, path);
    const version = migrations.findIndex(({ name }) => name === backfillsMigration.name);
    await makeOlder(path, version);
    {
      using old = openSqlite(path);
      // Made when the audit was swept.
      old.run("DELETE FROM audit WHERE target = ?", [second.id]);
    }
    const { history, coordination: { backfills } } = await openSqliteLedger(path);
    await using _open = history;
    assert.equal((await backfills.backfill(first.id))?.by, "ann");
    assert.equal((await backfills.backfill(second.id))?.by, undefined);
    assert.deepEqual((await backfills.items(first.id)).map(({ error }) => error?.message), [
      "Its run ended as failure",
    ]);
  }));
