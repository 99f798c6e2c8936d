import assert from "node:assert/strict";
import { adjustedRand, assignStores, parseStoreModel, quoteName } from "../../../core/mod.ts";
import type { Asset, TriedAssets } from "../../engine/mod.ts";
import type { Table } from "../../resources/types.ts";
import { assignmentAssets } from "./assignment_assets.ts";
import { type Branch, external, internal } from "./branch.ts";
import { evaluationAsset } from "./evaluation_assets.ts";
import { featureAssets } from "./feature_assets.ts";
import { readStores } from "./store_table.ts";
import {
  type Bench,
  categorySource,
  openBench,
  tableOf,
  tableOfCategory,
} from "../../../tests/helpers/clustering_bench.ts";
import { trainingAssets } from "./training_assets.ts";

/** All assets of a branch over raw features. */
function chain(branch: Branch, raw: Asset<Table>) {
  const features = featureAssets(branch, raw);
  const training = trainingAssets(branch, features);
  const assignment = assignmentAssets(branch, features, training);
  const metrics = evaluationAsset(branch, features, assignment);
  const all: readonly Asset[] = [
    ...Object.values<Asset>({ ...features }),
    ...Object.values<Asset>({ ...training }),
    ...Object.values<Asset>({ ...assignment }),
    metrics,
  ];
  return { features, training, assignment, metrics, all };
}

/**
 * 90 stores in three groups of 45, 30 and 15, numbered so that neighbours are of different groups; store 1045 is far from
 * all. One column is constant, one has gaps.
 */
const planted = `SELECT (1000 + i)::BIGINT AS STORE_NBR,
    g * 10 + hash(i, 'a') % 1000 / 1000.0 AS a,
    g * -7 + hash(i, 'b') % 1000 / 1000.0 AS b,
    CASE WHEN i = 45 THEN 500 WHEN i % 17 = 0 THEN NULL ELSE (g % 2) * 5 + hash(i, 'c') % 1000 / 1000.0 END AS c,
    1 AS same
  FROM (SELECT i, CASE WHEN i % 2 = 0 THEN 0 WHEN i % 6 = 5 THEN 2 ELSE 1 END AS g FROM range(90) t(i))`;

/** The group of each store, ascending by store. */
const groups = Array.from({ length: 90 }, (_, i) => i % 2 === 0 ? 0 : i % 6 === 5 ? 2 : 1);

async function labelsOf({ session }: Bench, { relation }: Table): Promise<number[]> {
  const rows = await session.rows<{ c: number }>(`SELECT cluster AS c FROM "${relation}" ORDER BY STORE_NBR`);
  return rows.map(({ c }) => c);
}

function statusOf(tried: TriedAssets, step: string): string | undefined {
  return tried.steps.find((one) => one.step === step)?.status;
}

Deno.test("branch: planted groups are found again, 0 is the largest, and outliers get a cluster, too", async () => {
  await using bench = await openBench();
  const { all, features, training, assignment, metrics } = chain(external, tableOf("raw", planted));
  const tried = await bench.try(all);
  assert.equal(tried.run.status, "success");
  assert.equal(tried.value(training.optimal).k, 3);
  const assigned = tried.value(assignment.assigned);
  const labels = await labelsOf(bench, assigned);
  assert.equal(labels.length, 90, "no store is lost");
  const inliers = labels.filter((_, i) => i !== 45);
  assert.equal(adjustedRand(inliers, groups.filter((_, i) => i !== 45)), 1);
  assert.equal(labels[0], 0);
  assert.equal(labels[5], 2);
  const [far] = await bench.session.rows(
    `SELECT is_outlier, distance > 10 AS far, category FROM "${assigned.relation}" WHERE STORE_NBR = 1045`,
  );
  assert.deepEqual(far, { is_outlier: true, far: true, category: "default" });
  const fitted = tried.value(features.outlierRemoved);
  const { outliers } = tried.value(features.preparation);
  assert.equal(fitted.rows, 90 - outliers.stores.length);
  assert.ok(outliers.stores.includes(1045));
  const held = await bench.session.rows<{ store: number }>(
    `SELECT STORE_NBR AS store FROM "${tried.value(features.reduced).relation}" WHERE is_outlier ORDER BY store`,
  );
  assert.deepEqual(held.map(({ store }) => store), [...outliers.stores].sort((a, b) => a - b));
  assert.deepEqual(tried.value(features.metadata).dropped, [{ name: "same", reason: "constant" }]);
  assert.equal(tried.value(features.metadata).null_counts["c"], 6);
  const { num_clusters, num_samples, cluster_distribution } = tried.value(metrics);
  assert.deepEqual([num_clusters, num_samples], [3, 90]);
  assert.equal(Object.values(cluster_distribution).reduce((sum, n) => sum + n, 0), 90);
});

Deno.test("branch: the order of the rows does not change which store is in which cluster", async () => {
  await using bench = await openBench();
  const { all, assignment } = chain(external, tableOf("raw", planted));
  const straight = await labelsOf(bench, (await bench.try(all)).value(assignment.assigned));
  const mixed = chain(external, tableOf("raw", `FROM (${planted}) ORDER BY hash(STORE_NBR)`));
  assert.deepEqual(await labelsOf(bench, (await bench.try(mixed.all)).value(mixed.assignment.assigned)), straight);
});

Deno.test("branch: a published model assigns stores in another process as the job did", async () => {
  await using bench = await openBench();
  const { all, features, assignment } = chain(external, tableOf("raw", planted));
  const tried = await bench.try(all);
  const text = await Deno.readTextFile(`${bench.folder}/external_models/default.json`);
  const { stores, table } = await readStores(
    bench.session,
    tried.value(features.raw as Asset<Table>),
    new AbortController().signal,
  );
  assert.equal(stores.length, 90);
  const { labels } = assignStores(parseStoreModel(JSON.parse(text)), table);
  assert.deepEqual([...labels], await labelsOf(bench, tried.value(assignment.assigned)));
});

