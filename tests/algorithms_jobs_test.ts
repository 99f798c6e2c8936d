import assert from "node:assert/strict";
import { join } from "node:path";
import { openSession } from "../io/mod.ts";
import { runCli } from "./helpers/cli.ts";
import { withFolder } from "./helpers/workspace.ts";

function run(job: string, data: string, ...settings: readonly string[]) {
  const paths = [`paths.data=${data}`, `paths.raw=${data}/raw`];
  const overrides = [...paths, ...settings].flatMap((setting) => ["--set", setting]);
  return runCli(["run", job, "--env", "dev", ...overrides]);
}

Deno.test("internal_clustering_job: whatever the algorithm, every store of every category has one label", () =>
  withFolder(async (data) => {
    const size = ["--stores", "60", "--skus", "120", "--categories", "2"];
    const made = await runCli(["generate", ...size, "--seed", "5", "--out", join(data, "raw")]);
    assert.equal(made.code, 0, made.stdout + made.stderr);
    const ready = await run("internal_preprocessing_job", data);
    assert.equal(ready.code, 0, ready.stdout + ready.stderr);
    await using session = await openSession({ threads: 2 });
    for (
      const [algorithm, ...settings] of [
        ["kmeans"],
        ["gmm", "job_params.algorithm_options.covariance=diag"],
        ["agglomerative", "job_params.algorithm_options.linkage=average"],
        ["dbscan"],
      ]
    ) {
      const { code, stdout, stderr } = await run(
        "internal_clustering_job",
        data,
        `job_params.algorithm=${algorithm}`,
        ...settings,
      );
      assert.equal(code, 0, stdout + stderr);
      const without = await session.rows(
        `SELECT CAT_DSC AS category, STORE_NBR FROM '${data}/internal/sales_shares.parquet'
         EXCEPT SELECT category, STORE_NBR FROM '${data}/internal/cluster_assignments.parquet' WHERE cluster >= 0`,
      );
      assert.deepEqual(without, [], algorithm);
      const [row] = await session.rows<Record<string, number>>(
        `SELECT count(*) AS stores, count(DISTINCT (category, STORE_NBR)) AS different
         FROM '${data}/internal/cluster_assignments.parquet'`,
      );
      assert.equal(row!["stores"], row!["different"]);
      const models = await session.rows(
        `SELECT DISTINCT clusters.algorithm AS algorithm FROM '${data}/internal/clustering_models/*.json'
         WHERE kind = 'store_model'`,
      );
      assert.deepEqual(models, [{ algorithm }]);
    }
  }));

Deno.test("job_params: an algorithm or an option that does not exist is refused with what was probably meant", async () => {
  for (
    const [settings, words] of [
      [["job_params.algorithm=kmeens"], /did you mean "kmeans"/],
      [["job_params.algorithm=gmm", "job_params.algorithm_options.covarianze=diag"], /did you mean "covariance"/],
      [["job_params.algorithm_options.starts=-5"], /starts: must be an integer from 1/],
    ] as const
  ) {
    const { code, stdout, stderr } = await run("internal_clustering_job", "tmp", ...settings);
    assert.equal(code, 3);
    assert.match(stdout + stderr, words);
  }
});
