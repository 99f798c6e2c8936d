import { Problem } from "../infra/errors.ts";
import { exists, removeIfExists } from "../infra/fs.ts";
import { claimFile } from "./duckdb/open_files.ts";
import type { Session } from "./duckdb/types.ts";
import { takeTurn } from "./file_turns.ts";
import { quoteLiteral, quoteName } from "./sql.ts";

/** A database file that a session has open beside its own. */
export interface Attached {
  /** Name of the database in SQL, such as `"attached_1"."main"."sales"`; not quoted. */
  readonly name: string;
  /** Closes the file and lets the next one have it. A second call does nothing. */
  detach(): Promise<void>;
  /** As `detach`, and removes the file if attaching made it, before the next one may have it. */
  discard(): Promise<void>;
}

/** Settings of {@link attachFile}. */
export interface AttachOptions {
  /** Open without the right to change it; the file must exist. @default false */
  readonly readOnly?: boolean;
  /** Stops waiting for the file. */
  readonly signal?: AbortSignal | undefined;
  /** Where a problem is, such as `readers.ns_sales.path`. @default the path */
  readonly place?: string;
}

// Names of databases must differ within a session; counting for the whole process needs nothing from the session.
let attachments = 0;

/**
 * Attaches a DuckDB file to a session. A file is open once in this process (see {@link claimFile}): a second call for it, in
 * any session, waits until the first has detached.
 *
 * @throws Problem of kind `data` for what is no DuckDB file, `pipeline` when another process holds the file
 */
export async function attachFile(session: Session, path: string, options: AttachOptions = {}): Promise<Attached> {
  const { readOnly = false, signal, place = path } = options;
  const done = await takeTurn(path, signal);
  const name = `attached_${++attachments}`;
  let release = () => {};
  let isNew = false;
  try {
    release = await claimFile(path);
    isNew = !readOnly && !await exists(path);
    const access = readOnly ? "(TYPE duckdb, READ_ONLY)" : "(TYPE duckdb)";
    await session.run(`ATTACH ${quoteLiteral(path)} AS ${quoteName(name)} ${access}`);
  } catch (error) {
    if (isNew && !heldByAnother.test(String(error))) await removeDatabase(path);
    release();
    done();
    throw attachProblem(error, path, place);
  }
  let closing: Promise<void> | undefined;
  const close = async (remove: boolean): Promise<void> => {
    try {
      await session.run(`DETACH ${quoteName(name)}`);
    } finally {
      if (remove) await removeDatabase(path);
      release();
      done();
    }
  };
  return { name, detach: () => closing ??= close(false), discard: () => closing ??= close(isNew) };
}

async function removeDatabase(path: string): Promise<void> {
  await Promise.allSettled([path, `${path}.wal`].map(removeIfExists));
}

interface Reason {
  readonly pattern: RegExp;
  readonly kind: "data" | "pipeline";
  readonly what: string;
  readonly remedy: string;
}

const heldByAnother = /could not set lock|conflicting lock/i;

const reasons: readonly Reason[] = [
  {
    pattern: heldByAnother,
    kind: "pipeline",
    what: "another process has it open",
    remedy: "Close the other program, or let it finish, and try again.",
  },
  {
    pattern: /version number|newer version|storage version/i,
    kind: "data",
    what: "it was made by a version of DuckDB that this program cannot read",
    remedy: "Export the table to Parquet with that version, or upgrade this program.",
  },
  {
    pattern: /not a valid duckdb|could not read enough bytes|checksum|corrupt|encrypt/i,
    kind: "data",
    what: "it is not a DuckDB database, or it is damaged",
    remedy:
      "Check the path and the kind: `sqlite` reads SQLite files, `parquet`, `csv`, `json` and `excel` the others.",
  },
];

function attachProblem(error: unknown, path: string, place: string): unknown {
  if (!(error instanceof Error)) return error;
  const reason = reasons.find(({ pattern }) => pattern.test(error.message));
  if (reason === undefined) return error;
  const { kind, what, remedy } = reason;
  return new Problem(kind, `Cannot open "${path}": ${what}`, { place, remedy, cause: error });
}
