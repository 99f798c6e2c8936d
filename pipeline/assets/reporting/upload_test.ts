import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { openSession } from "../../../io/mod.ts";
import { type Bench, openBench, tableOf } from "../../../tests/helpers/clustering_bench.ts";
import type { TriedAssets } from "../../engine/mod.ts";
import { categoryTitle } from "./category_titles.ts";
import { uploadAsset } from "./upload.ts";

const saved = `SELECT * FROM (VALUES
    (2, 'DIET_NUTRITION', 7, 1, '7_1', '0_0', map(['int_x'], [1.5])), (10, 'DIET_NUTRITION', 0, 0, '0_0', '0_0', map([], [])),
    (2, 'CANDY', 0, 12, '0_12', '0_12', map(['int_y'], [2.5]))
  ) AS t(STORE_NBR, category, internal_cluster, external_cluster, merged_cluster, rebalanced_cluster, features)`;
const needs = "SELECT unnest(['CANDY', 'DIET_NUTRITION', 'SOAP']) AS CAT_DSC, 'N' AS NEED_STATE";

function upload(bench: Bench, query: string, settings: Readonly<Record<string, unknown>> = {}): Promise<TriedAssets> {
  const table = tableOf("saved", query);
  const categories = tableOf("needs", needs);
  return bench.try([table, categories, uploadAsset({ saved: table, needs: categories })], settings);
}

function step(tried: TriedAssets) {
  return tried.steps.find(({ step }) => step === "upload_merged_cluster_assignments")!;
}

const names = { "Diet Nutrition": "DIET/NUTRITION", CANDY: "CANDY" };

Deno.test("upload_merged_cluster_assignments: taken from the merge, not from a file; texts stay texts; it goes where the configuration says", async () => {
  await using bench = await openBench();
  for (let i = 0; i < 2; i++) {
    const tried = await upload(bench, saved, { category_names: names });
    assert.equal(tried.run.status, "success", step(tried).error?.message);
  }
  await using file = await openSession({ path: `${bench.folder}/final.duckdb`, readOnly: true });
  const types = await file.rows<{ name: string; type: string }>(
    "SELECT column_name AS name, column_type AS type FROM (DESCRIBE FINAL)",
  );
  assert.deepEqual(types.map(({ name, type }) => `${name} ${type}`), [
    "store_nbr BIGINT",
    "category VARCHAR",
    "external_cluster_labels INTEGER",
    "internal_cluster_labels INTEGER",
    "demand_cluster_labels VARCHAR",
    "rebalanced_demand_cluster_labels VARCHAR",
    "CAT_DSC VARCHAR",
  ]);
  assert.deepEqual((await file.rows<Record<string, unknown>>("FROM FINAL")).map((row) => Object.values(row)), [
    [2, "CANDY", 12, 0, "0_12", "0_12", "CANDY"],
    [2, "DIET_NUTRITION", 1, 7, "7_1", "0_0", "DIET/NUTRITION"],
    [10, "DIET_NUTRITION", 0, 0, "0_0", "0_0", "DIET/NUTRITION"],
  ]);
  // Two uploads: the table was replaced, the archive grew.
  const database = new DatabaseSync(`${bench.folder}/final.sqlite`, { readOnly: true });
  const archived = database.prepare("SELECT timestamp, count(*) AS rows FROM ARCHIVE GROUP BY timestamp").all();
  database.close();
  assert.deepEqual(archived.map(({ rows }) => rows), [6]);
  assert.match(String(archived[0]?.timestamp), /^\d{8}_\d{4}$/);
});

Deno.test("upload_merged_cluster_assignments: a category without a name is an error that names it, and nothing is uploaded", async () => {
  await using bench = await openBench();
  const tried = await upload(bench, saved, { category_names: { CANDY: "Candy" } });
  const { error } = step(tried);
  assert.deepEqual([step(tried).status, error?.kind], ["failed", "configuration"]);
  assert.match(error?.message ?? "", /no CAT_DSC is known for "DIET_NUTRITION"/);
  await assert.rejects(Deno.stat(`${bench.folder}/final.duckdb`), Deno.errors.NotFound);
});

Deno.test("upload_merged_cluster_assignments: a category that is missing is told, the others are uploaded", async () => {
  await using bench = await openBench();
  const tried = await upload(bench, saved);
  assert.equal(tried.run.status, "success");
  assert.deepEqual(step(tried).metadata["missing_categories"], ["SOAP"]);
  const { row_count, category_count, store_count } = step(tried).metadata;
  assert.deepEqual([row_count, category_count, store_count], [3, 2, 2]);
  const told = tried.checks.find(({ check }) => check === "every_category");
  assert.deepEqual([told?.passed, told?.samples], [false, [{ category: "SOAP" }]]);
});

Deno.test("upload_merged_cluster_assignments: repeated rows, blanks and labels that are no pair are refused", async () => {
  await using bench = await openBench();
  const cases = [
    [`${saved} UNION ALL FROM (${saved}) WHERE category = 'CANDY'`, /unique_store_category/],
    [
      `FROM (${saved}) UNION ALL SELECT * REPLACE (STORE_NBR + 0 AS STORE_NBR) FROM (${saved})`,
      /rows_within_stores_x_categories.*6 rows of 2 stores in 2 categories/,
    ],
    [`SELECT * REPLACE (NULL::INTEGER AS external_cluster) FROM (${saved})`, /no_blanks.*3 rows/],
    [`SELECT * REPLACE ('7' AS merged_cluster) FROM (${saved})`, /no_blanks/],
  ] as const;
  for (const [query, message] of cases) {
    const tried = await upload(bench, query);
    assert.equal(step(tried).status, "failed", query);
    assert.match(step(tried).error?.message ?? "", message);
  }
  await assert.rejects(Deno.stat(`${bench.folder}/final.duckdb`), Deno.errors.NotFound);
});

Deno.test("categoryTitle: spelling does not matter, a name of the other side stays, none is known unless listed", () => {
  const category_names = { DIET_NUTRITION: "DIET/NUTRITION", "Hand & Body": "HAND & BODY" };
  const title = (category: string) => categoryTitle(category, { category_names });
  assert.deepEqual(title("diet nutrition"), { title: "DIET/NUTRITION", known: true });
  assert.deepEqual(title("DIET/NUTRITION"), { title: "DIET/NUTRITION", known: true });
  assert.deepEqual(title("HAND_&_BODY"), { title: "HAND & BODY", known: true });
  assert.deepEqual(title("CANDY"), { title: "CANDY", known: false });
  assert.deepEqual(categoryTitle("CANDY", { category_names: {} }), { title: "CANDY", known: true });
});
