import assert from "node:assert/strict";
import { type ManualClock, manualClock } from "../../../infra/clock.ts";
import { Problem } from "../../../infra/errors.ts";
import { allPartitions } from "../asset.ts";
import { executeRun } from "../execute.ts";
import type { Ledger } from "../history/ledger.ts";
import { openSqliteLedger } from "../history/sqlite.ts";
import { defineJob } from "../job.ts";
import { newRun } from "../new_run.ts";
import { dynamicPartitions } from "../partitions.ts";
import { defineProject, type Project } from "../project.ts";
import type { RunRequest } from "../plan_types.ts";
import { defineSchedule } from "../schedules/schedule.ts";
import { asset, countingRandom, passing, projectOf } from "../testing/kit.ts";
import { assetFreshness } from "./look.ts";
import type { LateCause } from "./types.ts";
import { causeText } from "./words.ts";

const hour = 3_600_000;
const start = Date.UTC(2026, 0, 5);

interface Bench {
  readonly ledger: Ledger;
  readonly clock: ManualClock;
  run(project: Project, request?: Partial<RunRequest>): Promise<string>;
  /** Status and kinds of causes of one asset, in short. */
  look(project: Project, name: string): Promise<string>;
}

async function withLedger(test: (bench: Bench) => Promise<void>): Promise<void> {
  const root = await Deno.makeTempDir({ prefix: "freshness-" });
  const ledger = await openSqliteLedger(":memory:");
  const clock = manualClock(start);
  const random = countingRandom();
  try {
    await test({
      ledger,
      clock,
      run: async (project, request = {}) => {
        const wanted = { job: "all", environment: "test", ...request };
        return (await executeRun(project, wanted, { history: ledger.history, root, clock, random })).run.id;
      },
      look: async (project, name) => {
        const [found] = await assetFreshness(project, ledger, clock.now(), { assets: [name] });
        return `${found!.status}: ${found!.causes.map(short).join(", ")}`;
      },
    });
  } finally {
    await ledger.history.close();
    await Deno.remove(root, { recursive: true });
  }
}

function short(cause: LateCause): string {
  return cause.kind === "step_failed" || cause.kind === "upstream_late" ? `${cause.kind} ${cause.asset}` : cause.kind;
}

const freshness = { within: 10 * hour };
const nightly = (running: boolean) =>
  defineSchedule({ name: "nightly", job: "all", cron: "0 0 * * *", defaultRunning: running, description: "N." });

Deno.test("assetFreshness: never made, made, found unchanged, late without a run, with a schedule that is stopped", () =>
  withLedger(async ({ run, look, clock, ledger }) => {
    const project = projectOf([asset("a", { freshness })], { schedules: [nightly(true)] });
    assert.equal(await look(project, "a"), "unknown: no_run");
    await run(project);
    assert.equal(await look(project, "a"), "fresh: ");
    await clock.advance(9 * hour);
    assert.equal(await look(project, "a"), "at_risk: no_run");
    await run(project, { reuse: true });
    assert.equal(await look(project, "a"), "fresh: ");
    await clock.advance(10 * hour);
    assert.equal(await look(project, "a"), "late: no_run");
    await ledger.coordination.automation.setRunning("schedule", "nightly", false, clock.now());
    assert.equal(await look(project, "a"), "late: automation_stopped, no_run");
    assert.equal(await look(projectOf([asset("a", { freshness })]), "a"), "late: nothing_runs_it, no_run");
  }));

Deno.test("assetFreshness: a run that goes on from a failed one does not make its old values newer", () =>
  withLedger(async ({ run, look, clock }) => {
    let fails = true;
    const a = asset("a", { freshness });
    const b = asset("b", {
      deps: { a },
      compute: () => {
        if (fails) throw new Error("no");
        return 1;
      },
    });
    const project = projectOf([a, b], { schedules: [nightly(true)] });
    const failed = await run(project);
    await clock.advance(11 * hour);
    fails = false;
    await run(project, { fromFailure: failed });
    assert.equal(await look(project, "a"), "late: no_run");
  }));

