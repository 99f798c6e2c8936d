import assert from "node:assert/strict";
import { manualClock } from "../../infra/clock.ts";
import { isSilent, lastSignOfLife, longestSilence } from "./heartbeat.ts";
import type { RunRecord } from "./history.ts";
import { asset, gate, projectOf, until, withBench } from "./testing/kit.ts";

const run: RunRecord = {
  id: "r",
  job: "j",
  environment: "test",
  status: "running",
  tags: {},
  request: {},
  createdAt: 100,
};

Deno.test("lastSignOfLife: the newest of what is known, for runs that are executed only", () => {
  assert.equal(lastSignOfLife({ ...run, status: "starting" }), 100);
  assert.equal(lastSignOfLife({ ...run, startedAt: 150 }), 150);
  assert.equal(lastSignOfLife({ ...run, startedAt: 150, heartbeatAt: 250 }), 250);
  for (const status of ["queued", "success", "failure", "canceled"] as const) {
    assert.equal(lastSignOfLife({ ...run, status, heartbeatAt: 250 }), undefined);
  }
});

Deno.test("isSilent: only after the longest silence, and never for a run that has ended", () => {
  assert.equal(isSilent({ ...run, heartbeatAt: 250 }, 250 + longestSilence), false);
  assert.equal(isSilent({ ...run, heartbeatAt: 250 }, 251 + longestSilence), true);
  assert.equal(isSilent({ ...run, status: "failure" }, 1e12), false);
});

Deno.test("executeRun: a run gives a sign of life regularly until it ends, whatever its steps do", () =>
  withBench(async ({ history, run }) => {
    const clock = manualClock(1_000);
    const [started, finish] = [gate(), gate()];
    const slow = asset("slow", {
      async compute() {
        started.resolve();
        await finish.promise;
        return 1;
      },
    });
    const running = run(projectOf([slow]), {}, { clock, heartbeat: 500 });
    await started.promise;
    const beat = async () => (await history.runs())[0]?.heartbeatAt;
    await until(() => true);
    assert.equal(await beat(), 1_000);
    await clock.advance(1_200);
    assert.equal(await beat(), 2_000);
    finish.resolve();
    const { run: ended } = await running;
    assert.deepEqual([ended.status, ended.endedAt], ["success", 2_200]);
    await clock.advance(10_000);
    assert.equal(await beat(), 2_000);
  }));
