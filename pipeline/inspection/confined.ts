import { join } from "node:path";
import { toError } from "../../infra/errors.ts";
import { removeIfExists, uniqueToken } from "../../infra/fs.ts";
import { openSession, type Session } from "../../io/mod.ts";
import { type ConsoleCatalog, planQuery } from "./console.ts";
import { executeTask, type QueryTask, type TaskAnswer } from "./execute.ts";
import { type Gate, openGate } from "./gate.ts";
import { memoryProblem, tooLong } from "./query_problems.ts";
import type { InspectionOptions } from "./types.ts";

export { databaseWords } from "./query_problems.ts";

/** What a query works with. */
export interface Confined {
  readonly session: Session;
  /** Aborted when the caller is gone or the time is over. */
  readonly signal: AbortSignal;
}

/** Opens a database for one query after the other, each of which sees the folders of data and nothing else. */
export class ConfinedQueries {
  readonly #options: InspectionOptions;
  readonly #gate: Gate;

  constructor(options: InspectionOptions) {
    this.#options = options;
    this.#gate = openGate(options.atOnce ?? 2);
  }

  /** Seconds that a query may take. */
  get seconds(): number {
    return this.#options.seconds ?? 30;
  }

  /**
   * Runs `work` with a database of its own, in memory, that cannot be configured by what it runs.
   *
   * @throws {Problem} of kind data when the time or the memory is used up
   */
  async run<Result>(
    work: (confined: Confined) => Promise<Result>,
    options: { readonly signal?: AbortSignal | undefined; readonly folder?: string } = {},
  ): Promise<Result> {
    const { folders } = this.#options;
    const directories = [...folders, ...(options.folder === undefined ? [] : [options.folder])];
    return await this.#turn((signal) => this.#within(directories, work, signal), options.signal);
  }

  /**
   * Answers a query of a person. It is looked at first, by a database that may read no file; what runs it may read the files
   * of the tables that it names and no other one.
   *
   * @throws {Problem} of kind usage for what does more than read, of kind data when the time or the memory is used up
   */
  async ask(
    text: string,
    catalog: ConsoleCatalog,
    wanted: Pick<QueryTask, "limit" | "file">,
    given?: AbortSignal,
  ): Promise<TaskAnswer> {
    const { memory = "512MB", threads = 1, execute = executeTask } = this.#options;
    return await this.#turn(async (signal) => {
      const query = await this.#within([], (confined) => planQuery(confined, text, catalog), signal);
      return await execute({ ...query, ...wanted, memory, threads }, signal);
    }, given);
  }

  /** Calls `work` with an empty folder for what is made; the caller removes it. */
  async inFolder<Result>(
    work: (folder: string) => Promise<Result>,
  ): Promise<{ readonly result: Result; readonly remove: () => Promise<void> }> {
    const folder = join(this.#options.temporary, `download-${uniqueToken()}`);
    const remove = () => removeIfExists(folder);
    try {
      await Deno.mkdir(folder, { recursive: true });
      return { result: await work(folder), remove };
    } catch (error) {
      await remove().catch(() => undefined);
      throw error;
    }
  }

  /** Waits for room, then gives `work` a signal that is aborted when the caller is gone or the time is over. */
  async #turn<Result>(work: (signal: AbortSignal) => Promise<Result>, given?: AbortSignal): Promise<Result> {
    const { clock } = this.#options;
    const over = new AbortController();
    const signal = given === undefined ? over.signal : AbortSignal.any([given, over.signal]);
    using _turn = await this.#gate.enter(signal);
    const done = new AbortController();
    clock.sleep(this.seconds * 1000, done.signal).then(() => over.abort(tooLong(this.seconds)), () => undefined);
    try {
      return await work(signal);
    } finally {
      done.abort();
    }
  }

  async #within<Result>(
    directories: readonly string[],
    work: (confined: Confined) => Promise<Result>,
    signal: AbortSignal,
  ): Promise<Result> {
    const { memory = "512MB", threads = 1 } = this.#options;
    try {
      await using session = await openSession({ directories, memoryLimit: memory, threads, tempDirectory: "" });
      return await work({ session, signal });
    } catch (error) {
      throw memoryProblem(toError(error), memory);
    }
  }
}
