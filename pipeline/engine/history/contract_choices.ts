import assert from "node:assert/strict";
import { runId } from "../../../infra/random.ts";
import type { History, RunRecord } from "../history.ts";
import { runRecord, stepRecord, type Test } from "./contract.ts";

/** How runs are chosen by what they were made with. */
export function choiceTests(test: Test): void {
  test("runs are chosen by label, by what asked for them and by day", async (history) => {
    const day = 86_400_000;
    const make = async (n: number, rest: Partial<RunRecord>) => {
      const createdAt = n * day;
      const id = runId({ now: () => createdAt }, { bytes: (count) => new Uint8Array(count).fill(n) });
      await history.createRun(runRecord(id, { ...rest, createdAt }));
    };
    await make(1, { tags: { team: "a", 'odd "name"': "100%_" } });
    await make(2, { tags: { team: "A", note: '"team":"a"' }, request: { schedule: "nightly" } });
    await make(3, { tags: { team: "ab" }, request: { retryOf: "x", selection: '"sensor":' } });
    await make(4, { tags: { team: "a" }, request: { backfill: "b1" }, status: "success" });
    const days = async (filter: Parameters<History["runs"]>[0]) =>
      (await history.runs(filter)).map(({ createdAt }) => createdAt / day).join(" ");
    assert.equal(await days({ tags: { team: "a" } }), "4 1");
    assert.equal(await days({ tags: { team: "a", 'odd "name"': "100%_" } }), "1");
    assert.equal(await days({ trigger: "manual" }), "1");
    assert.equal(await days({ trigger: "schedule" }), "2");
    assert.equal(await days({ trigger: "sensor" }), "");
    assert.equal(await days({ trigger: "retry" }), "3");
    assert.equal(await days({ trigger: "backfill" }), "4");
    assert.equal(await days({ since: 2 * day, until: 4 * day }), "3 2");
    assert.deepEqual(await history.countRuns({ tags: { team: "a" } }), { queued: 1, success: 1 });
    for (const tags of [{}, { team: "a" }]) {
      const choice = { trigger: "manual", tags, since: day } as const;
      const listed = Map.groupBy(await history.runs(choice), ({ status }) => status);
      const counted = Object.fromEntries([...listed].map(([status, runs]) => [status, runs.length]));
      assert.deepEqual(await history.countRuns(choice), counted);
    }
  });

  test("runs are chosen by who asked for them, by asset and by key", async (history) => {
    const step = (run: string, asset: string, partition?: string) => {
      const rest = { asset, ...(partition === undefined ? {} : { partition }) };
      return stepRecord(run, partition === undefined ? asset : `${asset}[${partition}]`, rest);
    };
    await history.createRun(runRecord("r1", { request: { by: "ann" } }));
    await history.createRun(runRecord("r2", { request: { by: "bob" }, tags: { by: "ann" } }));
    await history.createRun(runRecord("r3", { request: { by: "ann", retryOf: "r1" }, status: "success" }));
    await history.write("r1", { steps: [step("r1", "a"), step("r1", "b", "x")] });
    await history.write("r2", { steps: [step("r2", "a", "x"), step("r2", "b", "y")] });
    const ids = async (filter: Parameters<History["runs"]>[0]) => {
      const found = (await history.runs(filter)).map(({ id }) => id).join(" ");
      const counts = Object.values(await history.countRuns(filter));
      assert.equal(counts.reduce((a, b) => a + b, 0), found.split(" ").filter((id) => id !== "").length);
      return found;
    };
    assert.equal(await ids({ by: "ann" }), "r3 r1");
    assert.equal(await ids({ by: "ann", trigger: "retry" }), "r3");
    assert.equal(await ids({ by: "an" }), "");
    assert.equal(await ids({ asset: "a" }), "r2 r1");
    assert.equal(await ids({ asset: "a", partition: "x" }), "r2");
    assert.equal(await ids({ partition: "x" }), "r2 r1");
    assert.equal(await ids({ asset: "b", by: "ann", job: "job" }), "r1");
    assert.equal(await ids({ asset: "a' OR 1=1 --" }), "");
    await history.write("r3", { run: { request: { by: "eve" } } });
    assert.equal(await ids({ by: "eve" }), "r3");
    await history.write("r3", { run: { tags: { "": "retry", "\u0001": "ann" } } });
    assert.deepEqual([await ids({ by: "eve" }), await ids({ by: "ann" })], ["r3", "r1"], "no tag says who it was");
    assert.equal(await ids({ tags: { "\u0001": "ann" } }), "r3");
  });

  test("labels of any length and letters, also those that a run gets later", async (history) => {
    const long = "x".repeat(5_000);
    const tags = { long: `${long}1`, "\0n": "\ud800" };
    await history.createRun(runRecord("r1", { tags }));
    await history.createRun(runRecord("r2", { tags: { long: `${long}2` } }));
    const ids = async (tags: Record<string, string>) => (await history.runs({ tags })).map(({ id }) => id).join(" ");
    assert.equal(await ids({ long: `${long}2` }), "r2");
    assert.equal(await ids({ long }), "");
    assert.equal(await ids(tags), "r1");
    await history.write("r2", { run: { tags: { team: "b" } } });
    assert.equal(await ids({ team: "b" }), "r2");
    assert.equal(await ids({ long: `${long}2` }), "");
    assert.equal((await history.runs({ tags: { team: "b" }, trigger: "manual", before: "r3" })).length, 1);
    assert.equal((await history.runs({ tags: { team: "b" }, before: "r2" })).length, 0);
  });
}
