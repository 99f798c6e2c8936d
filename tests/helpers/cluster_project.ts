import assert from "node:assert/strict";
import { join } from "node:path";
import { mapEnvironment } from "../../infra/env.ts";
import { openSqliteLedger } from "../../pipeline/engine/mod.ts";
import { loadSettings, openProject } from "../../pipeline/mod.ts";
import { runCli } from "./cli.ts";
import type { Backend } from "../../ui/backend.ts";
import { exampleBackend } from "../../ui/testing/backend.ts";

/** A category of the sample under a name that pages must not take for markup. */
export const hostileCategory = `<img src=x onerror=alert(2)>&'/CANDY`;

/** A project in which the whole pipeline ran twice over one category of the sample. */
export interface ClusterFolder {
  readonly folder: string;
  /** Before, and now with fewer clusters. */
  readonly runs: readonly [string, string];
}

/** Runs the pipeline twice in a folder; about ten seconds. */
export async function makeClusterFolder(folder: string): Promise<ClusterFolder> {
  await copySample(join(folder, "raw"));
  const runs = [];
  for (const most of [6, 3]) {
    const { code, stdout, stderr } = await runCli([
      ...["run", "full_pipeline_job", "--env", "dev", "--json"],
      ...settingsOf(folder).flatMap((pair) => ["--set", pair]),
      ...["--set", `job_params.max_clusters=${most}`],
      ...["--set", "job_params.stability.bootstraps=3"],
    ]);
    assert.equal(code, 0, stdout + stderr);
    runs.push(await newestRun(folder));
  }
  return { folder, runs: [runs[0]!, runs[1]!] };
}

/** What the project's configuration is in the folder. */
function settingsOf(folder: string): readonly string[] {
  return [`paths.raw=${folder}/raw`, `paths.data=${folder}/data`, `paths.logs=${folder}/logs`];
}

async function copySample(to: string): Promise<void> {
  const from = new URL("../../data/sample/", import.meta.url);
  await Deno.mkdir(to, { recursive: true });
  for (const name of ["placerai.csv", "urbanicity.csv", "cotenants.csv"]) {
    await Deno.copyFile(new URL(name, from), join(to, name));
  }
  for (const name of ["ns_sales.csv", "ns_map.csv"]) {
    const [head, ...lines] = (await Deno.readTextFile(new URL(name, from))).split("\n");
    const own = lines.filter((line) => line.includes(",CANDY,"));
    const renamed = own.map((line) => line.replace(",CANDY,", () => `,${hostileCategory},`));
    await Deno.writeTextFile(join(to, name), [head, ...renamed, ""].join("\n"));
  }
}

async function newestRun(folder: string): Promise<string> {
  const ledger = await openSqliteLedger(historyOf(folder));
  const [run] = await ledger.history.runs({ limit: 1 });
  await ledger.history.close();
  return run!.id;
}

function historyOf(folder: string): string {
  return `${folder}/data/history/history.sqlite`;
}

/** What pages of the folder's project are answered from; close its history afterwards. */
export async function clusterBackend({ folder }: ClusterFolder, given: Partial<Backend> = {}): Promise<Backend> {
  const example = await exampleBackend();
  await example.ledger.history.close();
  const { settings, entries } = await loadSettings({
    ...{ root: example.root, environment: "dev", file: join(example.root, "config/dev.yaml") },
    overrides: settingsOf(folder),
    variables: mapEnvironment({}),
  });
  const ledger = await openSqliteLedger(historyOf(folder));
  return { ...example, ledger, project: openProject(settings), settings, configuration: entries, ...given };
}
