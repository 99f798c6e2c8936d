import { diskFullPattern } from "../../infra/disk_full.ts";
import { Problem, type ProblemKind, toError } from "../../infra/errors.ts";
import { damagedFileProblem } from "./damaged_file.ts";

interface Failure {
  readonly pattern: RegExp;
  readonly kind: ProblemKind;
  readonly what: (match: RegExpExecArray) => string;
  readonly place?: string;
  readonly remedy: string;
}

const memoryRemedy =
  "Raise engine.memory_limit, lower engine.threads, or run fewer steps at once (engine.max_concurrent_steps).";

const failures: readonly Failure[] = [
  {
    pattern: /max_temp_directory_size/,
    kind: "pipeline",
    what: () => "the folder for temporary data is full",
    place: "engine.temp_directory",
    remedy: "Free space on its disk, or set engine.temp_directory to a larger one.",
  },
  {
    pattern: diskFullPattern,
    kind: "pipeline",
    what: () => "the disk is full (no space left on device)",
    remedy: "Free space where the file is written and in engine.temp_directory.",
  },
  {
    pattern: /^Out of Memory Error: (?:[^\n]*?(\([^()]* used\)))?/,
    kind: "pipeline",
    what: (match) => `DuckDB ran out of memory ${match[1] ?? ""}`.trimEnd(),
    place: "engine.memory_limit",
    remedy: memoryRemedy,
  },
  {
    pattern: /Could not set lock on file "(.*?)": Conflicting lock is held in (.*?) \(PID (\d+)\)/,
    kind: "pipeline",
    what: (match) => `could not set lock on "${match[1]}": process ${match[3]} (${match[2]}) has it open`,
    remedy: "Let that process finish, or stop it.",
  },
  {
    pattern: /^IO Error: Failed to create directory (".*?"): (.*)/,
    kind: "configuration",
    what: (match) => `the folder ${match[1]} cannot be made: ${match[2]}`,
    place: "engine.temp_directory",
    remedy: "Set engine.temp_directory to a folder that can be written.",
  },
];

/** DuckDB's message without what the package puts before it. */
function plainMessage(error: Error): string {
  return error.message.replace(/^Failure running pending result task: /, "");
}

/**
 * What a statement threw, as a problem with a remedy where the machine or the configuration is the cause. Anything else
 * stays an error of DuckDB, with the statement in its cause.
 */
export function statementError(thrown: unknown, sql: string): Error {
  const error = toError(thrown);
  if (error instanceof Problem || error instanceof TypeError || error instanceof RangeError) return error;
  const message = plainMessage(error);
  for (const { pattern, kind, what, place, remedy } of failures) {
    const match = pattern.exec(message);
    if (match === null) continue;
    return new Problem(kind, `Cannot run a statement: ${what(match)}`, { place, remedy, cause: error });
  }
  const damaged = damagedFileProblem(error, message);
  if (damaged !== undefined) return damaged;
  return new Error(message, { cause: new Error(`in the statement: ${sql.trim().slice(0, 2_000)}`) });
}

const openings: readonly Failure[] = [
  {
    pattern: /not a valid DuckDB database|corrupt|checksum/i,
    kind: "data",
    what: () => "it is not a DuckDB database, or it is damaged",
    remedy: "Check the path, or restore the file.",
  },
  {
    pattern: /version number|newer version|storage version/i,
    kind: "data",
    what: () => "another version of DuckDB made it",
    remedy: "Upgrade this program, or export the data to Parquet with that version.",
  },
  {
    pattern: /database does not exist|No such file or directory/i,
    kind: "configuration",
    what: () => "there is no such file or folder",
    remedy: "Check the path.",
  },
  {
    pattern: /permission denied|read-only file system/i,
    kind: "configuration",
    what: () => "permission is denied",
    remedy: "Allow this user to read and write the file and its folder.",
  },
  {
    pattern: /held in (.*?) \(PID (\d+)\)/,
    kind: "pipeline",
    what: (match) => `process ${match[2]} (${match[1]}) has it open`,
    remedy: "Let that process finish, or stop it.",
  },
];

/** What opening a database file threw, as a problem. */
export function openError(thrown: unknown, path: string): Error {
  const error = toError(thrown);
  const message = plainMessage(error);
  for (const { pattern, kind, what, remedy } of openings) {
    const match = pattern.exec(message);
    if (match === null) continue;
    return new Problem(kind, `Cannot open "${path}": ${what(match)}`, { place: path, remedy, cause: error });
  }
  return new Error(message, { cause: error });
}