Deno.test("branch: a category that fails leaves the others, and they are published", async () => {
  await using bench = await openBench();
  const source = categorySource(["A", "BAD", "C/D"]);
  const raw = tableOfCategory(
    "raw",
    source,
    (category) => category === "BAD" ? `SELECT * REPLACE ('inf'::DOUBLE AS a) FROM (${planted})` : planted,
  );
  const { all, assignment, training } = chain(internal, raw);
  const tried = await bench.try([source, ...all]);
  assert.equal(tried.run.status, "failure");
  const broken = tried.steps.find(({ step }) => step === "internal_preparation[BAD]");
  assert.match(broken?.error?.message ?? "", /column "a" of row 1000 is Infinity/);
  assert.equal(broken?.error?.kind, "data");
  assert.equal(broken?.error?.place, 'category "BAD", row 1000, column "a"');
  assert.equal(statusOf(tried, "internal_assign_clusters[BAD]"), "skipped");
  assert.equal(statusOf(tried, "internal_calculate_cluster_metrics[C/D]"), "success");
  assert.equal(tried.value(assignment.saved).rows, 180);
  assert.deepEqual(tried.value(training.saved).models.map(({ category }) => category), ["A", "C/D"]);
  const published = await bench.session.rows(
    `SELECT category, count(DISTINCT STORE_NBR) AS stores
     FROM '${bench.folder}/internal_cluster_assignments.parquet' GROUP BY ALL ORDER BY ALL`,
  );
  assert.deepEqual(published, [{ category: "A", stores: 90 }, { category: "C/D", stores: 90 }]);
});

Deno.test("branch: one store, and stores that are all alike, get one cluster", async () => {
  await using bench = await openBench();
  const source = categorySource(["ALIKE", "ONE", "TWO"]);
  const rows = { ALIKE: 12, ONE: 1, TWO: 2 };
  const raw = tableOfCategory("raw", source, (category) => {
    const count = rows[category as keyof typeof rows];
    return `SELECT (1 + i)::BIGINT AS STORE_NBR, 60.0 AS a, 40.0 AS b FROM range(${count}) t(i)`;
  });
  const { all, assignment, metrics } = chain(internal, raw);
  const tried = await bench.try([source, ...all]);
  assert.equal(tried.run.status, "success");
  for (const [category, count] of Object.entries(rows)) {
    assert.deepEqual(await labelsOf(bench, tried.value(assignment.assigned, category)), Array(count).fill(0));
    assert.equal(tried.value(metrics, category).silhouette, null);
  }
});

Deno.test("branch: texts become numbers, and steps that are off change nothing", async () => {
  await using bench = await openBench();
  const raw = tableOf(
    "raw",
    `SELECT STORE_NBR, a, CASE WHEN a > 5 THEN 'urban' WHEN a > 0.5 THEN 'rural' END AS area FROM (${planted})`,
  );
  const { all, features } = chain(external, raw);
  const tried = await bench.try(all, { normalize: false, pca_active: false, outlier_detection: false });
  const names = ({ columns }: Table) => columns.map(({ name }) => name);
  assert.deepEqual(names(tried.value(features.filtered)), ["STORE_NBR", "a", "area"]);
  assert.deepEqual(names(tried.value(features.imputed)), ["STORE_NBR", "a", "area=urban"]);
  assert.deepEqual(names(tried.value(features.reduced)), ["STORE_NBR", "is_outlier", "a", "area=urban"]);
  const [row] = await bench.session.rows(
    `SELECT count(*) FILTER (r.a <> i.a OR r.is_outlier OR i."area=urban" NOT IN (0, 1)) AS changed
     FROM "${tried.value(features.reduced).relation}" r
     JOIN "${tried.value(features.imputed).relation}" i USING (STORE_NBR)`,
  );
  assert.deepEqual(row, { changed: 0 });
});

Deno.test("branch: gaps and texts stay as they are until the configured step, which decides", async () => {
  await using bench = await openBench();
  const raw = tableOf(
    "raw",
    `SELECT *, CASE WHEN a > 5 THEN 'urban' WHEN a > 0.5 THEN 'rural' END AS area FROM (${planted})`,
  );
  const ways = [
    [{ numeric_imputation: "constant", numeric_constant: 77, categorical_imputation: "mode" }, 77],
    [{ numeric_imputation: "mean", categorical_imputation: "mode" }, undefined],
  ] as const;
  for (const [settings, fill] of ways) {
    const { all, features } = chain(external, raw);
    const tried = await bench.try(all, { ...settings, norm_method: "minmax" });
    const rows = (table: Table) => quoteName(table.relation);
    const [row] = await bench.session.rows<Record<string, number>>(
      `SELECT count(*) FILTER (f.c IS NULL) AS c, count(*) FILTER (f.area IS NULL) AS area,
         count(DISTINCT i.c) FILTER (f.c IS NULL) AS fills, min(i.c) FILTER (f.c IS NULL) AS fill, avg(f.c) AS mean,
         count(*) FILTER (f.c <> i.c) AS changed
       FROM ${rows(tried.value(features.filtered))} f JOIN ${rows(tried.value(features.imputed))} i USING (STORE_NBR)`,
    );
    assert.deepEqual([row!["c"], row!["fills"], row!["changed"]], [6, 1, 0]);
    assert.ok(row!["area"]! > 0, "texts have their gaps, too");
    assert.ok(Math.abs(row!["fill"]! - (fill ?? row!["mean"]!)) < 1e-9);
  }
});
