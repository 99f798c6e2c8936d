import assert from "node:assert/strict";
import { memoryHistory } from "../history/memory.ts";
import { dynamicPartitions } from "../partitions.ts";
import { asset, projectOf, withBench } from "../testing/kit.ts";
import { planBackfill } from "./plan.ts";
import type { BackfillRequest } from "./request.ts";
import { lettersProject, madeBefore, withBackfills } from "./testing.ts";

const ask = (rest: Partial<BackfillRequest> = {}): BackfillRequest => ({ job: "all", environment: "test", ...rest });

Deno.test("planBackfill: makes what is split by keys, one run for each, and tells what it leaves out", () =>
  withBackfills(async ({ project, ledger: { history } }) => {
    const plan = await planBackfill(project, ask({ tags: { a: "b" }, priority: 3 }), history);
    assert.deepEqual([plan.selection, plan.assets, plan.leftOut], ["first,second", ["first", "second"], [
      "root",
      "sum",
    ]]);
    assert.deepEqual(plan.runs.map(({ partitions, steps }) => [partitions, steps]), [
      [["a"], 2],
      [["b"], 2],
      [["c"], 2],
      [["d"], 2],
      [["e"], 2],
    ]);
    assert.deepEqual([plan.skipped, plan.concurrency], [[], 4]);
    assert.deepEqual(plan.settings, {
      environment: "test",
      partitions: "letter",
      order: "forward",
      group: 1,
      reuse: false,
      priority: 3,
      tags: { a: "b" },
      details: {},
    });
  }));

Deno.test("planBackfill: keys by list and range, in an order, so many to a run", () =>
  withBackfills(async ({ project, ledger: { history } }) => {
    const keysOf = async (rest: Partial<BackfillRequest>) =>
      (await planBackfill(project, ask(rest), history)).runs.map(({ partitions }) => partitions.join("+"));
    assert.deepEqual(await keysOf({ order: "backward", group: 2 }), ["e+d", "c+b", "a"]);
    assert.deepEqual(await keysOf({ keys: ["b..d", "a"], from: "b" }), ["b", "c", "d"]);
    assert.deepEqual(await keysOf({ selection: "first", group: 9, to: "b" }), ["a+b"]);
    const random = await planBackfill(project, ask({ order: "random", seed: 5 }), history);
    assert.equal(random.settings.seed, 5);
    assert.deepEqual(random.runs.flatMap(({ partitions }) => partitions).sort(), ["a", "b", "c", "d", "e"]);
  }));

Deno.test("planBackfill: skips keys that were made, are unchanged, or lack an input, and says so", () =>
  withBackfills(async ({ project, ledger, ledger: { history } }) => {
    for (const name of ["first", "second"]) await madeBefore(ledger, name, "b");
    await madeBefore(ledger, "first", "c");
    const missing = await planBackfill(project, ask({ missing: true }), history);
    assert.deepEqual(missing.skipped, [{ partition: "b", because: "it was made before" }]);
    const second = await planBackfill(project, ask({ selection: "second", keys: ["a..c"] }), history);
    assert.deepEqual(second.runs.map(({ partitions }) => partitions), [["b"], ["c"]]);
    assert.deepEqual(second.skipped, [
      { partition: "a", because: 'Cannot make "second": it needs "first[a]", which was never made' },
    ]);
  }));

Deno.test("planBackfill: with re-use, keys of which nothing changed are skipped", () =>
  withBench(async (bench) => {
    const project = lettersProject();
    await bench.run(project);
    assert.equal((await planBackfill(project, ask(), bench.history)).runs.length, 5);
    const unchanged = await planBackfill(project, ask({ reuse: true }), bench.history);
    assert.deepEqual(unchanged.runs, []);
    assert.deepEqual(unchanged.skipped[0], { partition: "a", because: "nothing has changed" });
    const changed = lettersProject(undefined, { codeVersion: "2" });
    const [first] = (await planBackfill(changed, ask({ reuse: true }), bench.history)).runs;
    assert.deepEqual(first, { partitions: ["a"], steps: 2, reused: 1, milliseconds: 0 });
  }));

Deno.test("planBackfill: keys of dynamic partitions are those of the history", async () => {
  const partitions = dynamicPartitions("day");
  const find = asset("find", { definesPartitions: [partitions], compute: () => 1 });
  const each = asset("each", { partitions, deps: { find } });
  const project = projectOf([find, each]);
  await using history = memoryHistory();
  await assert.rejects(planBackfill(project, ask(), history), {
    kind: "pipeline",
    message: 'Cannot plan the backfill: partitions "day" have no keys yet',
  });
  await history.createRun({
    id: "r",
    job: "all",
    environment: "test",
    status: "running",
    tags: {},
    request: {},
    createdAt: 1,
  });
  await history.write("r", { partitions: { day: ["mon", "tue"] } });
  await assert.rejects(planBackfill(project, ask({ keys: ["wed"] }), history), /Cannot choose partition "wed"/);
  const plan = await planBackfill(project, ask(), history);
  assert.deepEqual([plan.runs, plan.skipped.map(({ partition }) => partition)], [[], ["mon", "tue"]]);
});

Deno.test("planBackfill: what cannot be a backfill is refused", () =>
  withBackfills(async ({ project, ledger: { history } }) => {
    const cases: readonly (readonly [Partial<BackfillRequest>, RegExp])[] = [
      [{ job: "al" }, /there is no such job; did you mean "all"/],
      [{ job: "whole" }, /Cannot backfill the job "whole": nothing of it is split by partitions/],
      [{ selection: "root" }, /the selection "root": nothing of it is split/],
      [{ selection: "frist" }, /did you mean "first"/],
      [{ group: 0 }, /its number of keys per run is 0, not a whole number from 1 to 100000/],
      [{ concurrency: 1.5 }, /its concurrency is 1.5/],
      [{ order: "random", seed: -1 }, /its seed is -1/],
    ];
    for (const [request, message] of cases) {
      await assert.rejects(planBackfill(project, ask(request), history), { kind: "usage", message });
    }
    const other = dynamicPartitions("other");
    const two = projectOf([
      ...lettersProject().assets.values(),
      asset("definer", { definesPartitions: [other] }),
      asset("split", { partitions: other }),
    ]);
    await assert.rejects(planBackfill(two, ask(), history), {
      kind: "usage",
      message: /it is split by different partitions, "letter", "other"/,
    });
  }));
