import assert from "node:assert/strict";
import { adjustedRand, assignStores, parseStoreModel } from "../../../core/mod.ts";
import type { Asset } from "../../engine/mod.ts";
import type { Table } from "../../resources/types.ts";
import { categorySource, openBench, paramsWith, tableOfCategory } from "../../../tests/helpers/clustering_bench.ts";
import { assignmentAssets } from "./assignment_assets.ts";
import { internal } from "./branch.ts";
import { featureAssets } from "./feature_assets.ts";
import { fitPreparation } from "./preparation.ts";
import { readStores } from "./store_table.ts";
import { trainingAssets } from "./training_assets.ts";

/**
 * 90 stores in three groups of 45, 30 and 15; store 1045 is far from all. One feature has gaps, one is a text of four
 * values of which one is rare, one follows from two others as shares do.
 */
const planted = `SELECT *, 100 - a - b AS d FROM (SELECT (1000 + i)::BIGINT AS STORE_NBR,
    20 + g * 10 + hash(i, 'a') % 1000 / 1000.0 AS a,
    30 + g * -7 + hash(i, 'b') % 1000 / 1000.0 AS b,
    CASE WHEN i = 45 THEN 500 WHEN i % 17 = 0 THEN NULL ELSE 1 + (g % 2) * 5 + hash(i, 'c') % 1000 / 1000.0 END AS c,
    CASE WHEN i IN (3, 4) THEN 'island' ELSE ['urban', 'rural', 'suburb'][g + 1] END AS area
  FROM (SELECT i, CASE WHEN i % 2 = 0 THEN 0 WHEN i % 6 = 5 THEN 2 ELSE 1 END AS g FROM range(90) t(i)))`;

/** The group of each store, ascending by store. */
const groups = Array.from({ length: 90 }, (_, i) => i % 2 === 0 ? 0 : i % 6 === 5 ? 2 : 1);

function chain() {
  const source = categorySource(["A"]);
  const features = featureAssets(internal, tableOfCategory("raw", source, () => planted));
  const training = trainingAssets(internal, features);
  const assignment = assignmentAssets(internal, features, training);
  const all: readonly Asset[] = [
    source,
    ...[features, training, assignment].flatMap((part) => Object.values<Asset>({ ...part })),
  ];
  return { features, training, assignment, all };
}

const variants: readonly Readonly<Record<string, unknown>>[] = [
  { numeric_imputation: "knn", knn_neighbors: 3, knn_weights: "distance" },
  { numeric_imputation: "iterative", iterative_imputation_iters: 5 },
  { categorical_encoding: "ordinal" },
  { max_one_hot_levels: 2 },
  { rare_to_value: 0.1 },
  { norm_method: "yeo_johnson" },
  { norm_method: "zscore", outliers_method: "lof", lof_neighbors: 10 },
  { norm_method: "zscore", outliers_method: "elliptic" },
  { pca_method: "incremental", pca_batch_size: 20 },
  { pca_method: "incremental", pca_components: 2 },
  { norm_method: "zscore", pca_method: "kernel", pca_gamma: 0.05, pca_components: 3 },
  { norm_method: "zscore", numeric_imputation: "iterative", outliers_method: "ee", pca_method: "kernel" },
];

for (const settings of variants) {
  const what = Object.entries(settings).map(([name, value]) => `${name} ${value}`).join(", ");
  Deno.test(`preparation by ${what}: groups are found, and the published model knows every store`, async () => {
    await using bench = await openBench();
    const { all, features, assignment } = chain();
    const tried = await bench.try(all, settings);
    assert.equal(tried.run.status, "success");
    const rows = await bench.session.rows<{ cluster: number; outlier: boolean }>(
      `SELECT cluster, is_outlier AS outlier FROM "${
        tried.value(assignment.assigned, "A").relation
      }" ORDER BY STORE_NBR`,
    );
    assert.equal(rows.length, 90, "no store is lost");
    assert.equal(rows[45]!.outlier, true);
    const inside = rows.flatMap(({ outlier }, i) => outlier ? [] : [i]);
    assert.ok(inside.length >= 85, `${inside.length} stores are no outliers`);
    const agreement = adjustedRand(inside.map((i) => rows[i]!.cluster), inside.map((i) => groups[i]!));
    assert.ok(agreement >= 0.9, `${agreement}`);

    const raw = tried.value(features.raw as Asset<Table>, "A");
    const { table } = await readStores(bench.session, raw, new AbortController().signal);
    const model = parseStoreModel(JSON.parse(await Deno.readTextFile(`${bench.folder}/internal_models/A.json`)));
    assert.deepEqual([...assignStores(model, table).labels], rows.map(({ cluster }) => cluster));
  });
}

Deno.test("feature metadata: tells what every step settled on", async () => {
  await using bench = await openBench();
  const { all, features } = chain();
  const settings = {
    numeric_imputation: "iterative",
    norm_method: "yeo_johnson",
    outliers_method: "lof",
    pca_method: "kernel",
    rare_to_value: 0.1,
  };
  const { fitted, config } = (await bench.try(all, settings)).value(features.metadata, "A");
  assert.deepEqual(fitted.imputation.filled, [{ name: "c", missing: 6, value: null }]);
  assert.ok((fitted.imputation.rounds ?? 0) >= 1);
  assert.deepEqual(fitted.encoding, [{
    name: "area",
    kind: "one_hot",
    levels: ["rural", "suburb", "urban"],
    rare: true,
  }]);
  assert.equal(fitted.scaling?.method, "yeo_johnson");
  assert.equal(fitted.scaling?.features.length, 8);
  assert.equal(fitted.scaling?.features.every(({ lambda }) => lambda !== null), true);
  assert.equal(fitted.outliers.method, "lof");
  assert.equal(fitted.outliers.stores, 5);
  assert.deepEqual([fitted.components?.method, fitted.components?.gamma], ["kernel", 1 / 8]);
  assert.deepEqual([config.pca.method, config.normalization.method], ["kernel", "yeo_johnson"]);
});

Deno.test("fitPreparation: an ellipse is not looked for among too few stores, and the reason is told", () => {
  const values = (step: number) => Float64Array.from({ length: 12 }, (_, i) => (i * step) % 13);
  const columns = Array.from(
    { length: 9 },
    (_, j) => ({ kind: "number" as const, name: `c${j}`, values: values(j + 2).map((value) => value ** (1 + j / 3)) }),
  );
  const stores = Float64Array.from({ length: 12 }, (_, i) => 1 + i);
  const { outliers } = fitPreparation(
    { stores, table: { rows: 12, columns } },
    paramsWith({ outliers_method: "elliptic" }),
  );
  assert.deepEqual([outliers.method, outliers.stores], ["none", []]);
  assert.match(outliers.skipped ?? "", /12 rows are too few for 9 directions/);
});
