import assert from "node:assert/strict";
import { type Logger, silentLogger } from "../../infra/log.ts";
import type { RunEvent } from "./events.ts";
import { memoryHistory } from "./history/memory.ts";
import { mergeBatches, RunWriter, type RunWriterOptions } from "./run_writer.ts";
import { gate, turns } from "./testing/kit.ts";

const event = (message: string) => ({ kind: "log" as const, level: "info", message, fields: {}, time: 0 });

async function writer(overrides: Partial<RunWriterOptions> = {}) {
  const history = memoryHistory();
  await history.createRun({
    id: "r",
    job: "j",
    environment: "e",
    status: "running",
    tags: {},
    request: {},
    createdAt: 0,
  });
  const told: RunEvent[] = [];
  const broken: Error[] = [];
  const options: RunWriterOptions = {
    history,
    run: "r",
    log: silentLogger,
    onEvent: (event) => told.push(event),
    onBroken: (error) => broken.push(error),
    ...overrides,
  };
  return { history, told, broken, writer: new RunWriter(options) };
}

Deno.test("RunWriter: listeners hear of events after they were recorded, in order", async () => {
  const { history, writer: it, told } = await writer();
  it.note({ events: [event("a")] });
  await it.commit({ events: [event("b"), event("c")] });
  assert.deepEqual(told.map(({ sequence }) => sequence), [1, 2, 3]);
  assert.deepEqual(await history.events("r"), told);
});

Deno.test("RunWriter: what comes while a write is under way is written together", async () => {
  const { history } = await writer();
  const first = gate();
  const batches: number[] = [];
  const slow: RunWriterOptions["history"] = {
    ...history,
    async write(run, batch) {
      batches.push(batch.events?.length ?? 0);
      if (batches.length === 1) await first.promise;
      return await history.write(run, batch);
    },
  };
  const { writer: it } = await writer({ history: slow });
  it.note({ events: [event("a")] });
  await turns(2);
  for (const name of ["b", "c"]) it.note({ events: [event(name)] });
  const last = it.commit({ events: [event("d")] });
  first.resolve();
  await last;
  assert.deepEqual(batches, [1, 3]);
});

Deno.test("RunWriter: an error of a listener is logged and goes no further", async () => {
  const warnings: string[] = [];
  const log: Logger = { ...silentLogger, warning: (message) => warnings.push(message) };
  const onEvent = () => {
    throw new Error("listener");
  };
  const { writer: it, history } = await writer({ onEvent, log });
  await it.commit({ events: [event("a")] });
  await it.commit({ events: [event("b")] });
  assert.equal((await history.events("r")).length, 2);
  assert.deepEqual(warnings, ["A listener failed", "A listener failed"]);
});

Deno.test("RunWriter: after a refused write everything is refused, and the run is told once", async () => {
  const { history } = await writer();
  const full: RunWriterOptions["history"] = { ...history, write: () => Promise.reject(new Error("disk full")) };
  const { writer: it, broken } = await writer({ history: full });
  it.note({ events: [event("a")] });
  await assert.rejects(it.commit({ events: [event("b")] }), { message: "disk full" });
  await assert.rejects(it.commit({ events: [event("c")] }), { message: "disk full" });
  assert.equal(broken.length, 1);
});

Deno.test("mergeBatches: the last word on the run and a step holds, everything else is added up", () => {
  const step = (name: string, attempt: number) => ({
    run: "r",
    step: name,
    asset: name,
    status: "running" as const,
    attempt,
    metadata: {},
  });
  const merged = mergeBatches([
    { run: { status: "running" }, steps: [step("a", 1)], events: [event("x")], partitions: { p: ["1"] } },
    { run: { endedAt: 5 }, steps: [step("b", 1), step("a", 2)], events: [event("y")], partitions: { q: ["2"] } },
  ]);
  assert.deepEqual(merged.run, { status: "running", endedAt: 5 });
  assert.deepEqual(merged.steps?.map(({ step, attempt }) => [step, attempt]), [["a", 2], ["b", 1]]);
  assert.equal(merged.events?.length, 2);
  assert.deepEqual(merged.partitions, { p: ["1"], q: ["2"] });
});
