import assert from "node:assert/strict";
import type { CheckRecord, History, HistoryBatch, Materialization, RunRecord, StepRecord } from "../history.ts";
import { made } from "../testing/kit.ts";
import { choiceTests } from "./contract_choices.ts";
import { originTests } from "./contract_origins.ts";
import { partitionTests } from "./contract_partitions.ts";

/** A history to test and how to get rid of it. */
export interface OpenedHistory {
  readonly history: History;
  dispose(): Promise<void>;
}

const error = { name: "Problem", message: "no", kind: "data", place: "x:1", remedy: "mend", stack: "s", causes: ["c"] };

/** A run as it is recorded first. */
export function runRecord(id: string, rest: Partial<RunRecord> = {}): RunRecord {
  return { id, job: "job", environment: "test", status: "queued", tags: {}, request: {}, createdAt: 1, ...rest };
}

/** A step as it is recorded first. */
export function stepRecord(run: string, step: string, rest: Partial<StepRecord> = {}): StepRecord {
  return { run, step, asset: step, status: "pending", attempt: 0, metadata: {}, ...rest };
}

function logs(...messages: string[]): NonNullable<HistoryBatch["events"]> {
  return messages.map((message) => ({ kind: "log", level: "info", message, fields: {}, time: 5 }));
}

/** Registers the tests that every history passes. */
export function historyContract(name: string, open: () => Promise<OpenedHistory>): void {
  const test = (sentence: string, body: (history: History) => Promise<void>) =>
    Deno.test(`${name}: ${sentence}`, async () => {
      const { history, dispose } = await open();
      try {
        await body(history);
      } finally {
        await dispose();
      }
    });
  runTests(test);
  listTests(test);
  choiceTests(test);
  eventTests(test);
  valueTests(test);
  partitionTests(test);
  originTests(test);
}

/** Registers a test over a history. */
export type Test = (sentence: string, body: (history: History) => Promise<void>) => void;

function runTests(test: Test): void {
  test("a run is read as it was recorded, with all or only the required fields", async (history) => {
    const full = runRecord("r2", {
      tags: { a: "b" },
      request: { selection: "*", partitions: ["x"], deep: { list: [1, null] } },
      parentRun: "r1",
      startedAt: 2.5,
      endedAt: 3,
      heartbeatAt: 4,
      error,
    });
    await history.createRun(runRecord("r1"));
    await history.createRun(full);
    assert.deepEqual(await history.run("r1"), runRecord("r1"));
    assert.deepEqual(await history.run("r2"), full);
    assert.equal(await history.run("r3"), undefined);
  });

  test("a run is recorded once, and only a recorded run is written to", async (history) => {
    await history.createRun(runRecord("r1"));
    await assert.rejects(history.createRun(runRecord("r1")), { name: "Problem", message: /there is one already/ });
    await assert.rejects(history.write("r9", { events: logs("a") }), {
      name: "Problem",
      message: /there is no such run/,
    });
  });

  test("changes of a run leave its other fields as they are", async (history) => {
    await history.createRun(runRecord("r1", { tags: { a: "b" } }));
    await history.write("r1", { run: { status: "running", startedAt: 7, heartbeatAt: 8 } });
    await history.write("r1", { run: { status: "failure", endedAt: 9, error } });
    assert.deepEqual(
      await history.run("r1"),
      runRecord("r1", { tags: { a: "b" }, status: "failure", startedAt: 7, heartbeatAt: 8, endedAt: 9, error }),
    );
  });
}

