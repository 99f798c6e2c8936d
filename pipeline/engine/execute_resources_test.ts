import assert from "node:assert/strict";
import { manualClock } from "../../infra/clock.ts";
import { defineCheck } from "./check.ts";
import { defineResource, resourceKey } from "./resource.ts";
import { asset, gate, number, projectOf, statuses, until, withBench } from "./testing/kit.ts";
import { type KindHandler, valueKind } from "./value_kind.ts";

const base = resourceKey<string>("base");
const upper = resourceKey<string>("upper");
const unused = resourceKey<string>("unused");

function recorded(log: string[]) {
  const note = (text: string) => {
    log.push(text);
  };
  return [
    defineResource({
      key: upper,
      needs: { base },
      open: ({ needs }) => (note(`open upper on ${needs.base}`), "upper"),
      close: () => note("close upper"),
    }),
    defineResource({ key: base, open: () => (note("open base"), "base"), close: () => note("close base") }),
    defineResource({ key: unused, open: () => (note("open unused"), "unused") }),
  ];
}

Deno.test("executeRun: resources open when first needed, after what they need, and close in reverse", async () => {
  await withBench(async ({ run }) => {
    const log: string[] = [];
    const first = asset("a", { compute: () => log.push("a") });
    const second = asset("b", {
      deps: { first },
      resources: { up: upper },
      compute: ({ resources }) => log.push(`b with ${resources.up}`),
    });
    const third = asset("c", { deps: { second }, resources: { base, upper }, compute: () => log.push("c") });
    await run(projectOf([first, second, third], { resources: recorded(log) }));
    assert.deepEqual(log, ["a", "open base", "open upper on base", "b with upper", "c", "close upper", "close base"]);
  });
});

Deno.test("executeRun: resources close after a failure and after a cancellation too", async () => {
  await withBench(async ({ run }) => {
    for (const cancel of [false, true]) {
      const log: string[] = [];
      const controller = new AbortController();
      const a = asset("a", {
        resources: { base },
        compute: () => {
          if (cancel) controller.abort(new Error("stop"));
          throw new Error("no");
        },
      });
      const result = await run(projectOf([a], { resources: recorded(log) }), {}, { signal: controller.signal });
      assert.equal(result.run.status, cancel ? "canceled" : "failure");
      assert.deepEqual(log, ["open base", "close base"]);
    }
  });
});

Deno.test("executeRun: a resource that does not open fails the run with its cause; nothing more is started", async () => {
  await withBench(async ({ run }) => {
    const key = resourceKey<string>("broken");
    const broken = defineResource({
      key,
      open: () => {
        throw new Error("refused by host");
      },
    });
    const log: string[] = [];
    const b = asset("b", { resources: { base, key } });
    const c = asset("c", { compute: () => log.push("c") });
    const result = await run(projectOf([b, c], { resources: [broken, ...recorded(log)] }), {}, { concurrency: 1 });
    assert.equal(result.run.status, "failure");
    assert.equal(result.run.error?.message, 'Cannot make "b": Cannot open resource "broken": refused by host');
    assert.deepEqual(result.run.error?.causes, ['Cannot open resource "broken": refused by host', "refused by host"]);
    assert.deepEqual(statuses(result), { b: "failed", c: "skipped" });
    assert.deepEqual(log, ["open base", "close base"]);
  });
});

Deno.test("executeRun: an error on closing is recorded and does not change how the run ended", async () => {
  await withBench(async ({ run, history }) => {
    const log: string[] = [];
    const key = resourceKey<string>("sticky");
    const sticky = defineResource({
      key,
      open: () => "x",
      close: () => {
        throw new Error("token s3cret is stuck");
      },
    });
    const a = asset("a", { resources: { base, key } });
    const redact = (text: string) => text.replaceAll("s3cret", "***");
    const result = await run(projectOf([a], { resources: [sticky, ...recorded(log)] }), {}, { redact });
    const events = await history.events(result.run.id);
    const logged = events.find(({ kind }) => kind === "log");
    assert.equal(logged?.kind === "log" && logged.message, 'Cannot close resource "sticky": token *** is stuck');
    assert.equal(result.run.status, "success");
    assert.deepEqual(log, ["open base", "close base"]);
  });
});

Deno.test("executeRun: opening and closing that hang are given up", async () => {
  await withBench(async ({ run }) => {
    const clock = manualClock();
    const controller = new AbortController();
    const opening = gate<string>();
    let [asked, closed] = [0, 0];
    const slow = defineResource({
      key: base,
      open: () => (asked++, opening.promise),
      close: () => {
        closed++;
      },
    });
    const a = asset("a", { resources: { base } });
    const canceled = run(projectOf([a], { resources: [slow] }), {}, { clock, signal: controller.signal, grace: 10 });
    await until(() => asked === 1);
    controller.abort(new Error("stop"));
    await until(() => clock.sleepers === 1);
    await clock.advance(10);
    assert.equal((await canceled).run.status, "canceled");
    opening.resolve("late");
    await until(() => closed === 1);

    const stuck = defineResource({ key: base, open: () => "x", close: () => gate().promise });
    const ending = run(projectOf([a], { resources: [stuck] }), {}, { clock, grace: 10 });
    await until(() => clock.sleepers === 1);
    await clock.advance(10);
    assert.equal((await ending).run.status, "success");
  });
});

Deno.test("executeRun: resources of kind handlers and of checks are open when they are used", async () => {
  await withBench(async ({ run }) => {
    const log: string[] = [];
    const kind = valueKind<string>("text", { extension: "txt" });
    const handler: KindHandler<string, { base: typeof base }> = {
      kind: "text",
      resources: { base },
      async write(value, temporary, { resources }) {
        await Deno.writeTextFile(temporary, `${resources.base} ${value}`);
        return { rows: 1, columns: [{ name: "text", type: "TEXT" }] };
      },
      read: async ({ path }) => await Deno.readTextFile(path),
      adopt: (value, stored) => Promise.resolve(`${value} as ${stored.bytes} bytes`),
    };
    const check = defineCheck(number, {
      name: "x",
      description: "",
      severity: "error",
      resources: { upper },
      run: ({ resources }) => ({ passed: resources.upper === "upper", message: "" }),
    });
    const a = asset("a", { kind: kind as never, compute: () => "hello" as never });
    const b = asset("b", { deps: { a }, checks: [check], compute: ({ inputs }) => (log.push(`${inputs.a}`), 1) });
    const project = projectOf([a, b], { resources: recorded(log), kinds: [handler] });
    const result = await run(project);
    assert.equal(result.run.status, "success");
    assert.deepEqual([result.materializations[0]?.rows, result.materializations[0]?.columns?.length], [1, 1]);
    await run(project, { selection: "b" });
    assert.deepEqual(log.filter((text) => text.includes("hello")), ["hello as 10 bytes", "base hello"]);
  });
});