Deno.test("assetFreshness: the failed step upstream is the cause, and makes at risk what is still fresh", () =>
  withLedger(async ({ run, look, clock, ledger }) => {
    let fails = false;
    const raw = asset("raw", {
      kind: passing,
      compute: () => {
        if (fails) throw new Problem("data", "the file is empty");
        return 1;
      },
    });
    const middle = asset("middle", { deps: { raw }, freshness: { within: 2 * hour } });
    const last = asset("last", { deps: { middle }, freshness });
    const project = projectOf([raw, middle, last], { schedules: [nightly(true)] });
    await run(project);
    await clock.advance(hour);
    fails = true;
    const id = await run(project);
    assert.equal(await look(project, "last"), "at_risk: step_failed raw");
    await clock.advance(10 * hour);
    assert.equal(await look(project, "last"), "late: step_failed raw, upstream_late middle");
    const [found] = await assetFreshness(project, ledger, clock.now(), { assets: ["last"] });
    const texts = found!.causes.map((cause) => causeText(cause));
    assert.deepEqual(texts, [
      `raw failed at 2026-01-05T01:00:00.000Z in run ${id}: Cannot make "raw": the file is empty`,
      "middle, which it needs, is late since 2026-01-05T02:00:00.000Z",
    ]);
    await ledger.history.createRun(newRun(project, { job: "all", environment: "test" }, {
      clock,
      random: countingRandom(),
      status: "queued",
    }));
    assert.equal(await look(project, "last"), "late: run_active, step_failed raw, upstream_late middle");
  }));

Deno.test("assetFreshness: a run that ended before it came to a step", () =>
  withLedger(async ({ run, look, clock, ledger }) => {
    const project = projectOf([asset("a", { freshness })], { schedules: [nightly(true)] });
    await run(project);
    await clock.advance(11 * hour);
    const options = { clock, random: countingRandom(), status: "failure" } as const;
    const record = newRun(project, { job: "all", environment: "test" }, options);
    await ledger.history.createRun({ ...record, endedAt: clock.now() });
    assert.equal(await look(project, "a"), "late: run_failed");
  }));

Deno.test("assetFreshness: the oldest partition counts; a key that was never made makes it unknown", () =>
  withLedger(async ({ run, look, clock, ledger }) => {
    const days = dynamicPartitions("day");
    const project = (keys: readonly string[]) => {
      const set = asset("keys", {
        definesPartitions: [days],
        compute: ({ setPartitions }) => (setPartitions(days, keys), 1),
      });
      const daily = asset("daily", { partitions: days, freshness });
      return projectOf([set, daily, asset("total", { deps: { all: allPartitions(daily) } })], {
        schedules: [nightly(true)],
      });
    };
    await run(project(["mon", "tue"]));
    await clock.advance(6 * hour);
    await run(project(["mon", "tue"]), { selection: "daily", partitions: ["tue"] });
    await clock.advance(5 * hour);
    const [found] = await assetFreshness(project(["mon", "tue"]), ledger, clock.now());
    assert.deepEqual([found?.status, found?.partition, found?.confirmedAt], ["late", "mon", start]);
    await run(project(["tue", "wed"]), { selection: "keys" });
    assert.equal(await look(project(["tue", "wed"]), "daily"), "unknown: no_run");
  }));

Deno.test("defineProject: policies of assets and in their place those of the project; what cannot hold is told", () => {
  const assets = [asset("a", { freshness }), asset("b", { group: "g" }), asset("c", { group: "g", kind: passing })];
  const all = defineJob({ name: "all", selection: "*", description: "" });
  const define = (overrides: NonNullable<Parameters<typeof defineProject>[0]["freshness"]>) =>
    defineProject({ assets, jobs: [all], freshness: overrides }).freshness;
  assert.deepEqual([...define([])], [["a", freshness]]);
  const policy = { within: 1, cron: "0 6 * * *" };
  assert.deepEqual([...define([{ selection: "group:g", policy }, { selection: "a", policy: undefined }])], [[
    "b",
    policy,
  ]]);
  assert.throws(() => define([{ selection: "bb", policy }]), /the freshness of "bb": .*did you mean "b"/);
  assert.throws(() => define([{ selection: "c", policy }]), /no value that it selects is kept/);
  assert.throws(() => define([{ selection: "a", policy: { within: 0, cron: "x", timeZone: "Mars" } }]), /3 errors/);
  assert.throws(() => projectOf([asset("d", { kind: passing, freshness })]), /its value is not kept/);
});
