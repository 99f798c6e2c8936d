import assert from "node:assert/strict";
import { failingAt } from "../testing/failing_database.ts";
import { migrate } from "../../../infra/migrate.ts";
import { openSqlite } from "../../../infra/sqlite.ts";
import { systemRandom } from "../../../infra/random.ts";
import { sqliteDatabase } from "../../../infra/sqlite_database.ts";
import { SqlCoordination } from "../coordination/sql_coordination.ts";
import { migrations } from "../history/migrations.ts";
import { SqlHistory } from "../history/sql_history.ts";
import { turns } from "../testing/kit.ts";
import {
  cancelBackfill,
  createBackfill,
  findBackfill,
  pauseBackfill,
  resumeBackfill,
  retryBackfill,
} from "./actions.ts";
import { planBackfill } from "./plan.ts";
import { backfillMatrix, listBackfills } from "./progress.ts";
import { advanceBackfills, backfillPoints, backfillService } from "./service.ts";
import { dieAt, withBackfills } from "./testing.ts";

Deno.test("advanceBackfills: keeps as many runs queued as it may, in order, until all are done", () =>
  withBackfills(async (bench) => {
    const { id } = await bench.create({ order: "backward", concurrency: 2, tags: { week: "14" }, priority: 5 });
    const keys: string[] = [];
    for (let look = 0; look < 5; look++) {
      await advanceBackfills(bench.options());
      await advanceBackfills(bench.options());
      keys.push(...await bench.end("success", 2));
    }
    assert.deepEqual(keys, ["e", "d", "c", "b", "a"]);
    const runs = await bench.runs();
    assert.deepEqual(runs.map(({ request }) => request["selection"]), Array(5).fill("first,second"));
    assert.deepEqual(runs[0]?.tags, { kind: "all", week: "14", backfill: id });
    assert.deepEqual([runs[0]?.job, runs[0]?.request["backfill"]], ["all", id]);
    const [found] = await listBackfills(bench.ledger.coordination);
    assert.deepEqual([found?.backfill.status, found?.backfill.endedAt, found?.counts.success], ["done", 1000, 5]);
    await advanceBackfills(bench.options());
    assert.equal((await bench.runs()).length, 5);
  }));

Deno.test("advanceBackfills: groups, failures, and a retry from where each run failed", () =>
  withBackfills(async (bench) => {
    const { id } = await bench.create({ group: 2, concurrency: 3 });
    await advanceBackfills(bench.options());
    assert.deepEqual(await bench.end("failure", 1), ["a+b"]);
    assert.deepEqual(await bench.end("success"), ["c+d", "e"]);
    await advanceBackfills(bench.options());
    const { status, retried } = await retryBackfill(bench.ledger.coordination, id, { by: "ann", clock: bench.clock });
    assert.deepEqual([status, retried], ["running", 2]);
    await advanceBackfills(bench.options());
    const again = (await bench.runs()).at(-1)!;
    assert.deepEqual([again.request["partitions"], again.parentRun], [["a", "b"], (await bench.runs())[0]?.id]);
    await bench.end("success");
    await advanceBackfills(bench.options());
    assert.equal((await findBackfill(bench.ledger.coordination, "last")).status, "done");
    assert.deepEqual(await bench.items(id), ["a success", "b success", "c success", "d success", "e success"]);
  }));

Deno.test("advanceBackfills: pause, resume and cancel hold, and only what they allow is done", () =>
  withBackfills(async (bench) => {
    const place = bench.ledger.coordination;
    const ann = { by: "ann", clock: bench.clock, reason: "wrong file" };
    const { id } = await bench.create({ concurrency: 2 });
    await advanceBackfills(bench.options());
    assert.equal((await pauseBackfill(place, id, ann)).status, "paused");
    assert.deepEqual(await bench.end("success"), ["a", "b"]);
    await advanceBackfills(bench.options());
    assert.deepEqual((await bench.items(id)).slice(1, 3), ["b success", "c waiting"]);
    await assert.rejects(pauseBackfill(place, id, ann), {
      kind: "usage",
      message: `Cannot pause backfill "${id}": it is paused`,
    });
    assert.equal((await resumeBackfill(place, id, ann)).status, "running");
    await advanceBackfills(bench.options());
    const canceled = await cancelBackfill(place, id, ann);
    assert.equal(canceled.status, "canceled");
    assert.deepEqual((await bench.runs()).map(({ status }) => status), ["success", "success", "canceled", "canceled"]);
    await advanceBackfills(bench.options());
    assert.equal((await bench.runs()).length, 4);
    await assert.rejects(cancelBackfill(place, id, ann), /it is canceled/);
    await assert.rejects(resumeBackfill(place, "nobody", ann), /Cannot find the backfill "nobody"/);
    assert.deepEqual((await backfillMatrix(place, id))?.counts.canceled, 3);
    assert.equal(await backfillMatrix(place, "nobody"), undefined);
  }));

