import assert from "node:assert/strict";
import { join } from "node:path";
import { openSession } from "../io/mod.ts";
import { runCli } from "./helpers/cli.ts";
import { assertUpload } from "./helpers/report_assertions.ts";
import { withFolder } from "./helpers/workspace.ts";

Deno.test("external_clustering.per=category: each category has its own model, by its own features, and its own merge", () =>
  withFolder(async (data) => {
    const settings = [
      `paths.data=${data}`,
      "job_params.external_clustering.per=category",
      'job_params.external_features={"diet nutrition": [2024 Median Age, Total Walmart, unique_visitors]}',
    ];
    const { code, stdout, stderr } = await runCli(
      ["run", "full_pipeline_job", "--env", "dev", ...settings.flatMap((setting) => ["--set", setting])],
    );
    assert.equal(code, 0, stdout + stderr);
    const read = async (name: string) =>
      JSON.parse(await Deno.readTextFile(join(data, "external/clustering_models", `${name}.json`)));
    const features = (model: { preparation: { filter: { kept: { name: string }[]; dropped: { name: string }[] } } }) =>
      [...model.preparation.filter.kept, ...model.preparation.filter.dropped].map(({ name }) => name).sort();
    assert.deepEqual(features(await read("DIET_NUTRITION")), ["2024 Median Age", "Total Walmart", "unique_visitors"]);
    assert.ok(features(await read("CANDY")).length > 20);
    await using session = await openSession({ threads: 2 });
    const wrong = await session.rows(
      `SELECT m.category, m.STORE_NBR FROM '${data}/merging/merged_cluster_assignments.parquet' m
       LEFT JOIN '${data}/external/cluster_assignments.parquet' e USING (category, STORE_NBR)
       WHERE e.cluster IS DISTINCT FROM m.external_cluster`,
    );
    assert.deepEqual(wrong, [], "the external label of a store is that of its category");
    const [row] = await session.rows(
      `SELECT count(DISTINCT category) AS categories FROM '${data}/external/cluster_assignments.parquet'`,
    );
    assert.deepEqual(row, { categories: 8 });
    await assertUpload(session, data);
  }));
