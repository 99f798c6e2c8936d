import assert from "node:assert/strict";
import { manualClock } from "../../../infra/clock.ts";
import { allPartitions, type Asset } from "../asset.ts";
import { defineCheck } from "../check.ts";
import { dynamicPartitions } from "../partitions.ts";
import { defineResource, resourceKey } from "../resource.ts";
import { asset, type Bench, number, passing, projectOf, withBench } from "../testing/kit.ts";
import { explainAsset, type ExplainOptions, repairOf } from "./explain.ts";
import type { AssetExplanation, StaleReason } from "./reasons.ts";
import type { Project } from "../project.ts";

interface Told {
  readonly standing: string;
  readonly reasons: readonly unknown[];
}

/** Standing and reasons in short, without times. */
function told({ standing, reasons }: AssetExplanation): Told {
  return { standing, reasons: reasons.map(short) };
}

function short(reason: StaleReason): unknown {
  switch (reason.kind) {
    case "input_changed":
      return [`${reason.asset} changed`, ...reason.because.map(short)];
    case "input_stale":
    case "keys_open":
      return [`${reason.kind} ${reason.input.step}`, ...told(reason.input).reasons];
    case "input_added":
    case "input_removed":
      return `${reason.kind} ${reason.partition}`;
    case "settings_changed":
    case "outside_changed":
      return [reason.kind, ...reason.changes.map(({ key, what }) => `${key} ${what}`)];
    case "code_changed":
    case "shared_code_changed":
      return `${reason.kind} ${reason.from} ${reason.to}`;
    default:
      return reason.kind;
  }
}

const explainIn =
  ({ history, root }: Bench, common: ExplainOptions = {}) =>
  async (project: Project, name: string, options: ExplainOptions = {}) =>
    await explainAsset(project, { history }, name, { root, ...common, ...options });

Deno.test("explainAsset: never made, fresh, code changed from one version to another, file lost", () =>
  withBench(async (bench) => {
    const explain = explainIn(bench);
    const project = (code: string) => projectOf([asset("a", { codeVersion: code })]);
    assert.deepEqual(told(await explain(project("1"), "a")), { standing: "stale", reasons: ["never_made"] });
    const { run } = await bench.run(project("1"));
    const fresh = await explain(project("1"), "a");
    assert.deepEqual([told(fresh), fresh.value?.run], [{ standing: "fresh", reasons: [] }, run.id]);
    assert.equal(repairOf(fresh), undefined);
    const stale = await explain(project("2"), "a");
    assert.deepEqual(told(stale), { standing: "stale", reasons: ["code_changed 1 2"] });
    assert.deepEqual(repairOf(stale), { selection: "a", reuse: true });
    await Deno.remove(`${bench.root}/${(await bench.files())[0]}`);
    assert.deepEqual(told(await explain(project("1"), "a")), { standing: "stale", reasons: ["file_lost"] });
  }));

Deno.test("explainAsset: an input has a newer version, followed to the code that made it", () =>
  withBench(async (bench) => {
    const explain = explainIn(bench);
    const project = (code: string, value: number) => {
      const a = asset("a", { codeVersion: code, compute: () => value });
      const b = asset("b", { deps: { a }, compute: ({ inputs }) => inputs.a + 1 });
      return projectOf([a, b, asset("c", { deps: { b } })]);
    };
    await bench.run(project("1", 1));
    const second = project("2", 2);
    assert.deepEqual(told(await explain(second, "c")), {
      standing: "open",
      reasons: [["input_stale b", ["input_stale a", "code_changed 1 2"]]],
    });
    const { run } = await bench.run(second, { selection: "a,b" });
    const found = await explain(second, "c");
    assert.deepEqual(told(found), {
      standing: "stale",
      reasons: [["b changed", ["a changed", "code_changed 1 2"]]],
    });
    const [reason] = found.reasons;
    assert.ok(reason?.kind === "input_changed" && reason.made?.run === run.id);
    assert.deepEqual(repairOf(found), { selection: "c", reuse: true });
  }));

