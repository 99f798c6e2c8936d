import { failureOf, type Reply, type Request, type TaskTable } from "./messages.ts";

/** What of a worker's global scope is used here. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<Request>) => void) | null;
  postMessage(reply: Reply): void;
}

/**
 * Makes this worker do tasks for a pool, see {@link openThreads}. The module of the worker calls it once, with the
 * functions that its pool may ask for.
 */
export function serveTasks(tasks: TaskTable): void {
  const scope = globalThis as unknown as WorkerScope;
  scope.onmessage = ({ data }) => scope.postMessage(answer(tasks, data));
}

function answer(tasks: TaskTable, { task, input }: Request): Reply {
  try {
    const work = tasks[task];
    if (work === undefined) throw new TypeError(`Cannot do task "${task}": this thread knows no such task`);
    return { kind: "value", value: work(...input) };
  } catch (error) {
    return { kind: "failure", failure: failureOf(error) };
  }
}
