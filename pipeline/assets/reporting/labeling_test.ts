import assert from "node:assert/strict";
import { categorySource, openBench, tableOf, tableOfCategory } from "../../../tests/helpers/clustering_bench.ts";
import { listFolder } from "../../../tests/helpers/workspace.ts";
import { sheetsOf } from "../../../tests/helpers/workbook.ts";
import { clusteredSalesAsset, salesTotalsAsset } from "./clustered_sales.ts";
import { labelingAsset } from "./labeling.ts";
import { equalSums } from "./labeling_checks.ts";

const values = (rows: string, columns: string) => `SELECT * FROM (VALUES ${rows}) AS t(${columns})`;

// Item 11 serves two need states, 12 has no CDT, 13 is not in the map, 14 is there twice with other attributes. Store 9 is in
// no cluster. There is no ATTRIBUTE_4 to 6.
const lines = values(
  "(11, 1, 'A/B', 100.0), (12, 1, 'A/B', 30.0), (13, 1, 'A/B', 7.0), (11, 2, 'A/B', 40.0), (14, 3, 'A/B', 50.0), " +
    "(11, 3, 'A/B', 4.0), (11, 3, 'A/B', 6.0), (11, 9, 'A/B', 999.0), (12, 1, 'A_B', 500.0)",
  "SKU_NBR, STORE_NBR, CAT_DSC, TOTAL_SALES",
);
const mapping = values(
  "(11, 'N1', 'c1', 'x', 'p', NULL), (11, 'N2', 'c2', 'x', 'p', NULL), (12, 'N1', NULL, NULL, 'q', NULL), " +
    "(14, 'N1', 'c1', 'x', 'p', NULL), (14, 'N1', 'c9', 'y', 'p', NULL)",
  "PRODUCT_ID, NEED_STATE, CDT, ATTRIBUTE_1, ATTRIBUTE_2, ATTRIBUTE_3",
);
const shared = `SELECT l.* EXCLUDE (TOTAL_SALES), NEED_STATE,
    TOTAL_SALES / CASE SKU_NBR WHEN 11 THEN 2 ELSE 1 END AS TOTAL_SALES
  FROM (${lines}) l LEFT JOIN (SELECT DISTINCT PRODUCT_ID, NEED_STATE FROM (${mapping})) ON SKU_NBR = PRODUCT_ID`;
const shares = `SELECT CAT_DSC, STORE_NBR, sum(TOTAL_SALES) AS SALES FROM (${shared})
  WHERE NEED_STATE IS NOT NULL GROUP BY ALL`;

const clusters = values(
  "('A/B', 1, 2, 0, '2_0', '2_0'), ('A/B', 2, 2, 1, '2_1', '10_0'), ('A/B', 3, 10, 0, '10_0', '10_0'), " +
    "('A_B', 1, 0, 0, '0_0', '0_0'), ('GONE', 1, 0, 0, '0_0', '0_0')",
  "category, STORE_NBR, internal_cluster, external_cluster, merged_cluster, rebalanced_cluster",
);

function assetsOf(options: { readonly lines?: string; readonly shared?: string } = {}) {
  const source = categorySource(["A/B", "A_B", "GONE"]);
  const reassigned = tableOfCategory("reassigned", source, (key) => `FROM (${clusters}) WHERE category = '${key}'`);
  const saved = tableOf("saved", clusters);
  const sources = {
    lines: tableOf("lines", options.lines ?? lines),
    shared: tableOf("shared", options.shared ?? shared),
    mapping: tableOf("mapping", mapping),
  };
  const kept = tableOf("shares", shares);
  const sales = clusteredSalesAsset(saved, sources);
  const totals = salesTotalsAsset(saved, sources);
  const labeling = labelingAsset({ reassigned, sales, totals, shares: kept });
  return { all: [source, reassigned, saved, ...Object.values(sources), kept, sales, totals, labeling], labeling };
}

