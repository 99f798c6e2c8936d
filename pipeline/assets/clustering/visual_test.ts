import assert from "node:assert/strict";
import { categorySource, openBench, tableOf, tableOfCategory } from "../../../tests/helpers/clustering_bench.ts";
import { lightCluster, textsOf } from "../../../tests/helpers/figures.ts";
import { elementsOf } from "../../../tests/helpers/markup.ts";
import type { Asset } from "../../engine/mod.ts";
import type { FigureSheet } from "../../figures/mod.ts";
import type { Table } from "../../resources/types.ts";
import { assignmentAssets } from "./assignment_assets.ts";
import { type Branch, external, internal } from "./branch.ts";
import { comparisonAsset } from "./comparison_assets.ts";
import { featureAssets } from "./feature_assets.ts";
import { mergeFigures } from "./merged_visual_asset.ts";
import { profileAssets } from "./profile_assets.ts";
import { trainingAssets } from "./training_assets.ts";
import { visualAsset } from "./visual_assets.ts";

/** The figures of a branch over raw features, and all that they need. */
function chain(branch: Branch, raw: Asset<Table>, previous: Asset<Table>) {
  const features = featureAssets(branch, raw);
  const training = trainingAssets(branch, features);
  const assignment = assignmentAssets(branch, features, training);
  const { assigned } = assignment;
  const profile = profileAssets(branch, features, training, assignment);
  const comparison = comparisonAsset(branch, previous, assigned);
  const { optimal, models } = training;
  const visuals = visualAsset(branch, { features, optimal, models, assigned, profiles: profile.profiles, comparison });
  const parts = { ...features, ...training, ...assignment, ...profile };
  return { visuals, assigned, all: [previous, ...Object.values<Asset>(parts), comparison, visuals] };
}

function figuresOf(sheet: FigureSheet): Readonly<Record<string, string>> {
  return Object.fromEntries(sheet.figures.map(({ name, svg }) => [name, svg]));
}

const noStores = "SELECT 0::BIGINT AS STORE_NBR, 'default' AS category, 0 AS cluster LIMIT 0";

/** 30 stores near 0 and 20 near 10; before, store 1 was with the others. */
const twoGroups = `SELECT (1 + i)::BIGINT AS STORE_NBR, g * 10 + hash(i, 'a') % 100 / 100.0 AS "<script>",
    g * 5 + hash(i, 'b') % 100 / 100.0 AS b
  FROM (SELECT i, (i >= 30)::INTEGER AS g FROM range(50) t(i))`;
const before = `SELECT (1 + i)::BIGINT AS STORE_NBR, 'default' AS category,
    CASE WHEN i = 0 OR i >= 30 THEN 1 ELSE 0 END AS cluster FROM range(50) t(i)`;

Deno.test("visualAsset: every figure is drawn from the stores that there are", async () => {
  await using bench = await openBench();
  const { all, visuals, assigned } = chain(external, tableOf("raw", twoGroups), tableOf("previous", before));
  const settings = { outlier_detection: false };
  const tried = await bench.try(all, settings);
  assert.equal(tried.run.status, "success", JSON.stringify(tried.run.error));
  const found = figuresOf(tried.value(visuals));
  assert.deepEqual(Object.keys(found), [
    ...["scores", "sizes", "silhouette", "scatter", "profile", "correlation", "movement"],
  ]);
  const marks = (figure: string, name: string, label: number) =>
    elementsOf(found[figure]!).filter((one) => one.name === name && one.attributes["fill"] === lightCluster(label))
      .map(({ attributes }) => attributes);
  const across = [0, 1].map((label) =>
    marks("scatter", "circle", label).filter(({ r }) => r === "3").map(({ cx }) => Number(cx)).sort((a, b) => a - b)
  );
  assert.deepEqual(across.map((places) => places.length), [30, 20]);
  const [left, right] = across.sort((a, b) => a[0]! - b[0]!) as [number[], number[]];
  const spreads = [left, right].map((places) => places.at(-1)! - places[0]!);
  assert.ok(right[0]! - left.at(-1)! > 3 * Math.max(...spreads), "groups are as far apart as in the data");

  const { relation } = tried.value(assigned);
  for (const [label, stores] of [[0, 30], [1, 20]] as const) {
    const bars = marks("silhouette", "path", label).map(({ d }) => Number(/^M[\d.]+ [\d.]+l(-?[\d.]+) 0/.exec(d!)![1]));
    const rows = await bench.session.rows<{ s: number }>(
      `SELECT silhouette AS s FROM "${relation}" WHERE cluster = ${label} ORDER BY s DESC`,
    );
    assert.deepEqual([bars.length, rows.length], [stores, stores]);
    const scale = bars[0]! / rows[0]!.s;
    rows.forEach(({ s }, i) => assert.ok(Math.abs(bars[i]! - s * scale) < 0.3, `${bars[i]} is not ${s * scale} long`));
  }
  assert.ok(textsOf(elementsOf(found["movement"]!)).includes("before: 1 · 21 stores"));
  for (const svg of Object.values(found)) assert.doesNotMatch(svg, /<script/);
  const again = await bench.try(all, settings);
  assert.deepEqual(again.value(visuals), tried.value(visuals), "the same data gives the same figures");
});

