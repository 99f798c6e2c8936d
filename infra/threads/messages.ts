import { Problem, type ProblemKind, problemKinds, toError } from "../errors.ts";

/** Functions by name. What goes in and comes out is plain data: it is copied from thread to thread. */
// deno-lint-ignore no-explicit-any -- any parameters: the callers' are checked against them one by one
export type TaskTable = Readonly<Record<string, (...input: any[]) => unknown>>;

/** What a thread is asked: one task with its input. */
export type Request = ReadonlyMap<string, readonly unknown[]>;

/**
 * A map, because of plain records the runtime looks at every value of every typed array before it copies them: 13 ms
 * for 200,000 numbers, where copying takes less than one.
 */
export function toRequest(task: string, input: readonly unknown[]): Request {
  return new Map([[task, input]]);
}

/** An error on its way from one thread to another. */
export interface Failure {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  /** Its own fields that are texts: place, remedy, kind. */
  readonly fields: Readonly<Record<string, string>>;
}

/** What a thread answers. */
export type Reply =
  | { readonly kind: "value"; readonly value: unknown }
  | { readonly kind: "failure"; readonly failure: Failure };

/** An error as plain data. */
export function failureOf(thrown: unknown): Failure {
  const error = toError(thrown);
  const texts = Object.entries(error).filter(([, value]) => typeof value === "string");
  return { name: error.name, message: error.message, stack: error.stack, fields: Object.fromEntries(texts) };
}

/** The error of a {@link Failure}: a Problem, a RangeError or a TypeError where it was one, else a plain error. */
export function errorOf({ name, message, stack, fields }: Failure): Error {
  const error = revived(name, message, fields);
  if (stack !== undefined) error.stack = stack;
  return error;
}

function revived(name: string, message: string, fields: Failure["fields"]): Error {
  switch (name) {
    case "Problem": {
      const { kind, place, remedy } = fields;
      return new Problem(isProblemKind(kind) ? kind : "unexpected", message, { place, remedy });
    }
    case "RangeError":
      return new RangeError(message);
    case "TypeError":
      return new TypeError(message);
    default:
      return new Error(message);
  }
}

function isProblemKind(kind: string | undefined): kind is ProblemKind {
  return problemKinds.some((known) => known === kind);
}
