/**
 * Work on other threads: a pool of workers that know a table of functions.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { openThreads } from "./mod.ts";
 * import type { testTasks } from "./test_tasks.ts";
 *
 * const pool = openThreads<typeof testTasks>(new URL("./test_worker.ts", import.meta.url), { threads: 2 });
 * assert.deepEqual(await Promise.all([pool.run("add", [1, 2]), pool.run("add", [3, 4])]), [3, 7]);
 * pool.close();
 * ```
 *
 * @module
 */
export { errorOf, type Failure, type TaskTable } from "./messages.ts";
export { onThisThread, openThreads, type Threads, type ThreadsOptions } from "./pool.ts";
export { serveTasks } from "./serve.ts";
