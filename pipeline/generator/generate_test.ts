import assert from "node:assert/strict";
import { join } from "node:path";
import { digestFile } from "../../infra/mod.ts";
import { openSession } from "../../io/mod.ts";
import { withFolder } from "../../tests/helpers/workspace.ts";
import { Problem } from "../engine/mod.ts";
import { generate, generatedFiles, type GenerateOptions, type GenerateReport } from "./mod.ts";

const small = { stores: 60, skus: 48, categories: 3, seed: 7 } as const;

async function make(directory: string, options: Partial<GenerateOptions> = {}, threads = 2): Promise<GenerateReport> {
  await using session = await openSession({ threads });
  return await generate(session, { ...small, directory, ...options });
}

async function query<Row>(sql: string): Promise<Row[]> {
  await using session = await openSession({});
  return await session.rows<Row>(sql);
}

async function digests(directory: string): Promise<Record<string, string>> {
  const names = generatedFiles("csv");
  return Object.fromEntries(
    await Promise.all(
      names.map(async (name) => [name, (await digestFile(join(directory, name))).hash]),
    ),
  );
}

Deno.test("generate: a seed gives the same bytes for any number of threads, another seed gives others", () =>
  withFolder(async (folder) => {
    await make(`${folder}/a`, {}, 1);
    await make(`${folder}/b`, {}, 2);
    await make(`${folder}/c`, { seed: 8 });
    const [a, b, c] = await Promise.all(["a", "b", "c"].map((name) => digests(`${folder}/${name}`)));
    assert.deepEqual(a, b);
    assert.notEqual(a?.["ns_sales.csv"], c?.["ns_sales.csv"]);
  }));

Deno.test("generate: the manifest counts what stands in the sales file", () =>
  withFolder(async (folder) => {
    const { dirt } = await make(folder, { stores: 200, skus: 200 });
    const lines = `read_csv('${folder}/ns_sales.csv', header = true, all_varchar = true)`;
    const [found] = await query<Record<string, number>>(`
      SELECT count(*) FILTER (CAT_DSC IS NULL) AS null_category, count(*) FILTER (TOTAL_SALES IS NULL) AS null_sales,
        count(*) FILTER (SKU_NBR IS NULL) AS null_sku, count(*) FILTER (TOTAL_SALES LIKE '-%') AS negative_sales,
        count(*) FILTER (TOTAL_SALES LIKE '%,%') AS text_in_sales, count(*) FILTER (STORE_NBR LIKE 'S%') AS text_in_store,
        count(*) FILTER (SKU_NBR LIKE '%.5') AS fraction_in_sku, count(*) FILTER (STORE_NBR = '0') AS zero_store,
        count(*) FILTER (TRY_CAST(SKU_NBR AS DOUBLE) >= 900000) AS unknown_sku
      FROM ${lines}`);
    const { zero_sales: _zero, duplicate_line, rows_to_reject, ...planted } = dirt["ns_sales"] ?? {};
    assert.deepEqual(found, planted);
    const [{ twice } = { twice: -1 }] = await query<{ twice: number }>(
      `SELECT coalesce(sum(n - 1), 0)::INTEGER AS twice FROM (SELECT count(*) AS n FROM ${lines}
         GROUP BY SKU_NBR, STORE_NBR, CAT_DSC, TOTAL_SALES HAVING SKU_NBR IS NOT NULL AND STORE_NBR <> '0')`,
    );
    assert.equal(twice, duplicate_line);
    const {
      null_category,
      null_sales,
      null_sku,
      negative_sales,
      text_in_sales,
      text_in_store,
      fraction_in_sku,
      zero_store,
    } = found ?? {};
    const rejected = [
      null_category,
      null_sales,
      null_sku,
      negative_sales,
      text_in_sales,
      text_in_store,
      fraction_in_sku,
    ];
    assert.equal([...rejected, zero_store].reduce((sum: number, n) => sum + (n ?? 0), 0), rows_to_reject);
  }));

