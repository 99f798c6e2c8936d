import assert from "node:assert/strict";
import { join } from "node:path";
import { assignStores, createTable, parseStoreModel } from "../core/mod.ts";
import { openSession, type Session } from "../io/mod.ts";
import { runCli } from "./helpers/cli.ts";
import { assertPlantedFound } from "./helpers/planted.ts";
import { projectRoot } from "./helpers/source_files.ts";
import { assertUpload, assertWorkbooks, workbooksIn } from "./helpers/report_assertions.ts";
import { withFolder } from "./helpers/workspace.ts";

const sample = join(projectRoot, "data/sample");

/** Runs a job on the sample, its results below `data`. */
function run(job: string, data: string, ...settings: readonly string[]) {
  const overrides = [`paths.data=${data}`, ...settings].flatMap((setting) => ["--set", setting]);
  return runCli(["run", job, "--env", "dev", ...overrides]);
}

/** No store is lost between shares and clusters, and none in the merge that both sides have. */
async function assertNoneLost(session: Session, data: string): Promise<void> {
  const lost = await session.rows(
    `(SELECT DISTINCT CAT_DSC AS category, STORE_NBR FROM '${data}/internal/sales_shares.parquet'
      EXCEPT SELECT category, STORE_NBR FROM '${data}/internal/cluster_assignments.parquet')
     UNION ALL (SELECT 'external', STORE_NBR FROM '${data}/external/processed_external_data.parquet'
      EXCEPT SELECT 'external', STORE_NBR FROM '${data}/external/cluster_assignments.parquet')
     UNION ALL (SELECT category, STORE_NBR FROM '${data}/internal/cluster_assignments.parquet'
      WHERE STORE_NBR IN (SELECT STORE_NBR FROM '${data}/external/cluster_assignments.parquet')
      EXCEPT SELECT category, STORE_NBR FROM '${data}/merging/merged_cluster_assignments.parquet')`,
  );
  assert.deepEqual(lost, []);
  const wrong = await session.rows(
    `SELECT category, rebalanced_cluster, count(*) AS stores
     FROM '${data}/merging/merged_cluster_assignments.parquet' GROUP BY ALL HAVING count(*) < 10
     UNION ALL SELECT category, merged_cluster, 0 FROM '${data}/merging/merged_cluster_assignments.parquet'
       WHERE merged_cluster <> internal_cluster || '_' || external_cluster`,
  );
  assert.deepEqual(wrong, [], "no small cluster is left, and internal comes first");
}

/** The external model of the last run, with other columns and stores than the job ever had in one table. */
async function assertModelAssigns(session: Session, data: string): Promise<void> {
  const model = parseStoreModel(
    JSON.parse(await Deno.readTextFile(`${data}/internal/clustering_models/DIET_NUTRITION.json`)),
  );
  const names = model.preparation.filter.kept.map(({ name }) => name);
  const values = names.map((name) =>
    `coalesce(100 * sum(SHARE) FILTER (NEED_STATE = '${name.replace("% Sales ", "")}'), 0) AS "${name}"`
  );
  const columns = await session.columns(
    `SELECT STORE_NBR, cluster, ${values.join(", ")} FROM '${data}/internal/sales_shares.parquet'
     JOIN (FROM '${data}/internal/cluster_assignments.parquet' WHERE category = 'DIET/NUTRITION') USING (STORE_NBR)
     WHERE CAT_DSC = 'DIET/NUTRITION' GROUP BY STORE_NBR, cluster ORDER BY STORE_NBR DESC`,
  );
  const table = createTable(names.map((name) => ({ kind: "number", name, values: columns.get(name)! })));
  assert.deepEqual([...assignStores(model, table).labels], [...columns.get("cluster")!]);
}

/** The command gives the stores of a category the clusters that the job gave them, by the published file and by the run. */
async function assertCommandAssigns(session: Session, data: string): Promise<void> {
  const category = "DIET/NUTRITION";
  const folder = ["--env", "dev", "--set", `paths.data=${data}`];
  const stores = join(data, "stores.csv");
  const source = ["--asset", "internal_fe_raw_data", "--partition", category, "--output", stores];
  assert.equal((await runCli(["export", "last", ...source, ...folder])).code, 0);
  const models = join(data, "internal/clustering_models");
  for (
    const model of [["--model", join(models, "DIET_NUTRITION.json")], ["--model", models, "--category", category], [
      "--run",
      "last",
      "--category",
      category,
    ]]
  ) {
    const output = join(data, "assigned.parquet");
    const { code, stderr } = await runCli(["assign", ...model, "--data", stores, "--output", output, ...folder]);
    assert.equal(code, 0, stderr);
    const [row] = await session.rows<Record<string, number>>(
      `SELECT count(*) AS stores, count(*) FILTER (a.cluster = c.cluster AND abs(a.margin - c.margin) < 1e-9) AS same,
         count(*) FILTER (a.unlike AND NOT c.is_outlier) AS wrong
       FROM '${output}' a JOIN '${data}/internal/cluster_assignments.parquet' c USING (STORE_NBR, category)`,
    );
    assert.ok(row!["stores"]! > 100);
    assert.deepEqual([row!["same"], row!["wrong"]], [row!["stores"], 0], model.join(" "));
  }
}

