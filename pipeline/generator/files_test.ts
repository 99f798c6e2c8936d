import assert from "node:assert/strict";
import { openSession, type Session } from "../../io/mod.ts";
import { withFolder } from "../../tests/helpers/workspace.ts";
import { type DirtCounts, generate, type GenerateOptions } from "./mod.ts";

// Typed from the description of the original's files.
const columns = {
  "ns_sales.csv": ["SKU_NBR", "STORE_NBR", "CAT_DSC", "TOTAL_SALES"],
  "ns_map.csv": [
    ...["PRODUCT_ID", "CATEGORY", "NEED_STATE", "CDT", "ATTRIBUTE_1", "ATTRIBUTE_2", "ATTRIBUTE_3", "ATTRIBUTE_4"],
    ...["ATTRIBUTE_5", "ATTRIBUTE_6", "PLANOGRAM_DSC", "PLANOGRAM_NBR", "NEW_ITEM", "TO_BE_DROPPED"],
  ],
  "placerai.csv": [
    ...["STORE_NBR", "year", "avg_dwell_time", "median_dwell_time", "avg_visits_per_day", "median_visits_per_day"],
    ...["census_captured_avg_hhi", "elementary", "high_school", "college_or_associates_degree", "bachelors_degree"],
    ...["advanced_degree", "less_than_10K", "10K_to_15K", "15K_to_20K", "20K_to_25K", "25K_to_30K", "30K_to_35K"],
    ...["35K_to_40K", "40K_to_45K", "45K_to_50K", "50K_to_60K", "60K_to_75K", "75K_to_100K", "100K_to_125K"],
    ...["125K_to_150K", "150K_to_200K", "more_than_200K", "foottraffic", "foottraffic_per_sqft", "unique_visitors"],
  ],
  "urbanicity.csv": [
    ...["CVS ID", "Drive Time Area", "STORE_NBR", "STREET_TXT", "ZIP_CD", "LATITUDE", "LONGITUDE", "urbancity_simple"],
    ...["2024 Median Age", "2029 Median Age", "2024 Total Households", "2024 Total Population"],
    ...["2029 Total Population", "2024 Average Food", "2029 Average Food", "2024 Average Housing"],
    ...["2029 Average Housing", "2024 Average Transportation", "2029 Average Transportation", "Total Walmart"],
    ...["Total Walgreens", "Total Target", "Total Trader Joes", "Total Whole Foods"],
  ],
  "cotenants.csv": [
    ...["CVS ID", "STORE_NBR", "LATITUDE", "LONGITUDE", "state_province", "urbanicity", "cap_category_name"],
    ...["parking_spaces_cnt", "units_cnt", "tenant_names", "tenant_cnt", "anchor_category"],
  ],
  "truth_internal.csv": ["STORE_NBR", "CAT_DSC", "SEGMENT"],
  "truth_external.csv": ["STORE_NBR", "SEGMENT"],
} as const;

const sizes = { stores: 400, skus: 300, categories: 4, seed: 11 } as const;

async function withFiles(
  options: Partial<GenerateOptions>,
  test: (folder: string, dirt: DirtCounts, session: Session) => Promise<void>,
): Promise<void> {
  await withFolder(async (directory) => {
    await using session = await openSession({ threads: 2 });
    const { dirt } = await generate(session, { ...sizes, directory, ...options });
    await test(directory, dirt, session);
  });
}

/** A file as a table of texts; names and cells without the blanks around them. */
async function load(session: Session, folder: string, name: keyof typeof columns): Promise<void> {
  const trimmed = columns[name].map((column, i) =>
    `nullif(trim(column${String(i).padStart(2, "0")}), '') AS "${column}"`
  );
  const names = columns[name].map((_, i) => `'column${String(i).padStart(2, "0")}': 'VARCHAR'`);
  await session.run(`CREATE OR REPLACE TABLE found AS SELECT ${trimmed.join(", ")}
    FROM read_csv('${folder}/${name}', auto_detect = false, header = false, skip = 1, delim = ',', quote = '"',
      nullstr = '', columns = {${names.join(", ")}})`);
}

async function count(session: Session, what: string): Promise<number> {
  const row = await session.row<{ n: number }>(`SELECT (${what})::INTEGER AS n FROM found`);
  return row?.n ?? -1;
}

