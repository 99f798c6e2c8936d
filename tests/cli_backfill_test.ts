import assert from "node:assert/strict";
import { join } from "node:path";
import process from "node:process";
import { type BackfillStatus, type Ledger, openSqliteLedger } from "../pipeline/engine/mod.ts";
import { allPermissions, type CliResult, runCli, startCli, withProject } from "./helpers/cli.ts";
import { groupsOf, isGone } from "./helpers/broken_runs.ts";

const job = "internal_preprocessing_job";
const workerPermissions = [...allPermissions, `--allow-run=${Deno.execPath()}`];

const schedules = ["daily_internal", "weekly_external"].map((name) => `${name}_clustering_schedule`)
  .concat("monthly_full_pipeline_schedule");
const sensors = ["new_internal_data_sensor", "external_data_sensor", "internal_clustering_complete_sensor"];

type Json = Record<string, unknown>;

const noLimits = { total: 1, jobs: {}, tags: {}, pools: {} };

interface Project {
  readonly root: string;
  cli(...words: string[]): Promise<CliResult>;
  /** Output of a command with `--json` that succeeds. */
  // deno-lint-ignore no-explicit-any -- output of any command
  json(...words: string[]): Promise<any>;
}

/** A project whose categories are known: `count` of them, each with sales of six stores. */
function withCategories(count: number, test: (project: Project) => Promise<void>): Promise<void> {
  return withProject(async (root) => {
    const names = Array.from({ length: count }, (_, index) => `C${String(index).padStart(2, "0")}`);
    const sales = names.flatMap((name, category) =>
      [1, 2, 3, 4, 5, 6].flatMap((store) => [1, 2].map((n) => `${category * 10 + n},${store},${name},${store + n}`))
    );
    const map = names.flatMap((name, category) => [1, 2].map((n) => `${category * 10 + n},${name},NEED_${n}`));
    await Deno.writeTextFile(
      join(root, "raw/ns_sales.csv"),
      `SKU_NBR,STORE_NBR,CAT_DSC,TOTAL_SALES\n${sales.join("\n")}\n`,
    );
    await Deno.writeTextFile(join(root, "raw/ns_map.csv"), `PRODUCT_ID,CATEGORY,NEED_STATE\n${map.join("\n")}\n`);
    // Nothing but the test makes runs.
    const off = (names: readonly string[]) => names.map((name) => `  ${name}: { running: false }\n`).join("");
    const config = `schedules:\n${off(schedules)}sensors:\n${off(sensors)}`;
    await Deno.writeTextFile(join(root, "config/dev.yaml"), config, { append: true });
    const cli = (...words: string[]) => runCli(words, { cwd: root });
    const project = {
      root,
      cli,
      async json(...words: string[]) {
        const { code, stdout, stderr } = await cli(...words, "--json");
        assert.equal(code, 0, stderr);
        return JSON.parse(stdout);
      },
    };
    const { code, stderr } = await cli("run", job);
    assert.equal(code, 0, stderr);
    await test(project);
  });
}