Deno.test("full_pipeline_job: the sample's planted segments are found, no store is lost, models assign stores", () =>
  withFolder(async (data) => {
    const { code, stdout, stderr } = await run("full_pipeline_job", data);
    assert.equal(code, 0, stdout + stderr);
    for (const label of ["Internal clusters", "Internal silhouette, average", "External outliers", "Stores moved"]) {
      assert.ok(stdout.includes(label), label);
    }
    await using session = await openSession({ threads: 2 });
    await assertPlantedFound(session, data, { truth: sample, categories: 8, least: 0.85 });
    await assertNoneLost(session, data);
    await assertModelAssigns(session, data);
    await assertWorkbooks(session, data, join(sample, "ns_sales.csv"));
    await assertUpload(session, data);
    await assertCommandAssigns(session, data);

    const before = join(data, "before.parquet");
    await Deno.copyFile(join(data, "internal/cluster_assignments.parquet"), before);
    const again = await run("internal_clustering_job", data, "job_params.session_id=7");
    assert.equal(again.code, 0, again.stdout + again.stderr);
    assert.match(again.stdout, /Internal stores moved since the last run/);
    const [same] = await session.rows<{ share: number }>(
      `SELECT avg((a.cluster = b.cluster)::INTEGER) AS share FROM '${before}' a
       JOIN '${data}/internal/cluster_assignments.parquet' b USING (STORE_NBR, category)`,
    );
    assert.ok((same?.share ?? 0) > 0.95, `with another seed clusters keep their labels: ${same?.share}`);
  }));

Deno.test("merging_job: one category without a large cluster fails with advice, the others are published", () =>
  withFolder(async (data) => {
    for (
      const job of ["internal", "external"].flatMap((side) => [`${side}_preprocessing_job`, `${side}_clustering_job`])
    ) {
      const { code, stdout, stderr } = await run(job, data);
      assert.equal(code, 0, stdout + stderr);
    }
    await using session = await openSession({ threads: 2 });
    // The category whose largest pair is smaller than that of any other gets a limit that only it cannot keep.
    const [poorest] = await session.rows<{ category: string; stores: number; others: number }>(
      `WITH pairs AS (
         SELECT i.category, i.cluster || '_' || e.cluster AS pair, count(*) AS stores
         FROM '${data}/internal/cluster_assignments.parquet' i
         JOIN '${data}/external/cluster_assignments.parquet' e USING (STORE_NBR) GROUP BY ALL
       ), largest AS (SELECT category, max(stores) AS stores FROM pairs GROUP BY ALL)
       SELECT category, stores, (SELECT count(*) FROM largest o WHERE o.stores > l.stores) AS others
       FROM largest l ORDER BY stores, category LIMIT 1`,
    );
    assert.ok(poorest !== undefined && poorest.others > 0);
    const { category, stores, others } = poorest;
    const { code, stdout } = await run("merging_job", data, `job_params.min_cluster_size=${stores + 1}`);
    assert.equal(code, 5);
    const words = `merged clusters of "${category}" has ${stores + 1} stores; the largest, `;
    assert.ok(stdout.includes(words), stdout);
    assert.ok(stdout.includes(`Set job_params.min_cluster_size to ${stores} or less`), stdout);
    const [row] = await session.rows(
      `SELECT count(DISTINCT category) AS categories FROM '${data}/merging/merged_cluster_assignments.parquet'`,
    );
    assert.deepEqual(row, { categories: others });
    assert.equal((await workbooksIn(data)).names.length, others);
    await assertWorkbooks(session, data, join(sample, "ns_sales.csv"));
    await assertUpload(session, data);
  }));

Deno.test("job_params: a method that does not exist is refused with the ones that do", async () => {
  const { code, stderr, stdout } = await run("external_clustering_job", "tmp", "job_params.outliers_method=zscore");
  assert.equal(code, 3);
  assert.match(stdout + stderr, /outliers_method/);
  assert.match(stdout + stderr, /iforest/);
});