Deno.test("explainAsset: an input that was made again and came out the same makes nothing stale", () =>
  withBench(async (bench) => {
    const explain = explainIn(bench);
    const clock = manualClock(1_000_000);
    const project = (code: string) => {
      const a = asset("a", { codeVersion: code });
      return projectOf([a, asset("b", { deps: { a } })]);
    };
    await bench.run(project("1"), {}, { clock });
    await clock.advance(60_000);
    const { run } = await bench.run(project("2"), { selection: "a" }, { clock });
    const found = await explain(project("2"), "b");
    assert.deepEqual(told(found), { standing: "fresh", reasons: [] });
    assert.deepEqual(found.notes, [{ kind: "cut_off", asset: "a", on: { run: run.id, time: 1_060_000 } }]);
  }));

Deno.test("explainAsset: configuration by key, with secrets hidden, and code that all share", () =>
  withBench(async (bench) => {
    const key = resourceKey<number>("settings");
    const redact = (text: string) => text.replaceAll(/hush\d/g, "[redacted]");
    const explain = explainIn(bench, { redact });
    const project = (settings: unknown, codeVersion = "s1") =>
      projectOf([asset("a", { resources: { key } })], {
        codeVersion,
        resources: [defineResource({ key, open: () => 1, fingerprint: JSON.stringify(settings) })],
      });
    const before = { limit: 3, list: [1, 2], db: { url: "x://hush1@y", password: "p1" } };
    await bench.run(project(before), {}, { redact });
    const reasons = async (settings: unknown, code?: string) => (await explain(project(settings, code), "a")).reasons;
    assert.deepEqual(await reasons({ ...before, limit: 4, list: [1] }), [{
      kind: "settings_changed",
      resource: "settings",
      changes: [
        { key: "limit", what: "changed", from: 3, to: 4 },
        { key: "list", what: "changed", from: [1, 2], to: [1] },
      ],
    }]);
    const hidden = await reasons({ ...before, db: { url: "x://hush2@y", password: "p1" } });
    assert.deepEqual(hidden, [{
      kind: "settings_changed",
      resource: "settings",
      changes: [
        { key: "db.password", what: "changed", secret: true },
        { key: "db.url", what: "changed", secret: true },
      ],
    }]);
    assert.deepEqual(await reasons(before, "s2"), [{ kind: "shared_code_changed", from: "s1", to: "s2" }]);
    const recorded = JSON.stringify(await explain(project({ limit: 3 }), "a"));
    assert.ok(!/hush|p1/.test(recorded), recorded);
  }));

Deno.test("explainAsset: source files by path, also through a value that is not kept", () =>
  withBench(async (bench) => {
    let files = [{ path: "x.csv", bytes: 1 }, { path: "y.csv", bytes: 1 }];
    const raw = asset("raw", { kind: passing, observe: () => JSON.stringify(files) });
    const a = asset("a", { deps: { raw } });
    const project = projectOf([raw, a]);
    const explain = explainIn(bench);
    const observe = (it: Asset) => Promise.resolve(it.observe({}));
    await bench.run(project);
    assert.deepEqual(told(await explain(project, "a", { observe })), { standing: "fresh", reasons: [] });
    files = [{ path: "y.csv", bytes: 2 }, { path: "z.csv", bytes: 1 }];
    const change = ["outside_changed", "x.csv removed", "y.csv changed", "z.csv added"];
    assert.deepEqual(told(await explain(project, "a", { observe })), {
      standing: "stale",
      reasons: [["raw changed", change]],
    });
    const unseen = await explain(project, "a");
    assert.deepEqual([told(unseen), unseen.notes], [
      { standing: "fresh", reasons: [] },
      [{ kind: "not_observed", asset: "raw" }],
    ]);
    const refused = await explain(project, "a", { observe: () => Promise.reject(new Error("no folder")) });
    assert.deepEqual(refused.notes, [{ kind: "not_observed", asset: "raw", why: "no folder" }]);
  }));

