/** Every kind of failure that a user can meet; each has its own exit code. */
export const problemKinds = ["unexpected", "usage", "configuration", "pipeline", "data", "interrupted"] as const;

/** One of {@link problemKinds}. */
export type ProblemKind = (typeof problemKinds)[number];

/** What a {@link Problem} carries beside its message. */
export interface ProblemOptions {
  /** Where it is: `file:line:column`, an asset, a partition, a configuration key. */
  readonly place?: string | undefined;
  /** What the reader should do next, as one or two sentences. */
  readonly remedy?: string | undefined;
  /** The error behind this one. */
  readonly cause?: unknown;
}

/**
 * A failure that names the thing, the place, the cause and the remedy.
 *
 * Thrown for everything that input, configuration or the machine can get wrong; programmer mistakes throw
 * `TypeError` or `RangeError` instead.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { Problem } from "./errors.ts";
 *
 * const problem = new Problem("data", 'Cannot read "sales.csv": the file does not exist', {
 *   place: "readers.ns_sales.path",
 *   remedy: "Put the file there or change the path.",
 * });
 * assert.equal(problem.kind, "data");
 * ```
 */
export class Problem extends Error {
  override readonly name = "Problem";
  /** Which exit code the program ends with. */
  readonly kind: ProblemKind;
  /** Where it is, if known. */
  readonly place: string | undefined;
  /** What to do next, if known. */
  readonly remedy: string | undefined;

  constructor(kind: ProblemKind, message: string, options: ProblemOptions = {}) {
    super(message, { cause: options.cause });
    this.kind = kind;
    this.place = options.place;
    this.remedy = options.remedy;
  }
}

/** The process exit code of each kind of problem. */
export const exitCodes: Readonly<Record<ProblemKind, number>> = {
  unexpected: 1,
  usage: 2,
  configuration: 3,
  pipeline: 4,
  data: 5,
  interrupted: 130,
};

/** Any thrown value as an `Error`. */
export function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

/** The cause chain of an error, the error itself first. */
export function causeChain(error: Error): readonly Error[] {
  const chain = [error];
  for (let next = error.cause; next instanceof Error && !chain.includes(next); next = next.cause) chain.push(next);
  return chain;
}
