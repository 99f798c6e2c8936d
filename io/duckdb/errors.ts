import { Problem, toError } from "../../infra/errors.ts";

/** An error of DuckDB as a problem with a remedy; what is a mistake in our SQL stays unexpected. */
export function toProblem(thrown: unknown, _sql: string): Error {
  const error = toError(thrown);
  if (error instanceof Problem) return error;
  return error;
}