Deno.test("generate: without dirt every item is in the map and every number is one", () =>
  withFolder(async (folder) => {
    const { dirt } = await make(folder, { dirt: "none" });
    for (const counts of Object.values(dirt)) for (const count of Object.values(counts)) assert.equal(count, 0);
    const unknown = await query(
      `SELECT 1 FROM read_csv('${folder}/ns_sales.csv') WHERE SKU_NBR NOT IN
         (SELECT PRODUCT_ID FROM read_csv('${folder}/ns_map.csv')) OR NOT TOTAL_SALES > 0`,
    );
    assert.deepEqual(unknown, []);
  }));

Deno.test("generate: the truth names a segment for each store in each category that it sells, and for each store", () =>
  withFolder(async (folder) => {
    await make(folder, { dirt: "none" });
    const missing = await query(
      `SELECT DISTINCT STORE_NBR, CAT_DSC FROM read_csv('${folder}/ns_sales.csv')
       EXCEPT SELECT STORE_NBR, CAT_DSC FROM read_csv('${folder}/truth_internal.csv')`,
    );
    assert.deepEqual(missing, []);
    const [external] = await query<{ stores: number; segments: number }>(
      `SELECT count(*) AS stores, count(DISTINCT SEGMENT) AS segments FROM read_csv('${folder}/truth_external.csv')`,
    );
    assert.deepEqual(external, { stores: 60, segments: 5 });
  }));

Deno.test("generate: the external files have their columns, byte order marks and blanks", () =>
  withFolder(async (folder) => {
    await make(folder);
    const header = async (name: string) => (await Deno.readTextFile(`${folder}/${name}`)).split("\n")[0] ?? "";
    assert.equal((await header("placerai.csv")).split(", ").length, 31);
    assert.equal((await header("urbanicity.csv")).split(",").length, 24);
    assert.equal((await header("cotenants.csv")).split(",").length, 12);
    for (const name of ["urbanicity.csv", "cotenants.csv"]) {
      assert.deepEqual([...(await Deno.readFile(`${folder}/${name}`)).subarray(0, 3)], [0xef, 0xbb, 0xbf]);
    }
  }));

Deno.test("generate: Parquet holds the same clean sales as CSV", () =>
  withFolder(async (folder) => {
    await make(`${folder}/csv`, { dirt: "none" });
    await make(`${folder}/parquet`, { dirt: "none", format: "parquet" });
    const [row] = await query<{ different: number }>(
      `SELECT count(*) AS different FROM (FROM read_csv('${folder}/csv/ns_sales.csv') EXCEPT
         FROM '${folder}/parquet/ns_sales.parquet')`,
    );
    assert.equal(row?.different, 0);
  }));

Deno.test("generate: the smallest of everything works", () =>
  withFolder(async (folder) => {
    const { files } = await make(folder, { stores: 1, skus: 1, categories: 1 });
    assert.equal(files.find(({ path }) => path.endsWith("ns_sales.csv"))?.rows, 1);
  }));

Deno.test("generate: files that are there stay unless they may be replaced; nothing half-written is left", () =>
  withFolder(async (folder) => {
    await make(folder);
    const before = await digests(folder);
    await assert.rejects(make(folder, { seed: 9 }), (error) => error instanceof Problem && error.kind === "usage");
    assert.deepEqual(await digests(folder), before);
    await make(folder, { seed: 9, overwrite: true });
    assert.notDeepEqual(await digests(folder), before);
    const names = [...Deno.readDirSync(folder)].map(({ name }) => name);
    assert.deepEqual(names.filter((name) => name.startsWith(".")), []);
  }));

Deno.test("generate: numbers out of range are a wrong usage that names the option", async () => {
  for (const wrong of [{ stores: 0 }, { skus: 1.5 }, { categories: 49 }, { seed: -1 }]) {
    await assert.rejects(make("unused", wrong), (error) => error instanceof Problem && error.kind === "usage");
  }
});
