import assert from "node:assert/strict";
import {
  type Bench,
  categorySource,
  openBench,
  tableOf,
  tableOfCategory,
} from "../../../tests/helpers/clustering_bench.ts";
import type { TriedAssets } from "../../engine/mod.ts";
import { mergedAsset, mergedCountsAsset, optimizedAsset } from "./merged_assets.ts";
import { reassignedAsset, savedMergedAsset } from "./rebalanced_assets.ts";

/** A store of a category: its labels, and one feature of each side. */
interface Store {
  readonly store: number;
  readonly internal: number;
  readonly external: number;
  /** Internal feature; the external one is the same for all unless given. */
  readonly x: number;
  readonly y?: number;
}

type Categories = Readonly<Record<string, readonly Store[]>>;

/** `count` stores from number `first` on with the same labels and feature. */
function alike(first: number, count: number, internal: number, external: number, x: number): Store[] {
  return Array.from({ length: count }, (_, i) => ({ store: first + i, internal, external, x }));
}

const list = (stores: readonly Store[], cell: (store: Store) => string, columns: string) =>
  `SELECT * FROM (VALUES ${stores.map((one) => `(${one.store}::BIGINT, ${cell(one)})`).join(", ")}) AS t(${columns})`;

/** Internal and external clusters of every category, merged. The saved internal table has three columns, as in a file. */
async function merge(bench: Bench, found: Categories, settings: Readonly<Record<string, unknown>>) {
  const source = categorySource(Object.keys(found));
  const of = (key: string) => found[key]!;
  const inside = tableOfCategory(
    "inside",
    source,
    (key) => list(of(key), ({ internal }) => `'${key}', ${internal}`, "STORE_NBR, category, cluster"),
  );
  const outside = tableOfCategory(
    "outside",
    source,
    (key) => list(of(key), ({ external }) => `'${key}', ${external}`, "STORE_NBR, category, cluster"),
  );
  const internal = tableOfCategory(
    "internal",
    source,
    (key) => list(of(key), ({ x }) => `${x}::DOUBLE`, "STORE_NBR, x"),
  );
  const external = tableOfCategory(
    "external",
    source,
    (key) => list(of(key), ({ y = 0 }) => `${y}::DOUBLE`, "STORE_NBR, y"),
  );
  const merged = mergedAsset(inside, outside);
  const counts = mergedCountsAsset(merged);
  const split = optimizedAsset(counts);
  const reassigned = reassignedAsset({ merged, split, internal, external });
  const saved = savedMergedAsset(reassigned);
  const all = [source, inside, outside, internal, external, merged, counts, split, reassigned, saved];
  return { tried: await bench.try(all, settings), reassigned, saved };
}

async function finalClusters(bench: Bench, category: string): Promise<Readonly<Record<number, string>>> {
  const rows = await bench.session.rows<{ s: number; c: string }>(
    `SELECT STORE_NBR AS s, rebalanced_cluster AS c FROM '${bench.folder}/merged_cluster_assignments.parquet'
     WHERE category = '${category}' ORDER BY s`,
  );
  return Object.fromEntries(rows.map(({ s, c }) => [s, c]));
}

function failure(tried: TriedAssets, step: string) {
  return tried.steps.find((one) => one.step === step)?.error;
}

Deno.test("merging: assignments of three columns are enough, and every category is merged", async () => {
  await using bench = await openBench();
  const stores = [...alike(1, 3, 0, 0, 0), ...alike(4, 3, 1, 1, 9)];
  const { tried, saved } = await merge(bench, { A: stores, B: stores, C: stores }, { min_cluster_size: 3 });
  assert.equal(tried.run.status, "success");
  const found = await bench.session.rows(
    `SELECT category, count(*) AS stores FROM "${tried.value(saved).relation}" GROUP BY ALL ORDER BY ALL`,
  );
  assert.deepEqual(found, ["A", "B", "C"].map((category) => ({ category, stores: 6 })));
});

Deno.test("merging: with the default size and four stores the error names the largest cluster and a size that works", async () => {
  await using bench = await openBench();
  const { tried } = await merge(bench, { A: [...alike(1, 3, 0, 0, 0), ...alike(4, 1, 1, 0, 9)] }, {});
  const error = failure(tried, "optimized_merged_clusters[A]");
  assert.equal(error?.kind, "data");
  assert.match(error?.message ?? "", /none of 2 merged clusters of "A" has 20 stores; the largest, "0_0", has 3$/);
  assert.match(error?.remedy ?? "", /min_cluster_size to 3 or less/);
});

