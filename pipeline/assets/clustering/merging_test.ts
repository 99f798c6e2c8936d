import assert from "node:assert/strict";
import type { Problem } from "../../engine/mod.ts";
import { mergedAsset, mergedCountsAsset, optimizedAsset, splitBySize } from "./merged_assets.ts";
import { mergedFeaturesAsset } from "./merged_features_asset.ts";
import { reassignedAsset, savedMergedAsset } from "./rebalanced_assets.ts";
import { categorySource, openBench, tableOf, tableOfCategory } from "../../../tests/helpers/clustering_bench.ts";

/** Labels as (store, cluster) and features as (store, value). */
const rows = (text: string, columns: string) => `SELECT * FROM (VALUES ${text}) AS t(${columns})`;

// Stores 1 to 3 and 4 to 6 are large pairs at 0 and 10, 7 and 8 a small pair at 1 and 9; 20 is internal, 30 external only.
const internalLabels = rows(
  "(20, 5), (8, 0), (7, 0), (6, 1), (5, 1), (4, 1), (3, 0), (2, 0), (1, 0)",
  "STORE_NBR, cluster",
);
const externalLabels = rows(
  "(1, 0), (2, 0), (3, 0), (4, 1), (5, 1), (6, 1), (7, 1), (8, 1), (30, 0)",
  "STORE_NBR, cluster",
);
const internalFeatures = rows(
  "(1, 0.0), (2, 0.0), (3, 0.0), (4, 10.0), (5, 10.0), (6, 10.0), (7, 1.0), (8, 9.0), (20, 99.0)",
  'STORE_NBR, "% Sales X"',
);
const externalFeatures = rows(
  "(1, 4.0), (2, 4.0), (3, 4.0), (4, 4.0), (5, 4.0), (6, 4.0), (7, 4.0), (8, 4.0), (30, 4.0)",
  "STORE_NBR, visits",
);

function assetsOf(categories: readonly string[], internalOf: (category: string) => string) {
  const source = categorySource(categories);
  const assigned = tableOfCategory("internal_assign", source, internalOf);
  const outside = tableOf("external_assign", externalLabels);
  const merged = mergedAsset(assigned, outside);
  const counts = mergedCountsAsset(merged);
  const split = optimizedAsset(counts);
  const internal = tableOfCategory("internal_features", source, () => internalFeatures);
  const external = tableOf("external_features", externalFeatures);
  const reassigned = reassignedAsset({ merged, split, internal, external });
  const saved = savedMergedAsset(reassigned);
  const features = mergedFeaturesAsset(reassigned);
  const all = [source, assigned, outside, merged, counts, split, internal, external, reassigned, saved, features];
  return { all, merged, counts, split, reassigned, saved };
}

Deno.test("merging: internal comes first, stores of one side are counted, stores of a small cluster go one by one", async () => {
  await using bench = await openBench();
  const { all, merged, counts, split, reassigned } = assetsOf(["A"], () => internalLabels);
  const tried = await bench.try(all, { min_cluster_size: 3 });
  assert.equal(tried.run.status, "success");
  const pairs = await bench.session.rows<{ s: number; m: string }>(
    `SELECT STORE_NBR AS s, merged_cluster AS m FROM "${tried.value(merged, "A").relation}"`,
  );
  assert.equal(pairs.map(({ s, m }) => `${s}:${m}`).join(" "), "1:0_0 2:0_0 3:0_0 4:1_1 5:1_1 6:1_1 7:0_1 8:0_1");
  const { metadata } = tried.steps.find(({ step }) => step === "merged_clusters[A]")!;
  assert.deepEqual([metadata["internal_only_stores"], metadata["external_only_stores"]], [[20], [30]]);
  assert.equal(tried.value(counts, "A").rows, 3);
  assert.deepEqual(tried.value(split, "A"), {
    min_cluster_size: 3,
    large: [{ cluster: "0_0", stores: 3 }, { cluster: "1_1", stores: 3 }],
    small: [{ cluster: "0_1", stores: 2 }],
  });
  const final = await bench.session.rows<{ s: number; r: string }>(
    `SELECT STORE_NBR AS s, rebalanced_cluster AS r FROM "${tried.value(reassigned, "A").relation}" WHERE s > 6`,
  );
  assert.deepEqual(final, [{ s: 7, r: "0_0" }, { s: 8, r: "1_1" }]);
  const [published] = await bench.session.rows(
    `SELECT count(*) AS stores FROM '${bench.folder}/merged_cluster_assignments.parquet'`,
  );
  assert.deepEqual(published, { stores: 8 });
  const withFeatures = await bench.session.rows(
    `SELECT merged_cluster AS merged, rebalanced_cluster AS final, "int_% Sales X" AS x, ext_visits AS visits
     FROM '${bench.folder}/merged_cluster_features/A.parquet' WHERE STORE_NBR IN (1, 7) ORDER BY STORE_NBR`,
  );
  assert.deepEqual(withFeatures, [
    { merged: "0_0", final: "0_0", x: 0, visits: 4 },
    { merged: "0_1", final: "0_0", x: 1, visits: 4 },
  ]);
});

Deno.test("merging: categories do not affect each other", async () => {
  await using bench = await openBench();
  const elsewhere = rows("(901, 0), (902, 0)", "STORE_NBR, cluster");
  const { all, saved } = assetsOf(
    ["A", "B", "NOWHERE"],
    (category) => category === "NOWHERE" ? elsewhere : internalLabels,
  );
  const tried = await bench.try(all, { min_cluster_size: 3 });
  const failed = tried.steps.find(({ status }) => status === "failed");
  assert.equal(failed?.step, "merged_clusters[NOWHERE]");
  assert.match(failed?.error?.message ?? "", /no store is in both/);
  assert.equal(failed?.error?.kind, "data");
  const found = await bench.session.rows(
    `SELECT category, count(*) AS stores FROM "${tried.value(saved).relation}" GROUP BY ALL ORDER BY ALL`,
  );
  assert.deepEqual(found, [{ category: "A", stores: 8 }, { category: "B", stores: 8 }]);
});

Deno.test("splitBySize: when no cluster is large enough, the largest is named with a size that works", () => {
  const counts = [{ cluster: "0_1", stores: 7 }, { cluster: "0_0", stores: 2 }];
  assert.throws(() => splitBySize(counts, 8, "DAIRY"), (error: Problem) => {
    assert.equal(error.kind, "data");
    assert.match(error.message, /none of 2 merged clusters of "DAIRY" has 8 stores; the largest, "0_1", has 7$/);
    assert.match(error.remedy ?? "", /min_cluster_size to 7 or less/);
    return true;
  });
  assert.deepEqual(splitBySize(counts, 7, "DAIRY").small, [{ cluster: "0_0", stores: 2 }]);
});
