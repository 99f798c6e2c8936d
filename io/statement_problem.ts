import { causeChain, Problem } from "../infra/errors.ts";

/** Whether a problem says no more than that a statement failed, so that a caller may say what it was doing. */
export function isStatementProblem(error: unknown): error is Problem {
  return error instanceof Problem && error.message.startsWith("Cannot run a statement: ");
}

/** What DuckDB itself said: the message of the innermost error that names a sort of error, such as `Binder Error: …`. */
export function databaseMessage(error: Error): string {
  const texts = causeChain(error).map(({ message }) => message.replace(/^Failure running pending result task: /, ""));
  return texts.findLast((text) => /^[A-Z][A-Za-z -]* Error: /.test(text)) ?? error.message;
}
