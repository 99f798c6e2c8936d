import { dirname } from "node:path";
import { quoteLiteral, quoteName } from "../../core/mod.ts";
import { Problem, toError } from "../../infra/errors.ts";
import { openSession } from "../../io/mod.ts";
import { columnsOf, readCells, tableSql } from "./cells.ts";
import type { Confined } from "./confined.ts";
import type { PlannedQuery } from "./console.ts";
import { databaseWords, memoryProblem } from "./query_problems.ts";
import type { DownloadFormat, QueryAnswer } from "./types.ts";

/** A query to be answered, with everything that this needs: it can be sent to another process. */
export interface QueryTask extends PlannedQuery {
  /** Rows at most. */
  readonly limit: number;
  readonly memory: string;
  readonly threads: number;
  /** Where the answer is written; without it the answer has the rows. */
  readonly file?: { readonly path: string; readonly format: DownloadFormat };
}

/** What a task gives: no rows where they were written to a file. */
export type TaskAnswer = Omit<QueryAnswer, "milliseconds">;

/** Answers tasks, here or in another process. @throws the signal's reason when it is aborted */
export type ExecuteTask = (task: QueryTask, signal: AbortSignal) => Promise<TaskAnswer>;

/**
 * Answers a task in this process, with a database of its own that may read the task's files and no other one.
 *
 * @throws {Problem} of kind usage for what is wrong in the query, of kind data when the memory is used up
 */
export async function executeTask(task: QueryTask, signal: AbortSignal): Promise<TaskAnswer> {
  const { tables, memory, threads, file } = task;
  const files = tables.flatMap(({ files }) => files.map(({ path }) => path));
  const directories = file === undefined ? [] : [dirname(file.path)];
  try {
    await using session = await openSession({ files, directories, memoryLimit: memory, threads, tempDirectory: "" });
    const confined = { session, signal };
    for (const { name, files } of tables) {
      await session.run(`CREATE VIEW ${quoteName(name)} AS SELECT * FROM ${tableSql(files)}`, [], { signal });
    }
    return await explained(confined, () => file === undefined ? read(confined, task) : write(confined, task, file));
  } catch (error) {
    throw memoryProblem(toError(error), memory);
  }
}

async function read(confined: Confined, { sql, limit }: QueryTask): Promise<TaskAnswer> {
  const columns = await columnsOf(confined, `(${sql}\n)`);
  const rows = await readCells(confined, `SELECT * FROM (${sql}\n) LIMIT ${limit + 1}`, columns);
  return { columns, rows: rows.slice(0, limit), more: rows.length > limit };
}

async function write(
  { session, signal }: Confined,
  { sql, limit }: QueryTask,
  { path, format }: NonNullable<QueryTask["file"]>,
): Promise<TaskAnswer> {
  const query = `SELECT * FROM (${sql}\n) LIMIT ${limit}`;
  await session.run(copySql(query, path, format), [], { signal });
  return { columns: [], rows: [], more: false };
}

/** SQL that writes what a query gives to a file. */
export function copySql(query: string, path: string, format: DownloadFormat): string {
  return `COPY (${query}\n) TO ${quoteLiteral(path)} (${format === "csv" ? "FORMAT csv, HEADER" : "FORMAT parquet"})`;
}

async function explained<Result>({ signal }: Confined, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (thrown) {
    signal.throwIfAborted();
    const error = toError(thrown);
    const words = databaseWords(error);
    if (/^(Out of Memory|IO|Internal|Fatal) Error: /.test(words)) throw error;
    const [first = "", ...rest] = words.replace(/^([A-Z][A-Za-z -]*) Error: /, "").split("\n");
    throw new Problem("usage", `Cannot run the query: ${first.replace(/[.!]$/, "")}`, {
      ...place(rest),
      remedy: "Correct the query; DESCRIBE a table shows its columns.",
      cause: error,
    });
  }
}

/** The line of the query that DuckDB points at. The query stands in parentheses at the first line's end, which adds none. */
function place(lines: readonly string[]): { readonly place?: string } {
  const line = lines.find((text) => text.startsWith("LINE "));
  return line === undefined ? {} : { place: line.replace(/^LINE (\d+): .*/, "line $1") };
}
