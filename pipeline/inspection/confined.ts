import { join } from "node:path";
import { causeChain, Problem, toError } from "../../infra/errors.ts";
import { removeIfExists, uniqueToken } from "../../infra/fs.ts";
import { openSession, type Session } from "../../io/mod.ts";
import { type Gate, openGate } from "./gate.ts";
import type { InspectionOptions } from "./types.ts";

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
    const { memory = "512MB", threads = 1, folders, clock } = this.#options;
    const directories = [...folders, ...(options.folder === undefined ? [] : [options.folder])];
    const over = new AbortController();
    const signal = options.signal === undefined ? over.signal : AbortSignal.any([options.signal, over.signal]);
    using _turn = await this.#gate.enter(signal);
    const done = new AbortController();
    clock.sleep(this.seconds * 1000, done.signal).then(() => over.abort(tooLong(this.seconds)), () => undefined);
    try {
      await using session = await openSession({ directories, memoryLimit: memory, threads, tempDirectory: "" });
      return await work({ session, signal });
    } catch (error) {
      throw memoryProblem(toError(error), memory);
    } finally {
      done.abort();
    }
  }

  /** Like {@link ConfinedQueries.run}, with an empty folder for what is made; the caller removes it. */
  async inFolder<Result>(
    work: (confined: Confined, folder: string) => Promise<Result>,
    signal?: AbortSignal,
  ): Promise<{ readonly result: Result; readonly remove: () => Promise<void> }> {
    const folder = join(this.#options.temporary, `download-${uniqueToken()}`);
    const remove = () => removeIfExists(folder);
    try {
      await Deno.mkdir(folder, { recursive: true });
      return { result: await this.run((confined) => work(confined, folder), { signal, folder }), remove };
    } catch (error) {
      await remove().catch(() => undefined);
      throw error;
    }
  }
}

function tooLong(seconds: number): Problem {
  return new Problem("data", `Cannot answer the query: it takes longer than ${seconds} seconds`, {
    remedy: "Ask for fewer rows or columns: filter first, then join.",
  });
}

function memoryProblem(error: Error, memory: string): Error {
  const out = causeChain(error).some(({ message }) => message.includes("Out of Memory Error"));
  if (!out && !error.message.includes("ran out of memory")) return error;
  return new Problem("data", `Cannot answer the query: it needs more than ${memory} of memory`, {
    remedy: "Ask for fewer rows or columns, or sort and group less.",
    cause: error,
  });
}

/** What DuckDB itself said of a statement, without what stands around it. */
export function databaseWords(error: unknown): string {
  const texts = causeChain(toError(error)).map(({ message }) =>
    message.replace(/^Failure running pending result task: /, "")
  );
  return texts.findLast((text) => /^[A-Z][A-Za-z -]* Error: /.test(text)) ?? texts[0] ?? "";
}
