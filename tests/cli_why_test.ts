import assert from "node:assert/strict";
import { runCli, withProject } from "./helpers/cli.ts";

Deno.test("clustering why: never made, fresh, a rewritten source file, another setting, and the command that mends it", () =>
  withProject(async (root) => {
    const why = async (...words: readonly string[]) => {
      const { code, stdout, stderr } = await runCli(["why", "internal_sales_shares", ...words], { cwd: root });
      assert.equal(code, 0, stderr);
      return stdout;
    };
    assert.match(await why(), /^internal_sales_shares is stale\n├─ it was never made\n/);
    const ran = await runCli(["run", "internal_preprocessing_job"], { cwd: root });
    assert.equal(ran.code, 0, ran.stderr);
    const fresh = await why();
    assert.match(fresh, /^internal_sales_shares is fresh: nothing that it depends on changed; .*\n$/);

    const file = `${root}/raw/ns_sales.csv`;
    const before = (await Deno.stat(file)).size;
    await Deno.writeTextFile(file, "1,201,Beauty,77\n", { append: true });
    const stale = await why();
    assert.match(stale, /its input internal_raw_sales_data is not what it was\n.*what it reads outside changed\n/);
    assert.match(stale, new RegExp(`ns_sales\\.csv: bytes ${before} → ${before + 16}, modified `));
    assert.match(stale, /\n\nnext {3}.* run --select internal_sales_shares --reuse --env dev\n$/);
    assert.match(await why("--no-files"), /is fresh.*\n.*internal_raw_sales_data reads outside was not looked at/);

    const set = await why("--no-files", "--set", "job_params.max_unmapped_share=0.75");
    assert.match(set, /settings that it reads changed \(params\)\n.*max_unmapped_share: 0\.5 → 0\.75\n/);
    const json = JSON.parse(await why("--no-files", "--json", "--set", "job_params.max_unmapped_share=0.75"));
    assert.deepEqual([json.standing, json.reasons, json.repair.selection], ["stale", [{
      kind: "settings_changed",
      resource: "params",
      changes: [{ key: "max_unmapped_share", what: "changed", from: 0.5, to: 0.75 }],
    }], "internal_sales_shares"]);

    const run = await runCli(["run", "--select", "internal_sales_shares", "--reuse"], { cwd: root });
    assert.equal(run.code, 0, run.stderr);
    const part = await runCli(["why", "internal_sales_by_category", "--partition", "Beauty", "--json"], { cwd: root });
    const reason = JSON.parse(part.stdout).reasons.find((one: { kind: string }) => one.kind === "input_changed");
    assert.equal(reason.asset, "internal_sales_shares");
    assert.deepEqual(reason.because.map((one: { asset: string }) => one.asset)[0], "internal_raw_sales_data");
  }));

Deno.test("clustering why: an unknown asset or partition is a usage error that says what there is", () =>
  withProject(async (root) => {
    const asset = await runCli(["why", "internal_sales_share"], { cwd: root });
    assert.equal(asset.code, 2);
    assert.match(asset.stderr, /did you mean "internal_sales_shares"/);
    const partition = await runCli(["why", "internal_sales_shares", "--partition", "x"], { cwd: root });
    assert.equal(partition.code, 2);
    assert.match(partition.stderr, /it has no partitions/);
  }));