function listTests(test: Test): void {
  test("runs are listed newest first, by job, status and page", async (history) => {
    for (let n = 1; n <= 6; n++) {
      const status = n % 2 === 0 ? "success" : "failure";
      await history.createRun(runRecord(`r${n}`, { job: n <= 3 ? "one" : "two", status }));
    }
    const ids = async (filter?: Parameters<History["runs"]>[0]) =>
      (await history.runs(filter)).map(({ id }) => id).join(" ");
    assert.equal(await ids(), "r6 r5 r4 r3 r2 r1");
    assert.equal(await ids({ job: "one" }), "r3 r2 r1");
    assert.equal(await ids({ status: "success", job: "two" }), "r6 r4");
    assert.equal(await ids({ limit: 2 }), "r6 r5");
    assert.equal(await ids({ before: "r5", limit: 2 }), "r4 r3");
    assert.equal(await ids({ job: "none" }), "");
    assert.equal(await ids({ statuses: ["success", "canceled"] }), "r6 r4 r2");
    assert.deepEqual(await history.countRuns(), { success: 3, failure: 3 });
    assert.deepEqual(await history.countRuns({ job: "one" }), { success: 1, failure: 2 });
  });

  test("steps are read in the order they were recorded first, in their last state", async (history) => {
    await history.createRun(runRecord("r1"));
    await history.write("r1", { steps: [stepRecord("r1", "b"), stepRecord("r1", "a")] });
    const last = stepRecord("r1", "b", {
      status: "failed",
      attempt: 2,
      startedAt: 1,
      endedAt: 2.25,
      metadata: { rows: 3 },
      version: "v",
      error,
    });
    await history.write("r1", { steps: [last, stepRecord("r1", "c", { partition: "p" })] });
    assert.deepEqual(await history.steps("r1"), [
      last,
      stepRecord("r1", "a"),
      stepRecord("r1", "c", { partition: "p" }),
    ]);
    assert.deepEqual(await history.steps("r2"), []);
  });
}

function eventTests(test: Test): void {
  test("events of a run are numbered from 1 without gaps, whatever other runs write", async (history) => {
    await history.createRun(runRecord("r1"));
    await history.createRun(runRecord("r2"));
    const first = await history.write("r1", { events: logs("a", "b") });
    await history.write("r2", { events: logs("x") });
    await history.write("r1", { run: { status: "running" } });
    const second = await history.write("r1", { events: logs("c") });
    assert.deepEqual([...first, ...second].map(({ sequence, run }) => `${run} ${sequence}`), ["r1 1", "r1 2", "r1 3"]);
    assert.deepEqual(await history.events("r1"), [...first, ...second]);
    assert.equal((await history.events("r2"))[0]?.sequence, 1);
  });

  test("writes at the same time do not share or lose a number", async (history) => {
    await history.createRun(runRecord("r1"));
    await Promise.all(Array.from({ length: 30 }, (_, n) => history.write("r1", { events: logs(`${n}`, `${n}`) })));
    const events = await history.events("r1");
    assert.deepEqual(events.map(({ sequence }) => sequence), Array.from({ length: 60 }, (_, n) => n + 1));
  });

  test("events are read by page: above a sequence, as many as asked for", async (history) => {
    await history.createRun(runRecord("r1"));
    await history.write("r1", { events: logs(...Array.from({ length: 450 }, (_, n) => `${n}`)) });
    const sequences = async (filter?: Parameters<History["events"]>[1]) =>
      (await history.events("r1", filter)).map(({ sequence }) => sequence);
    assert.deepEqual([(await sequences()).length, (await sequences()).at(-1)], [200, 200]);
    assert.deepEqual(await sequences({ after: 3, limit: 2 }), [4, 5]);
    assert.deepEqual((await sequences({ after: 400 })).length, 50);
    assert.deepEqual(await sequences({ after: 450 }), []);
    assert.deepEqual([await history.lastSequence("r1"), await history.lastSequence("none")], [450, 0]);
    await history.createRun(runRecord("r2"));
    assert.equal(await history.lastSequence("r2"), 0);
  });

  test("checks are read as they were recorded", async (history) => {
    await history.createRun(runRecord("r1"));
    const check = {
      run: "r1",
      step: "a",
      asset: "a",
      check: "c",
      severity: "warn" as const,
      passed: false,
      message: "m",
      figures: { n: 1 },
      samples: [{ row: 1 }, null],
      time: 3,
    };
    await history.write("r1", { checks: [check, { ...check, partition: "p", passed: true }] });
    assert.deepEqual(await history.checks("r1"), [check, { ...check, partition: "p", passed: true }]);
  });
}

