import assert from "node:assert/strict";
import { join } from "node:path";
import { digestFile } from "../infra/mod.ts";
import { openSession } from "../io/mod.ts";
import { type CliResult, runCli } from "./helpers/cli.ts";
import { listFolder, withFolder } from "./helpers/workspace.ts";

const map = "PRODUCT_ID,NEED_STATE\n1,a\n1,b\n1,c\n2,A \n3,d\n";

/** Writes the two files into `folder` and runs the internal job on them. */
async function run(folder: string, sales: string, needStates = map, words: readonly string[] = []): Promise<CliResult> {
  await Deno.mkdir(join(folder, "raw"), { recursive: true });
  await Deno.writeTextFile(join(folder, "raw/ns_sales.csv"), `SKU_NBR,STORE_NBR,CAT_DSC,TOTAL_SALES\n${sales}`);
  await Deno.writeTextFile(join(folder, "raw/ns_map.csv"), needStates);
  return await runCli([
    ...["run", "internal_preprocessing_job", "--env", "dev", "--set", `paths.data=${join(folder, "data")}`],
    ...["--set", `paths.raw=${join(folder, "raw")}`, ...words],
  ]);
}

async function rows<Row>(sql: string): Promise<Row[]> {
  await using session = await openSession({});
  return await session.rows<Row>(sql);
}

/** Every published file with its hash. */
async function published(folder: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const place of ["data/internal", "data/internal/sales_by_category"]) {
    for (const name of await listFolder(join(folder, place))) {
      const path = join(folder, place, name);
      if ((await Deno.stat(path)).isFile) found[`${place}/${name}`] = (await digestFile(path)).hash;
    }
  }
  return found;
}

Deno.test("internal_preprocessing_job: sales are split over need states and become shares", () =>
  withFolder(async (folder) => {
    const { code, stdout, stderr } = await run(folder, "1,1,X,60\n1,1,X,30\n2,1,X,10\n");
    assert.equal(code, 0, stderr);
    assert.match(stdout, /Sales without a need state\s+0\.00 %/);
    const shares = `'${join(folder, "data/internal/sales_shares.parquet")}'`;
    assert.deepEqual(await rows(`FROM ${shares}`), [
      { CAT_DSC: "X", STORE_NBR: 1, NEED_STATE: "A", SALES: 40, SHARE: 0.4 },
      { CAT_DSC: "X", STORE_NBR: 1, NEED_STATE: "B", SALES: 30, SHARE: 0.3 },
      { CAT_DSC: "X", STORE_NBR: 1, NEED_STATE: "C", SALES: 30, SHARE: 0.3 },
    ]);
    assert.deepEqual(await rows(`FROM '${join(folder, "data/internal/sales_by_category/X.parquet")}'`), [
      { STORE_NBR: 1, "% Sales A": 40, "% Sales B": 30, "% Sales C": 30 },
    ]);
  }));

Deno.test("internal_preprocessing_job: unmapped sales are counted, and too many of them stop the job", () =>
  withFolder(async (folder) => {
    const sales = "3,1,X,75\n9,1,X,20\n9,2,X,5\n";
    const counted = await run(folder, sales);
    assert.equal(counted.code, 0, counted.stderr);
    assert.match(counted.stdout, /Sales without a need state\s+25\.00 % \(2 lines\)/);
    const before = await published(folder);
    const stopped = await run(folder, sales, map, ["--set", "job_params.max_unmapped_share=0.2"]);
    assert.equal(stopped.code, 5);
    assert.match(stopped.stdout, /max_unmapped_share/);
    assert.deepEqual(await published(folder), before);
  }));

Deno.test("internal_preprocessing_job: a category that is gone loses its file, one of any name gets one", () =>
  withFolder(async (folder) => {
    const first = await run(folder, "3,1,DIET/NUTRITION,1\n3,1,HAND & BODY,1\n3,1,..,1\n");
    assert.equal(first.code, 0, first.stderr);
    const wide = join(folder, "data/internal/sales_by_category");
    assert.equal((await listFolder(wide)).filter((name) => name.endsWith(".parquet")).length, 3);
    const names = JSON.parse(await Deno.readTextFile(join(wide, "_map.json")));
    assert.ok(JSON.stringify(names).includes("DIET/NUTRITION"));
    const second = await run(folder, "3,1,HAND & BODY,1\n");
    assert.equal(second.code, 0, second.stderr);
    assert.equal((await listFolder(wide)).filter((name) => name.endsWith(".parquet")).length, 1);
  }));

Deno.test("internal_preprocessing_job: a store without sales in a category has no row there and is told", () =>
  withFolder(async (folder) => {
    const { code, stdout } = await run(folder, "3,1,X,0\n3,2,X,5\n");
    assert.equal(code, 0);
    assert.match(stdout, /Stores left out of a category, sales 0\s+1/);
    const shares = `'${join(folder, "data/internal/sales_shares.parquet")}'`;
    assert.deepEqual(await rows(`SELECT STORE_NBR FROM ${shares}`), [{ STORE_NBR: 2 }]);
  }));

const refused: readonly (readonly [title: string, sales: string, map: string, expected: RegExp])[] = [
  ["a map without overlap", "8,1,X,5\n", map, /no item with sales has a need state/],
  ["a map without need states", "1,1,X,5\n", "PRODUCT_ID,NEED_STATE\n1,\n", /no item with sales has a need state/],
  ["a map without the column", "1,1,X,5\n", "PRODUCT_ID,NEED\n1,a\n", /NEED_STATE is missing/],
  ["sales without rows", "", map, /no rows/],
  ["mostly bad sales", "1,1,X,5\n-1,1,X,5\n", map, /more than 0/],
];

for (const [title, sales, needStates, expected] of refused) {
  Deno.test(`internal_preprocessing_job: ${title} is refused with exit code 5, and what was published stays`, () =>
    withFolder(async (folder) => {
      assert.equal((await run(folder, "3,1,X,1\n")).code, 0);
      const before = await published(folder);
      const { code, stdout, stderr } = await run(folder, sales, needStates);
      assert.equal(code, 5, stdout + stderr);
      assert.match(stdout + stderr, expected);
      assert.doesNotMatch(stdout + stderr, /\n\s+at /, "no stack trace");
      assert.deepEqual(await published(folder), before);
    }));
}

Deno.test("internal_preprocessing_job: --reuse takes what is unchanged and makes what a changed file needs", () =>
  withFolder(async (folder) => {
    const sales = "3,1,X,1\n3,2,Y,1\n";
    assert.equal((await run(folder, sales)).code, 0);
    const again = await run(folder, sales, map, ["--reuse"]);
    assert.equal(again.code, 0, again.stderr);
    assert.match(again.stdout, /reused/);
    const changed = await run(folder, "3,1,X,1\n3,2,Y,1\n3,3,Z,1\n", map, ["--reuse"]);
    assert.equal(changed.code, 0, changed.stderr);
    const shares = `'${join(folder, "data/internal/sales_shares.parquet")}'`;
    assert.deepEqual(await rows(`SELECT count(DISTINCT CAT_DSC) AS n FROM ${shares}`), [{ n: 3 }]);
  }));
