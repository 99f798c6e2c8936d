import { diskFullPattern } from "./disk_full.ts";
import { Problem, type ProblemKind, toError } from "./errors.ts";

interface Reason {
  readonly pattern: RegExp;
  readonly kind: ProblemKind;
  readonly found: string;
  readonly remedy: string;
}

/** What SQLite says and what it means; the driver gives no error code for most of them, so the words decide. */
const reasons: readonly Reason[] = [
  {
    pattern: /database (table )?is locked|locking protocol/,
    kind: "pipeline",
    found: "another process holds its lock",
    remedy: "Wait for the other process to end, or stop it, and try again.",
  },
  {
    pattern: /file is not a database/,
    kind: "configuration",
    found: "it is not a SQLite database",
    remedy: "Give another path; if it was one, restore it from a backup, or move it away so that a new one is made.",
  },
  {
    pattern: /malformed|corrupt/,
    kind: "data",
    found: "the database is damaged",
    remedy: 'Restore it from a backup (a history with the command "restore FILE"), or move it away to begin a new one.',
  },
  {
    pattern: /readonly database/,
    kind: "configuration",
    found: "it may not be written",
    remedy: "Allow yourself to write the file and its folder, or give another path.",
  },
  {
    pattern: /unable to open database file/,
    kind: "configuration",
    found: "it cannot be opened",
    remedy: "Check that the path names a file, and that it and its folder may be read and written.",
  },
  {
    pattern: diskFullPattern,
    kind: "pipeline",
    found: "the disk is full",
    remedy: "Free some space and try again.",
  },
  {
    pattern: /disk I\/O error/,
    kind: "pipeline",
    found: "the disk reports an error",
    remedy: "Check the disk and its free space, then try again.",
  },
];

/** Whether SQLite refused because another connection holds the lock. */
export function isLocked(error: unknown): boolean {
  return error instanceof Error && reasons[0]!.pattern.test(error.message);
}

/** Whether a statement broke a UNIQUE or PRIMARY KEY rule. */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith("UNIQUE constraint failed");
}

/** A database error in the user's words; an error that is none of the machine's faults (a wrong statement) as it is. */
export function sqliteProblem(path: string, verb: string, thrown: unknown): Error {
  const error = toError(thrown);
  if (error instanceof Problem) return error;
  const place = path;
  if (error instanceof Deno.errors.NotCapable) {
    const remedy = `Start the program with --allow-read=${path} --allow-write=${path}.`;
    return new Problem("configuration", `Cannot ${verb} "${path}": Deno does not allow it`, {
      place,
      remedy,
      cause: error,
    });
  }
  const reason = reasons.find(({ pattern }) => pattern.test(error.message));
  if (reason === undefined) return error;
  const { kind, remedy } = reason;
  const found = reason.found === "it cannot be opened" ? whyNotOpened(path) : reason.found;
  return new Problem(kind, `Cannot ${verb} "${path}": ${found}`, { place, remedy, cause: error });
}

function whyNotOpened(path: string): string {
  try {
    return Deno.statSync(path).isDirectory ? "it is a folder" : "it or its folder may not be read or written";
  } catch (error) {
    return error instanceof Deno.errors.NotFound ? "it does not exist and is not made" : toError(error).message;
  }
}