function valueTests(test: Test): void {
  const value = (version: string, rest: Partial<Materialization> = {}): Materialization =>
    made(rest.asset ?? "a", rest.partition, { run: "r1", version, ...rest });

  test("a value is read as it was recorded, and is the latest until the next one", async (history) => {
    await history.createRun(runRecord("r1"));
    const full = value("v1", {
      rows: 3,
      columns: [{ name: "x", type: "BIGINT" }],
      metadata: { a: [1] },
      inputs: [{ asset: "b", version: "h" }, { asset: "c", partition: "p", version: "i" }],
    });
    await history.write("r1", { materializations: [full] });
    assert.deepEqual(await history.latest("a"), full);
    assert.deepEqual(await history.materialization("v1"), full);
    await history.write("r1", { materializations: [value("v0")] });
    assert.equal((await history.latest("a"))?.version, "v0");
    assert.deepEqual((await history.materializations("r1")).map(({ version }) => version), ["v1", "v0"]);
    assert.deepEqual([await history.latest("b"), await history.materialization("v9")], [undefined, undefined]);
  });

  test("every partition has a latest of its own", async (history) => {
    await history.createRun(runRecord("r1"));
    const north = { partition: "north" };
    await history.write("r1", { materializations: [value("v1", north), value("v2", { partition: "south" })] });
    await history.write("r1", { materializations: [value("v3", north)] });
    assert.equal((await history.latest("a", "north"))?.version, "v3");
    assert.equal(await history.latest("a"), undefined);
    const all = [...await history.latestOf("a")].map(([key, { version }]) => `${key} ${version}`);
    assert.deepEqual(all, ["north v3", "south v2"]);
    await history.write("r1", { materializations: [value("v4", { asset: "b" })] });
    assert.deepEqual([...(await history.latestOf("b")).keys()], [""]);
  });

  test("values and outcomes of checks of an asset are listed newest first, page by page", async (history) => {
    for (const run of ["r1", "r2"]) await history.createRun(runRecord(run));
    const north = { partition: "north" };
    await history.write("r1", { materializations: [value("v1", north), value("v2", { partition: "south" })] });
    await history.write("r2", { materializations: [value("w", { asset: "b" }), value("v3", north)] });
    const versions = async (filter?: Parameters<typeof history.valuesOf>[1]) =>
      (await history.valuesOf("a", filter)).map(({ version }) => version);
    assert.deepEqual(await versions(), ["v3", "v2", "v1"]);
    assert.deepEqual(await versions(north), ["v3", "v1"]);
    assert.deepEqual(await versions({ limit: 1, before: "v3" }), ["v2"]);
    assert.deepEqual(await versions({ before: "no such version" }), []);
    const rest = { step: "a", severity: "warn", passed: true, message: "", figures: {}, samples: [], time: 3 } as const;
    const outcome = (check: string, run = "r1", asset = "a"): CheckRecord => ({ ...rest, run, asset, check });
    await history.write("r1", { checks: [outcome("full"), outcome("full", "r1", "b")] });
    await history.write("r2", { checks: [outcome("small", "r2"), outcome("full", "r2")] });
    const outcomes = (await history.checksOf("a")).map(({ check, run }) => `${check} ${run}`);
    assert.deepEqual(outcomes, ["full r2", "small r2", "full r1"]);
    assert.deepEqual((await history.checksOf("a", { check: "full", limit: 1 })).map(({ run }) => run), ["r2"]);
  });

  test("a batch that cannot be recorded leaves nothing, and the history usable", async (history) => {
    await history.createRun(runRecord("r1"));
    await history.write("r1", { materializations: [value("v1")], events: logs("a") });
    await assert.rejects(history.write("r1", {
      run: { status: "failure" },
      steps: [stepRecord("r1", "s")],
      events: logs("b"),
      materializations: [value("v2"), value("v1")],
      partitions: { day: ["mon"] },
    }));
    assert.equal((await history.run("r1"))?.status, "queued");
    assert.deepEqual([await history.steps("r1"), await history.partitions("day")], [[], []]);
    assert.equal((await history.latest("a"))?.version, "v1");
    assert.equal((await history.write("r1", { events: logs("c") }))[0]?.sequence, 2);
  });
}
