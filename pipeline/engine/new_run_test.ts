import assert from "node:assert/strict";
import { manualClock } from "../../infra/clock.ts";
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
