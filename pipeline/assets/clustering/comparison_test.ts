import assert from "node:assert/strict";
import { openBench, tableOf } from "../../../tests/helpers/clustering_bench.ts";
import { external } from "./branch.ts";
import { comparisonAsset } from "./comparison_assets.ts";
import { compareRuns, movementOf } from "./comparison_record.ts";

function labels(entries: readonly (readonly [store: number, label: number])[]) {
  return {
    stores: Float64Array.from(entries, ([store]) => store),
    labels: Float64Array.from(entries, ([, label]) => label),
  };
}

Deno.test("compareRuns: moved, new and gone stores, whatever the order and the numbers of the clusters", () => {
  const before = labels([[5, 1], [4, 1], [3, 0], [2, 0], [1, 0], [99, 0]]);
  const now = labels([[1, 7], [2, 7], [3, 7], [4, 7], [5, 4], [50, 4], [40, 4]]);
  const found = compareRuns("CANDY", before, now);
  assert.deepEqual([found.common_stores, found.new_stores, found.gone_stores, found.moved], [5, 2, 1, 1]);
  assert.deepEqual([found.new_store_list, found.gone_store_list], [[40, 50], [99]]);
  assert.deepEqual(found.moved_stores, [{ store: 4, previous: 1, cluster: 7 }]);
  assert.deepEqual(found.contingency, { previous: [0, 1], clusters: [4, 7], stores: [[0, 3], [1, 1]] });
  assert.deepEqual(found.matching, [
    { previous: 0, cluster: 7, stores: 3, share: 3 / 5 },
    { previous: 1, cluster: 4, stores: 1, share: 1 / 5 },
  ]);
  assert.deepEqual(found.best_previous, [
    { previous: 1, cluster: 4, stores: 1, share: 1 },
    { previous: 0, cluster: 7, stores: 3, share: 3 / 4 },
  ]);
  assert.deepEqual([found.moved_share, found.matched_share], [1 / 5, 4 / 5]);
});

Deno.test("compareRuns: a first run and a run without common stores have no invented scores", () => {
  const now = labels([[1, 0], [2, 1]]);
  const first = compareRuns("CANDY", labels([]), now);
  assert.deepEqual([first.common_stores, first.new_stores, first.moved, first.adjusted_rand], [0, 0, 0, null]);
  assert.equal(movementOf(first, 0).passed, true);
  const other = compareRuns("CANDY", labels([[8, 0]]), now);
  assert.deepEqual([other.new_stores, other.gone_stores, other.moved_share, other.matching], [2, 1, null, []]);
});

Deno.test("few_moved: fails above the limit and tells how many moved", () => {
  const before = labels([[1, 0], [2, 0], [3, 1], [4, 1]]);
  const now = compareRuns("CANDY", before, labels([[1, 0], [2, 1], [3, 1], [4, 1]]));
  assert.equal(movementOf(now, 0.25).passed, true);
  const refused = movementOf(now, 0.2);
  assert.deepEqual([refused.passed, refused.message], [
    false,
    "1 of 4 stores (25.0 %) changed their cluster; allowed are 20 %",
  ]);
  assert.deepEqual(refused.samples, [{ store: 2, previous: 0, cluster: 1 }]);
});

Deno.test("comparison: an asset compares what was published with what is assigned now", async () => {
  await using bench = await openBench();
  const previous = tableOf(
    "previous",
    `SELECT i::BIGINT AS STORE_NBR, 'default' AS category, (i % 2)::BIGINT AS cluster FROM range(1, 41) t(i)
     UNION ALL SELECT 7, 'CANDY', 5`,
  );
  const assigned = tableOf(
    "assigned",
    "SELECT i::BIGINT AS STORE_NBR, CASE WHEN i <= 3 THEN 0 ELSE i % 2 END::INTEGER AS cluster FROM range(1, 45) t(i)",
  );
  const comparison = comparisonAsset(external, previous, assigned);
  const tried = await bench.try([previous, assigned, comparison]);
  assert.equal(tried.run.status, "success");
  const { moved_stores, new_stores, gone_stores, common_stores, contingency } = tried.value(comparison);
  assert.deepEqual(moved_stores.map(({ store }) => store), [1, 3]);
  assert.deepEqual([common_stores, new_stores, gone_stores], [40, 4, 0]);
  assert.deepEqual(contingency.stores, [[20, 0], [2, 18]]);
});
