import assert from "node:assert/strict";
import { migrate } from "../../../infra/migrate.ts";
import { openSqlite } from "../../../infra/sqlite.ts";
import { sqliteDatabase } from "../../../infra/sqlite_database.ts";
import { SqlCoordination } from "../coordination/sql_coordination.ts";
import { migrations } from "../history/migrations.ts";
import { SqlHistory } from "../history/sql_history.ts";
import { ScheduleEvaluator } from "../schedules/evaluator.ts";
import { defineSensor } from "../sensors/sensor.ts";
import { failingAt } from "../testing/failing_database.ts";
import { turns } from "../testing/kit.ts";
import { automationService } from "./service.ts";
import { automated, schedule, withTicks } from "./testing.ts";

const hour = 3_600_000;

Deno.test("automationService: keeps schedules and sensors going until it is told to end, also after a fault", () =>
  withTicks("2026-05-01T22:00Z", async (bench) => {
    let looks = 0;
    const sensor = defineSensor({
      name: "looks",
      job: "all",
      minimumInterval: 60_000,
      defaultRunning: true,
      description: "Looks.",
      evaluate: () => ({ skipReason: `look ${++looks}` }),
    });
    const project = automated({ schedules: [schedule({ overlap: "allow" })], sensors: [sensor] });
    const { automation } = bench.ledger.coordination;
    let faults = 3;
    const states = automation.states.bind(automation);
    automation.states = () => faults-- > 0 ? Promise.reject(new Error("the disk is gone")) : states();
    const lines: string[] = [];
    const log = {
      debug() {},
      info() {},
      warning() {},
      error: (line: string, fields?: { readonly error?: unknown }) => void lines.push(`${line}: ${fields?.error}`),
      with: () => log,
    };
    const end = new AbortController();
    const running = automationService(bench.options(project, { log, poll: 60_000 })).run(end.signal);
    for (let minute = 0; minute < 180; minute++) {
      await turns(4);
      await bench.clock.advance(60_000);
    }
    end.abort();
    await running;
    const [first, second] = lines.toSorted();
    assert.equal(first, "What is known of schedules cannot be used at the moment: the disk is gone");
    assert.equal(second, "What is known of sensors cannot be used at the moment: the disk is gone");
    assert.equal((await automation.ticks("schedule", "nightly")).length, 1);
    assert.equal((await bench.runs()).length, 1);
    assert.ok(looks > 100);
  }));

Deno.test("ScheduleEvaluator: whichever statement of a tick's transaction fails, one tick and one run come of it", async () => {
  for (let n = 1, more = true; more; n++) {
    await withTicks("2026-05-01T23:00Z", async (bench) => {
      using raw = openSqlite(":memory:");
      migrate(raw, migrations);
      const database = sqliteDatabase(raw);
      const { db, failed } = failingAt(database, n);
      const ledger = { history: new SqlHistory(database), coordination: new SqlCoordination(db) };
      const project = automated({ schedules: [schedule({ overlap: "allow" })] });
      const nightly = new ScheduleEvaluator(bench.options(project, { ledger }));
      await nightly.evaluate();
      await bench.clock.advance(hour);
      await nightly.evaluate();
      more = failed();
      assert.equal((await ledger.history.runs()).length, more ? 0 : 1);
      await nightly.evaluate();
      const [tick, ...others] = await ledger.coordination.automation.ticks("schedule", "nightly");
      const runs = await ledger.history.runs();
      assert.deepEqual([others, tick?.runs], [[], runs.map(({ id }) => id)]);
      assert.equal(runs.length, 1);
      assert.equal((await ledger.coordination.queue.item(runs[0]!.id))?.entry.run, runs[0]?.id);
    });
    assert.ok(n < 50);
  }
});
