import assert from "node:assert/strict";
import { join } from "node:path";
import { runCli, withProject } from "./helpers/cli.ts";

type Json = Record<string, unknown>;

async function json(root: string, ...words: string[]): Promise<unknown> {
  const { code, stdout, stderr } = await runCli([...words, "--json"], { cwd: root });
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout);
}

Deno.test("cli: the schedules are those that are promised", () =>
  withProject(async (root) => {
    const schedules = await json(root, "schedule", "list") as Json[];
    assert.deepEqual(schedules.map(({ name, cron, timezone, job, running }) => [name, cron, timezone, job, running]), [
      ["daily_internal_clustering_schedule", "0 0 * * *", "UTC", "internal_clustering_job", true],
      ["weekly_external_clustering_schedule", "0 0 * * 1", "UTC", "external_clustering_job", true],
      ["monthly_full_pipeline_schedule", "0 0 1 * *", "UTC", "full_pipeline_job", true],
    ]);
    assert.deepEqual(schedules, await json(root, "list", "schedules"));
    const sensors = await json(root, "list", "sensors") as Json[];
    assert.deepEqual(sensors.map(({ name, job, minimumInterval }) => [name, job, minimumInterval]), [
      ["new_internal_data_sensor", "internal_clustering_job", 60_000],
      ["external_data_sensor", "external_clustering_job", 300_000],
      ["internal_clustering_complete_sensor", "merging_job", 15_000],
    ]);
  }));

Deno.test("cli: a schedule is previewed with daylight-saving time as the configuration has it", () =>
  withProject(async (root) => {
    const name = "daily_internal_clustering_schedule";
    const changes = ["--set", `schedules.${name}.timezone=Europe/Berlin`, "--set", `schedules.${name}.cron=30 2 * * *`];
    const ticks = await json(root, "schedule", "preview", name, "-n", "400", ...changes) as { marks: string[] }[];
    assert.equal(ticks.length, 400);
    assert.ok(ticks.some(({ marks }) => marks.includes("moved")));
    assert.ok(ticks.some(({ marks }) => marks.includes("first_of_two")));
    assert.equal((await json(root, "schedule", "preview", name) as Json[]).length, 20);
    const bad = await runCli(["schedule", "list", "--set", `schedules.${name}.cron=61 * * * *`], { cwd: root });
    assert.deepEqual([bad.code, /its minute "61" is not from 0 to 59/.test(bad.stderr)], [3, true]);
  }));

Deno.test("cli: starting and stopping last", () =>
  withProject(async (root) => {
    const name = "weekly_external_clustering_schedule";
    assert.deepEqual(await json(root, "schedule", "stop", name), [{ name, running: false, changed: true }]);
    assert.deepEqual(await json(root, "schedule", "stop", name), [{ name, running: false, changed: false }]);
    const shown = await json(root, "schedule", "show", name) as Json;
    assert.deepEqual([shown.running, shown.nextTick], [false, null]);
    assert.equal((await json(root, "sensor", "stop") as Json[]).length, 3);
    assert.deepEqual((await json(root, "sensor", "list") as Json[]).map(({ running }) => running), [
      false,
      false,
      false,
    ]);
    assert.deepEqual(await json(root, "schedule", "ticks", name), []);
  }));

Deno.test("cli: a preview of a sensor has no effect, a run queues what is new once", () =>
  withProject(async (root) => {
    const name = "new_internal_data_sensor";
    const now = ["--set", `sensors.${name}.settle=0`];
    const preview = await json(root, "sensor", "preview", name, ...now) as { runRequests: Json[] };
    assert.equal(preview.runRequests.length, 1);
    const nothing = await Deno.stat(join(root, "data")).catch(() => undefined);
    assert.equal(nothing, undefined);
    const first = await json(root, "sensor", "run", name, ...now) as { outcome: string; runs: string[] };
    assert.deepEqual([first.outcome, first.runs.length], ["launched", 1]);
    const second = await json(root, "sensor", "run", name, ...now) as { outcome: string; message: string };
    assert.deepEqual([second.outcome, second.message], ["skipped", "nothing new in 2 files"]);
    const runs = await json(root, "runs") as Json[];
    assert.deepEqual(runs.map(({ id, job, status }) => [id, job, status]), [
      [first.runs[0], "internal_clustering_job", "queued"],
    ]);
    assert.equal((await json(root, "sensor", "ticks", name) as Json[]).length, 2);
  }));

Deno.test("cli: wrong names of schedules and sensors end with 2 and the nearest name", () =>
  withProject(async (root) => {
    const cases: readonly (readonly [words: readonly string[], message: RegExp])[] = [
      [
        ["schedule", "show", "daily_internal_clustering_schedul"],
        /did you mean "daily_internal_clustering_schedule"\?/,
      ],
      [["schedule", "preview"], /Cannot preview a schedule: NAME is missing/],
      [["schedule", "lst"], /"lst" is none of .*; did you mean "list"\?/],
      [["sensor", "run", "external_data"], /did you mean "external_data_sensor"\?/],
      [["sensor", "stop", "x"], /Cannot stop the sensor "x": there is no such sensor/],
    ];
    for (const [words, message] of cases) {
      const { code, stderr } = await runCli(words, { cwd: root });
      assert.equal(code, 2, words.join(" "));
      assert.match(stderr, message);
    }
  }));
