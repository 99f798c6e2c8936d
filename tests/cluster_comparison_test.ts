import assert from "node:assert/strict";
import { join } from "node:path";
import { openSession } from "../io/mod.ts";
import { runCli } from "./helpers/cli.ts";
import { withFolder } from "./helpers/workspace.ts";

async function run(job: string, data: string): Promise<string> {
  const { code, stdout, stderr } = await runCli(["run", job, "--env", "dev", "--set", `paths.data=${data}`]);
  assert.equal(code, 0, stdout + stderr);
  return stdout;
}

/** The newest value of a record asset. */
async function recordOf(data: string, asset: string): Promise<Record<string, unknown>> {
  const folder = join(data, "assets", asset);
  const files = await Array.fromAsync(Deno.readDir(folder));
  const times = await Promise.all(files.map(async ({ name }) => {
    const path = join(folder, name);
    return { path, at: (await Deno.stat(path)).mtime?.getTime() ?? 0 };
  }));
  const newest = times.sort((a, b) => b.at - a.at)[0];
  assert.ok(newest !== undefined, `${folder} is empty`);
  return JSON.parse(await Deno.readTextFile(newest.path));
}

Deno.test("external_cluster_comparison: compares with what was published before the run, not by it", () =>
  withFolder(async (data) => {
    await run("external_preprocessing_job", data);
    await run("external_clustering_job", data);
    const first = await recordOf(data, "external_cluster_comparison");
    assert.deepEqual([first["common_stores"], first["adjusted_rand"]], [0, null]);

    // Ten stores of cluster 0 are said to have been in cluster 1, and one store is forgotten.
    const published = join(data, "external/cluster_assignments.parquet");
    const changed = join(data, "changed.parquet");
    await using session = await openSession({ threads: 1 });
    await session.run(
      `COPY (SELECT * REPLACE (CASE WHEN cluster = 0 AND place <= 10 THEN 1 ELSE cluster END AS cluster)
         FROM (SELECT *, row_number() OVER (PARTITION BY cluster ORDER BY STORE_NBR) AS place FROM '${published}')
         WHERE cluster <> 2 OR place > 1) TO '${changed}' (FORMAT parquet)`,
    );
    const moved = await session.rows<{ STORE_NBR: number }>(
      `SELECT a.STORE_NBR FROM '${published}' a JOIN '${changed}' b USING (STORE_NBR) WHERE a.cluster <> b.cluster
       ORDER BY STORE_NBR`,
    );
    await Deno.rename(changed, published);

    const stdout = await run("external_clustering_job", data);
    assert.match(stdout, /External stores moved since the last run\s+10/);
    const second = await recordOf(data, "external_cluster_comparison");
    assert.deepEqual([second["moved"], second["new_stores"], second["gone_stores"]], [10, 1, 0]);
    assert.deepEqual(
      second["moved_stores"] as { store: number; previous: number; cluster: number }[],
      moved.map(({ STORE_NBR }) => ({ store: Number(STORE_NBR), previous: 1, cluster: 0 })),
    );
  }));
