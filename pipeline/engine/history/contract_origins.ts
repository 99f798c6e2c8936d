import assert from "node:assert/strict";
import type { History, Origin } from "../history.ts";
import { made } from "../testing/kit.ts";
import { runRecord } from "./contract.ts";

/** Tests of what is recorded of a value's origin, and of an asset's steps. */
export function originTests(test: (sentence: string, body: (history: History) => Promise<void>) => void): void {
  test("what a value was made from is read by its version, settings by their digest", async (history) => {
    const origin: Origin = { body: '{"code":"1"}', observed: "[]", passing: { f: { body: "{}" } } };
    await history.createRun(runRecord("r1"));
    await history.write("r1", {
      materializations: [made("a")],
      origins: [{ version: "version of a", origin }],
      settings: { d: "{}" },
    });
    await history.write("r1", { settings: { d: "other", e: "[1]" } });
    assert.deepEqual(await history.origin("version of a"), origin);
    assert.equal(await history.origin("version of b"), undefined);
    assert.deepEqual([await history.settings("d"), await history.settings("e")], ["{}", "[1]"]);
    assert.equal(await history.settings("f"), undefined);
  });

  test("steps of an asset are listed newest first, over all runs", async (history) => {
    for (const run of ["r1", "r2"]) {
      await history.createRun(runRecord(run));
      const step = { run, attempt: 1, metadata: {}, status: "success" as const };
      await history.write(run, {
        steps: ["a", "b"].map((asset) => ({ ...step, asset, step: `${asset}[${run}]`, partition: run })),
      });
    }
    const listed = async (limit?: number) =>
      (await history.stepsOf("a", limit === undefined ? {} : { limit })).map(({ step }) => step);
    assert.deepEqual(await listed(), ["a[r2]", "a[r1]"]);
    assert.deepEqual(await listed(1), ["a[r2]"]);
    assert.deepEqual(await history.stepsOf("c"), []);
  });
}
