import assert from "node:assert/strict";
import { manualClock } from "../../infra/clock.ts";
import { defineJob } from "./job.ts";
import { newQueuedRun, requestOf } from "./new_run.ts";
import { asset, countingRandom, projectOf } from "./testing/kit.ts";

const made = () => ({ clock: manualClock(7), random: countingRandom() });

Deno.test("requestOf: a recorded run is asked for again as it was", () => {
  const project = projectOf([asset("a"), asset("b")]);
  const request = {
    job: "all",
    environment: "test",
    selection: "a",
    partitions: ["x"],
    tags: { t: "1" },
    reuse: true,
    fromFailure: "r0",
  };
  const { record, entry } = newQueuedRun(project, { ...request, details: { note: 1 } }, made());
  assert.deepEqual(requestOf(record), { ...request, runId: record.id });
  assert.deepEqual([record.status, record.parentRun, entry.run, entry.attempts], ["queued", "r0", record.id, 1]);
});

Deno.test("requestOf: the selection of the job at the time it was asked for holds", () => {
  const { record } = newQueuedRun(projectOf([asset("a")]), { job: "all", environment: "test" }, made());
  assert.equal(requestOf(record).selection, "*");
});

Deno.test("newQueuedRun: a run takes the pools of its job and those of its entry", () => {
  const job = defineJob({ name: "load", selection: "*", description: "Loads.", pools: { db: 2, disk: 1 } });
  const project = projectOf([asset("a")], { jobs: [job] });
  const poolsOf = (name: string, pools?: Record<string, number>) => {
    const options = { ...made(), ...(pools === undefined ? {} : { entry: { pools } }) };
    return newQueuedRun(project, { job: name, environment: "test" }, options).entry.pools;
  };
  assert.deepEqual(poolsOf("load"), { db: 2, disk: 1 });
  assert.deepEqual(poolsOf("load", { db: 1, other: 3 }), { db: 1, disk: 1, other: 3 });
  assert.deepEqual(poolsOf("ad hoc"), {});
});

Deno.test("defineProject: a job that takes no whole number of slots is refused", () => {
  const jobs = [0, -1, 1.5].map((slots) =>
    defineJob({ name: `j${Math.abs(slots)}`.replace(".", "_"), selection: "*", description: "x", pools: { db: slots } })
  );
  const message = /job "j0" takes 0 slots of the pool "db", which is no whole number from 1 on/;
  assert.throws(() => projectOf([asset("a")], { jobs }), { kind: "configuration", message });
});
