import { causeChain, Problem, toError } from "../../infra/errors.ts";

/** The time of a query is over. */
export function tooLong(seconds: number): Problem {
  return new Problem("data", `Cannot answer the query: it takes longer than ${seconds} seconds`, {
    remedy: "Ask for fewer rows or columns: filter first, then join.",
  });
}

/** The error, or, where the memory was used up, what to do about it. */
export function memoryProblem(error: Error, memory: string): Error {
  const out = causeChain(error).some(({ message }) => message.includes("Out of Memory Error"));
  if (!out && !error.message.includes("ran out of memory")) return error;
  return tooMuchMemory(memory, error);
}

/** The memory of a query is used up. */
export function tooMuchMemory(memory: string, cause?: Error): Problem {
  return new Problem("data", `Cannot answer the query: it needs more than ${memory} of memory`, {
    remedy: "Ask for fewer rows or columns, or sort and group less.",
    cause,
  });
}

/** What DuckDB itself said of a statement, without what stands around it. */
export function databaseWords(error: unknown): string {
  const texts = causeChain(toError(error)).map(({ message }) =>
    message.replace(/^Failure running pending result task: /, "")
  );
  return texts.findLast((text) => /^[A-Z][A-Za-z -]* Error: /.test(text)) ?? texts[0] ?? "";
}