/** Looks into the history every tenth of a second until it is as wanted; five minutes at most. */
async function until({ root }: Pick<Project, "root">, isSo: (ledger: Ledger) => Promise<boolean>): Promise<void> {
  const ledger = await openSqliteLedger(join(root, "data/history/history.sqlite"));
  await using _open = ledger.history;
  for (let look = 0; !(await isSo(ledger)); look++) {
    assert.ok(look < 3000, "Cannot wait any longer");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Waits until a backfill has a status. */
function untilIs(project: Project, id: string, status: BackfillStatus): Promise<void> {
  return until(project, async ({ coordination: { backfills } }) => (await backfills.backfill(id))?.status === status);
}

/** Keeps a daemon going during `during`, which may kill it. */
async function withDaemon(
  { root }: Pick<Project, "root">,
  during: (daemon: Deno.ChildProcess) => Promise<void>,
  ...words: readonly string[]
) {
  const daemon = startCli(["daemon", "--json", "--max-runs", "2", ...words], {
    cwd: root,
    permissions: workerPermissions,
  });
  const drained = Promise.all([daemon.stdout.pipeTo(new WritableStream()), daemon.stderr.pipeTo(new WritableStream())]);
  const ended = daemon.status;
  let isOver = false;
  ended.then(() => isOver = true);
  try {
    await during(daemon);
  } finally {
    if (!isOver) daemon.kill("SIGTERM");
    await Promise.all([ended, drained]);
  }
}

const shown = (items: readonly Json[]) => items.map(({ partition, status }) => `${partition} ${status}`);

Deno.test("cli: a daemon runs a backfill in its order, and list partitions tells of it", () =>
  withCategories(3, async (project) => {
    const { cli, json } = project;
    const words = ["backfill", "create", job, "--order", "backward", "--concurrency", "1", "--tags", "week=14"];
    const plan = await json(...words, "--dry-run");
    assert.deepEqual(plan.runs.map(({ partitions }: Json) => partitions), [["C02"], ["C01"], ["C00"]]);
    assert.ok(plan.leftOut.includes("internal_sales_shares"));
    assert.deepEqual(await json("backfill"), []);
    const { id, status } = await json(...words, "--set", "engine.threads=1");
    assert.equal(status, "running");
    await withDaemon(project, () => untilIs(project, id, "done"));
    const found = await json("backfill", "show", id.slice(-6));
    assert.deepEqual(shown(found.items), ["C02 success", "C01 success", "C00 success"]);
    const runs = (await json("runs")).filter(({ tags }: { tags: Json }) => tags.backfill === id).reverse();
    assert.deepEqual(runs.map(({ request }: { request: Json }) => request.partitions), [["C02"], ["C01"], ["C00"]]);
    assert.deepEqual([runs[0].tags.week, runs[0].request.overrides], ["14", ["engine.threads=1"]]);
    for (let i = 1; i < 3; i++) assert.ok(runs[i].createdAt >= runs[i - 1].endedAt, "one at a time");
    const { steps } = await json("backfill", "show", "--steps");
    assert.deepEqual(steps.assets, ["internal_sales_by_category"]);
    assert.deepEqual(steps.rows.map((row: Json) => row.steps), [["success"], ["success"], ["success"]]);
    const [category] = await json("list", "partitions");
    assert.deepEqual(category.keys, ["C00", "C01", "C02"]);
    const states = category.states as { status: string; newest: { run: string }; firstSeen: number }[];
    assert.ok(states.every((state) => state.status === "partly made" && state.firstSeen > 0));
    assert.equal(states[0]?.newest.run, runs[2].id);
    const [text, list] = [(await cli("backfill", "show")).stdout, (await cli("backfill")).stdout];
    assert.match(text, /C02\s+✓ success\s+\w{16}/);
    assert.match(list, /internal_preprocessing_job\s+done\s+3\s+3 success/);
    assert.match((await cli("list", "partitions")).stdout, /C00\s+partly made/);
    const missing = await json("backfill", "create", job, "--missing", "--dry-run");
    assert.deepEqual([missing.runs, missing.skipped.length], [[], 3]);
  }));

Deno.test("cli: failed keys are retried from where they failed; a run of chosen partitions goes on from one", () =>
  withCategories(3, async (project) => {
    const { cli, json, root } = project;
    const made = await json("run", "--select", "internal_fe_raw_data", "--queue");
    await withDaemon(project, async () => {
      await until(project, async ({ history }) => (await history.run(made.id))?.status === "success");
      const broken = join(root, "data/assets/internal_fe_raw_data");
      const [folder] = [...Deno.readDirSync(broken)].map(({ name }) => name).filter((name) => name.startsWith("C01"));
      await Deno.rename(join(broken, folder!), join(root, "aside"));
      const select = "internal_fe_raw_data+ & internal_preparation";
      const { id } = await json("backfill", "create", "--select", select, "--group", "2");
      await untilIs(project, id, "failed");
      const failed = await json("backfill", "show", id);
      assert.deepEqual(shown(failed.items), ["C00 success", "C01 failure", "C02 success"]);
      assert.match(failed.by, /^cli:/);
      assert.match(failed.items[1].error.message, /^Cannot/);
      assert.equal(failed.items[1].error.step, "internal_preparation[C01]");
      const text = (await cli("backfill", "show")).stdout;
      assert.match(text, /C01\s+✗ failure\s+\w{16}.*Cannot/);
      assert.match(text, /made\s+\S+ \S+ by cli:/);
      assert.match((await cli("list", "partitions")).stdout, /C01\s+failed/);

      await Deno.rename(join(root, "aside"), join(broken, folder!));
      const retried = await json("backfill", "retry", id);
      assert.deepEqual([retried.status, retried.retried], ["running", 1]);
      await untilIs(project, id, "done");
      const again = (await json("backfill", "show", id)).items[1];
      const run = await json("status", again.run);
      assert.equal(run.status, "success");
      const [newest] = await json("runs", "-n", "1");
      assert.deepEqual([newest.id, newest.parentRun, newest.request.partitions], [
        again.run,
        failed.items[1].run,
        ["C01"],
      ]);
      const words = ["run", "--select", "internal_preparation", "--from-failure", failed.items[1].run];
      const chosen = await json(...words, "-p", "C00", "-p", "C01", "--dry-run");
      const actions = chosen.steps.filter(({ asset }: Json) => asset === "internal_preparation")
        .map(({ partition, action }: Json) => `${partition} ${action}`);
      assert.deepEqual(actions, ["C00 reuse", "C01 make"]);
      const ended = await json(...words, "-p", "C00", "-p", "C01", "--queue", "--wait");
      assert.deepEqual([ended.status, ended.request.partitions], ["success", ["C00", "C01"]]);
      const one = await json("retry", ended.id, "--from-failure", "-p", "C01", "--queue", "--wait");
      assert.deepEqual([one.status, one.parentRun, one.request.partitions], ["success", ended.id, ["C01"]]);
    });
    const { history } = await openSqliteLedger(join(root, "data/history/history.sqlite"));
    await using _open = history;
    const [, newest] = await history.runs({ limit: 2 });
    const steps = await history.steps(newest!.id);
    const found = steps.filter(({ asset }) => asset === "internal_preparation")
      .map(({ partition, status }) => `${partition} ${status}`);
    assert.deepEqual(found, ["C00 reused", "C01 success"]);
  }));

Deno.test("cli: two daemons on one history, one of them killed, run each key of a backfill once", () =>
  withCategories(10, async (project) => {
    const { json, root } = project;
    const { id } = await json("backfill", "create", job, "--concurrency", "3");
    await withDaemon(project, () =>
      withDaemon(project, async (first) => {
        await until(project, async ({ coordination: { backfills } }) =>
          (await backfills.counts([id])).get(id)!.success >= 2);
        first.kill("SIGKILL");
        await untilIs(project, id, "done");
      }));
    const { history, coordination } = await openSqliteLedger(join(root, "data/history/history.sqlite"));
    await using _open = history;
    const runs = (await history.runs()).filter(({ tags }) => tags["backfill"] === id);
    const keys = runs.flatMap(({ request }) => request["partitions"] as string[]);
    assert.deepEqual(keys.sort(), Array.from({ length: 10 }, (_, index) => `C0${index}`));
    assert.ok(runs.every(({ status }) => status === "success"));
    for (const { id: run } of runs) {
      const made = await history.materializations(run);
      assert.equal(made.length, 1);
    }
    assert.deepEqual(await coordination.queue.items(noLimits, 0), []);
  }));

Deno.test("cli: a backfill is paused, resumed and canceled with its runs, each with its row of the audit", () =>
  withCategories(3, async (project) => {
    const { cli, json, root } = project;
    const { id } = await json("backfill", "create", job, "-p", "C00..C01", "--concurrency", "1");
    assert.equal((await json("backfill", "pause", "last", "--reason", "too much")).status, "paused");
    const twice = await cli("backfill", "pause");
    assert.deepEqual([twice.code, /it is paused/.test(twice.stderr)], [2, true]);
    assert.equal((await json("backfill", "resume")).status, "running");
    assert.equal((await json("backfill", "cancel", id.slice(0, 14), "--reason", "wrong file")).status, "canceled");
    assert.deepEqual(shown((await json("backfill", "show")).items), ["C00 canceled", "C01 canceled"]);
    const again = await openSqliteLedger(join(root, "data/history/history.sqlite"));
    await using _again = again.history;
    const audits = (await again.coordination.audits()).filter(({ target }) => target === id);
    assert.deepEqual(audits.map(({ action, details }) => [action, details["reason"]]), [
      ["backfill.cancel", "wrong file"],
      ["backfill.resume", undefined],
      ["backfill.pause", "too much"],
      ["backfill.create", undefined],
    ]);

    // What is executed is ended, too; a process that is stopped listens to nothing.
    assert.equal((await json("backfill", "retry")).retried, 2);
    const { history, coordination: { queue } } = again;
    await withDaemon(
      project,
      async () => {
        const runOf = async () => (await again.coordination.backfills.items(id))[0]!.run ?? "";
        await until(project, async () => (await groupsOf(history, await runOf())).length > 0);
        const run = await runOf();
        const [group] = await groupsOf(history, run);
        process.kill(group!, "SIGSTOP");
        assert.equal((await json("backfill", "cancel", "--reason", "again")).status, "canceling");
        await untilIs(project, id, "canceled");
        assert.deepEqual(shown((await json("backfill", "show")).items), ["C00 canceled", "C01 canceled"]);
        assert.equal((await history.run(run))?.status, "canceled");
        assert.ok(isGone(group!));
        const said = (await history.events(run)).flatMap((event) => event.kind === "log" ? event.message : []).join(
          "|",
        );
        assert.match(said, /backfill \w{16}: again/);
        assert.match(said, new RegExp(`Process group ${group} got TERM and KILL: all its processes are gone`));
        assert.deepEqual([...new Set(await groupsOf(history, run))], [group]);
        assert.deepEqual(await queue.items(noLimits, 0), []);
      },
      "--set",
      "queue.grace_seconds=1",
    );
    assert.deepEqual(shown((await json("backfill", "show")).items), ["C00 canceled", "C01 canceled"]);
  }));

Deno.test("cli: a queued run says which pool, job or tag it waits for", () =>
  withCategories(2, async ({ json }) => {
    const because = async (...set: string[]) => {
      const words = ["run", "full_pipeline_job", "--queue", ...set.flatMap((one) => ["--set", one])];
      return (await json(...words)).waitingBecause;
    };
    const pool = /it needs 1 slots? of the pool clustering, which has 0/;
    assert.match(await because("queue.limits.pools.clustering=0"), pool);
    assert.match(
      await because("queue.limits.jobs.full_pipeline_job=0"),
      /no run of full_pipeline_job may start, because their limit was set to 0/,
    );
    assert.match(await because("queue.limits.tags.kind=0"), /no run tagged kind=complete_pipeline may start, because/);
  }));

Deno.test("cli: wrong words of backfills end with 2 and the nearest name", () =>
  withCategories(2, async ({ cli }) => {
    const cases: readonly (readonly [words: readonly string[], message: RegExp])[] = [
      [["craete"], /"craete" is none of .*; did you mean "create"\?/],
      [["create"], /Cannot create a backfill: NAME is missing/],
      [["create", "internal_preprocesing_job"], /did you mean "internal_preprocessing_job"\?/],
      [["create", job, "-p", "C0O"], /Cannot choose partition "C0O".*did you mean "C00"\?/],
      [["create", job, "--from", "C01", "--to", "C00"], /the first key stands after the last/],
      [["create", job, "--order", "backwards"], /did you mean "backward"\?/],
      [["create", "external_preprocessing_job"], /nothing of it is split by partitions/],
      [["show"], /Cannot find the backfill "last": there is none/],
      [["retry", "8m2v7t"], /Cannot find the backfill "8m2v7t": there is none/],
    ];
    for (const [words, message] of cases) {
      const { code, stderr } = await cli("backfill", ...words);
      assert.deepEqual([code, message.test(stderr)], [2, true], `${words.join(" ")}: ${stderr}`);
    }
  }));