Deno.test("visualAsset: clusters with labels of their own continue earlier ones all the same", async () => {
  await using bench = await openBench();
  const swapped = `SELECT STORE_NBR, category, 1 - cluster AS cluster FROM (${before})`;
  const { all, visuals } = chain(external, tableOf("raw", twoGroups), tableOf("previous", swapped));
  const settings = { outlier_detection: false, match_previous_labels: false };
  const tried = await bench.try(all, settings);
  assert.equal(tried.run.status, "success", JSON.stringify(tried.run.error));
  const movement = tried.value(visuals).figures.find(({ name }) => name === "movement");
  assert.match(movement?.caption ?? "", /^1 of 50 stores \(2\.0 %\) changed/);
});

Deno.test("visualAsset: the curve of the BIC shows the BIC, of which less is better", async () => {
  await using bench = await openBench();
  const { all, visuals } = chain(external, tableOf("raw", twoGroups), tableOf("previous", noStores));
  const tried = await bench.try(all, { outlier_detection: false, select_k: { rule: "bic" } });
  assert.equal(tried.run.status, "success", JSON.stringify(tried.run.error));
  const scores = tried.value(visuals).figures.find(({ name }) => name === "scores")!;
  const texts = textsOf(elementsOf(scores.svg));
  assert.ok(texts.includes("BIC, which decides"));
  // The Davies-Bouldin index is the other one.
  assert.equal(texts.filter((text) => text === "lower is better").length, 2);
});

Deno.test("visualAsset: an algorithm that merges has a dendrogram with its cut", async () => {
  await using bench = await openBench();
  const { all, visuals } = chain(external, tableOf("raw", twoGroups), tableOf("previous", before));
  const tried = await bench.try(all, { outlier_detection: false, algorithm: "agglomerative" });
  assert.equal(tried.run.status, "success", JSON.stringify(tried.run.error));
  const figure = tried.value(visuals).figures.find(({ name }) => name === "dendrogram");
  assert.match(figure?.caption ?? "", /the cut\. Drawn are the last 29 of 49 merges/);
  const strokes = elementsOf(figure!.svg).filter(({ name, attributes }) =>
    name === "path" && attributes["stroke-width"] === "1.8"
  )
    .map(({ attributes }) => attributes["stroke"]);
  assert.equal(strokes.length, 29);
  const mixed = strokes.filter((stroke) => ![lightCluster(0), lightCluster(1)].includes(stroke!));
  assert.equal(mixed.length, 1, "only the last merge joins both clusters");
});

Deno.test("visualAsset: one store, stores that are all alike, and a single feature have figures, too", async () => {
  await using bench = await openBench();
  const source = categorySource(["ALIKE", "ONE", "SINGLE"]);
  const queries: Readonly<Record<string, string>> = {
    ALIKE: "SELECT (1 + i)::BIGINT AS STORE_NBR, 60.0 AS a, 40.0 AS b FROM range(12) t(i)",
    ONE: "SELECT 1::BIGINT AS STORE_NBR, 100.0 AS a",
    SINGLE: "SELECT (1 + i)::BIGINT AS STORE_NBR, (i % 2) * 50.0 + i AS a FROM range(20) t(i)",
  };
  const raw = tableOfCategory("raw", source, (category) => queries[category]!);
  const { all, visuals } = chain(internal, raw, tableOf("previous", noStores));
  const tried = await bench.try([source, ...all]);
  assert.equal(tried.run.status, "success", JSON.stringify(tried.run.error));
  for (const category of Object.keys(queries)) {
    const { figures } = tried.value(visuals, category);
    assert.ok(figures.length >= 3, category);
    for (const { name, svg } of figures) {
      elementsOf(svg);
      assert.doesNotMatch(svg, /NaN|Infinity|undefined/, `${category} ${name}`);
    }
  }
});

Deno.test("mergeFigures: before and after are counted by pair, and only stores that moved are shown moving", () => {
  const pair = (internal: number, external: number, rebalanced: string, stores: number) => ({
    ...{ internal, external, merged: `${internal}_${external}`, rebalanced, stores },
  });
  const counts = [pair(0, 0, "0_0", 30), pair(0, 1, "0_0", 2), pair(0, 1, "1_1", 1), pair(1, 1, "1_1", 20)];
  const [grid, moves] = mergeFigures(counts, 10);
  assert.equal(grid?.description, "0_0: 32 stores, 1_1: 21 stores, 0_1: 0 stores");
  assert.equal(moves?.description, "0_1 to 0_0: 2, 0_1 to 1_1: 1");
  assert.match(moves?.caption ?? "", /3 stores moved/);
  assert.equal(mergeFigures([pair(0, 0, "0_0", 30)], 10).length, 1);
});
