import assert from "node:assert/strict";
import { allPartitions } from "./asset.ts";
import { dynamicPartitions } from "./partitions.ts";
import { defineResource, resourceKey } from "./resource.ts";
import { asset, passing, projectOf, statuses, withBench } from "./testing/kit.ts";

/** Counts how often each step computed. */
function counter() {
  const counts: Record<string, number> = {};
  return {
    counts,
    hit<Value>(name: string, value: Value): Value {
      counts[name] = (counts[name] ?? 0) + 1;
      return value;
    },
  };
}

Deno.test("executeRun with reuse: what is unchanged is not made again, and can be read", async () => {
  await withBench(async ({ run, history }) => {
    const { counts, hit } = counter();
    const a = asset("a", { compute: () => hit("a", 1) });
    const b = asset("b", { deps: { a }, compute: ({ inputs }) => hit("b", inputs.a + 1) });
    const first = await run(projectOf([a, b]));
    const again = await run(projectOf([a, b]), { reuse: true });
    assert.deepEqual(statuses(again), { a: "reused", b: "reused" });
    assert.deepEqual(again.steps.map(({ version }) => version), first.steps.map(({ version }) => version));
    const c = asset("c", { deps: { b }, compute: ({ inputs }) => inputs.b * 10 });
    const more = await run(projectOf([a, b, c]), { reuse: true });
    assert.deepEqual([statuses(more), counts], [{ a: "reused", b: "reused", c: "success" }, { a: 1, b: 1 }]);
    const reused = (await history.events(more.run.id)).find(({ kind }) => kind === "step_reused");
    assert.ok(reused?.kind === "step_reused" && reused.fromRun === first.run.id);
  });
});

Deno.test("executeRun with reuse: an equal result of changed code cuts off what follows", async () => {
  await withBench(async ({ run }) => {
    const a = asset("a", { codeVersion: "1", compute: () => 1 });
    const b = (code: string, value: number) => asset("b", { deps: { a }, codeVersion: code, compute: () => value });
    const c = (needed: ReturnType<typeof b>) => asset("c", { deps: { b: needed } });
    const [one, same, other] = [b("1", 5), b("2", 5), b("3", 6)];
    await run(projectOf([a, one, c(one)]));
    assert.deepEqual(statuses(await run(projectOf([a, same, c(same)]), { reuse: true })), {
      a: "reused",
      b: "success",
      c: "reused",
    });
    assert.deepEqual(statuses(await run(projectOf([a, other, c(other)]), { reuse: true })), {
      a: "reused",
      b: "success",
      c: "success",
    });
  });
});

Deno.test("executeRun with reuse: settings and what is observed outside count", async () => {
  await withBench(async ({ run }) => {
    const key = resourceKey<string>("settings");
    let outside = "1";
    const project = (version: string) => {
      const resource = defineResource({ key, open: () => version, fingerprint: version });
      const a = asset("a", { resources: { key } });
      const b = asset("b", { observe: () => outside });
      return projectOf([a, b], { resources: [resource] });
    };
    await run(project("1"));
    assert.deepEqual(statuses(await run(project("1"), { reuse: true })), { a: "reused", b: "reused" });
    outside = "2";
    assert.deepEqual(statuses(await run(project("2"), { reuse: true })), { a: "success", b: "success" });
  });
});

Deno.test("executeRun with reuse: a lost file is made again", async () => {
  await withBench(async ({ run, root, files }) => {
    const project = projectOf([asset("a")]);
    await run(project);
    await Deno.remove(`${root}/${(await files())[0]}`);
    assert.deepEqual(statuses(await run(project, { reuse: true })), { a: "success" });
  });
});

