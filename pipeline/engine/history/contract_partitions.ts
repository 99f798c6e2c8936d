import assert from "node:assert/strict";
import type { History } from "../history.ts";
import { made } from "../testing/kit.ts";
import { runRecord } from "./contract.ts";

type Test = (sentence: string, body: (history: History) => Promise<void>) => void;

/** Tests of the keys of dynamic partitions. */
export function partitionTests(test: Test): void {
  test("keys of partitions are replaced as a whole, in their order", async (history) => {
    await history.createRun(runRecord("r1"));
    assert.deepEqual(await history.partitions("day"), []);
    await history.write("r1", { partitions: { day: ["tue", "mon"], region: ["x"] } });
    await history.write("r1", { partitions: { day: ["wed", "mon"] } });
    assert.deepEqual([await history.partitions("day"), await history.partitions("region")], [["wed", "mon"], ["x"]]);
  });

  test("of every key it is kept when it came and went", async (history) => {
    const set = (run: string, time: number, ...keys: string[]) =>
      history.write(run, {
        partitions: { day: keys, other: ["x"] },
        events: [
          { kind: "partitions_set", step: "s", partitions: "day", keys, time },
          { kind: "partitions_set", step: "s", partitions: "other", keys: ["x"], time: 99 },
        ],
      });
    const runs = ["r1", "r2", "r3", "r4"];
    for (const run of runs) await history.createRun(runRecord(run));
    assert.deepEqual(await history.partitionSpans("day"), []);
    await set("r1", 10, "tue", "mon");
    await set("r2", 20, "mon", "wed");
    await set("r3", 30, "tue", "mon");
    await set("r4", 30, "wed", "mon");
    const began = (key: string, since: number, sinceRun: string) => ({ key, since, sinceRun });
    assert.deepEqual(await history.partitionSpans("day"), [
      { ...began("mon", 10, "r1"), lastSeen: 30, lastRun: "r4" },
      { ...began("tue", 10, "r1"), lastSeen: 10, lastRun: "r1", until: 20, untilRun: "r2" },
      { ...began("wed", 20, "r2"), lastSeen: 20, lastRun: "r2", until: 30, untilRun: "r3" },
      { ...began("tue", 30, "r3"), lastSeen: 30, lastRun: "r3", until: 30, untilRun: "r4" },
      { ...began("wed", 30, "r4"), lastSeen: 30, lastRun: "r4" },
    ]);
  });

  test("values of keys that dynamic partitions no longer have are not among the latest", async (history) => {
    await history.createRun(runRecord("r1"));
    const value = (partition: string) => made("a", partition, { run: "r1", version: partition, partitionSet: "day" });
    await history.write("r1", { partitions: { day: ["mon", "tue"] }, materializations: [value("mon"), value("tue")] });
    await history.write("r1", { partitions: { day: ["tue", "wed"] } });
    assert.deepEqual([...(await history.latestOf("a")).keys()], ["tue"]);
    assert.equal((await history.latest("a", "mon"))?.version, "mon");
  });
}
