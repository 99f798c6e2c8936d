import assert from "node:assert/strict";
import { adjustedRand, algorithmNames, algorithms, assignStores, parseStoreModel } from "../../../core/mod.ts";
import type { Asset } from "../../engine/mod.ts";
import type { Table } from "../../resources/types.ts";
import { openBench, paramsWith, tableOf } from "../../../tests/helpers/clustering_bench.ts";
import { assignmentAssets } from "./assignment_assets.ts";
import { external } from "./branch.ts";
import { featureAssets } from "./feature_assets.ts";
import { readStores } from "./store_table.ts";
import { trainingAssets } from "./training_assets.ts";

/** 120 stores in three groups of 60, 40 and 20; store 1007 is far from all. */
const planted = `SELECT (1000 + i)::BIGINT AS STORE_NBR,
    g * 10 + hash(i, 'a') % 1000 / 1000.0 AS a,
    g * -7 + hash(i, 'b') % 1000 / 1000.0 AS b,
    CASE WHEN i = 7 THEN 400 ELSE (g % 2) * 5 + hash(i, 'c') % 1000 / 1000.0 END AS c
  FROM (SELECT i, CASE WHEN i % 2 = 0 THEN 0 WHEN i % 6 = 5 THEN 2 ELSE 1 END AS g FROM range(120) t(i))`;

/** The group of each store, ascending by store. */
const groups = Array.from({ length: 120 }, (_, i) => i % 2 === 0 ? 0 : i % 6 === 5 ? 2 : 1);

function chain() {
  const features = featureAssets(external, tableOf("raw", planted));
  const training = trainingAssets(external, features);
  const assignment = assignmentAssets(external, features, training);
  const all: readonly Asset[] = [
    ...Object.values<Asset>({ ...features }),
    ...Object.values<Asset>({ ...training }),
    ...Object.values<Asset>({ ...assignment }),
  ];
  return { features, training, assignment, all };
}

/** What makes each algorithm that finds the number of clusters itself find three. */
const settings: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  meanshift: { quantile: 0.2 },
  affinity_propagation: { preference: -5, damping: 0.9 },
  hdbscan: { min_cluster_size: 12 },
  dbscan: { eps: 0.6 },
  optics: { extraction: "dbscan", eps: 0.6 },
};

for (const name of algorithmNames) {
  Deno.test(`algorithm ${name}: finds planted groups, every store gets a cluster, and the published model knows them`, async () => {
    await using bench = await openBench();
    const { all, features, training, assignment } = chain();
    const algorithm_options = settings[name] ?? {};
    const tried = await bench.try(all, { algorithm: name, algorithm_options });
    assert.equal(tried.run.status, "success");
    const rows = await bench.session.rows<{ cluster: number; outlier: boolean; distance: number }>(
      `SELECT cluster, is_outlier AS outlier, distance FROM "${tried.value(assignment.assigned).relation}"
       ORDER BY STORE_NBR`,
    );
    assert.equal(rows.length, 120);
    assert.ok(rows.every(({ cluster, distance }) => cluster >= 0 && Number.isFinite(distance)));
    assert.equal(rows[7]!.outlier, true);
    const inside = rows.flatMap(({ outlier }, i) => outlier ? [] : [i]);
    assert.ok(inside.length >= 100, `${inside.length} stores are no outliers`);
    assert.equal(adjustedRand(inside.map((i) => rows[i]!.cluster), inside.map((i) => groups[i]!)), 1);

    const { k, reason } = tried.value(training.optimal);
    assert.equal(k, 3);
    assert.match(reason, algorithms[name].needsK ? /^k = 3 has the highest/ : /finds the number of clusters by itself/);
    const { model } = tried.value(training.models);
    assert.equal(model.clusters.algorithm, name);
    const assignsItself = algorithms[name].assigns;
    assert.equal(model.clusters.assignment, assignsItself ? "own" : "nearest_centroid");
    const { table } = await readStores(
      bench.session,
      tried.value(features.raw as Asset<Table>),
      new AbortController().signal,
    );
    const text = await Deno.readTextFile(`${bench.folder}/external_models/default.json`);
    const { labels } = assignStores(parseStoreModel(JSON.parse(text)), table);
    if (assignsItself) assert.deepEqual([...labels], rows.map(({ cluster }) => cluster));
    else assert.equal(adjustedRand(inside.map((i) => labels[i]!), inside.map((i) => groups[i]!)), 1);
  });
}

