import { causeChain, Problem, type ProblemKind, toError } from "../../infra/errors.ts";
import type { Redact } from "./json.ts";
import type { ErrorRecord, StepId } from "./types.ts";

/** The boundary around code of assets: says which step it was, keeps place, remedy and cause. */
export function stepProblem(step: StepId, thrown: unknown): Problem {
  const error = toError(thrown);
  const { place, remedy } = innermost(error) ?? {};
  return new Problem(problemKind(error), `Cannot make "${step}": ${error.message}`, { place, remedy, cause: error });
}

/** Kind of the innermost problem; an error without one is a failure of the pipeline. */
export function problemKind(error: Error): ProblemKind {
  return innermost(error)?.kind ?? "pipeline";
}

/** An error as it is recorded, with secrets hidden. */
export function errorRecord(thrown: unknown, redact: Redact): ErrorRecord {
  const error = toError(thrown);
  const { place, remedy } = error instanceof Problem ? error : innermost(error) ?? {};
  return {
    name: error.name,
    message: redact(error.message),
    ...(place === undefined ? {} : { place: redact(place) }),
    ...(remedy === undefined ? {} : { remedy: redact(remedy) }),
    kind: problemKind(error),
    ...(error.stack === undefined ? {} : { stack: redact(stacks(error)) }),
    causes: causeChain(error).slice(1).map((cause) => redact(cause.message)),
  };
}

function innermost(error: Error): Problem | undefined {
  return causeChain(error).findLast((link) => link instanceof Problem);
}

function stacks(error: Error): string {
  return causeChain(error).map((link) => link.stack ?? `${link.name}: ${link.message}`).join("\nCaused by: ");
}
