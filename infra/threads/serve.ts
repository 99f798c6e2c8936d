import { parentPort } from "node:worker_threads";
import { failureOf, type Reply, type Request, type TaskTable } from "./messages.ts";

/**
 * Makes this worker do tasks for a pool, see {@link openThreads}. The module of the worker calls it once, with the
 * functions that its pool may ask for.
 */
export function serveTasks(tasks: TaskTable): void {
  const pool = parentPort;
  if (pool === null) throw new TypeError("Cannot serve tasks: this is the main thread, which no pool has started");
  pool.on("message", (request: Request) => pool.postMessage(answer(tasks, request)));
}

function answer(tasks: TaskTable, request: Request): Reply {
  try {
    const [[task, input] = ["", []]] = request;
    const work = tasks[task];
    if (work === undefined) throw new TypeError(`Cannot do task "${task}": this thread knows no such task`);
    return { kind: "value", value: work(...input) };
  } catch (error) {
    return { kind: "failure", failure: failureOf(error) };
  }
}
