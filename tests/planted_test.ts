import assert from "node:assert/strict";
import { join } from "node:path";
import { openSession } from "../io/mod.ts";
import { runCli } from "./helpers/cli.ts";
import { assertPlantedFound } from "./helpers/planted.ts";
import { withFolder } from "./helpers/workspace.ts";

Deno.test("full_pipeline_job: planted segments are found again in clean data of another seed and size", () =>
  withFolder(async (folder) => {
    const [raw, data] = [join(folder, "raw"), join(folder, "data")];
    const sizes = ["--stores", "400", "--skus", "300", "--categories", "5", "--seed", "7", "--dirt", "none"];
    const made = await runCli(["generate", ...sizes, "--out", raw]);
    assert.equal(made.code, 0, made.stderr);
    const settings = [`paths.data=${data}`, `paths.raw=${raw}`].flatMap((setting) => ["--set", setting]);
    const run = await runCli(["run", "full_pipeline_job", "--env", "dev", ...settings]);
    assert.equal(run.code, 0, run.stderr);
    await using session = await openSession();
    await assertPlantedFound(session, data, { truth: raw, categories: 5, least: 0.95 });
  }));
