import { type Problem, Problem as ProblemClass } from "../infra/errors.ts";
import { ApiProblem } from "./api/call.ts";
import type { ProblemDetails } from "./api/problem_schema.ts";
import { Forbidden, NotFound, Refused } from "./request.ts";

/** What a reader is told of an error; the text of an unexpected one stays in the log. */
export function problemDetails(error: Error): ProblemDetails {
  if (error instanceof ApiProblem) return error.details;
  if (error instanceof NotFound) return details(404, "Not found", error.message);
  if (error instanceof Forbidden) return details(403, "Not allowed", error.message, error);
  if (error instanceof Refused) return details(error.status, error.title, error.message, error);
  if (error instanceof ProblemClass) {
    return details(statusOf(error), "The request could not be answered", error.message, error);
  }
  return details(500, "Something went wrong", "The request could not be answered; the program's log says why");
}

function statusOf({ kind }: Problem): number {
  return kind === "usage" ? 400 : kind === "pipeline" ? 409 : kind === "data" ? 422 : 500;
}

function details(
  status: number,
  title: string,
  detail: string,
  more: { readonly place?: string | undefined; readonly remedy?: string | undefined } = {},
): ProblemDetails {
  const { place, remedy } = more;
  return {
    type: "about:blank",
    title,
    status,
    detail,
    ...(place === undefined ? {} : { place }),
    ...(remedy === undefined ? {} : { remedy }),
  };
}
