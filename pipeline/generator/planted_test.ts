import assert from "node:assert/strict";
import {
  adjustedRand,
  assign,
  createRng,
  fitKMeans,
  fitScaler,
  type Matrix,
  matrixFromColumns,
  scale,
} from "../../core/mod.ts";
import { openSession, type Session } from "../../io/mod.ts";
import { withFolder } from "../../tests/helpers/workspace.ts";
import { externalFiles } from "./external_sql.ts";
import { generate } from "./mod.ts";

/** Adjusted Rand index of k-means against the planted segments, and how many of those there are. */
function recovered(x: Matrix, truth: ArrayLike<number>): { readonly rand: number; readonly segments: number } {
  const segments = new Set(Array.from(truth)).size;
  const { labels } = assign(fitKMeans(x, { k: segments, rng: createRng(1) }), x);
  return { rand: adjustedRand(labels, truth), segments };
}

async function withClean(test: (session: Session, folder: string) => Promise<void>): Promise<void> {
  await withFolder(async (directory) => {
    await using session = await openSession({ threads: 2 });
    await generate(session, { stores: 200, skus: 300, categories: 4, seed: 5, directory, dirt: "none" });
    await test(session, directory);
  });
}

async function matrixOf(session: Session, query: string): Promise<{ x: Matrix; truth: Float64Array }> {
  const columns = await session.columns(query);
  const truth = columns.get("SEGMENT") ?? new Float64Array();
  return {
    x: matrixFromColumns([...columns].filter(([name]) => name !== "SEGMENT").map(([, values]) => values)),
    truth,
  };
}

Deno.test("generate: k-means on the shares of sales finds the planted segments of each category again", () =>
  withClean(async (session, folder) => {
    await session.run(`
      CREATE TABLE mapped AS SELECT DISTINCT PRODUCT_ID, NEED_STATE, count(*) OVER (PARTITION BY PRODUCT_ID) AS needs
        FROM read_csv('${folder}/ns_map.csv');
      CREATE TABLE spent AS SELECT STORE_NBR, CAT_DSC, NEED_STATE, sum(TOTAL_SALES / needs) AS sales
        FROM read_csv('${folder}/ns_sales.csv') JOIN mapped ON PRODUCT_ID = SKU_NBR GROUP BY ALL;
      CREATE TABLE share AS SELECT * EXCLUDE (sales), sales / sum(sales) OVER (PARTITION BY STORE_NBR, CAT_DSC) AS share
        FROM spent;
      CREATE TABLE truth AS FROM read_csv('${folder}/truth_internal.csv')`);
    const categories = await session.rows<{ name: string }>("SELECT DISTINCT CAT_DSC AS name FROM truth");
    assert.equal(categories.length, 4);
    for (const { name } of categories) {
      const { x, truth } = await matrixOf(
        session,
        `SELECT * EXCLUDE (STORE_NBR, CAT_DSC)
         FROM truth JOIN (PIVOT (FROM share WHERE CAT_DSC = '${name}') ON NEED_STATE USING sum(share) GROUP BY STORE_NBR)
           USING (STORE_NBR) WHERE CAT_DSC = '${name}' ORDER BY STORE_NBR`,
      );
      const { rand, segments } = recovered(x, truth);
      assert.ok(segments >= 3 && segments <= 6, `${name} has ${segments} segments`);
      assert.ok(rand >= 0.95, `${name}: adjusted Rand index ${rand}`);
    }
  }));

Deno.test("generate: k-means on standardized numbers of each external file finds the planted segments again", () =>
  withClean(async (session, folder) => {
    for (const { name } of externalFiles) {
      await session.run(
        `CREATE OR REPLACE TABLE numbers AS FROM read_csv('${folder}/${name}', normalize_names = true)`,
      );
      const numeric = await session.rows<{ name: string }>(
        `SELECT column_name AS name FROM (DESCRIBE numbers) WHERE column_type IN ('BIGINT', 'DOUBLE')
           AND column_name NOT IN ('store_nbr', '_year', 'year', 'latitude', 'longitude', 'zip_cd')`,
      );
      const { x, truth } = await matrixOf(
        session,
        `SELECT ${numeric.map((column) => column.name).join(", ")}, "SEGMENT" FROM numbers
         JOIN read_csv('${folder}/truth_external.csv') t ON t."STORE_NBR" = numbers.store_nbr ORDER BY numbers.store_nbr`,
      );
      const { rand, segments } = recovered(scale(fitScaler(x, { method: "zscore" }), x), truth);
      assert.equal(segments, 5);
      assert.ok(rand >= 0.95, `${name}: adjusted Rand index ${rand} over ${x.columns} numbers`);
    }
  }));
