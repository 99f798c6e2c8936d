/**
 * The floor: what DuckDB needs for the published tables when nothing else is done. No contract, no rejects, no history, no
 * hashes, no checks; SQL in the order and form that was fastest of those tried.
 *
 * Usage: floor.ts <sales.csv|sales.parquet> <map.csv|map.parquet> <output folder> <memory limit>
 */
import { DuckDBInstance } from "@duckdb/node-api";

const [sales, map, output, memory] = Deno.args;
if (sales === undefined || map === undefined || output === undefined || memory === undefined) Deno.exit(2);

const instance = await DuckDBInstance.create(":memory:", { memory_limit: memory, temp_directory: `${output}/tmp` });
const lanes = [await instance.connect(), await instance.connect()] as const;
const run = (sql: string, lane: 0 | 1 = 0) => lanes[lane].run(sql);

const columns = "{'SKU_NBR': 'BIGINT', 'STORE_NBR': 'BIGINT', 'CAT_DSC': 'VARCHAR', 'TOTAL_SALES': 'DOUBLE'}";
const source = sales.endsWith(".csv") ? "sales" : `'${sales}'`;
const mapSource = map.endsWith(".csv") ? `read_csv('${map}', header = true, all_varchar = true)` : `'${map}'`;
if (sales.endsWith(".csv")) {
  await run(
    `CREATE TABLE sales AS FROM read_csv('${sales}', header = true, auto_detect = false, delim = ',', quote = '"',
    escape = '"', columns = ${columns}, ignore_errors = true)
    WHERE SKU_NBR > 0 AND STORE_NBR > 0 AND CAT_DSC IS NOT NULL AND TOTAL_SALES >= 0 AND isfinite(TOTAL_SALES)`,
  );
}
await run(
  `CREATE TABLE map AS SELECT DISTINCT TRY_CAST(PRODUCT_ID AS BIGINT) AS PRODUCT_ID, upper(trim(NEED_STATE)) AS NEED_STATE
  FROM ${mapSource} WHERE TRY_CAST(PRODUCT_ID AS BIGINT) > 0 AND NEED_STATE IS NOT NULL`,
);
await run(
  `CREATE TYPE category AS ENUM (SELECT DISTINCT CAT_DSC FROM ${source} WHERE CAT_DSC IS NOT NULL ORDER BY CAT_DSC)`,
);
await run("CREATE TYPE need_state AS ENUM (SELECT DISTINCT NEED_STATE FROM map ORDER BY NEED_STATE)");
await run(`CREATE TABLE item AS SELECT PRODUCT_ID, NEED_STATE::need_state AS NEED_STATE,
  count(*) OVER (PARTITION BY PRODUCT_ID) AS NEED_STATES FROM map`);
await run(
  `CREATE TABLE sums AS SELECT CAT_DSC::category AS CAT_DSC, STORE_NBR, NEED_STATE, sum(TOTAL_SALES / NEED_STATES) AS SALES
  FROM ${source} JOIN item ON SKU_NBR = PRODUCT_ID
  WHERE SKU_NBR > 0 AND STORE_NBR > 0 AND CAT_DSC IS NOT NULL AND TOTAL_SALES >= 0 AND isfinite(TOTAL_SALES) GROUP BY ALL`,
);
if (source === "sales") await run("DROP TABLE sales");
await run(`CREATE TABLE shares AS SELECT CAT_DSC, STORE_NBR, NEED_STATE, SALES, SALES / TOTAL AS SHARE FROM sums
  JOIN (SELECT CAT_DSC, STORE_NBR, sum(SALES) AS TOTAL FROM sums GROUP BY ALL HAVING sum(SALES) > 0) USING (CAT_DSC, STORE_NBR)
  ORDER BY CAT_DSC, STORE_NBR, NEED_STATE`);
await run("DROP TABLE sums");

await Deno.mkdir(`${output}/sales_by_category`, { recursive: true });
const found = await run(
  `SELECT CAT_DSC::VARCHAR AS category, list(DISTINCT NEED_STATE::VARCHAR ORDER BY NEED_STATE::VARCHAR)::JSON::VARCHAR AS needs
  FROM (SELECT DISTINCT CAT_DSC, NEED_STATE FROM shares) GROUP BY ALL ORDER BY ALL`,
);
const categories = (await found.getRowObjectsJS()).map(({ category, needs }, index) => ({
  category: String(category),
  needs: JSON.parse(String(needs)) as string[],
  index,
}));

async function lane(number: 0 | 1): Promise<void> {
  for (let next = categories.shift(); next !== undefined; next = categories.shift()) {
    await run(wide(next.category, next.needs, next.index), number);
  }
}

function wide(category: string, needs: readonly string[], index: number): string {
  const text = (value: string) => `'${value.replaceAll("'", "''")}'`;
  const cells = needs.map((need) =>
    `coalesce(P[list_position(N, ${text(need)})], 0) AS "% Sales ${need.replaceAll('"', '""')}"`
  );
  return `COPY (SELECT STORE_NBR, ${cells.join(", ")} FROM (
    SELECT STORE_NBR, list(NEED_STATE) AS N, list(round(SHARE * 100, 2)) AS P FROM shares WHERE CAT_DSC = ${
    text(category)
  }
    GROUP BY STORE_NBR) ORDER BY STORE_NBR) TO '${output}/sales_by_category/${index}.parquet' (FORMAT parquet, COMPRESSION zstd)`;
}

async function long(): Promise<void> {
  await run(`COPY shares TO '${output}/sales_shares.parquet' (FORMAT parquet, COMPRESSION zstd)`, 0);
  await lane(0);
}

await Promise.all([long(), lane(1)]);
Deno.exit(0);
