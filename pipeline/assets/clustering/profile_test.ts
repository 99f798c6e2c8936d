import assert from "node:assert/strict";
import { createMatrix, matrixFromRows } from "../../../core/mod.ts";
import {
  categorySource,
  openBench,
  paramsWith,
  tableOf,
  tableOfCategory,
} from "../../../tests/helpers/clustering_bench.ts";
import type { Asset } from "../../engine/mod.ts";
import type { Table } from "../../resources/types.ts";
import { assignmentAssets } from "./assignment_assets.ts";
import { type Branch, external, internal } from "./branch.ts";
import { evaluationAsset, qualityOf } from "./evaluation_assets.ts";
import { featureAssets } from "./feature_assets.ts";
import { profileAssets } from "./profile_assets.ts";
import { type AssignedStores, describeClusters } from "./profile_record.ts";
import { type Stability, stabilityOf } from "./profile_stability.ts";
import { trainingAssets } from "./training_assets.ts";

function chain(branch: Branch, raw: Asset<Table>) {
  const features = featureAssets(branch, raw);
  const training = trainingAssets(branch, features);
  const assignment = assignmentAssets(branch, features, training);
  const metrics = evaluationAsset(branch, features, assignment);
  const profile = profileAssets(branch, features, training, assignment);
  const all = [features, training, assignment, profile].flatMap((assets) => Object.values<Asset>({ ...assets }));
  return { all: [...all, metrics], assignment, metrics, profile };
}

/** 60 stores of two kinds, told apart by two of three shares that sum up to 100. */
const shares = `SELECT (100 + i)::BIGINT AS STORE_NBR,
    CASE WHEN i < 40 THEN 50 ELSE 10 END + hash(i, 'a') % 100 / 50.0 AS "% Sales KIDS CANDY",
    CASE WHEN i < 40 THEN 10 ELSE 50 END + hash(i, 'b') % 100 / 50.0 AS "% Sales VALUE CANDY",
    100 - "% Sales KIDS CANDY" - "% Sales VALUE CANDY" AS "% Sales NIGHT CANDY"
  FROM range(60) t(i)`;

Deno.test("profiles: two kinds of stores get their names, rules, typical stores, and are stable", async () => {
  await using bench = await openBench();
  const { all, profile, metrics } = chain(external, tableOf("raw", shares));
  const tried = await bench.try(all, { normalize: false });
  assert.equal(tried.run.status, "success");
  const { clusters, stores, features, rule_accuracy } = tried.value(profile.profiles);
  assert.deepEqual([stores, rule_accuracy], [60, 1]);
  assert.deepEqual(clusters.map(({ name, stores, share }) => [name, stores, share]), [
    ["high KIDS", 40, 40 / 60],
    ["high VALUE", 20, 20 / 60],
  ]);
  assert.ok(features.find(({ label }) => label === "KIDS CANDY")!.eta_squared! > 0.99);
  const [kids] = clusters;
  assert.match(kids!.rules[0]!.words, /^KIDS CANDY above \d+ %$/);
  assert.deepEqual([kids!.rules[0]!.stores, kids!.rules[0]!.recall], [40, 1]);
  assert.ok(kids!.features[0]!.index! > 120);
  assert.deepEqual([kids!.typical.length, kids!.borderline.length], [5, 5]);
  assert.ok(kids!.typical.every(({ store }) => store < 140));
  assert.ok(kids!.typical[0]!.distance! <= kids!.typical[4]!.distance!);
  const stability = tried.value(profile.stability);
  assert.deepEqual(stability.clusters.map(({ cluster, jaccard }) => [cluster, jaccard]), [[0, 1], [1, 1]]);
  assert.equal(stability.bootstraps, 20);
  const { silhouette, cluster_silhouettes } = tried.value(metrics);
  const mean = (40 * cluster_silhouettes["0"]! + 20 * cluster_silhouettes["1"]!) / 60;
  assert.ok(Math.abs(silhouette! - mean) < 1e-12 && silhouette! > 0.5);
});

Deno.test("profiles: the same seed gives the same stability and names in any order of the rows", async () => {
  await using bench = await openBench();
  const straight = chain(external, tableOf("raw", shares));
  const first = await bench.try(straight.all, { stability: { bootstraps: 5 } });
  const mixed = chain(external, tableOf("raw", `FROM (${shares}) ORDER BY hash(STORE_NBR)`));
  const second = await bench.try(mixed.all, { stability: { bootstraps: 5 } });
  assert.deepEqual(second.value(mixed.profile.stability), first.value(straight.profile.stability));
  assert.deepEqual(second.value(mixed.profile.profiles), first.value(straight.profile.profiles));
});

