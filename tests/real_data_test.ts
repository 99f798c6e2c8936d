import assert from "node:assert/strict";
import { join } from "node:path";
import { openSession, type Session } from "../io/mod.ts";
import { runCli } from "./helpers/cli.ts";
import { workbooksIn } from "./helpers/report_assertions.ts";
import { projectRoot } from "./helpers/source_files.ts";

const folder = join(projectRoot, "../shared/data/complete_journey");
const present = await exists(folder);
if (!present) {
  // deno-lint-ignore no-console -- the one line that says why the tests below are skipped
  console.log(`skipped: real grocery sales, for there is no folder ${folder}`);
}

async function exists(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isDirectory;
  } catch {
    return false;
  }
}

interface Case {
  readonly title: string;
  readonly sales: string;
  readonly kind: "csv" | "parquet";
  readonly categories: number;
}

/**
 * The same figures by another way: DuckDB's own reading, one row per item and need state, and no table of ours in between.
 */
async function expected(session: Session, { sales, kind }: Case): Promise<void> {
  const read = kind === "csv" ? `read_csv('${join(folder, sales)}', header = true)` : `'${join(folder, sales)}'`;
  await session.run(`
    CREATE TABLE lines AS SELECT * FROM ${read};
    CREATE TABLE map AS SELECT DISTINCT PRODUCT_ID, upper(trim(NEED_STATE)) AS NEED_STATE
      FROM read_csv('${join(folder, "product_map.csv")}', header = true) WHERE trim(NEED_STATE) <> '';
    CREATE TABLE good AS SELECT * FROM lines WHERE CAT_DSC IS NOT NULL;
    CREATE TABLE expected AS
      WITH item AS (
        SELECT SKU_NBR, STORE_NBR, CAT_DSC, sum(TOTAL_SALES) AS s FROM good GROUP BY ALL
      ), split AS (
        SELECT CAT_DSC, STORE_NBR, NEED_STATE, s / (SELECT count(*) FROM map m WHERE m.PRODUCT_ID = SKU_NBR) AS s
        FROM item JOIN map ON SKU_NBR = PRODUCT_ID
      ), summed AS (SELECT CAT_DSC, STORE_NBR, NEED_STATE, sum(s) AS SALES FROM split GROUP BY ALL)
      SELECT *, SALES / sum(SALES) OVER (PARTITION BY CAT_DSC, STORE_NBR) AS SHARE FROM summed
      QUALIFY sum(SALES) OVER (PARTITION BY CAT_DSC, STORE_NBR) > 0`);
}

const cases: readonly Case[] = [
  { title: "26 departments from CSV", sales: "sales.csv", kind: "csv", categories: 26 },
  {
    title: "290 product categories from Parquet",
    sales: "sales_by_product_category.parquet",
    kind: "parquet",
    categories: 289,
  },
];

for (const example of cases) {
  Deno.test({
    name: `internal_preprocessing_job: real grocery sales, ${example.title}`,
    ignore: !present,
    async fn() {
      const data = await Deno.makeTempDir();
      try {
        await checkInternal(example, data);
      } finally {
        await Deno.remove(data, { recursive: true });
      }
    },
  });
}

async function checkInternal(example: Case, data: string): Promise<void> {
  const { code, stderr } = await runCli([
    ...["run", "internal_preprocessing_job", "--env", "dev", "--set", `paths.data=${data}`],
    ...["--set", `readers.ns_sales.kind=${example.kind}`],
    ...["--set", `readers.ns_sales.path=${join(folder, example.sales)}`],
    ...["--set", `readers.ns_map.path=${join(folder, "product_map.csv")}`],
  ]);
  assert.equal(code, 0, stderr);
  await using session = await openSession({});
  await expected(session, example);
  await session.run(`CREATE VIEW shares AS FROM '${data}/internal/sales_shares.parquet'`);
  const difference = await session.row<{ rows: number; wrong: number }>(`
    SELECT count(*) AS rows, count(*) FILTER (a.SHARE IS NULL OR b.SHARE IS NULL
      OR abs(a.SHARE - b.SHARE) > 1e-9 OR abs(a.SALES - b.SALES) > 1e-9 * greatest(1, a.SALES)) AS wrong
    FROM shares a FULL JOIN expected b USING (CAT_DSC, STORE_NBR, NEED_STATE)`);
  assert.equal(difference?.wrong, 0);
  assert.ok((difference?.rows ?? 0) > 20_000);
  const rejected = await session.row<{ n: number }>(`SELECT count(*) AS n FROM '${data}/rejects/ns_sales.parquet'`);
  const nulls = await session.row<{ n: number }>("SELECT count(*) AS n FROM lines WHERE CAT_DSC IS NULL");
  assert.deepEqual(rejected, nulls, "every line without category is put aside, and no other");
  const files = [...Deno.readDirSync(`${data}/internal/sales_by_category`)].filter(({ name }) =>
    name.endsWith(".parquet")
  );
  assert.equal(files.length, example.categories);
}

Deno.test({
  name: "external_preprocessing_job: real store features keep every store and every gap",
  ignore: !present,
  async fn() {
    const data = await Deno.makeTempDir();
    try {
      const source = join(folder, "store_features.csv");
      const { code, stderr } = await runCli([
        ...["run", "external_preprocessing_job", "--env", "dev", "--set", `paths.data=${data}`],
        ...["--set", "readers.features.kind=csv", "--set", `readers.features.path=${source}`],
        ...["--set", "external_sources=[features]"],
      ]);
      assert.equal(code, 0, stderr);
      await using session = await openSession({});
      const published = `'${data}/external/processed_external_data.parquet'`;
      const [ours] = await session.rows(`SELECT count(*) AS stores, count(SHARE_HOMEOWNER) AS known FROM ${published}`);
      const [theirs] = await session.rows(
        `SELECT count(*) AS stores, count(SHARE_HOMEOWNER) AS known FROM read_csv('${source}')`,
      );
      assert.deepEqual(ours, theirs);
    } finally {
      await Deno.remove(data, { recursive: true });
    }
  },
});

Deno.test({
  name: "full_pipeline_job: real grocery sales become merged segments with report and workbooks, no store lost",
  ignore: !present,
  async fn() {
    const data = await Deno.makeTempDir();
    try {
      const settings = {
        "paths.data": data,
        "readers.ns_sales.path": join(folder, "sales.csv"),
        "readers.ns_map.path": join(folder, "product_map.csv"),
        "readers.features.kind": "csv",
        "readers.features.path": join(folder, "store_features.csv"),
        external_sources: "[features]",
        // Some departments are sold in one store only.
        "job_params.min_cluster_size": "1",
      };
      const { code, stderr } = await runCli([
        ...["run", "full_pipeline_job", "--env", "dev"],
        ...Object.entries(settings).flatMap(([key, value]) => ["--set", `${key}=${value}`]),
      ]);
      assert.equal(code, 0, stderr);
      await using session = await openSession({});
      const lost = await session.rows(
        `SELECT DISTINCT CAT_DSC AS category, STORE_NBR FROM '${data}/internal/sales_shares.parquet'
         EXCEPT SELECT category, STORE_NBR FROM '${data}/merging/merged_cluster_assignments.parquet'`,
      );
      assert.deepEqual(lost, []);
      const { names, folder: reports } = await workbooksIn(data);
      assert.equal(names.length, 26);
      assert.match(await Deno.readTextFile(join(reports, "index.html")), /<\/html>\s*$/);
    } finally {
      await Deno.remove(data, { recursive: true });
    }
  },
});