Deno.test("merging: features decide which cluster is near, not the numbers of the labels", async () => {
  await using bench = await openBench();
  // The small cluster 1_0 is next to 0_0 and 2_0 by number, and far from both: 9_0 has its feature.
  const stores = [
    ...alike(1, 3, 0, 0, 0),
    ...alike(4, 3, 2, 0, 10),
    ...alike(7, 3, 9, 0, 100),
    ...alike(10, 1, 1, 0, 99),
  ];
  const { tried } = await merge(bench, { A: stores }, { min_cluster_size: 3 });
  assert.equal(tried.run.status, "success");
  assert.equal((await finalClusters(bench, "A"))[10], "9_0");
});

Deno.test("merging: stores of one small cluster may go to different ones, and external features count as much", async () => {
  await using bench = await openBench();
  const stores = [
    ...alike(1, 4, 0, 0, 5).map((one) => ({ ...one, y: 0 })),
    ...alike(5, 4, 0, 1, 5).map((one) => ({ ...one, y: 8 })),
    { store: 9, internal: 1, external: 0, x: 5, y: 1 },
    { store: 10, internal: 1, external: 0, x: 5, y: 7 },
  ];
  await merge(bench, { A: stores }, { min_cluster_size: 4 });
  const found = await finalClusters(bench, "A");
  assert.deepEqual([found[9], found[10]], ["0_0", "0_1"]);
});

Deno.test("merging: a store as near to two clusters goes to the larger one, whatever their labels", async () => {
  await using bench = await openBench();
  // The mean is 0, so that scaling keeps the tie to the last bit.
  const stores = [
    ...alike(1, 3, 0, 0, -4),
    ...alike(4, 4, 5, 0, 4),
    ...alike(8, 1, 3, 0, 0),
    ...alike(9, 1, 3, 0, -4),
  ];
  await merge(bench, { A: stores }, { min_cluster_size: 3 });
  assert.equal((await finalClusters(bench, "A"))[8], "5_0");
});

Deno.test("merging: a label that is small in one category and large in another is given up in the first only", async () => {
  await using bench = await openBench();
  const small = [...alike(1, 4, 0, 0, 0), ...alike(5, 1, 1, 0, 1)];
  const large = [...alike(1, 4, 0, 0, 0), ...alike(5, 4, 1, 0, 1)];
  const { tried } = await merge(bench, { A: small, B: large }, { min_cluster_size: 4 });
  assert.equal(tried.run.status, "success");
  assert.equal((await finalClusters(bench, "A"))[5], "0_0");
  assert.equal((await finalClusters(bench, "B"))[5], "1_0");
});

Deno.test("merging: labels are bare numbers everywhere, and no store is lost", async () => {
  await using bench = await openBench();
  const stores = [...alike(1, 3, 0, 10, 0), ...alike(4, 3, 12, 1, 9)];
  const { tried, reassigned } = await merge(bench, { A: stores }, { min_cluster_size: 3 });
  const rows = await bench.session.rows<Record<string, unknown>>(
    `SELECT DISTINCT internal_cluster, external_cluster, merged_cluster, rebalanced_cluster
     FROM '${bench.folder}/merged_cluster_assignments.parquet' ORDER BY ALL`,
  );
  assert.deepEqual(rows.map((row) => Object.values(row)), [[0, 10, "0_10", "0_10"], [12, 1, "12_1", "12_1"]]);
  assert.equal(tried.value(reassigned, "A").rows, stores.length);
});

Deno.test("merging: a store whose features are missing is not lost silently", async () => {
  await using bench = await openBench();
  const source = categorySource(["A"]);
  const labels = "SELECT i AS STORE_NBR, 0 AS cluster FROM range(1, 5) t(i)";
  const inside = tableOfCategory("inside", source, () => labels);
  const outside = tableOf("outside", labels);
  const internal = tableOfCategory("internal", source, () => "SELECT i AS STORE_NBR, 1.5 AS x FROM range(1, 4) t(i)");
  const external = tableOf("external", "SELECT i AS STORE_NBR, 2.5 AS y FROM range(1, 5) t(i)");
  const merged = mergedAsset(inside, outside);
  const counts = mergedCountsAsset(merged);
  const split = optimizedAsset(counts);
  const reassigned = reassignedAsset({ merged, split, internal, external });
  const all = [source, inside, outside, internal, external, merged, counts, split, reassigned];
  const tried = await bench.try(all, { min_cluster_size: 2 });
  assert.match(
    failure(tried, "cluster_reassignment[A]")?.message ?? "",
    /check "no_store_lost" failed.*1 stores have no cluster/,
  );
});
