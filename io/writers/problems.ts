import { dirname } from "node:path";
import { diskFullPattern } from "../../infra/disk_full.ts";
import { causeChain, Problem, type ProblemOptions } from "../../infra/errors.ts";
import { isStatementProblem } from "../statement_problem.ts";
import type { Table } from "../types.ts";
import type { WriteContext } from "./types.ts";

interface Cause {
  readonly pattern: RegExp;
  readonly what: string;
  readonly remedy: (target: string, place: string) => string;
}

const causes: readonly Cause[] = [
  {
    pattern: diskFullPattern,
    what: "the disk is full",
    remedy: (target, place) =>
      `Free space under "${dirname(target)}" or change ${place}.path. What was there is untouched.`,
  },
  {
    pattern: /read-only file system|EROFS|os error 30\b/i,
    what: "the file system is read-only",
    remedy: (_, place) => `Change ${place}.path to a folder that can be written, or mount it writable.`,
  },
  {
    pattern:
      /permission denied|access is denied|operation not permitted|EACCES|EPERM|readonly database|requires (read|write) access/i,
    what: "permission is denied",
    remedy: (target, place) => `Allow writing to "${dirname(target)}" or change ${place}.path.`,
  },
  {
    pattern: /is a directory|EISDIR|os error 21\b/i,
    what: "it is a folder",
    remedy: (_, place) => `Move the folder away or change ${place}.path.`,
  },
  {
    pattern: /not a directory|file exists|ENOTDIR|EEXIST|os error (17|20)\b/i,
    what: "a file stands where a folder must be",
    remedy: (_, place) => `Move the file away or change ${place}.path.`,
  },
  {
    pattern: /file name too long|ENAMETOOLONG|os error 36\b/i,
    what: "the path is too long",
    remedy: (_, place) => `Change ${place}.path to a shorter one.`,
  },
];

/**
 * A failure of the file system or of DuckDB while writing `target`, as a problem that names it; anything else, and a problem
 * that says more than that a statement failed, as it is.
 */
export function writeProblem(error: unknown, target: string, context: Pick<WriteContext, "place">): unknown {
  if (!(error instanceof Error)) return error;
  if (error instanceof Problem && !isStatementProblem(error)) return error;
  const texts = causeChain(error).flatMap(({ message, name }) => [message, name]);
  const cause = causes.find(({ pattern }) => texts.some((text) => pattern.test(text)));
  if (cause === undefined) return error;
  const { place } = context;
  return new Problem("pipeline", `Cannot write "${target}": ${cause.what}`, {
    place,
    remedy: cause.remedy(target, place),
    cause: error,
  });
}

/** A table that cannot be written as it is. */
export function refusal(target: string, what: string, options: ProblemOptions): Problem {
  return new Problem("data", `Cannot write "${target}": ${what}`, options);
}

/** Refuses a table without rows or columns, which nobody can tell from a failed run. */
export function assertNotEmpty(table: Table, context: WriteContext, partition?: string): void {
  if (table.rows > 0 && table.columns.length > 0) return;
  const what = table.columns.length === 0 ? "no columns" : "no rows";
  const subject = partition === undefined ? "the table" : `partition "${partition}"`;
  throw new Problem("data", `Cannot write "${context.dataset}": ${subject} has ${what}`, {
    place: partition === undefined ? context.place : `${context.place}, partition "${partition}"`,
    remedy: "Check the step that makes it and the rejects of its input. What was written before is untouched.",
  });
}
