import assert from "node:assert/strict";
import { type Backfill, type BackfillItemChoice, backfillItemStatuses } from "../backfill.ts";
import type { RunStatus } from "../types.ts";
import { newRun, type Test } from "./contract.ts";

const keys = Array.from({ length: 12 }, (_, i) => `key ${i}`);
const backfill: Backfill = {
  ...{ id: "b1", job: "job", selection: "a", status: "running", concurrency: 100, createdAt: 1 } as const,
  partitions: [...keys, "Straße_1", "100%", "a!b"],
  settings: {
    ...{ environment: "dev", partitions: "letter", order: "forward", group: 1 } as const,
    ...{ reuse: false, priority: 0, tags: {}, details: {} },
  },
};

/** Tests of reading the items of a backfill page by page. */
export function backfillPageTests(test: Test): void {
  test("items of a backfill are read page by page, by state and text", async ({ history, coordination }) => {
    const { backfills } = coordination;
    await backfills.create(backfill, { at: 1, by: "ann" });
    await backfills.create({ ...backfill, id: "b2", partitions: ["key 1"] }, { at: 1, by: "ann" });
    const ends: readonly RunStatus[] = ["success", "failure", "starting", "running", "queued"];
    await backfills.launch("b1", ends.map((_, i) => ({ ...newRun(`r${i}`), partitions: [keys[i]!] })));
    for (const [i, status] of ends.entries()) await history.write(`r${i}`, { run: { status } });

    const page = async (choice: BackfillItemChoice) => {
      const { items, total, next } = await backfills.itemPage("b1", choice);
      return [items.map(({ partition }) => partition), total, next];
    };
    assert.deepEqual(await page({ limit: 2 }), [["key 0", "key 1"], 15, 2]);
    assert.deepEqual(await page({ from: 13, limit: 2 }), [["100%", "a!b"], 15, undefined]);
    assert.deepEqual(await page({ text: "KEY 1", limit: 2 }), [["key 1", "key 10"], 3, 11]);
    assert.deepEqual(await page({ text: "KEY 1", limit: 2, from: 11 }), [["key 11"], 3, undefined]);
    // What stands for other text in a pattern stands for itself here.
    for (const text of ["%", "!", "_", "straße"]) assert.equal((await page({ text }))[1], 1, text);
    assert.deepEqual(await page({ status: "running" }), [["key 2", "key 3"], 2, undefined]);
    assert.deepEqual(await page({ status: "waiting", text: "key", limit: 1 }), [["key 5"], 7, 6]);
    assert.deepEqual(await backfills.itemPage("none"), { items: [], total: 0 });

    const all = await backfills.items("b1");
    assert.deepEqual((await backfills.itemPage("b1")).items, all);
    for (const status of backfillItemStatuses) {
      const own = all.filter((item) => item.status === status);
      assert.deepEqual((await backfills.itemPage("b1", { status })).items, own, status);
    }
  });
}
