import assert from "node:assert/strict";
import { join } from "node:path";
import { runCli, withProject } from "./helpers/cli.ts";

const job = "internal_preprocessing_job";

Deno.test("cli: run, then look at it with every command", (t) =>
  withProject(async (cwd) => {
    const cli = (...words: string[]) => runCli(words, { cwd });
    const json = async (...words: string[]) => JSON.parse((await cli(...words, "--json")).stdout);

    await t.step("run prints a line per event and a summary", async () => {
      const { code, stdout, stderr } = await cli("run", job, "--tags", "week=14");
      assert.equal(code, 0, stderr);
      assert.match(stdout, /internal_sales_by_category\[Home & Garden\] succeeded/);
      assert.match(stdout, /internal_preprocessing_job succeeded in/);
      assert.match(stdout, /Rows in +57/);
      assert.match(stdout, /Rows set aside +2 +see data\/rejects\/ns_sales\.parquet/);
      assert.match(stdout, /Files written/);
      assert.ok(!stdout.includes("\x1b"));
    });

    await t.step("runs and status know it", async () => {
      const [run] = await json("runs");
      assert.equal(run.status, "success");
      assert.equal(run.tags.week, "14");
      const status = await json("status", run.id.slice(-7));
      assert.equal(status.id, run.id);
      assert.equal(status.summary.rowsRejected, 2);
      assert.ok(status.steps.every((step: { status: string }) => step.status === "success"));
      assert.match((await cli("status")).stdout, /internal_sales_shares +success/);
    });

    await t.step("logs shows its events, all as JSON lines, one step on demand", async () => {
      const events = (await cli("logs", "last", "--json")).stdout.trim().split("\n").map((line) => JSON.parse(line));
      assert.deepEqual(events.map(({ sequence }) => sequence), events.map((_, i) => i + 1));
      const { code, stdout } = await cli("logs", "last", "-f", "--step", "internal_sales_shares");
      assert.equal(code, 0);
      assert.ok(stdout.trim().split("\n").every((line) => line.includes("internal_sales_shares")));
    });

    await t.step("list partitions has the keys that it found", async () => {
      const [category] = await json("list", "partitions");
      assert.deepEqual([...category.keys].sort(), ["Beauty", "Home & Garden"]);
    });

    await t.step("show has the stored values", async () => {
      const asset = await json("show", "internal_sales_by_category");
      assert.deepEqual(asset.latest.map(({ rows }: { rows: number }) => rows), [6, 6]);
    });

    await t.step("export writes a table, some rows of it, or a folder", async () => {
      const shares = ["export", "last", "--asset", "internal_sales_shares"];
      assert.equal((await cli(...shares, "-o", "out/all.csv")).code, 0);
      const all = (await Deno.readTextFile(join(cwd, "out/all.csv"))).trim().split("\n");
      assert.equal((await cli(...shares, "--filter", "STORE_NBR = 201", "--format", "json", "-o", "out/some")).code, 0);
      const some = JSON.parse(await Deno.readTextFile(join(cwd, "out/some")));
      assert.equal(some.length * 6, all.length - 1);
      assert.equal((await cli("export", "last", "--asset", "internal_sales_by_category", "-o", "out/wide")).code, 0);
      const files = [...Deno.readDirSync(join(cwd, "out/wide"))].map(({ name }) => name).sort();
      assert.deepEqual(files, ["Beauty.csv", "Home & Garden.csv"]);
      const undecided = await cli("export", "last");
      assert.equal(undecided.code, 2);
      assert.match(undecided.stderr, /--asset/);
    });

    await t.step("--reuse makes nothing again, --dry-run tells before", async () => {
      assert.match((await cli("run", job, "--dry-run")).stdout, /internal_sales_shares +make/);
      const lines = (await cli("run", job, "--reuse", "--json")).stdout.trim().split("\n").map((line) =>
        JSON.parse(line)
      );
      assert.deepEqual(lines.at(-1).steps, { reused: lines.at(-1).steps.reused });
      assert.equal(lines.at(-1).kind, "summary");
      assert.equal(
        (await json("export", "last", "--asset", "internal_sales_shares", "-o", "out/again.csv")).files.length,
        1,
      );
    });

    await t.step("doctor and gc find nothing wrong", async () => {
      const { ok, checks } = await json("doctor", "--set", "external_sources=[external_placerai]");
      const wrong = checks.filter((check: { ok: boolean }) => !check.ok).map((check: { name: string }) => check.name);
      assert.deepEqual({ ok, wrong }, { ok: false, wrong: ["reader external_cotenants"] });
      assert.equal((await json("gc", "--older-than", "0", "--dry-run")).files.length, 0);
    });
  }));

Deno.test("cli: a missing input fails the run with 5, says what to do, and the run can go on from there", () =>
  withProject(async (cwd) => {
    const map = join(cwd, "raw/ns_map.csv");
    const text = await Deno.readTextFile(map);
    await Deno.remove(map);
    const failed = await runCli(["run", job], { cwd });
    assert.equal(failed.code, 5, failed.stdout);
    assert.match(failed.stdout, /✗ internal_preprocessing_job failed/);
    assert.match(failed.stdout, /ns_map\.csv.*does not exist/);
    const [, next = ""] = /Next[\s\S]*? run (.+--from-failure \w+)/.exec(failed.stdout) ?? [];
    await Deno.writeTextFile(map, text);
    const { code, stdout } = await runCli(["run", ...next.split(" ")], { cwd });
    assert.equal(code, 0, stdout);
  }));

Deno.test("cli: too many bad rows end with 5, and the published files stay", () =>
  withProject(async (cwd) => {
    assert.equal((await runCli(["run", job], { cwd })).code, 0);
    const published = join(cwd, "data/internal/sales_shares.parquet");
    const before = await Deno.readFile(published);
    const { code, stdout } = await runCli(["run", job, "--set", "readers.ns_sales.max_reject_ratio=0"], { cwd });
    assert.equal(code, 5, stdout);
    assert.deepEqual(await Deno.readFile(published), before);
  }));

Deno.test("cli: validate --data tells what would be set aside", () =>
  withProject(async (cwd) => {
    const good = await runCli(["validate", "--data", "raw/ns_map.csv", "--schema", "ns_map"], { cwd });
    assert.equal(good.code, 0, good.stderr);
    assert.match(good.stdout, /would be accepted as "ns_map": 7 rows, 3 columns/);
    await Deno.writeTextFile(join(cwd, "raw/map.tsv"), "PRODUCT_ID\tCATEGORY\tNEED_STATE\n1\tBeauty\tNEED_1\n");
    const tabs = await runCli(["validate", "--data", "raw/map.tsv", "--schema", "ns_map", "--json"], { cwd });
    assert.equal(tabs.code, 0, tabs.stderr);
    assert.deepEqual([JSON.parse(tabs.stdout).valid, JSON.parse(tabs.stdout).rows], [true, 1]);
    const missing = ["validate", "--config", "no.yaml", "--data", "raw/map.tsv", "--schema", "ns_map"];
    assert.equal((await runCli(missing, { cwd })).code, 3);
    const bad = await runCli(["validate", "--data", "raw/ns_sales.csv", "--schema", "ns_sales"], { cwd });
    assert.equal(bad.code, 5, bad.stdout);
    const other = await runCli(["validate", "--data", "raw/ns_map.csv", "--schema", "ns_sales"], { cwd });
    assert.equal(other.code, 5);
    assert.match(other.stderr, /columns are missing: SKU_NBR/);
  }));
