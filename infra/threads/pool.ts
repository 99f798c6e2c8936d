import { Worker } from "node:worker_threads";
import { errorOf, type Failure, type Reply, type TaskTable, toRequest } from "./messages.ts";

/** Does tasks on other threads, so that this one stays free, as many at once as there are threads. */
export interface Threads<Tasks extends TaskTable> {
  /**
   * Does a task on the next free thread. Input and result are copied; arrays in shared memory are not.
   *
   * @throws what the task throws; the signal's reason when it is aborted; Error when the pool is closed
   */
  run<Name extends keyof Tasks & string>(
    task: Name,
    input: Parameters<Tasks[Name]>,
    options?: { readonly signal?: AbortSignal },
  ): Promise<ReturnType<Tasks[Name]>>;
  /** Ends the threads; what they are at is lost. */
  close(): void;
}

/** Options of {@link openThreads}. */
export interface ThreadsOptions {
  /** Most threads; each starts when there is work for it. @default one per core */
  readonly threads?: number;
  /** Makes an error of what a task threw. @default the built-in ones and Problem stay what they are */
  readonly revive?: (failure: Failure) => Error;
}

/**
 * Most of what a thread's short-lived values may take. Typed arrays that nobody holds any more count to it, and there
 * are many of them: at V8's own limit, 96 MB, each thread keeps up to 64 MB more of them.
 */
const mostYoungMegabytes = 12;

interface Job {
  readonly task: string;
  readonly input: readonly unknown[];
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * A pool of threads.
 *
 * @param module The worker's module, which calls `serveTasks`. A compiled program must include it
 * @throws {RangeError} when `threads` is not a whole number from 1 up
 */
export function openThreads<Tasks extends TaskTable>(module: URL, options: ThreadsOptions = {}): Threads<Tasks> {
  const { threads = navigator.hardwareConcurrency, revive = errorOf } = options;
  if (!Number.isSafeInteger(threads) || threads < 1) {
    throw new RangeError(`Cannot open threads: threads must be an integer from 1 up, but is ${threads}`);
  }
  return new ThreadPool<Tasks>(module, threads, revive);
}

class ThreadPool<Tasks extends TaskTable> implements Threads<Tasks> {
  readonly #module: URL;
  readonly #most: number;
  readonly #revive: (failure: Failure) => Error;
  readonly #waiting: Job[] = [];
  /** Every thread, with what it is at. */
  readonly #threads = new Map<Worker, Job | undefined>();
  #closed = false;

  constructor(module: URL, most: number, revive: (failure: Failure) => Error) {
    this.#module = module;
    this.#most = most;
    this.#revive = revive;
  }

  run<Name extends keyof Tasks & string>(
    task: Name,
    input: Parameters<Tasks[Name]>,
    { signal }: { readonly signal?: AbortSignal } = {},
  ): Promise<ReturnType<Tasks[Name]>> {
    return new Promise((resolve, reject) => {
      if (this.#closed) throw closed(task);
      signal?.throwIfAborted();
      const job: Job = {
        task,
        input,
        resolve: (value) => {
          signal?.removeEventListener("abort", abort);
          resolve(value as ReturnType<Tasks[Name]>);
        },
        reject: (error) => {
          signal?.removeEventListener("abort", abort);
          reject(error);
        },
      };
      const abort = () => this.#abandon(job, signal?.reason);
      signal?.addEventListener("abort", abort);
      this.#waiting.push(job);
      this.#next();
    });
  }

  close(): void {
    this.#closed = true;
    const jobs = [...this.#waiting.splice(0), ...this.#threads.values()];
    const workers = [...this.#threads.keys()];
    this.#threads.clear();
    for (const worker of workers) worker.terminate();
    for (const job of jobs) job?.reject(closed(job.task));
  }

  /** Gives waiting jobs to idle threads, and to new ones while there are fewer than there may be. */
  #next(): void {
    while (this.#waiting.length > 0) {
      const idle = [...this.#threads].find(([, job]) => job === undefined)?.[0];
      if (idle === undefined && this.#threads.size >= this.#most) return;
      const job = this.#waiting.shift()!;
      this.#give(idle ?? this.#start(), job);
    }
  }

  #give(worker: Worker, job: Job): void {
    this.#threads.set(worker, job);
    try {
      worker.postMessage(toRequest(job.task, job.input));
    } catch (error) {
      this.#threads.set(worker, undefined);
      job.reject(error);
    }
  }

  #start(): Worker {
    const worker = new Worker(this.#module, { resourceLimits: { maxYoungGenerationSizeMb: mostYoungMegabytes } });
    worker.on("message", (reply: Reply) => this.#answered(worker, reply));
    worker.on("error", (error) => this.#lost(worker, new Error(`Cannot go on: a thread has ended: ${error}`)));
    worker.on("exit", () => this.#lost(worker, new Error("Cannot go on: a thread has ended")));
    worker.on(
      "messageerror",
      () => this.#lost(worker, new Error("Cannot go on: an answer of a thread cannot be read")),
    );
    return worker;
  }

  #answered(worker: Worker, reply: Reply): void {
    const job = this.#threads.get(worker);
    if (job === undefined) return;
    this.#threads.set(worker, undefined);
    if (reply.kind === "value") job.resolve(reply.value);
    else job.reject(this.#revive(reply.failure));
    this.#next();
  }

  #lost(worker: Worker, error: unknown): void {
    if (!this.#threads.has(worker)) return;
    const job = this.#threads.get(worker);
    this.#threads.delete(worker);
    worker.terminate();
    job?.reject(error);
    this.#next();
  }

  /** A task cannot be stopped, its thread can. */
  #abandon(job: Job, reason: unknown): void {
    const place = this.#waiting.indexOf(job);
    if (place >= 0) this.#waiting.splice(place, 1);
    const worker = [...this.#threads].find(([, running]) => running === job)?.[0];
    if (worker === undefined) job.reject(reason);
    else this.#lost(worker, reason);
  }
}

function closed(task: string): Error {
  return new Error(`Cannot do task "${task}": the threads are closed`);
}

/** The same tasks on this thread, one after the other, for small work and tests. */
export function onThisThread<Tasks extends TaskTable>(tasks: Tasks): Threads<Tasks> {
  return {
    run: <Name extends keyof Tasks & string>(
      task: Name,
      input: Parameters<Tasks[Name]>,
      { signal }: { readonly signal?: AbortSignal } = {},
    ) =>
      new Promise<ReturnType<Tasks[Name]>>((resolve) => {
        signal?.throwIfAborted();
        resolve(tasks[task]!(...input) as ReturnType<Tasks[Name]>);
      }),
    close: () => {},
  };
}