Deno.test("advanceBackfills: leaves other environments alone, and a fault of one holds up no other", () =>
  withBackfills(async (bench) => {
    const { id: first } = await bench.create({ keys: ["a"] });
    await bench.create({ keys: ["b"], environment: "prod" });
    const { id: third } = await bench.create({ keys: ["c"] });
    const lines: string[] = [];
    const log = {
      debug() {},
      info() {},
      warning() {},
      error: (line: string) => void lines.push(line),
      with: () => log,
    };
    const onPoint = (_: string, id: string) => {
      if (id === first) throw new Error("no luck");
    };
    await advanceBackfills(bench.options({ log, onPoint }));
    assert.deepEqual(lines, [`Cannot go on with backfill "${first}": no luck`]);
    assert.deepEqual((await bench.runs()).map(({ request }) => request["backfill"]), [third]);
  }));

Deno.test("advanceBackfills: runs that are queued at once keep the order of their keys", () =>
  withBackfills(async (bench) => {
    await bench.create({ concurrency: 5, order: "backward" });
    await advanceBackfills(bench.options({ random: systemRandom }));
    assert.deepEqual(await bench.end("success"), ["e", "d", "c", "b", "a"]);
  }));

Deno.test("backfillService: goes on until it is told to end", () =>
  withBackfills(async (bench) => {
    await bench.create({ concurrency: 1 });
    const end = new AbortController();
    const running = backfillService(bench.options({ poll: 1000 })).run(end.signal);
    const keys: string[] = [];
    for (let look = 0; look < 8; look++) {
      await turns(30);
      keys.push(...await bench.end("success"));
      await bench.clock.advance(1000);
    }
    end.abort();
    await running;
    assert.deepEqual(keys, ["a", "b", "c", "d", "e"]);
  }));

Deno.test("advanceBackfills: whichever point two daemons die at, each key gets one run", async () => {
  for (const point of backfillPoints) {
    for (const time of [1, 2, 3]) {
      await withBackfills(async (bench) => {
        const { id } = await bench.create({ concurrency: 2 });
        const other = await bench.reopen();
        const keys: string[] = [];
        for (let look = 0; look < 12; look++) {
          const dying = look === time ? { onPoint: dieAt(point) } : {};
          await Promise.all([
            advanceBackfills(bench.options(dying)),
            advanceBackfills(bench.options({ ledger: other })),
          ]);
          const queued = (await bench.runs()).filter(({ status }) => status === "queued");
          assert.ok(queued.length <= 2);
          keys.push(...await bench.end("success", 1));
        }
        assert.deepEqual(keys.sort(), ["a", "b", "c", "d", "e"]);
        assert.equal((await bench.ledger.coordination.backfills.backfill(id))?.status, "done");
      });
    }
  }
});

Deno.test("advanceBackfills: whichever statement fails, each key gets one run and the backfill its right end", async () => {
  for (let n = 1, more = true; more; n++) {
    await withBackfills(async (bench) => {
      using raw = openSqlite(":memory:");
      migrate(raw, migrations);
      const database = sqliteDatabase(raw);
      const { db, failed } = failingAt(database, n);
      const ledger = { history: new SqlHistory(database), coordination: new SqlCoordination(db) };
      const whole = new SqlCoordination(database);
      const { project, clock, random } = bench;
      const request = { job: "all", selection: "first", keys: ["a..c"], environment: "test", concurrency: 2 };
      const plan = await planBackfill(project, request, bench.ledger.history);
      const { id } = await createBackfill(plan, whole, { by: "ann", clock, random });
      const limits = { total: 9, jobs: {}, tags: {}, pools: {} };
      for (let look = 0; look < 8; look++) {
        await advanceBackfills(bench.options({ ledger }));
        const claim = await whole.queue.claim("w", { now: 1, until: 2 }, limits);
        if (claim === undefined) continue;
        await ledger.history.write(claim.run, { run: { status: "success", endedAt: 1 } });
        await whole.queue.finish(claim);
      }
      more = failed();
      const runs = await ledger.history.runs();
      assert.deepEqual(runs.map(({ request }) => [request["partitions"]].flat().join()).sort(), ["a", "b", "c"]);
      for (const run of runs) assert.equal(await ledger.history.lastSequence(run.id), 1);
      assert.equal((await whole.backfills.backfill(id))?.status, "done");
    });
    assert.ok(n < 200);
  }
});
