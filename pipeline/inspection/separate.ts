import { Problem, toError } from "../../infra/errors.ts";
import { askProcess, type ProcessCommand } from "../../infra/processes/mod.ts";
import { type ExecuteTask, executeTask, type QueryTask, type TaskAnswer } from "./execute.ts";
import { tooMuchMemory } from "./query_problems.ts";

/** What a process that answers a task writes. */
type Told =
  | { readonly kind: "answer"; readonly answer: TaskAnswer }
  | { readonly kind: "problem"; readonly problem: Pick<Problem, "kind" | "message" | "place" | "remedy"> };

/**
 * Answers each task in a process of its own: whatever a query does to it, this process lives on. It is killed when the time is
 * over, since not everything that DuckDB does can be interrupted.
 */
export function separateExecution(command: ProcessCommand): ExecuteTask {
  return async (task, signal) => {
    const { output, code } = await askProcess(command, JSON.stringify(task), { signal });
    const told = toldBy(output);
    if (told?.kind === "answer") return told.answer;
    if (told?.kind === "problem") throw new Problem(told.problem.kind, told.problem.message, told.problem);
    if (output === undefined) throw gaveUp("its answer is too large", "Ask for fewer rows or columns.");
    throw gaveUp(
      `its process ended before it had an answer, with code ${code}`,
      "Write it in a simpler way, or ask for less at once.",
    );
  };
}

function toldBy(output: string | undefined): Told | undefined {
  try {
    return output === undefined || output === "" ? undefined : JSON.parse(output);
  } catch {
    // It ended while it wrote.
    return undefined;
  }
}

function gaveUp(why: string, remedy: string): Problem {
  return new Problem("data", `Cannot answer the query: ${why}`, { remedy });
}

/** What {@link answerTask} asks of the process that it runs in. */
export interface TaskProcess {
  /** Bytes that the process takes. */
  readonly used: () => number;
  /** Calls `over` once it takes more than `most` bytes; returns what ends that. */
  readonly watch: (most: number, over: () => void) => () => void;
}

/** Bytes beside those that DuckDB counts: the program, and the answer on its way. */
const beside = 512 * 1024 * 1024;

/** Answers a task as JSON, in the process that {@link separateExecution} started. */
export async function answerTask(line: string, process: TaskProcess): Promise<string> {
  const task: QueryTask = JSON.parse(line);
  const most = process.used() + bytesOf(task.memory) + beside;
  const out = Promise.withResolvers<never>();
  // DuckDB counts what its operators keep, not what a function makes of one row.
  const end = process.watch(most, () => out.reject(tooMuchMemory(task.memory)));
  try {
    const answer = await Promise.race([executeTask(task, new AbortController().signal), out.promise]);
    return JSON.stringify({ kind: "answer", answer } satisfies Told);
  } catch (thrown) {
    const error = toError(thrown);
    if (!(error instanceof Problem)) throw error;
    const { kind, message, place, remedy } = error;
    return JSON.stringify({ kind: "problem", problem: { kind, message, place, remedy } } satisfies Told);
  } finally {
    end();
  }
}

function bytesOf(memory: string): number {
  const [, count = "0", unit = ""] = /^([\d.]+) *([KMGT]?)i?B$/i.exec(memory) ?? [];
  return Number(count) * 1024 ** " KMGT".indexOf(unit.toUpperCase() || " ");
}
