import assert from "node:assert/strict";
import { runCli, withProject } from "./helpers/cli.ts";

Deno.test("clustering checks: newest results with those before, what failed with its rows; a refused value stays unpublished", () =>
  withProject(async (root) => {
    const cli = async (code: number, ...words: readonly string[]) => {
      const result = await runCli(words, { cwd: root });
      assert.equal(result.code, code, result.stderr);
      return result.stdout;
    };
    assert.match(await cli(0, "checks"), /internal_sales_shares +unmapped_sales +error +never ran/);
    await cli(0, "run", "internal_preprocessing_job");
    assert.equal(await cli(0, "checks", "--failed"), "No check failed in dev.\n");
    const published = `${root}/data/internal/sales_shares.parquet`;
    const before = await Deno.readFile(published);

    await Deno.writeTextFile(`${root}/raw/ns_map.csv`, "1,Beauty,NEED_1\n", { append: true });
    await cli(5, "run", "internal_preprocessing_job", "--set", "job_params.max_unmapped_share=0.01");
    assert.deepEqual(await Deno.readFile(published), before);
    const failed = await cli(0, "checks", "--failed");
    assert.match(failed, /internal_product_category_mapping +unique_pairs +warn +failed +✓! /);
    assert.match(failed, /internal_sales_shares +unmapped_sales +error +failed +✓✗ /);
    assert.match(
      failed,
      /\n! unique_pairs on internal_product_category_mapping .*\n {2}1 items .*\n {2}\{"PRODUCT_ID":1,"NEED_STATE":"NEED_1","copies":2\}\n/,
    );
    assert.match(failed, /\n✗ unmapped_sales on internal_sales_shares .*\n[^]*\n {2}\{"category":"Beauty","sales":/);

    const json = JSON.parse(await cli(0, "checks", "internal_sales_shares", "--failed", "--json"));
    assert.equal(json.length, 1);
    assert.deepEqual([json[0].severity, json[0].newest.passed, json[0].newest.figures.limit], ["error", false, 0.01]);
    assert.deepEqual(json[0].history.map(({ passed }: { passed: boolean }) => passed), [true, false]);
    const why = await cli(0, "why", "internal_sales_shares");
    assert.match(why, /a newer value was refused by its checks: .*\n.*unmapped_sales: .* more than the 1 %/);
    await cli(2, "checks", "internal_sale_shares");
  }));

Deno.test("clustering list assets: freshness where it is configured, with the cause", () =>
  withProject(async (root) => {
    const policy =
      "\nfreshness:\n  internal_sales_shares: { within_hours: 0.000001 }\n  external_features_data: { within_hours: 24 }\n";
    await Deno.writeTextFile(`${root}/config/dev.yaml`, policy, { append: true });
    await runCli(["run", "internal_preprocessing_job"], { cwd: root });
    const { stdout, stderr } = await runCli(["list", "assets"], { cwd: root });
    assert.match(stdout, /internal_sales_shares +\S+ +table +late for /, stderr);
    assert.match(stdout, /external_features_data +\S+ +table +unknown/);
    assert.match(stdout, /\nexternal_features_data\n {2}no run of external_\w+_job or /);
    const json = JSON.parse((await runCli(["list", "assets", "--json"], { cwd: root })).stdout);
    const found = json.find(({ name }: { name: string }) => name === "internal_sales_shares");
    assert.deepEqual([found.freshness.status, found.freshness.policy.within], ["late", 4]);
    await Deno.writeTextFile(`${root}/config/dev.yaml`, "  internal_raw_sales_data: { within_hours: 1 }\n", {
      append: true,
    });
    const refused = await runCli(["list", "assets"], { cwd: root });
    assert.equal(refused.code, 3);
    assert.match(refused.stderr, /the freshness of "internal_raw_sales_data": no value that it selects is kept/);
  }));
