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

const csv = sales.endsWith(".csv");
const columns = "{'SKU_NBR': 'BIGINT', 'STORE_NBR': 'BIGINT', 'CAT_DSC': 'VARCHAR', 'TOTAL_SALES': 'DOUBLE'}";
const source = csv
  ? `read_csv('${sales}', header = true, auto_detect = false, delim = ',', quote = '"', escape = '"',
      columns = ${columns}, ignore_errors = true)`
  : `'${sales}'`;
const mapSource = map.endsWith(".csv") ? `read_csv('${map}', header = true, all_varchar = true)` : `'${map}'`;

await run("SET preserve_insertion_order = false");
await run(
  `CREATE TABLE map AS SELECT DISTINCT TRY_CAST(PRODUCT_ID AS BIGINT) AS PRODUCT_ID, upper(trim(NEED_STATE)) AS NEED_STATE
  FROM ${mapSource} WHERE TRY_CAST(PRODUCT_ID AS BIGINT) > 0 AND NEED_STATE IS NOT NULL`,
);
await run("CREATE TYPE need_state AS ENUM (SELECT DISTINCT NEED_STATE FROM map ORDER BY NEED_STATE)");
await run(`CREATE TABLE item AS SELECT PRODUCT_ID, NEED_STATE::need_state AS NEED_STATE,
  count(*) OVER (PARTITION BY PRODUCT_ID) AS NEED_STATES FROM map`);
// One pass over a CSV: its first million lines tell the categories, and only if a further one turns up is it read again.
if (!await sum(csv ? `(SELECT CAT_DSC FROM ${source} LIMIT 1000000)` : source)) {
  await run("DROP TABLE sums; DROP TYPE category");
  await sum(source);
}
await run(`CREATE TABLE shares AS SELECT enum_code(CAT_DSC)::USMALLINT AS C, enum_code(NEED_STATE)::USMALLINT AS N,
    CAT_DSC, STORE_NBR, NEED_STATE, SALES, SALES / TOTAL AS SHARE FROM sums
  JOIN (SELECT CAT_DSC, STORE_NBR, sum(SALES) AS TOTAL FROM sums GROUP BY ALL HAVING sum(SALES) > 0) USING (CAT_DSC, STORE_NBR)
  ORDER BY CAT_DSC, STORE_NBR, NEED_STATE`);
await run("DROP TABLE sums");
await run("SET preserve_insertion_order = true");

await Deno.mkdir(`${output}/sales_by_category`, { recursive: true });
const found = await run(
  `SELECT C, list({ name: NEED_STATE::VARCHAR, code: N } ORDER BY NEED_STATE)::JSON::VARCHAR AS needs
  FROM (SELECT DISTINCT C, N, NEED_STATE FROM shares) GROUP BY ALL ORDER BY ALL`,
);
const categories = (await found.getRowObjectsJS()).map(({ C, needs }) => ({
  code: Number(C),
  needs: JSON.parse(String(needs)) as { readonly name: string; readonly code: number }[],
}));
await Promise.all([long(), lane(1)]);
Deno.exit(0);

/** Sums by category, store and need state; false if there are other categories than those named. */
async function sum(categoriesFrom: string): Promise<boolean> {
  await run(`CREATE TYPE category AS ENUM (SELECT DISTINCT CAT_DSC FROM ${categoriesFrom}
    WHERE CAT_DSC IS NOT NULL ORDER BY CAT_DSC)`);
  // DuckDB does not know how long a CSV is and would build its hash table from the sales instead of the items.
  if (csv) await run("SET disabled_optimizers = 'join_order,build_side_probe_side'");
  await run(
    `CREATE TABLE sums AS SELECT TRY_CAST(CAT_DSC AS category) AS CAT_DSC, STORE_NBR::INTEGER AS STORE_NBR, NEED_STATE,
      sum(TOTAL_SALES / NEED_STATES) AS SALES
    FROM ${source} JOIN item ON SKU_NBR = PRODUCT_ID
    WHERE SKU_NBR > 0 AND STORE_NBR > 0 AND CAT_DSC IS NOT NULL AND TOTAL_SALES >= 0 AND isfinite(TOTAL_SALES) GROUP BY ALL`,
  );
  await run("SET disabled_optimizers = ''");
  const unnamed = await run("SELECT 1 FROM sums WHERE CAT_DSC IS NULL LIMIT 1");
  return (await unnamed.getRows()).length === 0;
}

async function lane(number: 0 | 1): Promise<void> {
  for (let next = categories.shift(); next !== undefined; next = categories.shift()) {
    await run(wide(next.code, next.needs), number);
  }
}

function wide(category: number, needs: (typeof categories)[number]["needs"]): string {
  const cells = needs.map(({ name, code }) =>
    `coalesce(P[list_position(L, ${code}::USMALLINT)], 0) AS "% Sales ${name.replaceAll('"', '""')}"`
  );
  return `COPY (SELECT STORE_NBR::BIGINT AS STORE_NBR, ${cells.join(", ")} FROM (
    SELECT STORE_NBR, list(N) AS L, list(round(SHARE * 100, 2)) AS P FROM shares WHERE C = ${category}
    GROUP BY STORE_NBR) ORDER BY STORE_NBR) TO '${output}/sales_by_category/${category}.parquet' (FORMAT parquet)`;
}

async function long(): Promise<void> {
  await run(
    `COPY (SELECT CAT_DSC, STORE_NBR::BIGINT AS STORE_NBR, NEED_STATE, SALES, SHARE FROM shares)
    TO '${output}/sales_shares.parquet' (FORMAT parquet)`,
    0,
  );
  await lane(0);
}
