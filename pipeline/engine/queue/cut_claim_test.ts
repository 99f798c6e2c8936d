import assert from "node:assert/strict";
import { openPostgres } from "../../../infra/postgres_database.ts";
import { postgresPrograms, withPostgres } from "../../../tests/helpers/postgres.ts";
import { newRun } from "../coordination/contract.ts";
import { SqlCoordination } from "../coordination/sql_coordination.ts";
import { openPostgresLedger } from "../history/postgres.ts";
import { watchedDatabase } from "../testing/failing_database.ts";

const oneAtOnce = { total: 1, jobs: {}, tags: {}, pools: {} };
const cutAll = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'clustering'";

Deno.test({
  name: "RunQueue.claim: wherever its connection is cut, the run is executed by one worker, and its slot is not lost",
  ignore: postgresPrograms() === undefined,
  fn: () =>
    withPostgres(async ({ url, sql }) => {
      const { history, coordination: { queue } } = await openPostgresLedger(url);
      await using _history = history;
      await using database = await openPostgres(url);
      let points = 0;
      for (let at = 1, more = true; more; at++) {
        assert.ok(at < 50);
        const run = `r${at}`;
        await queue.enqueue([newRun(run)]);
        let count = 0;
        const cut = watchedDatabase(database, async () => {
          if (++count === at) await sql(cutAll);
        });
        const claiming = new SqlCoordination(cut).queue.claim("cut", { now: 1_000, until: 2_000 }, oneAtOnce);
        const lost = await claiming.catch((error: Error) => error);
        more = lost instanceof Error;
        if (lost instanceof Error) {
          assert.match(lost.message, /the connection broke off/);
          points++;
          // The server took it back: nothing holds the only slot, and no execution is used up.
          assert.equal((await queue.item(run))?.claim, undefined, `cut at ${at}`);
          const claim = await queue.claim("other", { now: 1_000, until: 2_000 }, oneAtOnce);
          assert.deepEqual([claim?.run, claim?.fence, claim?.attempt], [run, 1, 1], `cut at ${at}`);
          await queue.finish(claim!);
        } else await queue.finish(lost!);
        assert.equal(await queue.item(run), undefined);
      }
      assert.ok(points >= 3, `${points} points`);
    }),
});

Deno.test({
  name: "RunQueue.claim: one that was kept although its answer was lost is taken over when its lease has ended",
  ignore: postgresPrograms() === undefined,
  fn: () =>
    withPostgres(async ({ url, sql }) => {
      const { history, coordination: { queue } } = await openPostgresLedger(url);
      await using _history = history;
      await queue.enqueue([newRun("r1")]);
      const claim = await queue.claim("cut", { now: 1_000, until: 2_000 }, oneAtOnce);
      await sql(cutAll); // The worker "cut" never learns of its claim.
      assert.equal(await queue.claim("other", { now: 1_500, until: 2_500 }, oneAtOnce), undefined);
      const [left, ...others] = await queue.expired(2_001);
      assert.deepEqual([left, others], [claim, []]);
      const both = await Promise.all(["w1", "w2"].map((worker) => queue.takeOver(left!, worker, 4_000)));
      const [taken, ...none] = both.filter((one) => one !== undefined);
      assert.deepEqual([taken?.fence, none], [2, []]);
      // Whatever comes late under the old number is refused.
      await assert.rejects(history.write("r1", { run: { status: "success" }, fence: claim!.fence }));
      assert.equal(await queue.renew(claim!, 9_000), false);
      await queue.finish(claim!);
      assert.equal((await queue.item("r1"))?.claim?.worker, taken!.worker);
    }),
});
