import assert from "node:assert/strict";
import { categorySource, openBench, tableOf, tableOfCategory } from "../../../tests/helpers/clustering_bench.ts";
import type { Asset, Problem, TriedAssets } from "../../engine/mod.ts";
import { jobParamsSchema } from "../../resources/params.ts";
import { assignmentAssets } from "./assignment_assets.ts";
import { externalBranch, internal } from "./branch.ts";
import { externalRawFeatures, featuresOf } from "./external_raw_features.ts";
import { featureAssets } from "./feature_assets.ts";
import { mergedAsset } from "./merged_assets.ts";
import { trainingAssets } from "./training_assets.ts";

// Two ways to part 24 stores: by traffic into halves, by income into others.
const data = `SELECT i AS STORE_NBR, CASE WHEN i <= 12 THEN 0.0 ELSE 100.0 END + i / 100.0 AS traffic,
    CASE WHEN i % 2 = 0 THEN 0.0 ELSE 50.0 END + i / 100.0 AS income, i AS zip_code
  FROM range(1, 25) t(i)`;
const needs = "SELECT unnest(['CANDY', 'DIET/NUTRITION', 'SOAP']) AS CAT_DSC, 'N' AS NEED_STATE";

/** The external branch per category, merged with internal clusters that are all 0. */
function chain() {
  const source = categorySource(["CANDY", "DIET/NUTRITION", "SOAP"]);
  const branch = externalBranch("category");
  const sources = { data: tableOf("data", data), needs: tableOf("needs", needs) };
  const original = externalRawFeatures(branch, sources);
  const features = featureAssets(branch, original);
  const training = trainingAssets(branch, features);
  const assignment = assignmentAssets(branch, features, training);
  const inside = tableOfCategory("inside", source, () => "SELECT i AS STORE_NBR, 0 AS cluster FROM range(1, 25) t(i)");
  const merged = mergedAsset(inside, assignment.assigned);
  const all: readonly Asset[] = [
    ...[source, ...Object.values(sources), inside, merged],
    ...Object.values<Asset>({ ...features }),
    ...Object.values<Asset>({ ...training }),
    ...Object.values<Asset>({ ...assignment }),
  ];
  return { all, raw: original, assignment, merged };
}

const settings = {
  external_clustering: { per: "category" },
  external_features: { "diet nutrition": ["income"], CANDY: ["traffic"] },
  pca_active: false,
  outlier_detection: false,
};

Deno.test("external per category: each category is clustered by its own features and merged with its own clusters", async () => {
  await using bench = await openBench();
  const { all, raw, merged } = chain();
  const tried: TriedAssets = await bench.try(all, settings);
  assert.equal(tried.run.status, "success");
  const columns = (category: string) => tried.value(raw, category).columns.map(({ name }) => name);
  assert.deepEqual(columns("CANDY"), ["STORE_NBR", "traffic"]);
  assert.deepEqual(columns("DIET/NUTRITION"), ["STORE_NBR", "income"]);
  assert.deepEqual(columns("SOAP"), ["STORE_NBR", "traffic", "income"], "no list: what the rule takes");
  const parted = async (category: string, by: string) => {
    const rows = await bench.session.rows<{ groups: number; labels: number; pairs: number }>(
      `SELECT count(DISTINCT ${by}) AS groups, count(DISTINCT merged_cluster) AS labels,
         count(DISTINCT (${by}, merged_cluster)) AS pairs FROM "${tried.value(merged, category).relation}"`,
    );
    return rows[0];
  };
  const two = { groups: 2, labels: 2, pairs: 2 };
  assert.deepEqual(await parted("CANDY", "STORE_NBR <= 12"), two);
  assert.deepEqual(await parted("DIET/NUTRITION", "STORE_NBR % 2"), two);
  const [published] = await bench.session.rows(
    `SELECT count(*) AS rows, count(DISTINCT category) AS categories FROM '${bench.folder}/external_cluster_assignments.parquet'`,
  );
  assert.deepEqual(published, { rows: 72, categories: 3 });
});

Deno.test("featuresOf: lists are found by name, default holds for the rest, what is no category is refused", () => {
  const categories = ["CANDY", "DIET/NUTRITION"];
  const of = (category: string, external_features: Record<string, string[]>) =>
    featuresOf(category, categories, { external_features });
  assert.deepEqual(of("DIET/NUTRITION", { "Diet-Nutrition": ["a"], default: ["b"] }), ["a"]);
  assert.deepEqual(of("CANDY", { "Diet-Nutrition": ["a"], default: ["b"] }), ["b"]);
  assert.equal(of("CANDY", { "Diet-Nutrition": ["a"] }), undefined);
  const refused = (external_features: Record<string, string[]>, message: RegExp) =>
    assert.throws(() => of("CANDY", external_features), (error: Problem) => {
      assert.equal(error.kind, "configuration");
      assert.match(error.message, message);
      return true;
    });
  refused({ CANDIES: ["a"] }, /"CANDIES" is no category of the sales/);
  refused({ CANDY: ["a"], candy: ["b"] }, /"candy" is the same category as "CANDY"/);
});

Deno.test("external_features: a column that is not there is named with those that are", async () => {
  await using bench = await openBench();
  const { all } = chain();
  const tried = await bench.try(all, { ...settings, external_features: { SOAP: ["trafic"], CANDY: ["STORE_NBR"] } });
  const failure = (category: string) =>
    tried.steps.find(({ step }) => step === `external_fe_raw_data[${category}]`)?.error;
  assert.match(failure("SOAP")?.message ?? "", /Cannot take the feature "trafic": there is no such column/);
  assert.match(failure("SOAP")?.remedy ?? "", /traffic, income/);
  assert.match(failure("CANDY")?.message ?? "", /"STORE_NBR": it cannot be a feature \(key\)/);
});

Deno.test("external_features: lists of categories need clusters per category", () => {
  const found = jobParamsSchema.safeParse({ external_features: { CANDY: ["traffic"] } });
  assert.match(found.error?.message ?? "", /only default has features of its own/);
  assert.ok(jobParamsSchema.safeParse({ external_features: { default: ["traffic"] } }).success);
});

Deno.test("externalBranch: once by default, as the internal branch per category", () => {
  assert.equal(externalBranch("default").partitions.partitions, undefined);
  assert.equal(externalBranch("category").partitions.partitions, internal.partitions.partitions);
});