Deno.test("profiles: one store, two stores and stores that are all alike are described without invention", async () => {
  await using bench = await openBench();
  const source = categorySource(["ALIKE", "ONE", "TWO"]);
  const rows = { ALIKE: 12, ONE: 1, TWO: 2 };
  const raw = tableOfCategory("raw", source, (category) => {
    const count = rows[category as keyof typeof rows];
    return `SELECT (1 + i)::BIGINT AS STORE_NBR, 60.0 AS a, 40.0 AS b FROM range(${count}) t(i)`;
  });
  const { all, profile } = chain(internal, raw);
  const tried = await bench.try([source, ...all]);
  assert.equal(tried.run.status, "success");
  for (const [category, count] of Object.entries(rows)) {
    const { clusters, rule_accuracy } = tried.value(profile.profiles, category);
    assert.deepEqual(clusters.map(({ name, stores }) => [name, stores]), [["all stores", count]]);
    assert.deepEqual([rule_accuracy, clusters[0]!.rules[0]!.words], [1, "every store"]);
    assert.deepEqual([clusters[0]!.borderline, clusters[0]!.features[0]!.difference], [[], 0]);
    assert.deepEqual(tried.value(profile.stability, category).clusters.map(({ jaccard }) => jaccard), [1]);
  }
});

function places(labels: readonly number[]): AssignedStores {
  const zeros = new Float64Array(labels.length);
  return {
    stores: Float64Array.from(labels, (_, i) => 200 + i),
    labels: Float64Array.from(labels),
    distances: zeros,
    margins: zeros.map(() => NaN),
    second: zeros.map(() => -1),
    outliers: zeros,
  };
}

Deno.test("describeClusters: stores without a cluster are in no figure; nobody in a cluster is no cluster", () => {
  const x = matrixFromRows([[1], [2], [11], [12], [1000]]);
  const params = paramsWith({ profile: { rule_min_stores: 1 } }).profile;
  const found = describeClusters("A", ["age"], x, places([0, 0, 1, 1, -1]), params);
  assert.deepEqual([found.stores, found.features[0]!.mean], [5, 6.5]);
  assert.deepEqual(found.clusters.map(({ name, typical }) => [name, typical.map(({ store }) => store)]), [
    ["low age", [200, 201]],
    ["high age", [202, 203]],
  ]);
  assert.deepEqual(found.clusters[0]!.typical[0], { store: 200, distance: 0, margin: null, second_cluster: null });
  assert.deepEqual(describeClusters("A", ["age"], x, places([-1, -1, -1, -1, -1]), params).clusters, []);
  assert.deepEqual(describeClusters("A", ["age"], createMatrix(0, 1), places([]), params).clusters, []);
});

Deno.test("stable_clusters: clusters below the limit are named", () => {
  const cluster = { stores: 9, dissolved: 0, recovered: 9, samples: 20 };
  const value: Stability = {
    category: "A",
    bootstraps: 20,
    clusters: [{ ...cluster, cluster: 0, jaccard: 0.9 }, { ...cluster, cluster: 3, jaccard: 0.4 }, {
      ...cluster,
      cluster: 4,
      jaccard: null,
    }],
  };
  const { passed, message, figures, samples } = stabilityOf(value, 0.6);
  assert.equal(passed, false);
  assert.equal(message, "Not stable in 20 samples, below 0.6: cluster 3 (0.40), 4 (never drawn)");
  assert.deepEqual(figures, { lowest: 0.4, unstable_clusters: 2, limit: 0.6 });
  assert.deepEqual(samples, [{ cluster: 3, jaccard: 0.4 }, { cluster: 4, jaccard: null }]);
  assert.equal(stabilityOf({ ...value, clusters: value.clusters.slice(0, 1) }, 0.6).passed, true);
});

Deno.test("cluster_quality: two clusters of more than 10 stores and a silhouette at the limit pass", () => {
  const metrics = {
    category: "A",
    num_clusters: 3,
    num_samples: 27,
    silhouette: 0.1,
    calinski_harabasz: 1,
    davies_bouldin: 1,
    inertia: 1,
    cluster_silhouettes: {},
    cluster_distribution: { 0: 11, 1: 11, 2: 5 },
    outlier_count: 0,
  };
  assert.equal(qualityOf(metrics, 0.1).passed, true);
  assert.equal(qualityOf({ ...metrics, silhouette: 0.099 }, 0.1).passed, false);
  const small = qualityOf({ ...metrics, cluster_distribution: { 0: 11, 1: 10 } }, 0.1);
  assert.deepEqual([small.passed, small.samples], [false, [{ cluster: 1, stores: 10 }]]);
  assert.equal(qualityOf({ ...metrics, silhouette: null }, 0.1).passed, false);
});
