import assert from "node:assert/strict";
import { z } from "zod";
import { exists } from "../../infra/fs.ts";
import { withWorkspace, type Workspace } from "../../tests/helpers/workspace.ts";
import { readerConfigSchema } from "../config.ts";
import { openDatasets } from "../datasets.ts";
import { quoteLiteral } from "../sql.ts";
import type { ReadReport } from "../types.ts";

const schema = z.object({ id: z.int().positive(), sales: z.number().nonnegative() });

/** Reads a file of 100 rows of which the first ones break a rule. */
async function readWith({ session, folder, file }: Workspace, wrong: number, ratio?: number): Promise<ReadReport> {
  const rows = Array.from({ length: 100 }, (_, i) => `${i + 1},${i < wrong ? -1 : i}`);
  const path = await file("x.csv", ["id,sales", ...rows].join("\n"));
  const settings = { kind: "csv", path, ...(ratio === undefined ? {} : { max_reject_ratio: ratio }) };
  // A dot is allowed in the name of a dataset.
  const datasets = openDatasets({
    session,
    readers: { "sales.2026": readerConfigSchema.parse(settings) },
    writers: {},
    rejectsDirectory: `${folder}/rejects`,
    run: "r1",
  });
  return await datasets.read("sales.2026", { as: "admitted", schema });
}

Deno.test("admit: as many rejects as the ratio allows are a warning, one more is a refusal of kind data", () =>
  withWorkspace(async (workspace) => {
    assert.deepEqual([(await readWith(workspace, 1)).rejected, (await readWith(workspace, 7, 0.07)).rejected], [1, 7]);
    const refusal = /Cannot accept sales\.2026: 2 of 100 rows \(2\.00 %\) were put aside, more than the 1 % allowed/;
    await assert.rejects(readWith(workspace, 2), (error: Error) => {
      assert.match(error.message, refusal);
      return true;
    });
    await assert.rejects(readWith(workspace, 2), {
      kind: "data",
      place: `${workspace.path("x.csv")}:2`,
      remedy: `Look at ${workspace.path("rejects/sales.2026.parquet")}, fix the file, or raise ` +
        "readers.sales.2026.max_reject_ratio.",
    });
    await assert.rejects(readWith(workspace, 1, 0), /1 of 100 rows \(1\.00 %\) was put aside, .*\(1 row, such as /);
  }));

Deno.test("admit: the file of rejects is that of the last read, refused ones too, and gone when nothing was put aside", () =>
  withWorkspace(async (workspace) => {
    const path = workspace.path("rejects/sales.2026.parquet");
    const kept = async () =>
      await workspace.session.rows(`SELECT line, rule, run FROM ${quoteLiteral(path)} ORDER BY line`);
    const report = await readWith(workspace, 1);
    assert.equal(report.rejectsFile, path);
    const row = (line: number) => ({ line, rule: "sales: at least 0", run: "r1" });
    assert.deepEqual(await kept(), [row(2)]);
    await assert.rejects(readWith(workspace, 3));
    assert.deepEqual(await kept(), [row(2), row(3), row(4)]);
    assert.equal((await readWith(workspace, 0)).rejectsFile, undefined);
    assert.equal(await exists(path), false);
  }));

Deno.test("admit: a file of rejects that cannot be written is a problem with its path", () =>
  withWorkspace(async (workspace) => {
    await workspace.file("rejects", "a file where the folder must be");
    await assert.rejects(readWith(workspace, 1), {
      name: "Problem",
      kind: "configuration",
      place: workspace.path("rejects/sales.2026.parquet"),
    });
  }));
