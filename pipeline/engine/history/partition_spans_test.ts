import assert from "node:assert/strict";
import { made } from "../testing/kit.ts";
import { makeOlder } from "../testing/older_schema.ts";
import { runRecord } from "./contract.ts";
import { openSqliteHistory } from "./sqlite.ts";

Deno.test("openSqliteHistory: of keys that an earlier version recorded, their values tell when they were seen", async () => {
  const folder = await Deno.makeTempDir({ prefix: "spans-" });
  try {
    const path = `${folder}/history.sqlite`;
    {
      await using history = await openSqliteHistory(path);
      const value = (key: string, run: string, createdAt: number) =>
        made("a", key, { run, createdAt, version: `${key} ${run}`, partitionSet: "day" });
      for (const run of ["r1", "r2"]) await history.createRun(runRecord(run));
      await history.write("r1", { materializations: [value("mon", "r1", 10), value("sun", "r1", 10)] });
      await history.write("r2", {
        partitions: { day: ["mon", "tue"] },
        materializations: [value("mon", "r2", 20)],
      });
    }
    await makeOlder(path, 5);
    await using history = await openSqliteHistory(path);
    const mon = { key: "mon", since: 10, sinceRun: "r1", lastSeen: 20, lastRun: "r2" };
    assert.deepEqual(await history.partitionSpans("day"), [mon]);
    await history.createRun(runRecord("r3"));
    const keys = ["mon", "tue"];
    await history.write("r3", {
      partitions: { day: keys },
      events: [{ kind: "partitions_set", step: "s", partitions: "day", keys, time: 30 }],
    });
    assert.deepEqual(await history.partitionSpans("day"), [
      { ...mon, lastSeen: 30, lastRun: "r3" },
      { key: "tue", since: 30, sinceRun: "r3", lastSeen: 30, lastRun: "r3" },
    ]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