const U = "UNKNOWN";
const grouped = ["NEED_STATE", "CAT_DSC", "ATTRIBUTE_1", "ATTRIBUTE_2", "ATTRIBUTE_3", "ATTRIBUTE_4", "ATTRIBUTE_5"];
const header = (cluster: string) => [cluster, ...grouped, "ATTRIBUTE_6", "CDT", "TOTAL_SALES_SUM"];
const attributeHeader = (cluster: string, i: number) => [
  ...[cluster, "CAT_DSC", `ATTRIBUTE_${i}`, "CDT", "TOTAL_SALES_SUM", "CDT_TOTAL_SALES"],
  ...[`${cluster}_TOTAL_SALES`, "TOTAL_TOTAL_SALES"],
];

Deno.test("cluster_labeling_analytics: the 14 sheets, computed by hand, an item of two need states counted once", async () => {
  await using bench = await openBench();
  const { all, labeling } = assetsOf();
  const tried = await bench.try(all, { category_names: { "A/B": "Alpha & Beta" } });
  const T = "Alpha & Beta";
  const [row] = await bench.session.rows<{ workbook: string }>(
    `SELECT workbook FROM "${tried.value(labeling, "A/B").relation}" LIMIT 1`,
  );
  const sheets = await sheetsOf(`${bench.folder}/reports/test/${row!.workbook}.xlsx`);
  const attributes = [1, 2, 3, 4, 5, 6].map((i) => `ATTRIBUTE_${i}`);
  assert.deepEqual([...sheets.keys()], [
    "Grouped Internal",
    "Grouped Rebalanced",
    ...attributes.map((name) => `Grouped Internal ${name}`),
    ...attributes.map((name) => `Grouped Rebalanced ${name}`),
  ]);
  assert.deepEqual(sheets.get("Grouped Internal"), [
    header("internal_cluster"),
    [2, "N1", T, "x", "p", null, U, U, U, "c1", 70],
    [2, "N1", T, null, "q", null, U, U, U, null, 30],
    [2, "N2", T, "x", "p", null, U, U, U, "c2", 70],
    [2, null, T, null, null, null, null, null, null, null, 7],
    [10, "N1", T, "x", "p", null, U, U, U, "c1", 55],
    [10, "N2", T, "x", "p", null, U, U, U, "c2", 5],
  ]);
  assert.deepEqual(sheets.get("Grouped Rebalanced"), [
    header("rebalanced_cluster"),
    ["2_0", "N1", T, "x", "p", null, U, U, U, "c1", 50],
    ["2_0", "N1", T, null, "q", null, U, U, U, null, 30],
    ["2_0", "N2", T, "x", "p", null, U, U, U, "c2", 50],
    ["2_0", null, T, null, null, null, null, null, null, null, 7],
    ["10_0", "N1", T, "x", "p", null, U, U, U, "c1", 75],
    ["10_0", "N2", T, "x", "p", null, U, U, U, "c2", 25],
  ]);
  const internal = (values: readonly (readonly [number, string | null, string | null, number, number | null])[]) =>
    values.map((
      [cluster, value, cdt, sum, ofCdt],
    ) => [cluster, T, value, cdt, sum, ofCdt, cluster === 2 ? 177 : 60, 237]);
  const first = internal([[2, "x", "c1", 70, 125], [2, "x", "c2", 70, 75], [2, null, null, 37, null]]);
  const last = (value: string | null) => internal([[10, value, "c1", 55, 125], [10, value, "c2", 5, 75]]);
  assert.deepEqual(sheets.get("Grouped Internal ATTRIBUTE_1"), [
    attributeHeader("internal_cluster", 1),
    ...first,
    ...last("x"),
  ]);
  assert.deepEqual(sheets.get("Grouped Internal ATTRIBUTE_2"), [
    attributeHeader("internal_cluster", 2),
    ...internal([[2, "p", "c1", 70, 125], [2, "p", "c2", 70, 75], [2, "q", null, 30, null], [2, null, null, 7, null]]),
    ...last("p"),
  ]);
  assert.deepEqual(sheets.get("Grouped Internal ATTRIBUTE_3"), [
    attributeHeader("internal_cluster", 3),
    ...internal([[2, null, "c1", 70, 125], [2, null, "c2", 70, 75], [2, null, null, 37, null]]),
    ...last(null),
  ]);
  for (const i of [4, 5, 6]) {
    assert.deepEqual(sheets.get(`Grouped Internal ATTRIBUTE_${i}`), [
      attributeHeader("internal_cluster", i),
      ...internal([[2, U, "c1", 70, 125], [2, U, "c2", 70, 75], [2, U, null, 30, null], [2, null, null, 7, null]]),
      ...last(U),
    ]);
  }
  const rebalanced = (value: (i: number) => string | null, i: number) => [
    attributeHeader("rebalanced_cluster", i),
    ["2_0", T, value(1), "c1", 50, 125, 137, 237],
    ["2_0", T, value(1), "c2", 50, 75, 137, 237],
  ];
  const end = (value: string | null) => [
    ["10_0", T, value, "c1", 75, 125, 100, 237],
    ["10_0", T, value, "c2", 25, 75, 100, 237],
  ];
  for (const [i, own] of [[1, "x"], [3, null]] as const) {
    assert.deepEqual(sheets.get(`Grouped Rebalanced ATTRIBUTE_${i}`), [
      ...rebalanced(() => own, i),
      ["2_0", T, null, null, 37, null, 137, 237],
      ...end(own),
    ]);
  }
  for (const [i, own, other] of [[2, "p", "q"], [4, U, U], [5, U, U], [6, U, U]] as const) {
    assert.deepEqual(sheets.get(`Grouped Rebalanced ATTRIBUTE_${i}`), [
      ...rebalanced(() => own, i),
      ["2_0", T, other, null, 30, null, 137, 237],
      ["2_0", T, null, null, 7, null, 137, 237],
      ...end(own),
    ]);
  }
  const { metadata } = tried.steps.find(({ step }) => step === "cluster_labeling_analytics[A/B]")!;
  assert.deepEqual([metadata["title"], metadata["stores"]], [T, 3]);
});