Deno.test("algorithm: stores that are noise get the nearest cluster and are outliers", async () => {
  await using bench = await openBench();
  const { all, assignment, training } = chain();
  const tried = await bench.try(all, {
    algorithm: "dbscan",
    algorithm_options: { eps: 0.6 },
    outlier_detection: false,
    norm_method: "zscore",
  });
  const found = tried.value(training.models);
  assert.ok(found.labels?.includes(-1));
  const [far] = await bench.session.rows(
    `SELECT is_outlier, cluster >= 0 AS labelled FROM "${tried.value(assignment.assigned).relation}"
     WHERE STORE_NBR = 1007`,
  );
  assert.deepEqual(far, { is_outlier: true, labelled: true });
});

Deno.test("algorithm: where all stores are noise they stay together, as outliers, and the reason says so", async () => {
  await using bench = await openBench();
  const { all, assignment, training } = chain();
  const tried = await bench.try(all, { algorithm: "dbscan", algorithm_options: { eps: 1e-9 } });
  assert.equal(tried.run.status, "success");
  assert.match(tried.value(training.optimal).reason, /takes all \d+ stores for noise; they are kept together/);
  const [row] = await bench.session.rows(
    `SELECT count(*) AS stores, count(DISTINCT cluster) AS clusters, bool_and(is_outlier) AS outliers
     FROM "${tried.value(assignment.assigned).relation}"`,
  );
  assert.deepEqual(row, { stores: 120, clusters: 1, outliers: true });
});

Deno.test("algorithm: k is chosen by the algorithm that trains, by its own BIC where it has one", async () => {
  await using bench = await openBench();
  const { all, training } = chain();
  const tried = await bench.try(all, { algorithm: "gmm", select_k: { rule: "bic" }, max_clusters: 5 });
  const { k, table } = tried.value(training.optimal);
  assert.equal(k, 3);
  const { bic } = tried.value(training.models).facts;
  assert.equal(table.find((line) => line.k === 3)?.bic, bic);
});

Deno.test("algorithm: a tree of merges comes with the model", async () => {
  await using bench = await openBench();
  const { all, training } = chain();
  const { value } = await bench.try(all, { algorithm: "hclust", algorithm_options: { linkage: "average" } });
  const { dendrogram, model } = value(training.models);
  assert.equal(model.clusters.algorithm, "agglomerative");
  assert.equal(dendrogram?.merges.length, model.origin.rows - 1);
});

Deno.test("algorithm: one store and stores that are all alike get one cluster, whatever the algorithm", async () => {
  for (const count of [1, 12]) {
    for (const name of algorithmNames) {
      await using bench = await openBench();
      const raw = tableOf("raw", `SELECT (1 + i)::BIGINT AS STORE_NBR, 60.0 AS a, 40.0 AS b FROM range(${count}) t(i)`);
      const features = featureAssets(external, raw);
      const training = trainingAssets(external, features);
      const assignment = assignmentAssets(external, features, training);
      const all = [features, training, assignment].flatMap((part) => Object.values<Asset>({ ...part }));
      const tried = await bench.try(all, { algorithm: name });
      assert.equal(tried.run.status, "success", `${name}, ${count} stores`);
      const clusters = await bench.session.rows(
        `SELECT DISTINCT cluster FROM "${tried.value(assignment.assigned).relation}"`,
      );
      assert.deepEqual(clusters, [{ cluster: 0 }], `${name}, ${count} stores`);
    }
  }
});

Deno.test("job_params: options of the algorithm are checked, with what was probably meant", () => {
  const issue = (settings: Readonly<Record<string, unknown>>) => {
    try {
      paramsWith(settings);
    } catch (error) {
      const [first] = (error as { issues: { path: PropertyKey[]; message: string }[] }).issues;
      return `${first?.path.join(".")} ${first?.message}`;
    }
    return "";
  };
  assert.equal(
    issue({ algorithm: "kmedoids", algorithm_options: { stars: 3 } }),
    'algorithm_options.stars is no option of kmedoids; options are starts, max_iterations; did you mean "starts"?',
  );
  assert.equal(
    issue({ algorithm: "gmm", algorithm_options: { covariance: "round" } }),
    'algorithm_options.covariance must be one of full, tied, diag, spherical, but is "round"',
  );
  assert.equal(
    issue({ algorithm_options: { starts: 0 } }),
    "algorithm_options.starts must be an integer from 1 to 10000, but is 0",
  );
  assert.equal(issue({ algorithm: "sc", algorithm_options: { neighbours: 7 } }), "");
});
