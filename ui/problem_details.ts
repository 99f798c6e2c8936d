import { Problem } from "../infra/errors.ts";
import { NotFound } from "./request.ts";

/** An error as RFC 9457 has it, with what to do next. */
export interface ProblemDetails {
  readonly type: "about:blank";
  readonly title: string;
  readonly status: 400 | 404 | 500;
  readonly detail: string;
  readonly place?: string;
  readonly remedy?: string;
}

/** What a reader is told of an error; the text of an unexpected one stays in the log. */
export function problemDetails(error: Error): ProblemDetails {
  const details = (status: ProblemDetails["status"], title: string, detail: string): ProblemDetails => ({
    type: "about:blank",
    title,
    status,
    detail,
  });
  if (error instanceof NotFound) return details(404, "Not found", error.message);
  if (!(error instanceof Problem)) {
    return details(500, "Something went wrong", "The request could not be answered; the program's log says why");
  }
  const { place, remedy } = error;
  return {
    ...details(error.kind === "usage" ? 400 : 500, "The request could not be answered", error.message),
    ...(place === undefined ? {} : { place }),
    ...(remedy === undefined ? {} : { remedy }),
  };
}