Deno.test("cluster_labeling_analytics: a category that fails fails alone and is told; files of like names stay apart", async () => {
  await using bench = await openBench();
  const { all } = assetsOf();
  const tried = await bench.try(all);
  const failed = tried.steps.filter(({ status }) => status === "failed");
  assert.deepEqual(failed.map(({ step }) => step), ["cluster_labeling_analytics[GONE]"]);

  assert.match(failed[0]!.error?.message ?? "", /Cannot report on "GONE": none of its clustered stores has sales now/);
  const files = await listFolder(`${bench.folder}/reports/test`);
  assert.equal(files.length, 2, files.join());
  assert.ok(files.every((file) => /^A_B@[0-9a-f]{8}\.xlsx$/.test(file)), files.join());
  const sums = await Promise.all(files.map(async (file) => {
    const rows = (await sheetsOf(`${bench.folder}/reports/test/${file}`)).get("Grouped Internal")!.slice(1);
    return rows.reduce((sum, row) => sum + Number(row.at(-1)), 0);
  }));
  assert.deepEqual(sums.sort((a, b) => a - b), [237, 500]);
});

Deno.test("cluster_labeling_analytics: sales that were multiplied on the way are refused, and no workbook is written", async () => {
  await using bench = await openBench();
  const twice = `SELECT l.*, NEED_STATE FROM (${lines}) l LEFT JOIN (${mapping}) ON SKU_NBR = PRODUCT_ID`;
  const { all } = assetsOf({ shared: twice });
  const tried = await bench.try(all);
  const step = tried.steps.find(({ step }) => step === "cluster_labeling_analytics[A/B]");
  assert.equal(step?.status, "failed");
  assert.match(
    step?.error?.message ?? "",
    /check "sum_shared" failed .*437\.00 split over need states, but 237\.00 as read/,
  );
  const files = await listFolder(`${bench.folder}/reports/test`);
  assert.equal(files.length, 1, "only the category without items of several need states");
});

Deno.test("equalSums: sums may differ by rounding, not by more; a sheet without a sum fails", () => {
  assert.equal(equalSums([["a", 1e6 + 1e-4], ["b", 1e6]]).passed, true);
  const outcome = equalSums([["Grouped Internal", 100], ["Grouped Rebalanced", 100.01], ["as read", 100]]);
  assert.deepEqual([outcome.passed, outcome.message], [false, "100.01 Grouped Rebalanced, but 100.00 as read"]);
  assert.equal(outcome.figures?.["Grouped Rebalanced"], 100.01);
  assert.equal(equalSums([["a", NaN], ["b", 0]]).passed, false);
  assert.equal(equalSums([["a", 0], ["b", 0]]).passed, true);
});
