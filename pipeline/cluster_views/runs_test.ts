import assert from "node:assert/strict";
import {
  defineAsset,
  defineJob,
  defineProject,
  memoryHistory,
  record,
  type RunRecord,
  type StepRecord,
} from "../engine/mod.ts";
import { clusterRuns } from "./runs.ts";
import type { ClusterSource } from "./source.ts";

const kind = record({ parse: (input: unknown) => input });
const common = { group: "g", description: "An example.", kind, compute: () => null };
const features = defineAsset({ ...common, name: "features" });
const project = defineProject({
  assets: [features, defineAsset({ ...common, name: "internal_assign_clusters", deps: { features } })],
  jobs: [
    defineJob({ name: "all", selection: "*", description: "Everything." }),
    defineJob({ name: "first", selection: "features", description: "Features alone." }),
  ],
});

Deno.test("clusterRuns: runs that assigned clusters; those that failed before they came to them are left out", async () => {
  const history = memoryHistory();
  const add = async (id: string, status: RunRecord["status"], steps: readonly StepRecord["status"][], job = "all") => {
    await history.createRun({ id, job, environment: "dev", status, tags: {}, request: {}, createdAt: 0 });
    const assets = ["features", "internal_assign_clusters"];
    await history.write(id, {
      steps: steps.map((status, i) => {
        const asset = assets[i]!;
        return { run: id, step: asset, asset, status, attempt: 1, metadata: {} };
      }),
    });
  };
  await add("r1", "success", ["success", "success"]);
  await add("r2", "failure", ["failed", "skipped"]);
  await add("r3", "failure", ["reused", "success"]);
  await add("r4", "success", ["success"], "first");
  await add("r5", "running", ["success", "success"]);
  const source: ClusterSource = { history, project, settings: {} as ClusterSource["settings"] };
  const found = async (most: number) => (await clusterRuns(source, most)).map(({ id }) => id);
  assert.deepEqual(await found(10), ["r3", "r1"]);
  assert.deepEqual(await found(1), ["r3"]);
});
