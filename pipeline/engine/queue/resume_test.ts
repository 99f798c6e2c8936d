import assert from "node:assert/strict";
import { asset, projectOf, statuses, withBench } from "../testing/kit.ts";

Deno.test("executeRun: a run that died when it had planned its steps anew loses nothing that it had made", () =>
  withBench(async ({ history, run }) => {
    let made = 0;
    const first = asset("first", { compute: () => ++made });
    const project = projectOf([first, asset("second", { deps: { first }, compute: ({ inputs }) => inputs.first })]);
    const { run: { id } } = await run(project);
    // What the next process records first: all of its steps wait.
    const steps = (await history.steps(id)).map(({ version: _, ...step }) => ({ ...step, status: "pending" as const }));
    await history.write(id, { run: { status: "queued" }, steps });
    const again = await run(project, { fromFailure: id });
    assert.deepEqual(statuses(again), { first: "reused", second: "reused" });
    assert.equal(made, 1);
  }));
