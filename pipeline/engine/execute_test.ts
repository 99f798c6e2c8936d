import assert from "node:assert/strict";
import { Problem } from "../../infra/errors.ts";
import type { RunEvent } from "./events.ts";
import { asset, passing, projectOf, statuses, withBench } from "./testing/kit.ts";

Deno.test("executeRun: values flow, are kept, and are recorded with what they were made from", async () => {
  await withBench(async ({ run, history, root }) => {
    const a = asset("a", { compute: () => 2, tags: { kind: "x" } });
    const b = asset("b", { deps: { a }, compute: ({ inputs }) => inputs.a * 21 });
    const result = await run(projectOf([b, a]));
    assert.equal(result.run.status, "success");
    assert.deepEqual(statuses(result), { a: "success", b: "success" });
    const [first, second] = [await history.latest("a"), await history.latest("b")];
    assert.equal(await Deno.readTextFile(`${root}/${second!.path}`), "42\n");
    assert.deepEqual(second!.inputs, [{ asset: "a", version: first!.hash }]);
    assert.equal(second!.path, `b/${second!.version}.json`);
    assert.equal(second!.bytes, 3);
    // printf '42\n' | sha256sum
    assert.equal(second!.hash, "084c799cd551dd1d8d5c5f9a5d593b2e931f5e36122ee5c793c1d08a19839cc0");
    assert.deepEqual(await history.steps(result.run.id), result.steps);
    assert.deepEqual(await history.run(result.run.id), result.run);
    assert.deepEqual(await history.materializations(result.run.id), result.materializations);
  });
});

Deno.test("executeRun: events tell the whole story, without gaps, to the listener as to the history", async () => {
  await withBench(async ({ run, history }) => {
    const told: RunEvent[] = [];
    const a = asset("a", {
      compute: ({ log, addMetadata }) => {
        log.info("working", { part: 1 });
        addMetadata({ rows: 3 });
        addMetadata({ more: true });
        return 1;
      },
    });
    const result = await run(projectOf([a]), {}, { onEvent: (event) => told.push(event) });
    assert.deepEqual(told.map(({ kind }) => kind), [
      "run_status",
      "steps_planned",
      "step_started",
      "log",
      "materialized",
      "step_succeeded",
      "run_status",
    ]);
    assert.deepEqual(told.map(({ sequence }) => sequence), [1, 2, 3, 4, 5, 6, 7]);
    assert.deepEqual(await history.events(result.run.id), told);
    assert.deepEqual(result.steps[0]?.metadata, { rows: 3, more: true });
  });
});

Deno.test("executeRun: a failing step skips exactly what needs it", async () => {
  await withBench(async ({ run, history }) => {
    const bad = asset("bad", {
      compute: () => {
        throw new Problem("data", "Cannot read row 7: it is empty", { place: "in.csv:7", remedy: "Fill it." });
      },
    });
    const after = asset("after", { deps: { bad } });
    const last = asset("last", { deps: { after } });
    const other = asset("other");
    const result = await run(projectOf([bad, after, last, other]));
    assert.deepEqual(statuses(result), { after: "skipped", bad: "failed", last: "skipped", other: "success" });
    assert.equal(result.run.status, "failure");
    const { message, kind, place, remedy } = result.run.error!;
    assert.equal(message, 'Cannot make "bad": Cannot read row 7: it is empty');
    assert.deepEqual([kind, place, remedy], ["data", "in.csv:7", "Fill it."]);
    const skipped = (await history.events(result.run.id)).find((event) =>
      event.kind === "step_skipped" && event.step === "last"
    );
    assert.deepEqual(skipped?.kind === "step_skipped" && skipped.because, ["bad"]);
  });
});

Deno.test("executeRun: inputs that are not selected are read from the newest values", async () => {
  await withBench(async ({ run }) => {
    const a = asset("a", { compute: () => 20 });
    const b = asset("b", { deps: { a }, compute: ({ inputs }) => inputs.a + 1 });
    const project = projectOf([a, b]);
    await assert.rejects(run(project, { selection: "b" }), { kind: "pipeline" });
    await run(project, { selection: "a" });
    let value: unknown;
    const result = await run(project, { selection: "b" }, { onValue: (_, found) => value = found });
    assert.deepEqual([result.run.status, value], ["success", 21]);
  });
});

Deno.test("executeRun: a stored input that is gone or changed fails the step with what to do", async () => {
  await withBench(async ({ run, root, history }) => {
    const a = asset("a");
    const b = asset("b", { deps: { a } });
    const project = projectOf([a, b]);
    await run(project, { selection: "a" });
    const path = `${root}/${(await history.latest("a"))!.path}`;
    await Deno.writeTextFile(path, "1234567\n");
    assert.match((await run(project, { selection: "b" })).run.error!.message, /has 8 bytes instead of 2/);
    await Deno.writeTextFile(path, "2\n");
    const changed = (await run(project, { selection: "b" })).run.error!;
    assert.match(changed.message, /is not as it was written: its content has changed$/);
    assert.equal(changed.place, path);
    const made = await run(project, { selection: "a", reuse: true });
    assert.deepEqual(statuses(made), { a: "success" }, "a damaged value is not re-used");
    assert.equal((await run(project, { selection: "b" })).run.status, "success");
    await Deno.remove(`${root}/${(await history.latest("a"))!.path}`);
    const { message, remedy } = (await run(project, { selection: "b" })).run.error!;
    assert.match(message, /does not exist any more$/);
    assert.match(remedy!, /^Run the job "all" first, or select "a" as well. If a backup has it, .*restore FILE/);
  });
});

Deno.test("executeRun: transient values are passed on and not kept", async () => {
  await withBench(async ({ run, files }) => {
    const view = asset("view", { kind: passing, compute: () => 4 });
    const next = asset("next", { deps: { view }, compute: ({ inputs }) => inputs.view });
    const result = await run(projectOf([view, next]), { selection: "next" });
    assert.deepEqual(statuses(result), { view: "success", next: "success" });
    assert.deepEqual((await files()).map((path) => path.split("/")[0]), ["next"]);
    assert.match(result.materializations[0]!.inputs[0]!.version, /^[0-9a-f]{64}$/);
  });
});
