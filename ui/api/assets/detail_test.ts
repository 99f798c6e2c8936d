import assert from "node:assert/strict";
import type { CatalogEntry } from "./catalog.ts";
import { partitionPage } from "./detail.ts";

Deno.test("partitionPage: of a hundred thousand keys a page, their counts, and a strip that a browser can draw", () => {
  const keys = Array.from({ length: 100_000 }, (_, i) => `store ${i}`);
  const value = { version: "v", path: "a/v.json", partition: "store 0" };
  const latest = new Map(keys.filter((key) => key !== "store 77777").map((key) => [key, value]));
  const failed = { partition: "store 5", error: { message: "Cannot read it" } };
  const entry = { keys, latest, attempt: { steps: [failed] } } as unknown as CatalogEntry;
  const { items, counts, strip, matching, next } = partitionPage(entry, { text: "STORE 7777", cursor: 0, limit: 3 });
  assert.deepEqual(items.map(({ key, state }) => [key, state]), [
    ...[["store 7777", "built"], ["store 77770", "built"], ["store 77771", "built"]],
  ]);
  assert.deepEqual([counts, matching, next], [{ built: 99_998, missing: 1, failed: 1 }, 11, "3"]);
  // Parts of 250 keys; the failed key and the missing one are to be seen.
  assert.equal(strip.length, 400);
  assert.deepEqual([strip[0], strip[311]], ["failed", "missing"]);
  assert.equal(strip.filter((state) => state === "built").length, 398);
  const lost = partitionPage(entry, { state: "missing", cursor: 0, limit: 3 });
  assert.deepEqual(lost.items, [{ key: "store 77777", state: "missing" }]);
});