Deno.test("explainAsset: partition keys that appear and vanish, and each partition by itself", () =>
  withBench(async (bench) => {
    const explain = explainIn(bench);
    const days = dynamicPartitions("day");
    const clock = manualClock(1_000_000);
    const project = (keys: readonly string[]) => {
      const set = asset("keys", {
        definesPartitions: [days],
        codeVersion: keys.join(),
        compute: ({ setPartitions }) => (setPartitions(days, keys), 1),
      });
      const daily = asset("daily", { partitions: days });
      return projectOf([set, daily, asset("total", { deps: { all: allPartitions(daily) } })]);
    };
    const [first, second] = [project(["mon", "tue"]), project(["tue", "wed"])];
    await bench.run(first, {}, { clock });
    assert.deepEqual(told(await explain(second, "total")).reasons, [[
      "keys_open keys",
      "code_changed mon,tue tue,wed",
    ]]);
    await clock.advance(60_000);
    const { run } = await bench.run(second, { selection: "keys" }, { clock });
    const daily = await explain(second, "daily");
    assert.equal(daily.standing, "stale");
    assert.deepEqual(daily.partitions?.map((part) => [part.partition, part.standing]), [
      ["tue", "fresh"],
      ["wed", "stale"],
    ]);
    assert.deepEqual(daily.partitions?.[1]?.reasons, [
      { kind: "key_appeared", partitions: "day", key: "wed", since: { run: run.id, time: 1_060_000 } },
    ]);
    assert.deepEqual(repairOf(daily), { selection: "daily", reuse: true, partitions: ["wed"] });
    await bench.run(second, { selection: "daily" }, { clock });
    assert.deepEqual(told(await explain(second, "total")), {
      standing: "stale",
      reasons: ["input_added wed", "input_removed mon"],
    });
    await assert.rejects(explain(second, "daily", { partition: "mon" }), /no such key; run .* took it away/);
    await assert.rejects(explain(second, "total", { partition: "mon" }), { kind: "usage" });
    await assert.rejects(explain(second, "totl"), /did you mean "total"/);
  }));

Deno.test("explainAsset: a newer value that a check refused, a failed try, and checks that warn are noted", () =>
  withBench(async (bench) => {
    const explain = explainIn(bench);
    const clock = manualClock(1_000_000);
    const check = (severity: "warn" | "error", limit: number) =>
      defineCheck(number, {
        name: `below_${limit}`,
        description: "",
        severity,
        run: ({ value }) => ({ passed: value < limit, message: `${value}` }),
      });
    const checks = [check("warn", 2), check("error", 10)];
    const project = (code: string, value: number) =>
      projectOf([asset("a", { codeVersion: code, checks, compute: () => value })]);
    const { run } = await bench.run(project("1", 5), {}, { clock });
    const warned = {
      kind: "warned",
      on: { run: run.id, time: 1_000_000 },
      checks: [{ check: "below_2", message: "5" }],
    };
    assert.deepEqual((await explain(project("1", 5), "a")).notes, [warned]);
    await clock.advance(1_000);
    const bad = await bench.run(project("2", 50), {}, { clock });
    const found = await explain(project("2", 50), "a");
    assert.deepEqual(told(found), { standing: "stale", reasons: ["code_changed 1 2"] });
    assert.deepEqual(found.notes, [
      { kind: "refused", on: { run: bad.run.id, time: 1_001_000 }, checks: [{ check: "below_10", message: "50" }] },
      warned,
    ]);
  }));

Deno.test("explainAsset: a value of an earlier version of the program is stale of something unrecorded", () =>
  withBench(async (bench) => {
    const project = projectOf([asset("a")]);
    const { materializations: [made] } = await bench.run(project);
    const history = { ...bench.history } as typeof bench.history;
    Object.setPrototypeOf(history, bench.history);
    history.latestOf = () => Promise.resolve(new Map([["", { ...made!, fingerprint: "older" }]]));
    history.origin = () => Promise.resolve(undefined);
    history.stepsOf = () => Promise.resolve([]);
    history.checks = () => Promise.resolve([]);
    const found = await explainAsset(project, { history }, "a");
    assert.deepEqual(told(found), { standing: "stale", reasons: ["unrecorded"] });
  }));
