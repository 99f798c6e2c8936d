import assert from "node:assert/strict";
import { join } from "node:path";
import { mapEnvironment, Problem } from "../infra/mod.ts";
import { openDatasets, openSession, readerKinds } from "../io/mod.ts";
import { noKnowledge, planRun } from "../pipeline/engine/mod.ts";
import { jobs, type LoadedSettings, loadSettings, openProject, settingsSchema } from "../pipeline/mod.ts";
import { runCli } from "./helpers/cli.ts";
import { projectRoot } from "./helpers/source_files.ts";

const environments = ["dev", "staging", "prod"] as const;

function load(environment: string, overrides: readonly string[] = []): Promise<LoadedSettings> {
  const file = join(projectRoot, `config/${environment}.yaml`);
  return loadSettings({ root: projectRoot, environment, file, overrides, variables: mapEnvironment({}) });
}

for (const environment of environments) {
  Deno.test(`definitions: ${environment} loads, every job selects assets and whole ones can be planned`, async () => {
    const { settings } = await load(environment);
    const project = openProject(settings);
    assert.deepEqual([...project.jobs.keys()].sort(), jobs.map(({ name }) => name).sort());
    for (const { name } of jobs) assert.ok((project.jobAssets.get(name)?.length ?? 0) > 0, name);
    for (const name of ["internal_preprocessing_job", "external_preprocessing_job"]) {
      const plan = planRun(project, { job: name, environment }, noKnowledge);
      assert.ok(plan.steps.length > 0, name);
    }
  });

  Deno.test(`definitions: ${environment} has every reader and writer that the assets name`, async () => {
    const { settings } = await load(environment);
    await using session = await openSession({});
    const { readers, writers } = settings;
    const opened = openDatasets({ session, readers, writers, rejectsDirectory: "unused", run: "test" });
    for (const name of ["ns_sales", "ns_map", ...settings.external_sources]) {
      assert.ok(opened.readers.includes(name), name);
      // A missing file is told as such; a kind or key that does not resolve would be another problem.
      await opened.files(name).catch((error) => {
        assert.ok(error instanceof Problem && error.kind === "data", String(error));
      });
    }
    for (const name of ["sales_by_category", "sales_shares", "external_data"]) assert.ok(opened.writers.includes(name));
  });
}

Deno.test("definitions: the JSON Schema names every section and every kind of reader", async () => {
  const { code, stdout, stderr } = await runCli(["config", "schema"]);
  assert.equal(code, 0, stderr);
  const schema = JSON.parse(stdout);
  assert.deepEqual(Object.keys(schema.properties).sort(), Object.keys(settingsSchema.shape).sort());
  for (const { kind } of readerKinds) assert.ok(stdout.includes(`"${kind}"`), kind);
});

Deno.test("definitions: an archive that would be replaced is refused", async () => {
  const archive = (config: string) => load("dev", [`writers.final_assignments_archive=${config}`]);
  for (
    const kept of ["{kind: duckdb, path: a.duckdb, table: A, append: true}", "{kind: csv, path: a, per_run: true}"]
  ) {
    await archive(kept);
  }
  await assert.rejects(
    load("dev", ["writers.final_assignments_archive.per_run=false"]),
    /an archive must keep what it has: set append .* or per_run/,
  );
});

Deno.test("definitions: an unknown key names its place and the key that was meant", async () => {
  await assert.rejects(load("dev", ["engine.memory_limt=1GB"]), (error) => {
    assert.ok(error instanceof Problem && error.kind === "configuration");
    assert.match(error.message, /memory_limt/);
    assert.match(`${error.message} ${error.remedy}`, /memory_limit/);
    return true;
  });
});
