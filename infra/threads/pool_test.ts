import assert from "node:assert/strict";
import { Problem } from "../errors.ts";
import { onThisThread, openThreads, type ThreadsOptions } from "./mod.ts";
import { testTasks } from "./test_tasks.ts";

const module = new URL("./test_worker.ts", import.meta.url);

function open(options: ThreadsOptions = {}) {
  return openThreads<typeof testTasks>(module, { threads: 2, ...options });
}

/** Two numbers in shared memory, with which the task "hang" is watched. */
function watch(): Int32Array<SharedArrayBuffer> {
  return new Int32Array(new SharedArrayBuffer(8));
}

async function begun(started: Int32Array<SharedArrayBuffer>): Promise<void> {
  while (Atomics.load(started, 0) === 0) await new Promise((resolve) => setTimeout(resolve, 1));
}

Deno.test("openThreads: results come to whom they belong, more tasks than threads wait", async () => {
  const pool = open();
  const sums = await Promise.all(Array.from({ length: 20 }, (_, i) => pool.run("add", [i, 1])));
  assert.deepEqual(sums, Array.from({ length: 20 }, (_, i) => i + 1));
  assert.equal(await pool.run("sum", [Float64Array.of(1, 2, 3)]), 6);
  pool.close();
});

Deno.test("openThreads: arrays in shared memory are not copied", async () => {
  const pool = open();
  const shared = watch();
  await Promise.all([pool.run("mark", [shared]), pool.run("mark", [shared])]);
  assert.equal(shared[0], 2);
  pool.close();
});

Deno.test("openThreads: errors keep what they say; the thread goes on", async () => {
  const pool = open({ threads: 1 });
  await assert.rejects(pool.run("fail", []), (error) => {
    assert.ok(error instanceof Problem);
    const { kind, message, place, remedy } = error;
    assert.deepEqual([kind, message, place, remedy], ["data", "Cannot count beans", "row 3", "Count again."]);
    return true;
  });
  await assert.rejects(pool.run("refuse", []), { name: "RangeError", message: "Cannot go there" });
  await assert.rejects(pool.run("add", [(() => 1) as unknown as number, 1]), /could not be cloned/);
  assert.equal(await pool.run("add", [1, 1]), 2);
  pool.close();
});

Deno.test("openThreads: who opens it can make errors of its own", async () => {
  const pool = open({ revive: ({ name, fields }) => new Error(`${name} at ${fields["place"]}`) });
  await assert.rejects(pool.run("fail", []), { message: "Problem at row 3" });
  pool.close();
});

Deno.test("openThreads: an aborted task ends its thread, others go on", async () => {
  const pool = open({ threads: 1 });
  const controller = new AbortController();
  const started = watch();
  const hanging = pool.run("hang", [started], { signal: controller.signal });
  const waiting = pool.run("add", [1, 2], { signal: controller.signal });
  const next = pool.run("add", [2, 2]);
  await begun(started);
  controller.abort(new Error("enough"));
  await assert.rejects(hanging, { message: "enough" });
  await assert.rejects(waiting, { message: "enough" });
  assert.equal(await next, 4);
  await assert.rejects(pool.run("add", [1, 2], { signal: controller.signal }), { message: "enough" });
  pool.close();
});

Deno.test("openThreads: closing ends what is under way", async () => {
  const pool = open({ threads: 1 });
  const started = watch();
  const tasks = [pool.run("hang", [started]), pool.run("add", [1, 1])];
  await begun(started);
  pool.close();
  for (const task of tasks) await assert.rejects(task, /the threads are closed/);
  await assert.rejects(pool.run("add", [1, 1]), /the threads are closed/);
});

Deno.test("openThreads: a module that is not there fails the task", async () => {
  const pool = openThreads<typeof testTasks>(new URL("./missing.ts", import.meta.url), { threads: 1 });
  await assert.rejects(pool.run("add", [1, 1]), /a thread has ended|missing\.ts/);
  pool.close();
});

Deno.test("openThreads: refuses a number of threads that makes no sense", () => {
  for (const threads of [0, -1, 1.5]) assert.throws(() => open({ threads }), RangeError);
});

Deno.test("onThisThread: the same tasks, here", async () => {
  const tasks = onThisThread(testTasks);
  assert.equal(await tasks.run("add", [1, 2]), 3);
  await assert.rejects(tasks.run("refuse", []), RangeError);
  await assert.rejects(tasks.run("add", [1, 2], { signal: AbortSignal.abort(new Error("enough")) }), {
    message: "enough",
  });
  tasks.close();
});