Deno.test("executeRun with reuse: a transient value is made only for those that are made", async () => {
  await withBench(async ({ run }) => {
    const { counts, hit } = counter();
    const base = asset("base", { kind: passing, compute: () => hit("base", 1) });
    const view = asset("view", {
      kind: passing,
      deps: { base },
      compute: ({ inputs }) => hit("view", inputs.base + 1),
    });
    const x = asset("x", { deps: { view }, compute: ({ inputs }) => inputs.view });
    const y = (code: string) => asset("y", { deps: { view }, codeVersion: code, compute: ({ inputs }) => inputs.view });
    await run(projectOf([base, view, x, y("1")]));
    const unchanged = await run(projectOf([base, view, x, y("1")]), { reuse: true });
    assert.deepEqual(statuses(unchanged), { base: "reused", view: "reused", x: "reused", y: "reused" });
    assert.deepEqual([unchanged.run.status, counts], ["success", { base: 1, view: 1 }]);
    const changed = await run(projectOf([base, view, x, y("2")]), { reuse: true });
    assert.deepEqual(statuses(changed), { base: "success", view: "success", x: "reused", y: "success" });
    assert.deepEqual(counts, { base: 2, view: 2 });
  });
});

Deno.test("executeRun with reuse: a transient value that fails takes along what asked for it only", async () => {
  await withBench(async ({ run }) => {
    let broken = false;
    const view = asset("view", {
      kind: passing,
      compute: () => {
        if (broken) throw new Error("broken");
        return 1;
      },
    });
    const x = asset("x", { deps: { view } });
    const y = (code: string) => asset("y", { deps: { view }, codeVersion: code });
    await run(projectOf([view, x, y("1")]));
    broken = true;
    assert.deepEqual(statuses(await run(projectOf([view, x, y("2")]), { reuse: true })), {
      view: "failed",
      x: "reused",
      y: "skipped",
    });
  });
});

Deno.test("executeRun with reuse: keys of a step that was not made again are those it set before", async () => {
  await withBench(async ({ run }) => {
    const days = dynamicPartitions("day");
    const keys = asset("keys", {
      definesPartitions: [days],
      compute: ({ setPartitions }) => {
        setPartitions(days, ["mon", "tue"]);
        return 1;
      },
    });
    const daily = (code: string) => asset("daily", { partitions: days, codeVersion: code, deps: { keys } });
    const total = (of: ReturnType<typeof daily>) =>
      asset("total", { deps: { all: allPartitions(of) }, compute: ({ inputs }) => inputs.all.size });
    const [one, two] = [daily("1"), daily("2")];
    await run(projectOf([keys, one, total(one)]));
    assert.deepEqual(statuses(await run(projectOf([keys, two, total(two)]), { reuse: true })), {
      keys: "reused",
      total: "reused",
      "daily[mon]": "success",
      "daily[tue]": "success",
    });
  });
});

Deno.test("executeRun from a failure: what was finished is taken, whatever changed; the rest is made", async () => {
  await withBench(async ({ run, history }) => {
    const { counts, hit } = counter();
    let fails = true;
    const view = asset("view", { kind: passing, compute: () => hit("view", 1) });
    const a = (code: string) => asset("a", { deps: { view }, codeVersion: code, compute: () => hit("a", 2) });
    const alone = asset("alone", { kind: passing, compute: () => hit("alone", 1) });
    const b = (needed: ReturnType<typeof a>) =>
      asset("b", {
        deps: { a: needed },
        compute: ({ inputs }) => {
          if (fails) throw new Error("not yet");
          return inputs.a * 2;
        },
      });
    const assets = (code: string) => {
      const it = a(code);
      return projectOf([view, it, b(it), alone]);
    };
    const first = await run(assets("1"));
    assert.deepEqual(statuses(first), { a: "success", alone: "success", b: "failed", view: "success" });
    fails = false;
    const second = await run(assets("2"), { fromFailure: first.run.id });
    assert.deepEqual(statuses(second), { a: "reused", alone: "reused", b: "success", view: "reused" });
    assert.deepEqual(counts, { view: 1, a: 1, alone: 1 });
    assert.equal((await history.run(second.run.id))?.parentRun, first.run.id);
    const third = await run(assets("3"), { fromFailure: second.run.id });
    assert.deepEqual(statuses(third), { a: "reused", alone: "reused", b: "reused", view: "reused" });
    await assert.rejects(run(assets("1"), { fromFailure: "nothing" }), { kind: "usage" });
  });
});
