import assert from "node:assert/strict";
import { join } from "node:path";
import { digestFile } from "../../infra/mod.ts";
import { openSession } from "../../io/mod.ts";
import { withFolder } from "../../tests/helpers/workspace.ts";
import { Problem } from "../engine/mod.ts";
import {
  dirtLevels,
  generate,
  generatedFiles,
  type GenerateOptions,
  type GenerateReport,
  generatorFormats,
} from "./mod.ts";

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
    for (const [file, counts] of Object.entries(dirt)) {
      const { byte_order_mark: _mark, blank_after_comma: _blank, ...faults } = counts;
      for (const [fault, count] of Object.entries(faults)) assert.equal(count, 0, `${fault} of ${file}`);
    }
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

Deno.test("generate: Parquet has no text in numbers, and the manifest says so", () =>
  withFolder(async (folder) => {
    const { dirt } = await make(folder, { stores: 200, skus: 300, format: "parquet" });
    const { text_in_sales, text_in_store, fraction_in_sku, negative_sales = 0, rows_to_reject } = dirt["ns_sales"] ??
      {};
    assert.deepEqual({ text_in_sales, text_in_store, fraction_in_sku }, {
      text_in_sales: 0,
      text_in_store: 0,
      fraction_in_sku: 0,
    });
    assert.equal(dirt["ns_map"]?.["text_id"], 0);
    assert.ok(negative_sales > 0);
    const [found] = await query<{ bad: number }>(
      `SELECT count(*) AS bad FROM '${folder}/ns_sales.parquet' WHERE SKU_NBR IS NULL OR CAT_DSC IS NULL
         OR TOTAL_SALES IS NULL OR TOTAL_SALES < 0 OR STORE_NBR < 1`,
    );
    assert.equal(found?.bad, rows_to_reject);
  }));

Deno.test("generate: the smallest of everything works, with and without dirt, in both formats", () =>
  withFolder(async (folder) => {
    for (const format of generatorFormats) {
      for (const dirt of dirtLevels) {
        const { files } = await make(folder, { stores: 1, skus: 1, categories: 1, format, dirt, overwrite: true });
        const rows = (name: string) => files.find(({ path }) => path.endsWith(name))?.rows;
        assert.equal(rows(`ns_sales.${format}`), 1);
        assert.equal(rows("placerai.csv"), 1);
        assert.equal(rows("truth_external.csv"), 1);
      }
    }
    for (const sizes of [{ stores: 1 }, { skus: 1, categories: 1 }, { categories: 1 }, { skus: 3 }]) {
      const { files } = await make(folder, { ...sizes, overwrite: true });
      assert.ok(files.every(({ rows }) => rows > 0), JSON.stringify(sizes));
    }
  }));

Deno.test("generate: a request that is canceled leaves no file, and the session can generate again", () =>
  withFolder(async (directory) => {
    await using session = await openSession({ threads: 2 });
    const controller = new AbortController();
    const begun = generate(session, { ...small, directory, stores: 3000, skus: 3000 }, controller.signal);
    controller.abort();
    await assert.rejects(begun);
    assert.deepEqual([...Deno.readDirSync(directory)], []);
    const { files } = await generate(session, { ...small, directory });
    assert.equal(files.length, 8);
    assert.deepEqual(await session.rows("SELECT table_name FROM duckdb_tables()"), []);
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
  for (const wrong of [{ stores: 0 }, { skus: 1.5 }, { categories: 49 }, { seed: -1 }, { stores: 100_001 }]) {
    await assert.rejects(
      make("unused", wrong),
      (error) => error instanceof Problem && error.kind === "usage" && error.place === `--${Object.keys(wrong)[0]}`,
    );
  }
});

Deno.test("generate: a folder that cannot be made is a wrong usage", () =>
  withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/taken`, "");
    await assert.rejects(
      make(`${folder}/taken/below`),
      (error) => error instanceof Problem && error.kind === "usage" && error.place === `${folder}/taken/below`,
    );
  }));
