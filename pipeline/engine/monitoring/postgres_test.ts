import assert from "node:assert/strict";
import { silentLogger } from "../../../infra/log.ts";
import { postgresPrograms, withPostgres } from "../../../tests/helpers/postgres.ts";
import { openPostgresLedger } from "../history/postgres.ts";
import { deliverDue } from "./deliver.ts";
import { judgeAll } from "./judge.ts";
import { busy, fakeChannel, testLedger } from "./test_ledger.ts";

const ignore = postgresPrograms() === undefined;

Deno.test({
  name: "openPostgresLedger: of several daemons one tells, and tells it once",
  ignore,
  fn: () =>
    withPostgres(async ({ url }) => {
      await using ledger = await testLedger(await openPostgresLedger(url));
      const { outbox, clock } = ledger;
      const options = ledger.judging([{ dedupe: 1_000 }]);
      await judgeAll(ledger, options);
      await clock.advance(1);
      const tick = { kind: "sensor", name: "s", time: clock.now(), startedAt: 1, endedAt: clock.now() } as const;
      await ledger.coordination.automation.introduce("sensor", "s", 1);
      await ledger.coordination.automation.commitTick({ ...tick, outcome: "failed" }, []);
      for (const id of ["r1", "r2", "r3"]) await ledger.ended(id, "failure");
      await Promise.all([1, 2, 3, 4].map(() => judgeAll(ledger, options)));
      assert.deepEqual([...await ledger.told()].sort(), [
        "ops: The sensor s failed in prod",
        "ops: weather failed in prod",
      ]);
      const channel = fakeChannel("ops", (count) => count === 1 ? busy : undefined);
      const random = { bytes: (count: number) => new Uint8Array(count) };
      const delivering = { outbox, clock, random, log: silentLogger, channels: new Map([["ops", channel]]) };
      const results = await Promise.all([1, 2, 3, 4].map(() => deliverDue(delivering)));
      assert.deepEqual(results.reduce((sum, { sent }) => sum + sent, 0), 1);
      assert.equal(await outbox.nextDue(["ops"]), clock.now() + 500);
      await clock.advance(500);
      await deliverDue(delivering);
      assert.deepEqual((await outbox.list()).map(({ state }) => state), ["sent", "sent"]);
      const [newer, older] = await outbox.list({ channel: "ops", state: "sent" });
      assert.deepEqual(await outbox.list({ before: newer!.id }), [older]);
      const [count, ...others] = await outbox.counts();
      assert.deepEqual([count, others], [
        { channel: "ops", state: "sent", count: 2, newest: Math.max(newer!.createdAt, older!.createdAt) },
        [],
      ]);
      const told = await outbox.told(10);
      assert.deepEqual(told.map(({ sameKey }) => sameKey).sort(), [
        "rule0|run_failed|weather|prod",
        "rule0|tick_failed|s|prod",
      ]);
      assert.deepEqual(told.map(({ suppressed }) => suppressed).sort(), [0, 2]);
      const state = { asset: "a", status: "late", since: 1, deadline: 2, checkedAt: 3 } as const;
      await ledger.freshness.put({ ...state, status: "fresh" });
      await ledger.freshness.put(state);
      assert.deepEqual(await ledger.freshness.states(), [state]);
      assert.deepEqual(await ledger.figures.read(), {
        runs: [{ job: "weather", status: "failure", count: 3, timed: 3, seconds: 180, lastEnd: clock.now() - 500 }],
        ticks: [{ kind: "sensor", name: "s", outcome: "failed", count: 1 }],
        failedChecks: [],
        backfills: [],
        backfillKeys: [],
        freshness: [{ asset: "a", status: "late", deadline: 2, confirmedAt: 0 }],
        deliveries: [{ channel: "ops", state: "sent", count: 2 }],
      });
      const { kind, name, schema, bytes } = await ledger.figures.storage();
      assert.deepEqual([kind, schema > 10, bytes > 1_000_000, /:[^/@]+@/.test(name)], ["postgres", true, true, false]);
      await outbox.prune(clock.now() + 1);
      assert.deepEqual([(await outbox.list()).length, await outbox.judgedAt("start") !== undefined], [0, true]);
    }),
});
