import assert from "node:assert/strict";
import { join } from "node:path";
import { openSession } from "../io/mod.ts";
import { runCli } from "./helpers/cli.ts";
import { projectRoot } from "./helpers/source_files.ts";
import { withFolder } from "./helpers/workspace.ts";

const sample = join(projectRoot, "data/sample");

type Dirt = Record<string, Record<string, number>>;

async function dirt(): Promise<Dirt> {
  return JSON.parse(await Deno.readTextFile(join(sample, "dirt.json")));
}

/** Rejected rows by dataset. */
async function rejects(data: string): Promise<Record<string, number>> {
  await using session = await openSession({});
  const found: Record<string, number> = {};
  for (const { name } of Deno.readDirSync(join(data, "rejects"))) {
    if (!name.endsWith(".parquet")) continue;
    const row = await session.row<{ n: number }>(`SELECT count(*) AS n FROM '${join(data, "rejects", name)}'`);
    found[name.replace(/\.parquet$/, "")] = row?.n ?? -1;
  }
  return found;
}

Deno.test("sample: the internal job puts aside exactly the rows that were planted to be", () =>
  withFolder(async (data) => {
    const { code, stdout, stderr } = await runCli(
      ["run", "internal_preprocessing_job", "--env", "dev", "--set", `paths.data=${data}`],
    );
    assert.equal(code, 0, stderr);
    const planted = await dirt();
    assert.deepEqual(await rejects(data), {
      ns_sales: planted["ns_sales"]?.["rows_to_reject"],
      ns_map: planted["ns_map"]?.["rows_to_reject"],
    });
    assert.match(stdout, /Sales without a need state\s+2\.\d\d %/);
    await using session = await openSession({});
    const shares = `'${join(data, "internal/sales_shares.parquet")}'`;
    assert.deepEqual(
      await session.rows(
        `SELECT count(DISTINCT CAT_DSC) AS categories, count(DISTINCT STORE_NBR) AS stores FROM ${shares}`,
      ),
      [{ categories: 8, stores: 300 }],
    );
    const wrong = await session.rows(
      `SELECT CAT_DSC, STORE_NBR FROM ${shares} GROUP BY ALL HAVING abs(sum(SHARE) - 1) > 1e-9`,
    );
    assert.deepEqual(wrong, []);
  }));

Deno.test("sample: the external job keeps one row per store and puts aside the planted rows", () =>
  withFolder(async (data) => {
    const { code, stderr } = await runCli(
      ["run", "external_preprocessing_job", "--env", "dev", "--set", `paths.data=${data}`],
    );
    assert.equal(code, 0, stderr);
    const planted = await dirt();
    const names = ["placerai", "urbanicity", "cotenants"];
    assert.deepEqual(
      await rejects(data),
      Object.fromEntries(names.map((name) => [`external_${name}`, planted[name]?.["rows_to_reject"]])),
    );
    await using session = await openSession({});
    const [row] = await session.rows<{ rows: number; stores: number }>(
      `SELECT count(*) AS rows, count(DISTINCT STORE_NBR) AS stores
       FROM '${join(data, "external/processed_external_data.parquet")}'`,
    );
    assert.equal(row?.rows, row?.stores);
    assert.ok((row?.rows ?? 0) >= 298, "a store is lost only when every source lacks it");
  }));

Deno.test("sample: duplicate stores are refused unless the configuration says to keep the first", () =>
  withFolder(async (data) => {
    const { code, stdout } = await runCli([
      ...["run", "external_preprocessing_job", "--env", "dev", "--set", `paths.data=${data}`],
      ...["--set", "job_params.remove_duplicates=false"],
    ]);
    assert.equal(code, 5);
    assert.match(stdout, /unique_stores/);
    assert.match(stdout, /remove_duplicates/);
  }));

Deno.test("sample: all files together stay under 3 MB", () => {
  const sizes = [...Deno.readDirSync(sample)].map(({ name }) => Deno.statSync(join(sample, name)).size);
  assert.ok(sizes.reduce((sum, size) => sum + size, 0) < 3_000_000);
});
