import assert from "node:assert/strict";
import type { Presets } from "./presets.ts";

/** What presets in a database of either kind do. */
export function presetsContract(
  kind: string,
  open: () => Promise<{ readonly presets: Presets; readonly dispose: () => Promise<void> }>,
): void {
  const test = (what: string, body: (presets: Presets) => Promise<void>) =>
    Deno.test(`${kind}: presets: ${what}`, async () => {
      const { presets, dispose } = await open();
      try {
        await body(presets);
      } finally {
        await dispose();
      }
    });
  const ada = { at: 5, by: "ada" };
  const bob = { at: 9, by: "bob" };

  test("a request is kept under its name, job by job, and replaced by the next of that name", async (presets) => {
    assert.equal(await presets.save({ job: "a", name: "nightly", request: { overrides: "x: 1" } }, ada), true);
    assert.equal(await presets.save({ job: "b", name: "nightly", request: {} }, ada), true);
    assert.equal(await presets.save({ job: "a", name: "Z", request: {} }, ada), true);
    assert.equal(await presets.save({ job: "a", name: "nightly", request: { tags: { t: "ü" } } }, bob), false);
    assert.deepEqual((await presets.list("a")).map(({ name }) => name), ["Z", "nightly"]);
    assert.deepEqual(await presets.get("a", "nightly"), {
      ...{ job: "a", name: "nightly", request: { tags: { t: "ü" } } },
      ...{ createdAt: 5, createdBy: "ada", changedAt: 9, changedBy: "bob" },
    });
    assert.equal(await presets.get("c", "nightly"), undefined);
  });

  test("another name, unless it is taken; removed once", async (presets) => {
    for (const name of ["one", "two"]) await presets.save({ job: "a", name, request: { name } }, ada);
    assert.equal(await presets.rename({ job: "a", name: "none" }, "three", bob), false);
    await assert.rejects(presets.rename({ job: "a", name: "one" }, "two", bob), /there is one with the name "two"/);
    assert.equal(await presets.rename({ job: "a", name: "one" }, "one", bob), true);
    assert.equal(await presets.rename({ job: "a", name: "one" }, "three", bob), true);
    const three = await presets.get("a", "three");
    assert.deepEqual([three?.request, three?.createdBy, three?.changedBy], [{ name: "one" }, "ada", "bob"]);
    assert.equal(await presets.remove("a", "three"), true);
    assert.equal(await presets.remove("a", "three"), false);
    assert.deepEqual((await presets.list("a")).map(({ name }) => name), ["two"]);
  });
}