Deno.test("generate: every file has the columns of the original, and its byte order mark and blanks", () =>
  withFiles({}, async (folder, dirt) => {
    for (const [name, names] of Object.entries(columns)) {
      const text = await Deno.readTextFile(`${folder}/${name}`);
      const separator = name === "placerai.csv" ? ", " : ",";
      const marked = name === "urbanicity.csv" || name === "cotenants.csv";
      assert.equal(text.slice(0, text.indexOf("\n")), `${marked ? "\ufeff" : ""}${names.join(separator)}`);
      const counts = dirt[name.replace(".csv", "")];
      if (counts === undefined || name.startsWith("ns_")) continue;
      assert.equal(counts["byte_order_mark"], text.split("\ufeff").length - 1, name);
      if (separator === ", ") assert.equal(counts["blank_after_comma"], text.split(", ").length - 1);
    }
  }));

Deno.test("generate: the manifest counts what stands in the map", () =>
  withFiles({}, async (folder, dirt, session) => {
    await load(session, folder, "ns_map.csv");
    assert.deepEqual(dirt["ns_map"], {
      empty_need_state: await count(session, "count(*) FILTER (NEED_STATE IS NULL)"),
      untidy_need_state: await count(session, "count(*) FILTER (NEED_STATE = lower(NEED_STATE))"),
      repeated_row: await count(session, "count(*) - (SELECT count(*) FROM (SELECT DISTINCT * FROM found))"),
      text_id: await count(session, "count(*) FILTER (PRODUCT_ID LIKE 'SKU-%')"),
      rows_to_reject: await count(session, "count(*) FILTER (TRY_CAST(PRODUCT_ID AS BIGINT) IS NULL)"),
    });
    assert.equal(dirt["ns_map"]?.["text_id"], 1);
  }));

Deno.test("generate: the manifest counts what stands in the external files", () =>
  withFiles({}, async (folder, dirt, session) => {
    for (const name of ["placerai.csv", "urbanicity.csv", "cotenants.csv"] as const) {
      await load(session, folder, name);
      const { byte_order_mark: _mark, blank_after_comma: _blank, ...counted } = dirt[name.replace(".csv", "")] ?? {};
      const empty = columns[name].map((column) => `count(*) FILTER ("${column}" IS NULL)`).join(" + ");
      const text = columns[name].map((column) => `count(*) FILTER ("${column}" = 'n.a.')`).join(" + ");
      assert.deepEqual(counted, {
        duplicate_store: await count(session, "count(*) - count(DISTINCT STORE_NBR)"),
        missing_store: sizes.stores - await count(session, "count(DISTINCT STORE_NBR)"),
        empty_cell: await count(session, empty),
        text_in_number: await count(session, text),
        rows_to_reject: await count(session, text),
      });
      assert.ok((counted["duplicate_store"] ?? 0) > 0 && (counted["empty_cell"] ?? 0) > 0, name);
      assert.equal(counted["rows_to_reject"], 1);
    }
  }));

Deno.test("generate: stores lack categories, items serve several need states, and sales are skewed", () =>
  withFiles({ dirt: "none" }, async (folder, _dirt, session) => {
    await load(session, folder, "truth_internal.csv");
    const present = await count(session, "count(*)") / (sizes.stores * sizes.categories);
    assert.ok(present > 0.95 && present < 0.99, `${present} of the stores and categories`);
    await load(session, folder, "ns_map.csv");
    const several = (await count(session, "count(*)") - await count(session, "count(DISTINCT PRODUCT_ID)")) /
      sizes.skus;
    assert.ok(several > 0.15 && several < 0.35, `${several} further need states per item`);
    await load(session, folder, "ns_sales.csv");
    const sold = await count(session, "count(*)") / (sizes.stores * sizes.skus);
    assert.ok(sold > 0.2 && sold < 0.6, `${sold} of the items in a store`);
    const skew = await session.row<{ ratio: number }>(
      "SELECT avg(TOTAL_SALES::DOUBLE) / median(TOTAL_SALES::DOUBLE) AS ratio FROM found",
    );
    assert.ok((skew?.ratio ?? 0) > 1.3, `mean over median ${skew?.ratio}`);
  }));
