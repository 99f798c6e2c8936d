import assert from "node:assert/strict";
import { manualClock } from "../../../infra/clock.ts";
import { executeRun } from "../execute.ts";
import { dynamicPartitions } from "../partitions.ts";
import { asset, countingRandom, projectOf, withBench } from "../testing/kit.ts";
import { partitionStates } from "./partition_states.ts";
import { lettersProject } from "./testing.ts";

Deno.test("partitionStates: keys that were made, made in part, failed since, and never made", () =>
  withBench(async ({ history, root }) => {
    const clock = manualClock(1_000);
    const random = countingRandom();
    const run = async (project = lettersProject(), selection = "root, first, second", partitions = ["a", "b"]) => {
      await clock.advance(1_000);
      const request = { job: "all", environment: "test", selection, partitions };
      return (await executeRun(project, request, { history, root, clock, random })).run.id;
    };
    const first = await run();
    const second = await run(undefined, "root, first", ["c"]);
    const [state] = await partitionStates(lettersProject(), history);
    assert.deepEqual([state?.name, state?.kind, state?.removed], ["letter", "static", []]);
    const found = state?.keys.map(({ key, status, made, of, newest }) => [key, status, made, of, newest?.run]);
    assert.deepEqual(found, [
      ["a", "made", 2, 2, first],
      ["b", "made", 2, 2, first],
      ["c", "partly made", 1, 2, second],
      ["d", "never made", 0, 2, undefined],
      ["e", "never made", 0, 2, undefined],
    ]);
    const assets = [...lettersProject().assets.values()].filter(({ name }) => name !== "second" && name !== "sum");
    const { partitions } = assets.find(({ name }) => name === "first")!;
    const failing = projectOf([
      ...assets,
      asset("second", {
        ...(partitions === undefined ? {} : { partitions }),
        compute() {
          throw new Error("no");
        },
      }),
    ]);
    const third = await run(failing, "second", ["b", "d"]);
    const now = (await partitionStates(lettersProject(), history))[0]!.keys;
    assert.deepEqual(now.map(({ status }) => status), ["made", "failed", "partly made", "failed", "never made"]);
    assert.deepEqual(now[1]?.failed, { asset: "second", run: third });
    await run(undefined, "second", ["b"]);
    assert.equal((await partitionStates(lettersProject(), history))[0]!.keys[1]?.status, "made");
  }));

Deno.test("partitionStates: of dynamic keys, when they were first and last seen, and which are gone", () =>
  withBench(async ({ history, root }) => {
    const partitions = dynamicPartitions("day");
    const clock = manualClock(1_000);
    const random = countingRandom();
    const set = async (...keys: string[]) => {
      await clock.advance(1_000);
      const find = asset("find", {
        definesPartitions: [partitions],
        compute({ setPartitions }) {
          setPartitions(partitions, keys);
          return 1;
        },
      });
      const project = projectOf([find, asset("each", { partitions, deps: { find } })]);
      await executeRun(project, { job: "all", environment: "test" }, { history, root, clock, random });
      return project;
    };
    await set("mon", "tue", "sun");
    await set("mon", "tue");
    const [state] = await partitionStates(await set("mon", "sat"), history);
    assert.deepEqual(state?.keys.map(({ key, status, firstSeen, lastSeen }) => [key, status, firstSeen, lastSeen]), [
      ["mon", "made", 2_000, 4_000],
      ["sat", "made", 4_000, 4_000],
    ]);
    assert.deepEqual(state?.removed, [
      { key: "tue", firstSeen: 2_000, lastSeen: 3_000, removedAt: 4_000 },
      { key: "sun", firstSeen: 2_000, lastSeen: 2_000, removedAt: 3_000 },
    ]);
  }));
