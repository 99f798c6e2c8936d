import assert from "node:assert/strict";
import { memoryHistory } from "../history/memory.ts";
import { made } from "../testing/kit.ts";
import { timeOfKeys, timeTogether } from "./estimate.ts";
import { lettersProject } from "./testing.ts";

Deno.test("timeOfKeys: what newest values took, and the mean of other keys where there is none", async () => {
  await using history = memoryHistory();
  const project = lettersProject();
  const both = ["first", "second"];
  assert.equal((await timeOfKeys(project, both, history))("a"), undefined);
  const rest = { job: "all", environment: "test", status: "success", tags: {}, request: {}, createdAt: 0 } as const;
  const step = (run: string, asset: string, partition: string, took: number) => ({
    steps: [{
      ...{
        run,
        step: `${asset}[${partition}]`,
        asset,
        partition,
        status: "success",
        attempt: 1,
        metadata: {},
      } as const,
      ...{ startedAt: 100, endedAt: 100 + took },
    }],
    materializations: [made(asset, partition, { run, version: `${run} ${asset} ${partition}` })],
  });
  for (const id of ["r1", "r2"]) await history.createRun({ ...rest, id });
  await history.write("r1", step("r1", "first", "a", 1_000));
  await history.write("r1", step("r1", "first", "b", 3_000));
  await history.write("r1", step("r1", "second", "a", 500));
  await history.write("r2", step("r2", "first", "a", 5_000));
  const time = await timeOfKeys(project, both, history);
  assert.deepEqual([time("a"), time("b"), time("c")], [5_500, 3_500, 4_500]);
});

Deno.test("timeTogether: runs begin in their order, as soon as one of so many has ended", () => {
  assert.equal(timeTogether([], 3), 0);
  assert.equal(timeTogether([5, 1, 1, 1], 1), 8);
  assert.equal(timeTogether([5, 1, 1, 1], 2), 5);
  assert.equal(timeTogether([1, 1, 5, 1], 2), 6);
  assert.equal(timeTogether([1, 1, 5], 100), 5);
});
